from datetime import date
from decimal import Decimal as D

from odoo.tests import BaseCase, tagged

from ..tools.proof import Row, is_printed, recount

# T1 of LAW §1.2: 12 000 € due 31 March 2025, paid 15 September
FIRST = Row(date(2025, 4, 1), date(2025, 6, 30), 91, D(12000), D("13.15"), D("393.42"))
SECOND = Row(date(2025, 7, 1), date(2025, 9, 15), 77, D(12000), D("12.15"), D("307.58"))


@tagged("post_install", "-at_install")
class TestToolsProof(BaseCase):
    """Interest counted again from its own rows."""

    def test_t1(self):
        found = recount([FIRST, SECOND])
        self.assertEqual(found.amount, D("701.00"))
        self.assertTrue(found.is_right)
        self.assertFalse(found.wrong_days or found.wrong_amounts)

    def test_one_cent_more_is_seen(self):
        found = recount([FIRST, SECOND._replace(amount=D("307.59"))])
        self.assertFalse(found.is_right)
        self.assertEqual(found.amount, D("701.00"))

    def test_changed_figures_are_seen(self):
        for name, value in (
            ("days", 90),
            ("balance", D(13000)),
            ("rate", D("14.15")),
            ("end", date(2025, 6, 29)),
        ):
            with self.subTest(name=name):
                found = recount([FIRST._replace(**{name: value}), SECOND])
                self.assertTrue(
                    found.wrong_days or found.wrong_amounts or not found.is_right
                )

    def test_cent_moved_between_rows_is_seen(self):
        rows = [
            FIRST._replace(amount=FIRST.amount + 5),
            SECOND._replace(amount=SECOND.amount - 5),
        ]
        self.assertTrue(recount(rows).wrong_amounts)

    def test_calendar_year(self):
        row = Row(
            date(2024, 1, 1), date(2024, 6, 30), 182, D(10000), D(12), D("596.72")
        )
        found = recount([row])
        self.assertTrue(found.is_right)
        self.assertEqual(found.basis, "actual")

    def test_interest_paid_on_its_way(self):
        """T3: 216.16 was rounded the day it was paid (C. civ. 1343-1)."""
        rows = [
            Row(
                date(2025, 4, 1),
                date(2025, 5, 20),
                50,
                D(12000),
                D("13.15"),
                D("216.16"),
            ),
            Row(
                date(2025, 5, 21),
                date(2025, 6, 30),
                41,
                D("7216.16"),
                D("13.15"),
                D("106.59"),
            ),
            Row(
                date(2025, 7, 1),
                date(2025, 9, 15),
                77,
                D("7216.16"),
                D("12.15"),
                D("184.96"),
            ),
        ]
        self.assertTrue(recount(rows).is_right)
        rows[2] = rows[2]._replace(amount=D("185.96"))
        self.assertFalse(recount(rows).is_right)

    def test_nothing(self):
        self.assertEqual(recount([]).amount, 0)
        self.assertTrue(recount([]).is_right)

    def test_printed(self):
        text = "Total : 1\u202f234,56\u00a0€ et 12 000,00 € ou 7.00"
        for amount in ("1234.56", "12000", "7"):
            self.assertTrue(is_printed(D(amount), text), amount)
        self.assertTrue(is_printed(D("1234.56"), "€1,234.56"))
        self.assertTrue(is_printed(D("1234"), "1 234 ¥", digits=0))
        for amount in ("234.56", "1234.57", "2000", "12.00", "4.56"):
            self.assertFalse(is_printed(D(amount), text), amount)
