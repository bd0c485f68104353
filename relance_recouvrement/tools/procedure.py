"""Calendar of a procedure: when each step is due; no database.

Months run from date to date, else to the last day of the month (CPC 641); a time that
ends on a Saturday, a Sunday or a holiday is extended to the next working day (CPC
642). What *we* must do keeps the day before that extension, the prudent reading; what
the other side has until then counts the extension, since nothing may be done before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .insolvency import add_months
from .interest import accrue
from .rates import Clause

ONE_DAY = timedelta(days=1)
# A title may be enforced during this many years (CPCE L111-4).
TITLE_YEARS = 10
# Months after the decision is enforceable; five points more from then (CMF L313-3).
RAISED_AFTER_MONTHS = 2
LEGAL = Clause("legal")
RAISED = Clause("raised")
# Days before a last day to act when somebody is told, the last one first.
NOTICE_DAYS = (7, 21)


@dataclass(frozen=True, slots=True)
class Delay:
    """A time: ``unit`` is ``days``, ``working_days`` or ``months``; ``kind`` is
    ``legal``, ``earliest``, ``usual`` or ``none``; ``days_more`` are counted from its
    end."""

    count: int
    unit: str = "days"
    kind: str = "usual"
    days_more: int = 0


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
        end = extend(end, calendar) + ONE_DAY
    return end + timedelta(days=delay.days_more)


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


def accrue_after_title(title, enforceable, until, principal, movements, table):
    """Interest on what a judgment grants: the legal rate from the next day (C. civ.
    1231-7), five points more two months after it is enforceable (CMF L313-3).

    Payments pay the principal first, the reading that claims the least.

    :param date title: day of the judgment
    :param enforceable: day on which it became enforceable, None when it is not
    :param date until: last day that counts
    :param Decimal principal: sums granted
    :param movements: ``(day, amount)`` of what was paid since
    :param rates.RateTable table: the known rates
    :return: the accruals of both times, the plain rate first
    :rtype: list(interest.Accrual)
    :raise LookupError: no semester is confirmed at all
    """
    raised = get_raised_from(enforceable) if enforceable else None
    plain_end = min(until, raised) if raised else until
    found = [accrue(title, plain_end, principal, movements, LEGAL, table)]
    if raised and raised < until:
        found.append(accrue(raised, until, principal, movements, RAISED, table))
    return found


def get_milestone(due, today, kind):
    """What is to be told of a step: ``missed`` after its last day, ``near`` some days
    before it or on the day of the others, else an empty string.

    :param date due: date of the step
    :param str kind: ``legal``, ``earliest`` or ``usual``
    """
    if kind == "legal" and today > due:
        return "missed"
    if kind == "legal":
        left = (due - today).days
        reached = [days for days in NOTICE_DAYS if left <= days]
        return f"near{min(reached)}" if reached else ""
    return "due" if today >= due else ""


def get_court_kind(name: str) -> str:
    """What a court is, by its name: ``tc``, ``jcp`` or ``tj``."""
    name = name.lower()
    if "commerce" in name or "activités économiques" in name:
        return "tc"
    return "jcp" if "protection" in name else "tj"
