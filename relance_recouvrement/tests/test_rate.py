from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.rates import Clause
from .common import RelanceCommon

# Semester, legal rate of individuals and of others, ECB, floor of contracts, default
# rate, rate of public bodies: the reference table, recomputed by hand.
TABLE = """
2015-S1 4.06 0.93 0.05 2.79 10.05 8.05
2015-S2 4.29 0.99 0.05 2.97 10.05 8.05
2016-S1 4.54 1.01 0.05 3.03 10.05 8.05
2016-S2 4.35 0.93 0.00 2.79 10.00 8.00
2017-S1 4.16 0.90 0.00 2.70 10.00 8.00
2017-S2 3.94 0.90 0.00 2.70 10.00 8.00
2018-S1 3.73 0.89 0.00 2.67 10.00 8.00
2018-S2 3.60 0.88 0.00 2.64 10.00 8.00
2019-S1 3.40 0.86 0.00 2.58 10.00 8.00
2019-S2 3.26 0.87 0.00 2.61 10.00 8.00
2020-S1 3.15 0.87 0.00 2.61 10.00 8.00
2020-S2 3.11 0.84 0.00 2.52 10.00 8.00
2021-S1 3.14 0.79 0.00 2.37 10.00 8.00
2021-S2 3.12 0.76 0.00 2.28 10.00 8.00
2022-S1 3.13 0.76 0.00 2.28 10.00 8.00
2022-S2 3.15 0.77 0.00 2.31 10.00 8.00
2023-S1 4.47 2.06 2.50 6.18 12.50 10.50
2023-S2 6.82 4.22 4.00 12.66 14.00 12.00
2024-S1 8.01 5.07 4.50 15.21 14.50 12.50
2024-S2 8.16 4.92 4.25 14.76 14.25 12.25
2025-S1 7.21 3.71 3.15 11.13 13.15 11.15
2025-S2 6.65 2.76 2.15 8.28 12.15 10.15
2026-S1 6.67 2.62 2.15 7.86 12.15 10.15
"""
S2 = date(2026, 7, 1)
CONFIRMED = {
    "legal_other": 2.6,
    "ecb_rate": 2.4,
    "source": "Arrêté de test",
    "jo_date": date(2026, 6, 28),
}


@tagged("post_install", "-at_install")
class TestRate(RelanceCommon):
    """The table of rates: what ships, what is refused, who may change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rates = cls.env["relance.rate"]
        cls.missing = cls.rates.search([("date_from", "=", S2)])
        cls.reader = cls._user("reader", "relance_recouvrement.group_reader")
        cls.manager = cls._user("chief", "relance_recouvrement.group_manager")

    # === TABLE === #

    def test_shipped_table(self):
        """Each value of the reference table, and those drawn from it."""
        rows = [line.split() for line in TABLE.split("\n") if line]
        shipped = self.rates.search([("state", "=", "confirmed")], order="date_from")
        self.assertEqual(
            [
                [
                    rate.name,
                    *(
                        f"{rate[name]:.2f}"
                        for name in (
                            "legal_individual",
                            "legal_other",
                            "ecb_rate",
                            "floor_rate",
                            "default_rate",
                            "public_rate",
                        )
                    ),
                ]
                for rate in shipped
            ],
            rows,
        )
        table = self.rates._get_table()
        for row, rate in zip(rows, shipped, strict=True):
            for basis, value in zip(
                ("legal", "legal3", "ecb10", "public"),
                (row[2], *row[4:]),
                strict=True,
            ):
                for day in (rate.date_from, rate.date_to):
                    found = table.get_rate(day, Clause(basis))
                    self.assertEqual(found.percent, Decimal(value), (row, basis))
                    self.assertFalse(found.provisional)
        self.assertTrue(all(shipped.mapped("source")))

    def test_missing_semester_is_provisional(self):
        self.assertEqual(self.missing.state, "missing")
        self.assertFalse(self.missing.default_rate)
        rate = self.rates._get_table().get_rate(S2, Clause("ecb10"))
        self.assertEqual(rate.percent, Decimal("12.15"))
        self.assertEqual(rate.semester, date(2026, 1, 1))
        self.assertTrue(rate.provisional)

    def test_table_costs_one_query(self):
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.rates.with_user(self.reader)._get_table()

    # === PROVISIONAL RATES REFUSED === #

    def test_check_confirmed(self):
        known = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30)]
        self.rates._check_confirmed(known)
        with self.assertRaisesRegex(UserError, r"2026-S2, 2027-S1.*Rates"):
            self.rates._check_confirmed([*known, date(2026, 8, 1), date(2027, 2, 1)])
        self.missing.write({**CONFIRMED, "state": "confirmed"})
        self.rates._check_confirmed([S2])

    # === CHECKS === #

    def test_confirmation_needs_rates_source_and_journal(self):
        for name in CONFIRMED:
            self.missing.write({**CONFIRMED, "state": "missing", name: False})
            label = self.missing._get_label(name)
            with self.assertRaisesRegex(ValidationError, label):
                self.missing.action_confirm()
        self.missing.write(CONFIRMED)
        self.missing.action_confirm()
        self.assertEqual(self.missing.state, "confirmed")

    def test_ecb_rate_of_zero_is_said(self):
        self.missing.write({**CONFIRMED, "ecb_rate": 0})
        with self.assertRaises(ValidationError):
            self.missing.action_confirm()
        self.missing.ecb_is_zero = True
        self.missing.action_confirm()
        self.assertEqual(self.missing.default_rate, 10)

    def test_range(self):
        for name in ("legal_individual", "legal_other", "ecb_rate"):
            for value in (-0.01, 30.01):
                with self.assertRaises(ValidationError):
                    self.missing[name] = value
            self.missing[name] = 30

    def test_first_day_of_a_semester(self):
        for day in (date(2027, 1, 2), date(2027, 4, 1), date(2026, 12, 31)):
            with self.assertRaisesRegex(ValidationError, "1 January"):
                self.rates.create({"date_from": day})

    def test_no_semester_is_skipped(self):
        with (
            self.assertRaisesRegex(ValidationError, "2027-S1"),
            self.env.cr.savepoint(),
        ):
            self.rates.create({"date_from": date(2027, 7, 1)})
        both = [{"date_from": date(2027, 7, 1)}, {"date_from": date(2027, 1, 1)}]
        newer = self.rates.create(both)
        with self.assertRaises(ValidationError):
            newer[1].unlink()
        newer[0].unlink()

    @mute_logger("odoo.sql_db")
    def test_no_duplicate(self):
        with self.assertRaisesRegex(Exception, "already"):
            self.rates.create({"date_from": S2})

    def test_confirmed_rates_stay(self):
        oldest = self.rates.search([], order="date_from", limit=1)
        with self.assertRaises(UserError):
            oldest.unlink()

    def test_default_is_the_next_semester(self):
        self.assertEqual(self.rates.create({}).name, "2027-S1")

    # === RIGHTS === #

    def test_managers_edit_readers_read(self):
        row = self.missing.with_user(self.reader)
        self.assertEqual(row.name, "2026-S2")
        with self.assertRaises(AccessError):
            row.write(CONFIRMED)
        with self.assertRaises(AccessError):
            row.action_confirm()
        row = self.missing.with_user(self.manager)
        row.write(CONFIRMED)
        row.action_confirm()
        with self.assertRaises(AccessError):
            row.with_user(self.reader).action_correct()
        row.action_correct()
        self.assertEqual(self.missing.state, "missing")
