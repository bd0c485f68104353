"""Where an existing debt starts when dunning begins. Pure Python."""

from datetime import timedelta

from .scenario import NOT_REACHED


def first_reminder(due, today, scenario):
    """Rank of the first reminder of a debt that was never chased here.

    :return: rank of the highest level whose delay has passed, never above the firm
        level; ``NOT_REACHED`` when none has
    :rtype: int
    """
    ranks = [
        level.rank
        for level in scenario.levels
        if level.stage != "prevention"
        and level.rank <= scenario.firm_rank
        and due + timedelta(days=level.delay_days) <= today
    ]
    return max(ranks, default=NOT_REACHED)


def reached_before(rank, scenario):
    """Level to consider as reached for the next one to have this rank.

    :return: the level just below, prevention excluded, or None
    """
    lower = [
        level
        for level in scenario.levels
        if level.rank < rank and level.stage != "prevention"
    ]
    return lower[-1] if lower else None
