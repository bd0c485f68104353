from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.rate_file import read_headings, read_rate, read_rates, read_semester
from ..tools.rates import asked_on, get_skipped, last_asked

HEADINGS = ["Semestre", "Taux légal, autres cas", "Taux BCE", "Source", "JO", "Notes"]


@tagged("post_install", "-at_install")
class TestRateFile(BaseCase):
    """Rows of a file of rates, and the days on which rates are asked."""

    def test_semesters(self):
        first, second = date(2026, 1, 1), date(2026, 7, 1)
        for cell, start in (
            ("2026-S1", first),
            ("2026 s2", second),
            ("S2 2026", second),
            ("2026S1", first),
            ("01/07/2026", second),
            (datetime(2026, 1, 1), first),
            ("02/07/2026", None),
            ("2026-S3", None),
            ("2026", None),
            ("", None),
        ):
            self.assertEqual(read_semester(cell), start, cell)

    def test_rates(self):
        for cell, found in (
            ("2,62", (Decimal("2.62"), None)),
            ("2.62 %", (Decimal("2.62"), None)),
            ("0", (Decimal(0), None)),
            ("30", (Decimal(30), None)),
            ("", (None, None)),
            ("2,625", (None, "decimals")),
            ("30,01", (None, "range")),
            ("-1", (None, "range")),
            ("nan", (None, "rate")),
            ("two", (None, "rate")),
        ):
            self.assertEqual(read_rate(cell), found, cell)

    def test_headings(self):
        columns, unused = read_headings(HEADINGS)
        self.assertEqual(
            columns,
            {"semester": 0, "legal_other": 1, "ecb_rate": 2, "source": 3, "jo_date": 4},
        )
        self.assertEqual(unused, ["Notes"])
        labels = {"legal_other": "Taux légal (autres)"}
        columns, _unused = read_headings(["SEMESTRE ", "taux legal (autres)"], labels)
        self.assertEqual(columns, {"semester": 0, "legal_other": 1})

    def test_rows(self):
        columns, _unused = read_headings(HEADINGS)
        rows = read_rates(
            [
                (2, ["2026-S2", "2,60", "2,40", "Arrêté", "28/06/2026"]),
                (3, ["2026-S2", "x", "31"]),
                (4, ["2027", "", "", "", "hier"]),
            ],
            columns,
        )
        self.assertEqual(rows[0].rates["legal_other"], Decimal("2.60"))
        self.assertEqual(rows[0].jo_date, date(2026, 6, 28))
        self.assertFalse(rows[0].errors)
        self.assertEqual(rows[1].errors, [("rate", "x"), ("range", "31"), ("twice", 2)])
        self.assertEqual(rows[2].errors, [("semester", "2027"), ("date", "hier")])

    def test_days_on_which_rates_are_asked(self):
        second, after = date(2026, 7, 1), date(2027, 1, 1)
        self.assertEqual(asked_on(second), date(2026, 6, 15))
        self.assertEqual(asked_on(after), date(2026, 12, 15))
        self.assertEqual(last_asked(date(2026, 6, 14)), date(2026, 1, 1))
        self.assertEqual(last_asked(date(2026, 6, 15)), second)
        self.assertEqual(last_asked(date(2026, 12, 14)), second)
        self.assertEqual(last_asked(date(2026, 12, 31)), after)

    def test_skipped(self):
        self.assertFalse(get_skipped([]))
        self.assertFalse(get_skipped([date(2026, 7, 1), date(2026, 1, 1)]))
        self.assertEqual(
            get_skipped([date(2027, 1, 1), date(2026, 1, 1)]), [date(2026, 7, 1)]
        )
