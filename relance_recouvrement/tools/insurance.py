"""Dates of a credit insurance policy; no database.

The policy sets them (C. assur. leaves credit insurance to the contract): read with
prudence, the declaration is counted from the original due date until the insurer has
agreed to a later one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# Days before the deadline when somebody is told, once each.
ALERTS = (30, 15, 5)


@dataclass(frozen=True)
class Deadlines:
    """When an unpaid item is declared, and what may be granted before."""

    original: date  # counted from the original due date
    extended: date | None  # counted from the due date granted later, if any
    binding: date  # the one to keep
    limit: date  # last day that may be granted without asking the insurer


def get_deadlines(
    due: date,
    declaration_days: int,
    max_extension: int = 0,
    extended_due: date | None = None,
    agreed: bool = False,
) -> Deadlines:
    """Deadlines of one item.

    :param due: original due date
    :param declaration_days: days from a due date to the declaration
    :param max_extension: days after the original due date that may be granted
        without asking the insurer
    :param extended_due: day granted by a plan or a deferral; one before the original
        due date extends nothing
    :param agreed: the insurer agreed to it: it counts whole, and binds
    """
    original = due + timedelta(days=declaration_days)
    extended = None
    if extended_due and extended_due > due:
        counted = extended_due
        if not agreed:
            counted = min(counted, due + timedelta(days=max_extension))
        extended = counted + timedelta(days=declaration_days)
    return Deadlines(
        original=original,
        extended=extended,
        binding=extended if extended and agreed else original,
        limit=due + timedelta(days=min(max_extension, declaration_days)),
    )


def get_alert(deadline: date, today: date) -> int:
    """The alert reached: 30, 15 or 5 days before ``deadline``; 0 when it is further
    away, or past."""
    left = (deadline - today).days
    if left < 0:
        return 0
    return min((alert for alert in ALERTS if left <= alert), default=0)


def get_payment_date(declared: date, waiting_days: int) -> date:
    """When the insurer pays, after the waiting period that follows the declaration."""
    return declared + timedelta(days=waiting_days)


def get_insured(balance: float, limit: float, percent: float) -> tuple[float, float]:
    """What is covered of a balance, and what the insurer would pay of it.

    :param balance: what the customer owes and the cover reaches
    :param limit: amount of the cover, in the same currency
    :param percent: part of it that the insurer pays
    """
    covered = max(0.0, min(balance, limit))
    return covered, covered * percent / 100
