from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.remittance import (
    find_declared,
    get_commission,
    get_due_date,
    spread,
)


@tagged("post_install", "-at_install")
class TestToolsRemittance(BaseCase):
    """Delays and amounts of what an agent collects, without a database."""

    def test_one_month_unless_agreed_otherwise(self):
        """CPCE R124-6: one month from the receipt."""
        for day, agreed, due in (
            (date(2026, 3, 16), 0, date(2026, 4, 16)),
            (date(2026, 1, 31), 0, date(2026, 2, 28)),
            (date(2026, 12, 15), 0, date(2027, 1, 15)),
            (date(2026, 3, 16), 15, date(2026, 3, 31)),
            (date(2026, 3, 16), 60, date(2026, 5, 15)),
        ):
            self.assertEqual(get_due_date(day, agreed), due)

    def test_commission(self):
        for amount, rate, fee in (
            (1000.0, 12.0, 120.0),
            (333.33, 7.5, 25.0),
            (0.1, 15.0, 0.02),
            (500.0, 0.0, 0.0),
        ):
            self.assertEqual(get_commission(amount, rate), fee)

    def test_oldest_first(self):
        left = [("a", 300.0), ("b", 0.0), ("c", 200.0)]
        self.assertEqual(spread(100.0, left), ({"a": 100.0}, 0.0))
        self.assertEqual(spread(350.0, left), ({"a": 300.0, "c": 50.0}, 0.0))
        self.assertEqual(spread(500.0, left), ({"a": 300.0, "c": 200.0}, 0.0))
        self.assertEqual(spread(500.5, left), ({"a": 300.0, "c": 200.0}, 0.5))
        self.assertEqual(spread(10.0, []), ({}, 10.0))

    def test_what_the_agent_told(self):
        told = [("a", 300.0), ("b", 200.0)]
        self.assertEqual(find_declared(200.0, told), ["b"])
        self.assertEqual(find_declared(300.0, told), ["a"])
        self.assertEqual(find_declared(500.0, told), ["a", "b"])
        self.assertEqual(find_declared(250.0, told), [])
        self.assertEqual(find_declared(250.0, []), [])
