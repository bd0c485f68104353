"""Levels and helpers of the pure tests of the schedule."""

from datetime import date, timedelta

from ..tools.case import Case, Line
from ..tools.scenario import Level, Scenario
from ..tools.schedule import next_step
from ..tools.working_calendar import WorkingCalendar

EUR, USD = 1, 2
DUE = date(2026, 3, 2)  # Monday
LEVELS = (
    Level(10, 0, "prevention", "prevention", delay_days=-7, min_amount=1500),
    Level(20, 1, "friendly", "amicable", delay_days=4),
    Level(30, 2, "call", "amicable", delay_days=9, min_amount=500, is_call=True),
    Level(40, 3, "firm", "amicable", delay_days=17),
    Level(
        50,
        4,
        "last",
        "last_notice",
        delay_days=26,
        gate="confirm",
        min_amount=50,
        after_deadline=True,
    ),
    Level(
        60,
        5,
        "formal",
        "formal_notice",
        delay_days=35,
        gate="confirm",
        min_amount=300,
        claims="previous_level",
        after_deadline=True,
    ),
    Level(
        70,
        6,
        "decision",
        "decision",
        delay_days=48,
        gate="manual",
        claims="previous_level",
        after_deadline=True,
    ),
)
SCENARIO = Scenario(LEVELS, min_contact_days=5, min_line_amount=15)
CALENDAR = WorkingCalendar()


def day(offset, origin=DUE):
    return origin + timedelta(days=offset)


def line(id_=1, amount=1000.0, due=DUE, rank=-1, reached=None, **vals):
    vals = {"move_id": id_, "currency_id": EUR, **vals}
    return Line(id_, due=due, amount=amount, rank=rank, reached_on=reached, **vals)


def step(lines, today, scenario=SCENARIO, calendar=CALENDAR, force=False, **vals):
    case = Case(1, lines if isinstance(lines, list) else [lines], **vals)
    return next_step(case, scenario, calendar, today, force=force)


def name(found):
    return found.level and found.level.name
