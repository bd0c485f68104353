"""Calendar of a procedure: when each step is due; no database.

Months run from date to date, else to the last day of the month (CPC 641); a time that
ends on a Saturday, a Sunday or a holiday is extended to the next working day (CPC
642). What *we* must do keeps the day before that extension, the prudent reading; what
the other side has until then counts the extension, since nothing may be done before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .insolvency import add_months

ONE_DAY = timedelta(days=1)
# A title may be enforced during this many years (CPCE L111-4).
TITLE_YEARS = 10
# Months after the decision is enforceable, then points more (CMF L313-3).
RAISED_AFTER_MONTHS = 2
RAISED_POINTS = 5


@dataclass(frozen=True, slots=True)
class Delay:
    """A time: ``unit`` is ``days``, ``working_days`` or ``months``; ``kind`` is
    ``legal``, ``earliest``, ``usual`` or ``none``."""

    count: int
    unit: str = "days"
    kind: str = "usual"


def get_due(start: date, delay: Delay, calendar) -> date | None:
    """The day of a step whose time starts on ``start``.

    :param date start: day of the act that starts the time; it does not count
        (CPC 641)
    :param WorkingCalendar calendar: French working days
    :return: the last day to act; for ``earliest`` the first day on which the step may
        be done, the day after the time ended; None when it has no date
    """
    if delay.kind == "none":
        return None
    if delay.unit == "months":
        end = add_months(start, delay.count)
    elif delay.unit == "working_days":
        end = calendar.add_working_days(start, delay.count)
    else:
        end = start + timedelta(days=delay.count)
    if delay.kind == "earliest":
        return extend(end, calendar) + ONE_DAY
    return end


def extend(day: date, calendar) -> date:
    """A time that ends on a day off ends on the next working day (CPC 642)."""
    while day.weekday() >= 5 or calendar.is_holiday(day):
        day += ONE_DAY
    return day


def applies(since: date | None, until: date | None, order: date) -> bool:
    """Whether a version of the law, bounds included, governs an order of ``order``."""
    return (since is None or since <= order) and (until is None or order <= until)


def get_title_limit(title: date) -> date:
    """Last day to enforce a title of ``title``."""
    return add_months(title, 12 * TITLE_YEARS)


def get_raised_from(enforceable: date) -> date:
    """Last day at the plain legal rate; five points more from the next one."""
    return add_months(enforceable, RAISED_AFTER_MONTHS)
