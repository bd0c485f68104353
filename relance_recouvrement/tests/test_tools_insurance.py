from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.insurance import (
    get_alert,
    get_deadlines,
    get_insured,
    get_payment_date,
)

DUE = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestToolsInsurance(BaseCase):
    """Dates and amounts of a credit insurance, without a database."""

    def test_from_the_original_due_date(self):
        found = get_deadlines(DUE, 90)
        self.assertEqual(found.original, date(2026, 5, 31))
        self.assertEqual(found.binding, found.original)
        self.assertFalse(found.extended)

    def test_from_the_extended_due_date(self):
        """What the insurer did not agree to extends no more than the policy says."""
        for day, agreed, extended, binding in (
            (date(2026, 3, 20), False, date(2026, 6, 18), date(2026, 5, 31)),
            (date(2026, 6, 1), False, date(2026, 6, 30), date(2026, 5, 31)),
            (date(2026, 6, 1), True, date(2026, 8, 30), date(2026, 8, 30)),
            (DUE, True, None, date(2026, 5, 31)),
            (date(2026, 2, 1), True, None, date(2026, 5, 31)),
        ):
            with self.subTest(day=day, agreed=agreed):
                found = get_deadlines(DUE, 90, 30, day, agreed)
                self.assertEqual(found.extended, extended)
                self.assertEqual(found.binding, binding)
                self.assertEqual(found.original, date(2026, 5, 31))

    def test_limit_without_asking(self):
        self.assertEqual(get_deadlines(DUE, 90).limit, DUE)
        self.assertEqual(get_deadlines(DUE, 90, 30).limit, date(2026, 4, 1))
        self.assertEqual(get_deadlines(DUE, 60, 90).limit, date(2026, 5, 1))

    def test_alerts(self):
        deadline = date(2026, 5, 31)
        for today, expected in (
            (date(2026, 4, 30), 0),
            (date(2026, 5, 1), 30),
            (date(2026, 5, 15), 30),
            (date(2026, 5, 16), 15),
            (date(2026, 5, 25), 15),
            (date(2026, 5, 26), 5),
            (deadline, 5),
            (date(2026, 6, 1), 0),
        ):
            with self.subTest(today=today):
                self.assertEqual(get_alert(deadline, today), expected)

    def test_waiting_period(self):
        self.assertEqual(get_payment_date(DUE, 150), date(2026, 7, 30))

    def test_amounts(self):
        self.assertEqual(get_insured(1000, 5000, 90), (1000, 900))
        self.assertEqual(get_insured(6000, 5000, 90), (5000, 4500))
        self.assertEqual(get_insured(-10, 5000, 90), (0, 0))
