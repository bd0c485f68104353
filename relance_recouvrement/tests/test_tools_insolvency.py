from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.insolvency import (
    add_months,
    get_answer_deadline,
    get_deadlines,
    get_milestone,
    is_prior,
)

JUDGMENT = date(2026, 3, 10)
PUBLISHED = date(2026, 3, 18)


@tagged("post_install", "-at_install")
class TestToolsInsolvency(BaseCase):
    """Deadlines of LAW §6, without a database."""

    def test_months_from_date_to_date(self):
        for day, months, expected in (
            (date(2026, 3, 18), 2, date(2026, 5, 18)),
            (date(2025, 12, 31), 2, date(2026, 2, 28)),
            (date(2023, 12, 31), 2, date(2024, 2, 29)),
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
            (date(2026, 10, 5), 2, date(2026, 12, 5)),
            (date(2026, 12, 5), 12, date(2027, 12, 5)),
        ):
            with self.subTest(day=day, months=months):
                self.assertEqual(add_months(day, months), expected)

    def test_from_the_publication(self):
        """R-PC-4, R-PC-6, R-PC-9: two, six and three months from the BODACC."""
        found = get_deadlines(JUDGMENT, PUBLISHED, False)
        self.assertEqual(found.declaration, date(2026, 5, 18))
        self.assertEqual(found.reclaim, date(2026, 6, 18))
        self.assertEqual(found.relief, date(2026, 9, 18))
        self.assertFalse(found.provisional)

    def test_two_more_months_overseas(self):
        """R-PC-4: only the declaration gains time."""
        found = get_deadlines(JUDGMENT, PUBLISHED, True)
        self.assertEqual(found.declaration, date(2026, 7, 18))
        self.assertEqual(found.reclaim, date(2026, 6, 18))

    def test_from_the_judgment_while_not_published(self):
        found = get_deadlines(JUDGMENT, None, False)
        self.assertEqual(found.declaration, date(2026, 5, 10))
        self.assertTrue(found.provisional)

    def test_thirty_days_to_answer(self):
        """R-PC-8."""
        self.assertEqual(get_answer_deadline(date(2026, 5, 4)), date(2026, 6, 3))

    def test_milestones(self):
        for today, expected in (
            (PUBLISHED, 0),
            (date(2026, 3, 19), 1),
            (date(2026, 4, 16), 1),
            (date(2026, 4, 17), 30),
            (date(2026, 5, 2), 45),
            (date(2026, 5, 12), 55),
            (date(2026, 7, 30), 55),
        ):
            with self.subTest(today=today):
                self.assertEqual(get_milestone(PUBLISHED, today), expected)
        self.assertEqual(get_milestone(PUBLISHED, date(2026, 7, 15), True), 115)

    def test_the_day_of_the_judgment_is_prior(self):
        self.assertTrue(is_prior(JUDGMENT, JUDGMENT))
        self.assertFalse(is_prior(date(2026, 3, 11), JUDGMENT))
