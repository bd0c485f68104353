"""Payment plans: dates and amounts of the instalments, and what paid them.

Pure Python. Amounts are in the plan's currency; the arithmetic is done in minor
units, so that a schedule adds up to the cent.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

CENT = 0.005
WEEKS = {"weekly": 1, "fortnightly": 2}
MONTHS = {"monthly": 1, "quarterly": 3}
# More would be a mistake: ten years of weeks.
MAX_NUMBER = 520


def add_months(day, count):
    """``day`` some months later; the 31st becomes the last day of a shorter month.

    :param date day: any day
    :param int count: months; negative, so many months earlier
    """
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def nth_date(first, rhythm, index):
    """Date of an instalment: always counted from the first one, so that the end of
    a short month does not shift those that follow.

    :param str rhythm: weekly, fortnightly, monthly or quarterly
    :param int index: 0 for the first one
    """
    if rhythm in WEEKS:
        return first + timedelta(weeks=WEEKS[rhythm] * index)
    return add_months(first, MONTHS[rhythm] * index)


def count_until(first, rhythm, end):
    """Number of instalments from ``first`` that fall on or before ``end``."""
    count = 0
    while count < MAX_NUMBER and nth_date(first, rhythm, count) <= end:
        count += 1
    return count


def simulate(total, number, first, rhythm, down_payment=0.0, down_date=None, digits=2):
    """Equal instalments after the down payment, the odd cents on the last one.

    :param float total: what is owed
    :param int number: instalments after the down payment
    :param date first: day of the first of them
    :param date down_date: day of the down payment, before ``first``
    :param int digits: decimals of the currency
    :return: ``[(date, amount)]``, by date
    :raise ValueError: with ``total``, ``number``, ``down_payment`` or ``down_date``:
        the parameter that makes no schedule
    """
    unit = 10**digits
    due, down = round(total * unit), round(down_payment * unit)
    if due <= 0:
        raise ValueError("total")
    if down < 0 or down > due:
        raise ValueError("down_payment")
    rows = []
    if down:
        if not down_date or (down < due and down_date >= first):
            raise ValueError("down_date")
        rows.append((down_date, down / unit))
    rest = due - down
    if not rest:
        return rows
    if not 1 <= number <= min(rest, MAX_NUMBER):
        raise ValueError("number")
    part = rest // number
    parts = [part] * (number - 1) + [rest - part * (number - 1)]
    return rows + [
        (nth_date(first, rhythm, index), amount / unit)
        for index, amount in enumerate(parts)
    ]


def months_between(start, end):
    """Whole months from ``start`` to ``end``, a month begun counting for one."""
    if end <= start:
        return 0
    count = (end.year - start.year) * 12 + end.month - start.month
    return count + (add_months(start, count) < end)


# === WHAT PAID THEM === #


@dataclass(slots=True)
class PlannedItem:
    """Part of an item that a plan covers, in the item's currency.

    ``paid`` is every payment of the item, ``(date, amount)``, oldest first;
    ``before`` what of it was there when the plan was made, or went to a promise;
    ``owed`` its balance.
    """

    amount: float
    owed: float
    paid: list
    before: float = 0.0

    def get_payments(self):
        """Payments that count for the plan: ``[(date, amount)]``."""
        skip, room, counted = self.before, self.amount, []
        for day, amount in self.paid:
            part = max(0.0, amount - skip)
            skip = max(0.0, skip - amount)
            part = min(part, room)
            if part > CENT:
                counted.append((day, part))
                room -= part
        return counted

    def get_lowered(self):
        """What of the planned amount is neither paid nor owed any more: credited,
        written off or cancelled."""
        taken = sum(amount for _day, amount in self.get_payments())
        return max(0.0, self.amount - taken - max(0.0, self.owed))


@dataclass(slots=True)
class Instalment:
    """A date (with its tolerance: ``deadline``) and an amount."""

    key: int
    date: date
    amount: float
    deadline: date
    paid: float = 0.0
    lowered: float = 0.0
    paid_on: date | None = None
    state: str = "open"

    @property
    def missing(self):
        return max(0.0, self.amount - self.paid - self.lowered)


def match(instalments, payments, lowered, today):
    """Pay the instalments in the order of their dates.

    What is no longer owed is taken off the end of the schedule: a credit note
    shortens a plan, it replaces no payment that has fallen due.

    :param list(Instalment) instalments: filled in: ``paid``, ``lowered``,
        ``paid_on`` and ``state`` (open, paid, late)
    :param payments: ``[(date, amount)]`` of all the plan's items
    :param float lowered: see :meth:`PlannedItem.get_lowered`
    :param date today: day of the run
    :return: the instalments, by date
    """
    rows = sorted(instalments, key=lambda row: (row.date, row.key))
    for row in rows:
        row.paid = row.lowered = 0.0
        row.paid_on = None
    for day, amount in sorted(payments, key=lambda payment: payment[0]):
        _pay(rows, day, amount)
    for row in reversed(rows):
        row.lowered = min(row.missing, lowered)
        lowered -= row.lowered
    for row in rows:
        if row.missing < CENT:
            row.state = "paid"
        else:
            row.state = "late" if today > row.deadline else "open"
    return rows


def _pay(rows, day, amount):
    for row in rows:
        if amount < CENT:
            return
        part = min(row.missing, amount)
        if part > 0:
            row.paid += part
            amount -= part
            if row.missing < CENT:
                row.paid_on = day


def judge(instalments):
    """State of a signed plan after :func:`match`: active, kept or cancelled (nothing
    was paid and nothing is owed any more)."""
    if any(row.state != "paid" for row in instalments):
        return "active"
    return "kept" if any(row.paid > CENT for row in instalments) else "cancelled"
