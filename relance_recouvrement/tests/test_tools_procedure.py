from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..tools.procedure import (
    Delay,
    accrue_after_title,
    applies,
    get_due,
    get_milestone,
    get_raised_from,
    get_title_limit,
)
from ..tools.rates import RateTable, Semester
from ..tools.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
TABLE = RateTable(
    [
        Semester(date(2025, 7, 1), Decimal("2.15"), Decimal("2.76")),
        Semester(date(2026, 1, 1), Decimal("2.15"), Decimal("2.62")),
    ]
)
REFORM = date(2026, 9, 1)


class TestToolsProcedure(BaseCase):
    """The calendar of the law, by hand (CPC 640 to 642)."""

    def test_due(self):
        for start, count, unit, kind, expected in (
            # the same number of the month, whatever the day of the week
            (date(2026, 3, 10), 3, "months", "legal", date(2026, 6, 10)),
            (date(2026, 4, 10), 1, "months", "legal", date(2026, 5, 10)),  # a Sunday
            # no such day: the last one of the month
            (date(2026, 1, 31), 1, "months", "legal", date(2026, 2, 28)),
            (date(2027, 11, 30), 3, "months", "legal", date(2028, 2, 29)),
            (date(2026, 8, 31), 6, "months", "legal", date(2027, 2, 28)),
            # the other side has until the next working day; we act the day after
            (date(2026, 3, 10), 1, "months", "earliest", date(2026, 4, 11)),
            (date(2026, 4, 10), 1, "months", "earliest", date(2026, 5, 12)),
            (date(2026, 4, 1), 1, "months", "earliest", date(2026, 5, 5)),  # 1 May
            (date(2026, 9, 15), 2, "months", "earliest", date(2026, 11, 17)),
            # 14 November 2026 is a Saturday
            (date(2026, 9, 14), 2, "months", "earliest", date(2026, 11, 17)),
            (date(2026, 3, 10), 8, "days", "earliest", date(2026, 3, 19)),
            (date(2026, 3, 10), 8, "days", "usual", date(2026, 3, 18)),
            (date(2026, 12, 23), 3, "working_days", "usual", date(2026, 12, 29)),
            (date(2026, 3, 10), 0, "days", "none", None),
        ):
            with self.subTest(start=start, count=count, unit=unit, kind=kind):
                delay = Delay(count, unit, kind)
                self.assertEqual(get_due(start, delay, CALENDAR), expected)

    def test_days_after_a_time(self):
        """L126: a month to answer, then eight days before the minutes."""
        delay = Delay(1, "months", "earliest", 8)
        for start, expected in (
            (date(2026, 6, 10), date(2026, 7, 19)),
            (date(2026, 4, 10), date(2026, 5, 20)),  # 10 May is a Sunday
        ):
            self.assertEqual(get_due(start, delay, CALENDAR), expected)

    def test_a_year_end(self):
        delay = Delay(1, "months", "legal")
        self.assertEqual(
            get_due(date(2026, 12, 31), delay, CALENDAR), date(2027, 1, 31)
        )

    def test_versions_of_the_law(self):
        for since, until, order, expected in (
            (None, date(2026, 8, 31), date(2026, 8, 31), True),
            (None, date(2026, 8, 31), REFORM, False),
            (REFORM, None, REFORM, True),
            (REFORM, None, date(2026, 8, 31), False),
            (None, None, REFORM, True),
        ):
            with self.subTest(order=order, since=since):
                self.assertEqual(applies(since, until, order), expected)

    def test_title(self):
        self.assertEqual(get_title_limit(date(2026, 3, 10)), date(2036, 3, 10))
        self.assertEqual(get_title_limit(date(2024, 2, 29)), date(2034, 2, 28))
        self.assertEqual(get_raised_from(date(2025, 12, 31)), date(2026, 2, 28))

    def _accrue(self, until, enforceable=None, movements=(), principal="10000"):
        found = accrue_after_title(
            date(2025, 12, 31),
            enforceable,
            until,
            Decimal(principal),
            movements,
            TABLE,
        )
        return [accrual.amount for accrual in found]

    def test_interest_after_the_judgment(self):
        """10,000 € at 2.62 %: 59 days until 28 February, then 7.62 %."""
        self.assertEqual(self._accrue(date(2026, 2, 28)), [Decimal("42.35")])
        enforceable = date(2025, 12, 31)
        self.assertEqual(
            self._accrue(date(2026, 2, 28), enforceable), [Decimal("42.35")]
        )
        self.assertEqual(
            self._accrue(date(2026, 3, 31), enforceable),
            [Decimal("42.35"), Decimal("64.72")],
        )
        self.assertEqual(self._accrue(date(2026, 3, 31)), [Decimal("64.60")])

    def test_payments_lower_the_principal(self):
        paid = [(date(2026, 1, 31), Decimal(4000))]
        self.assertEqual(
            self._accrue(date(2026, 3, 31), date(2025, 12, 31), paid),
            [Decimal("34.31"), Decimal("38.83")],
        )
        paid = [(date(2026, 1, 31), Decimal(10000))]
        self.assertEqual(
            self._accrue(date(2026, 3, 31), date(2025, 12, 31), paid),
            [Decimal("22.25"), Decimal("0")],
        )

    def test_milestones(self):
        due = date(2026, 6, 10)
        for today, kind, expected in (
            (date(2026, 5, 19), "legal", ""),
            (date(2026, 5, 20), "legal", "near21"),
            (date(2026, 6, 3), "legal", "near7"),
            (date(2026, 6, 10), "legal", "near7"),
            (date(2026, 6, 11), "legal", "missed"),
            (date(2026, 6, 9), "earliest", ""),
            (date(2026, 6, 10), "earliest", "due"),
            (date(2026, 6, 20), "usual", "due"),
        ):
            with self.subTest(today=today, kind=kind):
                self.assertEqual(get_milestone(due, today, kind), expected)
