from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import ageing

AS_OF = date(2026, 1, 31)


@tagged("post_install", "-at_install")
class TestToolsAgeing(BaseCase):
    def test_boundaries(self):
        for days, expected in (
            (-365, "d000"),
            (-1, "d000"),
            (0, "d000"),
            (1, "d001"),
            (30, "d001"),
            (31, "d031"),
            (60, "d031"),
            (61, "d061"),
            (90, "d061"),
            (91, "d091"),
            (180, "d091"),
            (181, "d181"),
            (4000, "d181"),
        ):
            with self.subTest(days=days):
                due = AS_OF - timedelta(days=days)
                self.assertEqual(ageing.days_overdue(due, AS_OF), days)
                self.assertEqual(ageing.bucket(due, AS_OF), expected)
                self.assertEqual(ageing.bucket_of_days(days), expected)

    def test_known_dates(self):
        for due, expected in (
            (date(2026, 1, 31), "d000"),
            (date(2026, 1, 1), "d001"),
            (date(2025, 12, 31), "d031"),
            (date(2024, 2, 29), "d181"),
        ):
            with self.subTest(due=due):
                self.assertEqual(ageing.bucket(due, AS_OF), expected)

    def test_without_due_date(self):
        self.assertEqual(ageing.bucket(None, AS_OF), "d000")
        self.assertEqual(ageing.bucket(False, AS_OF), "d000")

    def test_buckets_leave_no_gap(self):
        for before, after in zip(ageing.BUCKETS, ageing.BUCKETS[1:], strict=False):
            self.assertEqual(before.high + 1, after.low)
        self.assertIsNone(ageing.BUCKETS[0].low)
        self.assertIsNone(ageing.BUCKETS[-1].high)

    def test_keys_sort_in_order(self):
        keys = [key for key, _label in ageing.selection()]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(len(set(keys)), 6)
