"""A scenario and its levels, as the pure schedule knows them."""

from dataclasses import dataclass

NOT_REACHED = -1


@dataclass(frozen=True, slots=True)
class Level:
    """A dunning level; ``rank`` is its place in the scenario."""

    id: int
    rank: int
    name: str
    stage: str
    delay_days: int = 0
    gap_days: int = 0
    after_deadline: bool = False
    gate: str = "auto"
    auto_below: float = 0.0
    is_call: bool = False
    claims: str = "overdue"
    min_amount: float = 0.0
    needs_regime: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """The levels in order, with the thresholds of the scenario."""

    levels: tuple
    progression: str = "step"
    min_contact_days: int = 0
    min_amount: float = 0.0
    min_line_amount: float = 0.0

    @property
    def firm_rank(self):
        """Rank of the last written amicable level: nobody starts above it."""
        written = [
            lv.rank for lv in self.levels if lv.stage == "amicable" and not lv.is_call
        ]
        return max(written, default=NOT_REACHED)
