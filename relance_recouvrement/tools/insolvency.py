"""Deadlines of a creditor in collective proceedings; no database.

Prudent readings: date to date, never moved to the next working day, counted from
the judgment while its publication in the BODACC is unknown (the judgment is earlier).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DECLARATION_MONTHS = 2  # C. com. L622-24, R622-24
OVERSEAS_MONTHS = 2  # more, for a creditor outside metropolitan France
RECLAIM_MONTHS = 3  # goods under retention of title, C. com. L624-9
RELIEF_MONTHS = 6  # relevé de forclusion, C. com. L622-26
ANSWER_DAYS = 30  # to the contestation of the claim, C. com. L622-27
# Days after the publication when somebody is reminded to declare.
MILESTONES = (1, 30, 45, 55)
OVERSEAS_MILESTONES = (90, 105, 115)
# The other tasks are made this many days before their deadline.
NOTICE_DAYS = 21


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, else the last one of that month (CPC 641)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Deadlines:
    """What must be done, and until when (last day included)."""

    declaration: date
    reclaim: date
    relief: date
    provisional: bool


def get_deadlines(judgment: date, published: date | None, overseas: bool) -> Deadlines:
    """Deadlines of one proceeding.

    :param judgment: day of the opening judgment
    :param published: day of its publication in the BODACC, None when not known
    :param overseas: whether the creditor is outside metropolitan France
    """
    start = published or judgment
    months = DECLARATION_MONTHS + (OVERSEAS_MONTHS if overseas else 0)
    return Deadlines(
        declaration=add_months(start, months),
        reclaim=add_months(start, RECLAIM_MONTHS),
        relief=add_months(start, RELIEF_MONTHS),
        provisional=published is None,
    )


def get_answer_deadline(received: date) -> date:
    """Last day to answer a contestation received on ``received``."""
    return received + timedelta(days=ANSWER_DAYS)


def get_milestone(start: date, today: date, overseas: bool = False) -> int:
    """The last milestone reached, in days after ``start``; 0 when none is."""
    elapsed = (today - start).days
    milestones = MILESTONES + (OVERSEAS_MILESTONES if overseas else ())
    return max((days for days in milestones if days <= elapsed), default=0)


def is_prior(born: date, judgment: date) -> bool:
    """Whether a claim born on ``born`` (delivery, service done) is prior.

    The judgment takes effect from the first hour of its day: that day counts as
    prior, the prudent reading for a claim that must be declared.
    """
    return born <= judgment
