from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.working_calendar import WorkingCalendar, first_of_next_month


@tagged("post_install", "-at_install")
class TestToolsWorkingCalendar(BaseCase):
    def test_holidays_of_france(self):
        calendar = WorkingCalendar()
        for day in (
            date(2026, 1, 1),
            date(2026, 4, 6),  # Easter Monday
            date(2026, 5, 1),
            date(2026, 5, 8),
            date(2026, 5, 14),  # Ascension
            date(2026, 5, 25),  # Whit Monday
            date(2026, 7, 14),
            date(2026, 8, 15),
            date(2026, 11, 1),
            date(2026, 11, 11),
            date(2026, 12, 25),
            date(2027, 3, 29),  # next year's Easter Monday
        ):
            with self.subTest(day=day):
                self.assertTrue(calendar.is_holiday(day))
                self.assertFalse(calendar.is_working(day))

    def test_local_holidays(self):
        for day in (date(2026, 4, 3), date(2025, 12, 26)):  # Good Friday, St Stephen
            with self.subTest(day=day):
                self.assertTrue(WorkingCalendar().is_working(day))
                self.assertFalse(WorkingCalendar("57").is_working(day))

    def test_next_working(self):
        calendar = WorkingCalendar()
        for day, expected in (
            (date(2026, 3, 6), date(2026, 3, 6)),  # Friday
            (date(2026, 3, 7), date(2026, 3, 9)),  # Saturday
            (date(2026, 3, 8), date(2026, 3, 9)),  # Sunday
            (date(2026, 4, 4), date(2026, 4, 7)),  # week-end and Easter Monday
            (date(2026, 5, 1), date(2026, 5, 4)),  # Friday 1 May
            (date(2025, 12, 31), date(2025, 12, 31)),
            (date(2026, 1, 1), date(2026, 1, 2)),
            (date(2026, 3, 29), date(2026, 3, 30)),  # clocks go forward
            (date(2026, 10, 25), date(2026, 10, 26)),  # clocks go back
            (date(2028, 2, 29), date(2028, 2, 29)),
        ):
            with self.subTest(day=day):
                self.assertEqual(calendar.next_working(day), expected)
                self.assertEqual(calendar.next_working(day), expected, "cached")

    def test_pauses(self):
        august = (date(2026, 8, 3), date(2026, 8, 21), False)
        calendar = WorkingCalendar(pauses=[august])
        self.assertEqual(calendar.next_working(date(2026, 7, 31)), date(2026, 7, 31))
        for day in (date(2026, 8, 3), date(2026, 8, 21)):
            self.assertEqual(calendar.next_working(day), date(2026, 8, 24))
        self.assertTrue(calendar.is_working(date(2027, 8, 4)))

    def test_yearly_pause_over_new_year(self):
        calendar = WorkingCalendar(
            pauses=[(date(2024, 12, 22), date(2025, 1, 4), True)]
        )
        for day in (date(2026, 12, 22), date(2026, 12, 31), date(2027, 1, 4)):
            with self.subTest(day=day):
                self.assertFalse(calendar.is_working(day))
        self.assertTrue(calendar.is_working(date(2026, 12, 21)))
        self.assertTrue(calendar.is_working(date(2027, 1, 5)))

    def test_yearly_pause_on_leap_day(self):
        calendar = WorkingCalendar(
            pauses=[(date(2024, 2, 29), date(2024, 2, 29), True)]
        )
        self.assertFalse(calendar.is_working(date(2028, 2, 29)))
        self.assertTrue(calendar.is_working(date(2027, 3, 1)))

    def test_endless_pause_never_loops(self):
        calendar = WorkingCalendar(
            pauses=[(date(2026, 1, 1), date(2026, 12, 31), True)]
        )
        found = calendar.next_working(date(2026, 3, 2))
        self.assertGreater(found, date(2026, 3, 2))

    def test_counting(self):
        calendar = WorkingCalendar()
        friday, monday = date(2026, 3, 6), date(2026, 3, 9)
        self.assertEqual(calendar.add_working_days(friday, 0), friday)
        self.assertEqual(calendar.add_working_days(friday, 1), monday)
        self.assertEqual(calendar.add_working_days(friday, 5), date(2026, 3, 13))
        self.assertEqual(calendar.working_days_since(friday, monday), 1)
        self.assertEqual(calendar.working_days_since(friday, friday), 0)
        self.assertEqual(calendar.working_days_since(monday, friday), 0)

    def test_first_of_next_month(self):
        for day, expected in (
            (date(2026, 1, 31), date(2026, 2, 1)),
            (date(2028, 2, 29), date(2028, 3, 1)),
            (date(2026, 11, 30), date(2026, 12, 1)),
            (date(2026, 12, 1), date(2027, 1, 1)),
            (date(2026, 12, 31), date(2027, 1, 1)),
        ):
            with self.subTest(day=day):
                self.assertEqual(first_of_next_month(day), expected)
