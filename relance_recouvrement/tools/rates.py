"""Semester rates, and the rate of a claim drawn from them. Pure Python.

The law gives the rate of each half-year by the value in force on its first day:
the ECB's for late-payment penalties (C. com. L441-10 II), the legal rate of
professional creditors for the floor of a contract and for consumers (LAW §2).
Rates are in % a year, ``Decimal``.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: Points above the ECB's rate, by basis.
ECB_POINTS = {"ecb10": 10, "public": 8}
#: Multiple of the legal rate, by basis.
LEGAL_TIMES = {"legal": 1, "legal3": 3}
#: Points above the legal rate, by basis: two months after a judgment became enforceable
#: (CMF L313-3).
LEGAL_POINTS = {"raised": 5}

#: A rate above this, in % a year, is a mistake.
MAX_RATE = 30
#: Day of June and December on which the next semester's rates are asked.
ASKED_DAY = 15


@dataclass(frozen=True, slots=True)
class Semester:
    """Rates of one half-year, in %; ``None``: not known. ``start`` is its first day."""

    start: date
    ecb: Decimal | None = None
    legal: Decimal | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """How the rate of a claim is found.

    ``basis``: ``ecb10`` (ECB + 10 points), ``legal3`` (three times the legal rate),
    ``public`` (ECB + 8 points, that of the first day: CCP R2192-31), ``legal``,
    ``raised`` (legal + 5 points, CMF L313-3) or ``fixed`` (``percent`` % a year).
    """

    basis: str
    percent: Decimal | None = None

    @property
    def keeps_first_rate(self):
        """The rate of the first semester holds until the payment."""
        return self.basis == "public"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, % a year, the first day of the semester that gave it (``None`` for a
    fixed rate), and whether an earlier semester stands in for a missing one."""

    percent: Decimal
    semester: date | None = None
    provisional: bool = False


def semester_start(day):
    """First day of the half-year of ``day``."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def semester_end(day):
    """Last day of the half-year of ``day``."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def next_semester(day):
    """First day of the half-year after that of ``day``."""
    return semester_end(day) + timedelta(days=1)


def last_asked(today):
    """First day of the last semester whose rates should be known on ``today``: the next
    one is asked from 15 June and 15 December, when its order is about to be published.
    """
    following = next_semester(today)
    return following if today >= asked_on(following) else semester_start(today)


def asked_on(start):
    """The day on which the rates of the semester of ``start`` are asked."""
    return (semester_start(start) - timedelta(days=1)).replace(day=ASKED_DAY)


def semester_name(day):
    """``2026-S1``."""
    return f"{day.year}-S{1 if day.month <= 6 else 2}"


def get_skipped(starts):
    """First days of the semesters missing between the oldest and the newest.

    :param starts: first days of semesters, in any order
    :rtype: list(date)
    """
    known, skipped = set(starts), []
    day = min(known, default=None)
    while day and day < max(known):
        if day not in known:
            skipped.append(day)
        day = next_semester(day)
    return skipped


class RateTable:
    """The known semesters, from the oldest to the newest."""

    def __init__(self, semesters):
        self._semesters = sorted(
            (row for row in semesters if row.confirmed), key=lambda row: row.start
        )
        self._starts = [row.start for row in self._semesters]

    def get_rate(self, day, clause):
        """The rate of ``clause`` on ``day``.

        A semester that nobody confirmed takes the rate of the last confirmed one
        before it (of the first one known, for an older day), flagged provisional.

        :raise LookupError: when no semester at all is confirmed
        :rtype: Rate
        """
        if clause.basis == "fixed":
            return Rate(clause.percent)
        if not self._semesters:
            raise LookupError(semester_name(day))
        row = self._semesters[max(0, bisect_right(self._starts, day) - 1)]
        return Rate(
            self._get_percent(row, clause.basis),
            row.start,
            row.start != semester_start(day),
        )

    def _get_percent(self, row, basis):
        if basis in ECB_POINTS:
            return row.ecb + ECB_POINTS[basis]
        if basis in LEGAL_POINTS:
            return row.legal + LEGAL_POINTS[basis]
        return row.legal * LEGAL_TIMES[basis]

    def get_spans(self, start, end, clause, first_day=None):
        """Cut a period where the rate changes.

        :param date start: excluded: interest runs from the day after
        :param date end: included
        :param Clause clause: of the claim
        :param date first_day: the day interest started to run, default the day after
            ``start``; it gives the rate of a claim on a public body
        :return: ``[(start excluded, end included, Rate)]``, none when empty
        :rtype: list(tuple)
        """
        if end <= start:
            return []
        first = first_day or start + timedelta(days=1)
        if clause.basis == "fixed" or clause.keeps_first_rate:
            return [(start, end, self.get_rate(first, clause))]
        spans = []
        while start < end:
            day = start + timedelta(days=1)
            stop = min(end, semester_end(day))
            spans.append((start, stop, self.get_rate(day, clause)))
            start = stop
        return spans
