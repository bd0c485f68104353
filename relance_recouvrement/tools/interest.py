"""Late-payment interest on one debt, to the cent. Pure Python, ``Decimal`` inside.

Simple interest on the balance as it really decreased (C. com. L441-10 II, CCP
R2192-31, C. civ. 1231-6; LAW §1.2): the first day is the one after the due date, the
day of a payment counts, one rate per semester, rounded half up once per debt.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from .rates import Rate, semester_name

ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)


class Movement(NamedTuple):
    """What lowered a debt: ``amount`` on ``day``, the day the account was credited.

    A payment may pay interest first; a credit note, a write-off or an offset
    (``is_payment`` false) only lowers the principal.
    """

    day: date
    amount: Decimal
    is_payment: bool = True


class Segment(NamedTuple):
    """Days at one balance and one rate. ``start`` is the first day that counts and
    ``end`` the last one: ``days`` = ``end`` − ``start`` + 1. The amounts of a debt's
    segments add up to what accrued. ``semester`` is the one that should give the rate
    (``2026-S2``, empty for a contract rate), ``rate_semester`` the one that gave it:
    another one when ``provisional``."""

    start: date
    end: date
    days: int
    balance: Decimal
    rate: Decimal
    amount: Decimal
    semester: str
    rate_semester: str
    provisional: bool


class Accrual(NamedTuple):
    """Interest of one debt on a day.

    ``amount`` is still owed: ``accrued`` less ``imputed``, what payments paid of it
    (C. civ. 1343-1; nothing when they pay the principal first). ``principal`` is
    owed beside it: the ledger's balance plus ``imputed``. ``daily`` is what one more
    day adds, at the rate of the last day.
    """

    amount: Decimal = ZERO
    accrued: Decimal = ZERO
    imputed: Decimal = ZERO
    principal: Decimal = ZERO
    daily: Decimal = ZERO
    segments: tuple = ()
    provisional: bool = False


def accrue(
    due,
    until,
    total,
    movements,
    clause,
    table,
    day_basis="365",
    imputation="principal",
    start=None,
    stop=None,
    digits=2,
):
    """Interest of one debt from the day after ``due`` to ``until`` included.

    :param date due: payment date printed on the invoice
    :param date until: last day that counts
    :param Decimal total: the debt before any movement, tax included
    :param movements: :class:`Movement` or ``(day, amount[, is_payment])``, any order
    :param rates.Clause clause: how its rate is found
    :param rates.RateTable table: the known rates
    :param str day_basis: ``365``, or ``actual`` for the days of the year
    :param str imputation: ``principal``, or ``interest``: a payment pays the interest
        accrued so far first (C. civ. 1343-1)
    :param date start: interest runs from the day after it when it is later than
        ``due``: the formal notice received (C. civ. 1231-6)
    :param date stop: last day that counts, whatever ``until``: the judgment that
        opens insolvency proceedings (C. com. L622-28)
    :param int digits: decimals of the currency
    :raise LookupError: no semester is confirmed at all
    :rtype: Accrual
    """
    begin = max(due, start) if start else due
    end = min(until, stop) if stop else until
    debt = _Debt(total, movements, imputation == "interest", digits)
    debt.settle(min(begin, until))
    pieces = _cut(table, begin, end, clause, day_basis)
    for piece in pieces:
        debt.run(*piece)
    debt.settle(until)
    daily = ZERO
    if begin <= until == end and debt.is_open:
        last = pieces[-1].rate if pieces else table.get_rate(begin + ONE_DAY, clause)
        year = days_of_year(until, day_basis)
        daily = debt.round(debt.principal * last.percent / (100 * year))
    return debt.get_accrual(daily)


def days_of_year(day, day_basis):
    """Days by which a yearly rate is divided on ``day``."""
    if day_basis == "365":
        return 365
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


class _Piece(NamedTuple):
    """Days at one rate, ``first`` excluded; ``year``: days of the year."""

    first: date
    last: date
    year: int
    rate: Rate
    semester: str


@lru_cache(4096)
def _cut(table, begin, end, clause, day_basis):
    """Cut a period where the rate or the year changes; debts due the same day share
    the result."""
    opening = begin + ONE_DAY
    pieces = []
    for first, last, rate in table.get_spans(begin, end, clause, opening):
        semester = ""
        if rate.semester:
            day = opening if clause.keeps_first_rate else first + ONE_DAY
            semester = semester_name(day)
        while first < last:
            stop = last
            if day_basis != "365":
                stop = min(last, date((first + ONE_DAY).year, 12, 31))
            year = days_of_year(stop, day_basis)
            pieces.append(_Piece(first, stop, year, rate, semester))
            first = stop
    return tuple(pieces)


class _Debt:
    """A balance that goes down while interest accrues."""

    __slots__ = (
        "principal",
        "ledger",
        "interest_first",
        "cent",
        "events",
        "segments",
        "units",
        "closed",
        "imputed",
        "accrued",
    )

    def __init__(self, total, movements, interest_first, digits):
        self.principal = self.ledger = total
        self.interest_first = interest_first
        self.cent = _cent(digits)
        self.events = _group(movements)
        self.segments = []
        self.units = {}  # days of the year: balance × rate × days, exact
        self.closed = ZERO  # interest paid in full, rounded when it was
        self.imputed = self.accrued = ZERO

    @property
    def is_open(self):
        return self.ledger > 0 and self.principal > 0

    def round(self, value):
        return value.quantize(self.cent, ROUND_HALF_UP)

    def settle(self, day):
        """Apply what came until ``day`` included."""
        while self.events and self.events[-1][0] <= day:
            self._apply(*self.events.pop()[1:])

    def run(self, first, last, year, rate, semester):
        """Let interest run on ``]first, last]``, at one rate."""
        while first < last and self.is_open:
            stop = min(last, self.events[-1][0]) if self.events else last
            self._add(first, stop, year, rate, semester)
            self.settle(stop)
            first = stop

    def _add(self, first, last, year, rate, semester):
        days = (last - first).days
        units = self.principal * rate.percent * days
        self.units[year] = self.units.get(year, ZERO) + units
        exact = [value / (100 * year) for year, value in self.units.items()]
        accrued = self.closed + self.round(sum(exact))
        self.segments.append(
            Segment(
                first + ONE_DAY,
                last,
                days,
                self.principal,
                rate.percent,
                accrued - self.accrued,
                semester,
                semester_name(rate.semester) if rate.semester else "",
                rate.provisional,
            )
        )
        self.accrued = accrued

    def _apply(self, credited, paid):
        self.ledger -= credited + paid
        taken = self._take_interest(paid) if self.interest_first else ZERO
        self.principal = max(ZERO, self.principal - credited - paid + taken)

    def _take_interest(self, paid):
        """What a payment pays of the interest; the cent is final once all is paid."""
        owed = self.accrued - self.imputed
        taken = min(paid, owed)
        self.imputed += taken
        if taken == owed:
            self.closed, self.units = self.accrued, {}
        return taken

    def get_accrual(self, daily):
        return Accrual(
            self.accrued - self.imputed,
            self.accrued,
            self.imputed,
            self.principal,
            daily,
            tuple(self.segments),
            any(segment.provisional for segment in self.segments),
        )


@lru_cache
def _cent(digits):
    return Decimal(1).scaleb(-digits)


def _group(movements):
    """``[(day, credited, paid)]``, the last day first: what comes on one day is one."""
    if not movements:
        return []
    days = {}
    for move in movements:
        day, amount, is_payment = Movement(*move)
        credited, paid = days.get(day, (ZERO, ZERO))
        if is_payment:
            paid += amount
        else:
            credited += amount
        days[day] = credited, paid
    return [(day, *days[day]) for day in sorted(days, reverse=True)]
