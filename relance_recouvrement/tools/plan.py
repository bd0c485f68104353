"""What a run decides for one case: its next step, with reasons and figures."""

from dataclasses import dataclass, field
from datetime import date

from .scenario import Level


@dataclass(slots=True)
class Step:
    """The next step. ``claims`` is a list of ``(line id, level id or None)``;
    ``smallest`` is the smallest claimed debt."""

    decision: str
    level: Level | None = None
    day: date | None = None
    reasons: list = field(default_factory=list)
    claims: list = field(default_factory=list)
    amount: float = 0.0
    smallest: float = 0.0
    announced: bool = False
    missed_on: date | None = None


@dataclass(slots=True)
class Plan:
    """What a run decides for one case."""

    case_id: int
    partner_id: int
    today: date
    step: Step
    decision: str
    reasons: list = field(default_factory=list)
    level_id: int | None = None
    stage: str = "prevention"
    amounts: dict = field(default_factory=dict)
    oldest_due: date | None = None
    priority: int = 0
    priority_reason: str = ""
    error: str = ""
    open_reminder: dict | None = None

    @property
    def day(self):
        return self.step.day

    def as_dict(self, day=None):
        """The plan as :meth:`relance.engine._simulate` returns it."""
        return {
            "case_id": self.case_id,
            "partner_id": self.partner_id,
            "level_id": self.step.level.id if self.step.level else False,
            "date": day or self.step.day or False,
            "decision": self.decision,
            "reasons": list(self.reasons),
            "amount": self.step.amount,
        }
