from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.schedule import Case, Level, Line, Scenario, equivalent_rank, next_step
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

    # === NETTING === #

    def test_credits(self):
        debt = line(1, 1000.0)
        cases = (
            ("larger", -1200.0, "nothing", 0),
            ("equal", -1000.0, "nothing", 0),
            ("partial", -400.0, "send", 600.0),
            ("one cent left", -999.99, "send", 0.01),
        )
        for label, amount, decision, claimed in cases:
            with self.subTest(label):
                found = step([debt, line(2, amount, due=day(-3))], day(4))
                self.assertEqual(found.decision, decision)
                self.assertAlmostEqual(found.amount, claimed)
                if claimed:
                    self.assertEqual(dict(found.claims), {1: 20, 2: None})

    def test_currencies_never_add_up(self):
        dollars = line(1, 1000.0, currency_id=USD)
        euros = line(2, -5000.0)
        found = step([dollars, euros], day(4))
        self.assertEqual((found.decision, found.amount), ("send", 1000.0))
        self.assertEqual(dict(found.claims), {1: 20}, "the euro credit is not shown")

    def test_one_currency_covered_and_not_the_other(self):
        lines = [
            line(1, 1000.0, currency_id=USD),
            line(2, 300.0),
            line(3, -800.0),
        ]
        found = step(lines, day(4))
        self.assertEqual((found.amount, dict(found.claims)), (1000.0, {1: 20}))

    def test_credit_note_goes_to_its_own_invoice(self):
        """Made for an invoice not yet due, it does not pay the overdue one."""
        overdue, future = line(1, 1000.0), line(2, 900.0, due=day(60))
        credit = line(3, -500.0, origin_move_id=2)
        self.assertEqual(step([overdue, future, credit], day(4)).amount, 1000.0)
        larger = line(3, -950.0, origin_move_id=2)
        self.assertEqual(step([overdue, future, larger], day(4)).amount, 50.0)
        own = line(3, -500.0, origin_move_id=1)
        self.assertEqual(step([overdue, future, own], day(4)).amount, 500.0)

    def test_prevention_counts_credits(self):
        """A customer whose credit covers what comes is not reminded of it."""
        future = line(1, 2000.0)
        self.assertEqual(step([future, line(2, -2000.0)], day(-7)).decision, "nothing")
        self.assertEqual(step([future, line(2, -2500.0)], day(-7)).decision, "nothing")
        found = step([future, line(2, -300.0)], day(-7))
        self.assertEqual((found.decision, found.amount), ("send", 1700.0))
        self.assertEqual(dict(found.claims), {1: 10, 2: None})

    # === SEVERAL LINES === #

    def test_three_lines_three_levels_one_message(self):
        lines = [
            line(1, due=day(-40), rank=2, reached=day(-30)),
            line(2, due=day(-10), rank=1, reached=day(-5)),
            line(3, due=DUE),
        ]
        found = step(lines, day(4))
        self.assertEqual(name(found), "firm")
        self.assertEqual(dict(found.claims), {1: 40, 2: 30, 3: 20})
        self.assertEqual(found.amount, 3000.0)

    def test_line_not_ready_keeps_its_level(self):
        lines = [line(1, rank=2), line(2, due=day(15), rank=1, reached=day(16))]
        found = step(lines, day(17))
        self.assertEqual(dict(found.claims), {1: 40, 2: 20})

    def test_formal_notice_claims_only_what_had_the_last_notice(self):
        lines = [line(1, rank=4), line(2, rank=3), line(3, 90.0, due=day(30))]
        found = step(lines, day(50))
        self.assertEqual(name(found), "formal")
        self.assertEqual((dict(found.claims), found.amount), ({1: 60}, 1000.0))
        # too little of it had the last notice: no formal notice yet
        lines = [line(1, 200.0, rank=4), line(2, rank=3)]
        self.assertEqual(name(step(lines, day(40))), "last")

    def test_nothing_owed(self):
        self.assertEqual(step([], DUE).decision, "nothing")
        self.assertEqual(step([line(amount=-50.0)], day(9)).decision, "nothing")

    def test_after_the_last_level_a_date_remains(self):
        found = step(line(rank=6), day(100))
        self.assertEqual(found.decision, "wait")
        self.assertGreater(found.day, day(100))
        self.assertEqual(found.reasons[0][0], "no_level_left")

    # === SCENARIO CHANGED === #

    def test_equivalent_rank(self):
        for delay, rank in ((-10, -1), (-7, 0), (0, 0), (4, 1), (16, 2), (99, 6)):
            with self.subTest(delay=delay):
                self.assertEqual(equivalent_rank(delay, LEVELS), rank)
        self.assertEqual(equivalent_rank(5, ()), -1)
