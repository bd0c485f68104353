from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.scenario import Level, Scenario
from ..tools.working_calendar import WorkingCalendar
from .common_schedule import CALENDAR, LEVELS, day, line, name, step


@tagged("post_install", "-at_install")
class TestToolsSchedule(BaseCase):
    def _table(self, rows):
        for label, found, decision, level, when in rows:
            with self.subTest(label):
                self.assertEqual((found.decision, name(found)), (decision, level))
                if when:
                    self.assertEqual(found.day, when)

    # === DAYS OF EACH LEVEL === #

    def test_days_of_each_level(self):
        """At −1 it waits for its day, at 0 and later it is ready."""
        for rank, level in enumerate(LEVELS[1:], 1):
            ready = CALENDAR.next_working(day(level.delay_days))
            owed = line(rank=rank - 1, amount=2000.0)
            decision = (
                "call"
                if level.is_call
                else "send"
                if level.gate == "auto"
                else "confirm"
            )
            before = step(owed, ready - timedelta(days=1))
            with self.subTest(level=level.name):
                self.assertEqual(before.decision, "wait")
                self.assertEqual((name(before), before.day), (level.name, ready))
                for offset in (0, 1, 5, 400):
                    today = CALENDAR.next_working(ready + timedelta(days=offset))
                    found = step(owed, today)
                    self.assertEqual(
                        (found.decision, name(found)), (decision, level.name)
                    )

    def test_prevention_is_before(self):
        """Sign of the delay: −7 is a week before the due date."""
        owed = line(amount=2000.0)
        self._table(
            [
                ("-8", step(owed, day(-10)), "wait", "prevention", day(-7)),
                ("-7", step(owed, day(-7)), "send", "prevention", None),
                ("-6", step(owed, day(-6)), "send", "prevention", None),
                ("-3", step(owed, day(-3)), "send", "prevention", None),
                ("0", step(owed, day(0)), "send", "prevention", None),
                ("+1", step(owed, day(1)), "wait", "friendly", day(4)),
            ]
        )

    def test_prevention_done_is_not_done_again(self):
        owed = line(amount=2000.0, rank=0, reached=day(-7))
        self._table(
            [
                ("before", step(owed, day(-5)), "wait", "friendly", day(4)),
                ("after", step(owed, day(4)), "send", "friendly", None),
            ]
        )

    def test_prevention_below_its_minimum(self):
        self._table(
            [
                (
                    "one cent",
                    step(line(amount=1499.99), day(-5)),
                    "wait",
                    "friendly",
                    day(4),
                ),
                (
                    "exactly",
                    step(line(amount=1500.0), day(-5)),
                    "send",
                    "prevention",
                    None,
                ),
            ]
        )

    def test_prevention_claims_the_future_lines(self):
        found = step([line(1, 2000.0), line(2, 300.0, due=day(60))], day(-7))
        self.assertEqual(found.claims, [(1, 10)])
        self.assertEqual(found.amount, 2000.0)

    # === MINIMUM AMOUNTS === #

    def test_minimum_of_a_level_skips_it(self):
        self._table(
            [
                (
                    "call",
                    step(line(amount=500.0, rank=1), day(9)),
                    "call",
                    "call",
                    None,
                ),
                (
                    "no call",
                    step(line(amount=499.99, rank=1), day(9)),
                    "wait",
                    "firm",
                    day(17),
                ),
                (
                    "letter",
                    step(line(amount=49.0, rank=3), day(40)),
                    "wait",
                    "decision",
                    day(49),
                ),
                (
                    "notice",
                    step(line(amount=299.0, rank=4), day(50)),
                    "confirm",
                    "decision",
                    None,
                ),
            ]
        )

    def test_small_lines(self):
        """A small line never triggers, but is listed with the others."""
        small, large = line(1, 14.99), line(2, 100.0)
        found = step(small, day(4))
        self.assertEqual((found.decision, found.day), ("wait", date(2026, 4, 1)))
        self.assertEqual(found.reasons[0][0], "small_lines")
        found = step([small, large], day(4))
        self.assertEqual(found.decision, "send")
        self.assertEqual(dict(found.claims), {1: None, 2: 20})
        self.assertAlmostEqual(found.amount, 114.99)
        self.assertEqual(step(line(1, 15.0), day(4)).decision, "send")

    def test_minimum_balance(self):
        scenario = Scenario(LEVELS, min_amount=200.0)
        self._table(
            [
                (
                    "below",
                    step(line(amount=199.0), day(4), scenario),
                    "wait",
                    None,
                    None,
                ),
                (
                    "at",
                    step(line(amount=200.0), day(4), scenario),
                    "send",
                    "friendly",
                    None,
                ),
            ]
        )

    # === PROGRESSION === #

    def test_step_goes_one_by_one(self):
        self.assertEqual(name(step(line(), day(100))), "friendly")
        self.assertEqual(name(step(line(rank=1), day(100))), "call")

    def test_catch_up_goes_to_the_age_and_stops_at_last_notice(self):
        scenario = Scenario(LEVELS, progression="catch_up")
        for offset, expected in (
            (3, "friendly"),
            (4, "friendly"),
            (9, "call"),
            (16, "call"),
            (17, "firm"),
            (28, "last"),
            (35, "last"),
            (400, "last"),
        ):
            with self.subTest(offset=offset):
                self.assertEqual(name(step(line(), day(offset), scenario)), expected)
        self.assertEqual(name(step(line(rank=4), day(400), scenario)), "formal")

    def test_recidivism_starts_at_firm(self):
        old = day(-190)
        for notice, expected in (
            (None, "friendly"),
            (old, "friendly"),
            (day(-150), "firm"),
        ):
            with self.subTest(notice=notice):
                found = step(line(), day(4), formal_notice_on=notice)
                self.assertEqual(name(found), expected)

    # === GAPS, CONTACTS, DEADLINES === #

    def test_gap_after_the_previous_level(self):
        levels = (
            Level(20, 0, "first", "amicable", 4),
            Level(40, 1, "firm", "amicable", 10, gap_days=8),
        )
        owed = line(rank=0, reached=day(7))
        self._table(
            [
                ("gap", step(owed, day(14), Scenario(levels)), "wait", "firm", day(15)),
                ("ready", step(owed, day(15), Scenario(levels)), "send", "firm", None),
            ]
        )

    def test_cash_trouble_leaves_one_day(self):
        """Neither the gap nor the last contact delay it, the level's age does."""
        owed = line(rank=1, reached=day(8), amount=2000.0)
        contact = {"last_contact": day(8), "hurry": True}
        self._table(
            [
                ("same day", step(owed, day(8), **contact), "wait", "call", day(9)),
                ("next day", step(owed, day(9), **contact), "call", "call", None),
                (
                    "too young",
                    step(line(rank=1, reached=day(2)), day(3), hurry=True),
                    "wait",
                    "call",
                    day(9),
                ),
            ]
        )
        self.assertIn(("cash", {}), step(owed, day(9), **contact).reasons)

    def test_min_contact_days(self):
        owed = line(rank=1, reached=day(8))
        contact = day(8)  # Tuesday
        self._table(
            [
                (
                    "too soon",
                    step(owed, day(9), last_contact=contact),
                    "wait",
                    "call",
                    day(14),
                ),
                ("+5", step(owed, day(14), last_contact=contact), "call", "call", None),
                (
                    "forced",
                    step(owed, day(9), last_contact=contact, force=True),
                    "call",
                    "call",
                    None,
                ),
            ]
        )

    def _announced(self, today, **vals):
        owed = line(rank=3, reached=day(17))
        return step(
            owed,
            today,
            last_contact=vals.pop("last_contact", day(17)),
            deadline=vals.pop("deadline", day(21)),
            announced_rank=3,
            announced_line_ids=frozenset(vals.pop("line_ids", [1])),
            **vals,
        )

    def test_announced_step_overrides_delay_and_contact(self):
        """Announced for the 21st: leaves on the 22nd, whatever +26 and 5 days say."""
        self._table(
            [
                ("before", self._announced(day(18)), "wait", "last", day(22)),
                ("deadline", self._announced(day(21)), "wait", "last", day(22)),
                ("+1", self._announced(day(22)), "confirm", "last", None),
                (
                    "contact",
                    self._announced(day(22), last_contact=day(21)),
                    "confirm",
                    "last",
                    None,
                ),
            ]
        )
        self.assertTrue(self._announced(day(22)).announced)

    def test_announced_for_other_lines_only(self):
        found = self._announced(day(22), line_ids=[99])
        self.assertEqual((found.decision, found.day), ("wait", day(28)))

    def test_nothing_before_an_open_deadline(self):
        """A second invoice that comes of age waits for the promise of the first."""
        lines = [
            line(1, rank=3, reached=day(17)),
            line(2, due=day(14)),
        ]
        found = step(
            lines,
            day(18),
            deadline=day(25),
            announced_rank=3,
            announced_line_ids=frozenset([1]),
        )
        self.assertEqual((found.decision, found.day), ("wait", day(28)))
        self.assertEqual(found.reasons[-1][0], "deadline_open")

    def test_prevention_waits_for_an_open_deadline_too(self):
        lines = [line(1, rank=3, reached=day(17)), line(2, 5000.0, due=day(22))]
        found = step(lines, day(18), deadline=day(25), announced_rank=3)
        self.assertEqual(found.decision, "wait")

    # === CALENDAR === #

    def test_week_ends_and_holidays_push_forward(self):
        for due, expected in (
            (date(2026, 3, 3), date(2026, 3, 9)),  # +4 is a Saturday
            (date(2026, 4, 2), date(2026, 4, 7)),  # +4 is Easter Monday
            (date(2026, 4, 27), date(2026, 5, 4)),  # +4 is Friday 1 May
            (date(2025, 12, 28), date(2026, 1, 2)),  # +4 is 1 January
            (date(2028, 2, 25), date(2028, 2, 29)),  # leap day, a Tuesday
            (date(2026, 1, 31), date(2026, 2, 4)),
            (date(2026, 10, 23), date(2026, 10, 27)),  # clocks go back on the 25th
            (date(2026, 3, 27), date(2026, 3, 31)),  # clocks go forward on the 29th
        ):
            with self.subTest(due=due):
                waits = step(line(due=due), due + timedelta(days=1))
                self.assertEqual((waits.decision, waits.day), ("wait", expected))
                before = step(line(due=due), expected - timedelta(days=1))
                self.assertEqual(before.decision, "wait")
                self.assertEqual(step(line(due=due), expected).decision, "send")

    def test_late_step_does_not_leave_on_a_sunday(self):
        found = step(line(), date(2026, 3, 8))
        self.assertEqual((found.decision, found.day), ("wait", date(2026, 3, 9)))

    def test_pause(self):
        calendar = WorkingCalendar(pauses=[(day(3), day(20), False)])
        found = step(line(), day(5), calendar=calendar)
        self.assertEqual((found.decision, found.day), ("wait", day(21)))
        self.assertEqual(step(line(), day(21), calendar=calendar).decision, "send")
