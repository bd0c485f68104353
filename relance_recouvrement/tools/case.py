"""A case and its open items, as the pure schedule knows them.

Amounts are in company currency.
"""

from dataclasses import dataclass, field
from datetime import date

from .scenario import NOT_REACHED


@dataclass(slots=True)
class Line:
    """An open item. A credit has a negative ``amount``.

    ``origin_move_id`` of a credit is the invoice it was made for; ``returned_on`` is
    the day on which the payment of a debt came back.
    """

    id: int
    move_id: int
    due: date
    amount: float
    currency_id: int
    rank: int = NOT_REACHED
    reached_on: date | None = None
    origin_move_id: int | None = None
    returned_on: date | None = None


@dataclass(slots=True)
class Case:
    """What the schedule must know of a case besides its lines.

    ``held`` is what is owed and not claimable, by document. ``missed_on`` is the day
    on which a promise or a plan on ``missed_line_ids`` was not kept. ``hurry``: the
    customer said that cash is short and nothing was agreed.
    """

    id: int
    lines: list
    last_contact: date | None = None
    formal_notice_on: date | None = None
    deadline: date | None = None
    announced_rank: int = NOT_REACHED
    announced_line_ids: frozenset = frozenset()
    missed_on: date | None = None
    missed_line_ids: frozenset = frozenset()
    held: dict = field(default_factory=dict)
    hurry: bool = False
