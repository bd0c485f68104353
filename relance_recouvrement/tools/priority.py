"""Priority of a case: a sum of points, each with its reason. Pure Python."""

import math
from dataclasses import dataclass

LIMITATION_NEAR_DAYS = 180
LIMITATION_URGENT_DAYS = 60
DEADLINE_NEAR_DAYS = 3
PROCEDURE_NEAR_DAYS = 21
PROCEDURE_URGENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What the priority of a case depends on.

    Amounts are claimable, overdue, in company currency. ``announced_for`` is the
    number of days since the deadline of an announced step that is due, ``deadline_in``
    those until an announced deadline, ``limited_in`` those until the first debt is
    time-barred, ``silent_for`` those since the last contact, ``procedure_in`` those
    until the next day of a procedure, negative once missed; None: there is none.
    """

    amount: float = 0.0
    days_late: int = 0
    announced_for: int | None = None
    missed: bool = False
    reply: bool = False
    contact_issue: bool = False
    cash_trouble: bool = False
    deadline_in: int | None = None
    limited_in: int | None = None
    silent_for: int | None = None
    procedure_in: int | None = None


def score(facts):
    """Priority of a case.

    :param Facts facts: what is known of the case
    :return: ``(points, parts)``: the total, and ``(points, code, days)`` of each
        reason, the strongest first
    :rtype: tuple(int, list)
    """
    procedure = _procedure(facts)
    if facts.amount <= 0 and not facts.reply and not procedure:
        return 0, []
    left = facts.procedure_in or 0
    parts = [
        (procedure, "procedure_missed" if left < 0 else "procedure", abs(left)),
        (_announced(facts), "announced", max(facts.announced_for or 0, 0)),
        (35 if facts.missed else 0, "missed", 0),
        (30 if facts.reply else 0, "reply", 0),
        (25 if facts.cash_trouble else 0, "cash", 0),
        (20 if facts.contact_issue else 0, "contact", 0),
        (_limitation(facts), "limitation", max(facts.limited_in or 0, 0)),
        (_deadline(facts), "deadline", facts.deadline_in or 0),
        (round(8 * math.log10(1 + max(facts.amount, 0) / 100)), "amount", 0),
        (min(30, max(facts.days_late, 0) // 3), "age", facts.days_late),
        (_silence(facts), "silence", facts.silent_for or 0),
    ]
    found = sorted((part for part in parts if part[0]), key=lambda part: -part[0])
    return sum(part[0] for part in found), found


def _announced(facts):
    """A threat carried out late loses its weight day after day."""
    if facts.announced_for is None:
        return 0
    return 40 + min(10, 2 * max(facts.announced_for - 1, 0))


def _limitation(facts):
    if facts.limited_in is None or facts.limited_in > LIMITATION_NEAR_DAYS:
        return 0
    return 45 if facts.limited_in <= LIMITATION_URGENT_DAYS else 30


def _deadline(facts):
    near = facts.deadline_in is not None and facts.deadline_in <= DEADLINE_NEAR_DAYS
    return 10 if near else 0


def _procedure(facts):
    """The day of a procedure: a right may be lost with it."""
    left = facts.procedure_in
    if left is None or left > PROCEDURE_NEAR_DAYS:
        return 0
    if left < 0:
        return 70
    return 50 if left <= PROCEDURE_URGENT_DAYS else 25


def _silence(facts):
    """Weeks without any contact, once something is late."""
    if facts.silent_for is None or facts.days_late <= 0:
        return 0
    return min(15, max(facts.silent_for, 0) // 7 * 2)
