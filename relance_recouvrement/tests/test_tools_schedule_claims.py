from odoo.tests import BaseCase, tagged

from ..tools.schedule import equivalent_rank
from .common_schedule import DUE, LEVELS, USD, day, line, name, step


@tagged("post_install", "-at_install")
class TestToolsScheduleClaims(BaseCase):
    """Which lines and credits a step claims, and at which level."""

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

    def test_credit_of_a_held_invoice_waits_for_it(self):
        """Its invoice is held: the credit does not pay the others meanwhile."""
        overdue = line(1, 1000.0)
        credit = line(3, -500.0, origin_move_id=2)
        self.assertEqual(step([overdue, credit], day(4)).amount, 500.0)
        held = step([overdue, credit], day(4), held={2: 900.0})
        self.assertEqual(held.amount, 1000.0)

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
