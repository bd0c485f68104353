"""What a route costs, from the schedule of its fees; without a database.

Amounts and thresholds are in EUR, whatever the company counts in: they come from the
law or from the agreement with the agent.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of a schedule.

    ``fixed`` is owed as soon as the line applies; ``percent`` is of what is claimed or
    of what is expected to be recovered (``basis``), of the whole or, when
    ``by_tranche``, of the part of it between ``amount_from`` (excluded) and
    ``amount_to`` (included, 0: no end). The whole must lie between them otherwise.
    ``minimum`` and ``maximum`` bound the percentage (0: none). ``age_from`` and
    ``age_to`` are days since the oldest due date. ``courts`` are the kinds of court it
    is owed before, empty: any. ``headcount``: fewest employees of the creditor.
    """

    name: str
    kind: str = "other"
    fixed: float = 0.0
    percent: float = 0.0
    basis: str = "claimed"
    by_tranche: bool = False
    amount_from: float = 0.0
    amount_to: float = 0.0
    age_from: int = 0
    age_to: int = 0
    minimum: float = 0.0
    maximum: float = 0.0
    courts: tuple = ()
    headcount: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    borne_by: str = "creditor"
    source: str = ""
    indicative: bool = False
    key: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """What the fees depend on: ``claimed`` and ``expected`` EUR, ``age`` in days,
    ``court`` (kind, empty when unknown), employees of the creditor, the day."""

    claimed: float
    expected: float
    age: int
    day: date
    court: str = ""
    headcount: int = 0


def estimate(fees, situation):
    """The fees that are owed, in the order of the schedule.

    :param list fees: ``Fee`` of one route
    :param Situation situation: the claim
    :return: ``[(Fee, amount)]``, EUR rounded to the cent
    :rtype: list
    """
    found = []
    for fee in fees:
        if applies(fee, situation):
            amount = round(get_amount(fee, situation), 2)
            if amount:
                found.append((fee, amount))
    return found


def applies(fee, situation):
    """Whether a line of the schedule is owed in this situation.

    :rtype: bool
    """
    if fee.valid_from and situation.day < fee.valid_from:
        return False
    if fee.valid_to and situation.day > fee.valid_to:
        return False
    if situation.age < fee.age_from or (fee.age_to and situation.age > fee.age_to):
        return False
    if fee.headcount and situation.headcount < fee.headcount:
        return False
    if fee.courts and situation.court not in fee.courts:
        return False
    base = _get_base(fee, situation)
    if fee.amount_from and base <= fee.amount_from:
        return False
    return fee.by_tranche or not fee.amount_to or base <= fee.amount_to


def get_amount(fee, situation):
    """What one line comes to, EUR.

    :rtype: float
    """
    base = _get_base(fee, situation)
    if fee.by_tranche:
        base = min(base, fee.amount_to or base) - fee.amount_from
    share = max(0.0, base) * fee.percent / 100
    if fee.percent:
        share = max(share, fee.minimum)
        share = min(share, fee.maximum) if fee.maximum else share
    return fee.fixed + share


def _get_base(fee, situation):
    return situation.expected if fee.basis == "recovered" else situation.claimed
