from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.french_words import amount_in_words
from ..tools.instalments import (
    Instalment,
    PlannedItem,
    add_months,
    count_until,
    judge,
    match,
    months_between,
    nth_date,
    simulate,
)
from ..tools.plan_law import check, notice_days

FIRST = date(2026, 1, 31)
RHYTHMS = ("weekly", "fortnightly", "monthly", "quarterly")
# a busy machine is no failure
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
cents = st.integers(1, 10_000_000).map(lambda count: count / 100)


def day(month, number=1):
    return date(2026, month, number)


class TestToolsInstalments(BaseCase):
    """Dates and amounts of plans, and what paid them."""

    # === DATES === #

    def test_months_keep_to_the_end(self):
        for start, count, expected in (
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2028, 1, 31), 1, date(2028, 2, 29)),
            (date(2026, 1, 31), 2, date(2026, 3, 31)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2026, 10, 31), 4, date(2027, 2, 28)),
            (date(2026, 5, 10), 0, date(2026, 5, 10)),
        ):
            self.assertEqual(add_months(start, count), expected)

    def test_rhythms(self):
        for rhythm, expected in (
            ("weekly", date(2026, 2, 14)),
            ("fortnightly", date(2026, 2, 28)),
            ("monthly", date(2026, 3, 31)),
            ("quarterly", date(2026, 7, 31)),
        ):
            self.assertEqual(nth_date(FIRST, rhythm, 2), expected)

    def test_number_from_the_end(self):
        for end, expected in (
            (date(2026, 1, 30), 0),
            (date(2026, 1, 31), 1),
            (date(2026, 2, 27), 1),
            (date(2026, 2, 28), 2),
            (date(2026, 12, 31), 12),
        ):
            self.assertEqual(count_until(FIRST, "monthly", end), expected)

    def test_length_in_months(self):
        for end, expected in (
            (day(3), 0),
            (date(2026, 3, 2), 1),
            (date(2026, 4, 1), 1),
            (date(2026, 4, 2), 2),
            (date(2027, 3, 1), 12),
            (date(2028, 3, 2), 25),
        ):
            self.assertEqual(months_between(day(3), end), expected)

    # === SIMULATION === #

    def test_cents_on_the_last(self):
        self.assertEqual(
            simulate(1000.0, 3, FIRST, "monthly"),
            [
                (date(2026, 1, 31), 333.33),
                (date(2026, 2, 28), 333.33),
                (date(2026, 3, 31), 333.34),
            ],
        )

    def test_down_payment(self):
        self.assertEqual(
            simulate(1000.0, 2, FIRST, "monthly", 100.01, date(2026, 1, 20)),
            [
                (date(2026, 1, 20), 100.01),
                (date(2026, 1, 31), 449.99),
                (date(2026, 2, 28), 450.0),
            ],
        )

    def test_down_payment_of_everything(self):
        self.assertEqual(
            simulate(100.0, 3, FIRST, "monthly", 100.0, FIRST), [(FIRST, 100.0)]
        )

    def test_currency_without_cents(self):
        amounts = [a for _d, a in simulate(1000, 3, FIRST, "monthly", digits=0)]
        self.assertEqual(amounts, [333, 333, 334])

    def test_refused(self):
        for args, reason in (
            ((0.0, 3, FIRST, "monthly"), "total"),
            ((-5.0, 3, FIRST, "monthly"), "total"),
            ((100.0, 0, FIRST, "monthly"), "number"),
            ((0.02, 3, FIRST, "monthly"), "number"),
            ((100.0, 521, FIRST, "weekly"), "number"),
            ((100.0, 3, FIRST, "monthly", -1.0, FIRST), "down_payment"),
            ((100.0, 3, FIRST, "monthly", 100.01, FIRST), "down_payment"),
            ((100.0, 3, FIRST, "monthly", 10.0, FIRST), "down_date"),
            ((100.0, 3, FIRST, "monthly", 10.0, None), "down_date"),
        ):
            with self.subTest(args=args), self.assertRaisesRegex(ValueError, reason):
                simulate(*args)

    @PATIENT
    @given(
        total=cents,
        number=st.integers(1, 60),
        rhythm=st.sampled_from(RHYTHMS),
        first=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
        share=st.floats(0, 1),
    )
    def test_sums_to_the_cent_and_dates_increase(
        self, total, number, rhythm, first, share
    ):
        down = round(total * share, 2)
        try:
            rows = simulate(
                total, number, first, rhythm, down, first - timedelta(days=1)
            )
        except ValueError as error:
            self.assertEqual(str(error), "number")
            self.assertLess(round((total - down) * 100), number)
            return
        self.assertEqual(
            sum(round(amount * 100) for _day, amount in rows), round(total * 100)
        )
        dates = [day for day, _amount in rows]
        self.assertEqual(dates, sorted(set(dates)))
        self.assertGreater(min(amount for _day, amount in rows), 0)
        equal = rows[1 if down else 0 :]
        spread = [round(amount * 100) for _day, amount in equal] or [0]
        self.assertLess(max(spread) - min(spread), max(number, 1))

    # === MATCHING === #

    def _rows(self, *amounts):
        return [
            Instalment(index, day(index + 1), amount, day(index + 1, 3))
            for index, amount in enumerate(amounts)
        ]

    def test_matching(self):
        """Three instalments of 100, on the first of January, February, March."""
        for payments, lowered, today, states, missing in (
            ([], 0, day(1), "open open open", 300),
            ([], 0, day(1, 3), "open open open", 300),
            ([], 0, day(1, 4), "late open open", 300),
            ([(day(1), 100)], 0, day(1, 4), "paid open open", 200),
            ([(day(1), 99.99)], 0, day(1, 4), "late open open", 200.01),
            ([(day(1), 250)], 0, day(2, 9), "paid paid open", 50),
            ([(day(2), 60), (day(1), 60)], 0, day(2, 9), "paid late open", 180),
            ([(day(2), 60)], 0, day(3, 9), "late late late", 240),
            ([(day(1), 300)], 0, day(3, 9), "paid paid paid", 0),
            ([(day(1), 100)], 100, day(2, 9), "paid late paid", 100),
            ([(day(1), 100)], 150, day(2, 9), "paid late paid", 50),
            ([], 300, day(2, 9), "paid paid paid", 0),
        ):
            rows = match(self._rows(100, 100, 100), payments, lowered, today)
            with self.subTest(payments=payments, lowered=lowered, today=today):
                self.assertEqual(" ".join(row.state for row in rows), states)
                self.assertAlmostEqual(sum(row.missing for row in rows), missing)

    def test_paid_on(self):
        payments = [(day(1, 2), 50.0), (day(1, 5), 70.0)]
        rows = match(self._rows(100, 100), payments, 0, day(1, 6))
        self.assertEqual([row.paid_on for row in rows], [day(1, 5), None])

    def test_verdicts(self):
        for payments, lowered, verdict in (
            ([], 0, "active"),
            ([(day(1), 199.0)], 0, "active"),
            ([(day(1), 200.0)], 0, "kept"),
            ([(day(1), 100.0)], 100, "kept"),
            ([], 200, "cancelled"),
        ):
            rows = match(self._rows(100, 100), payments, lowered, day(1))
            self.assertEqual(judge(rows), verdict)

    @PATIENT
    @given(
        amounts=st.lists(cents, min_size=1, max_size=12),
        payments=st.lists(cents, max_size=12),
        lowered=st.floats(0, 1000),
    )
    def test_no_euro_is_lost_nor_used_twice(self, amounts, payments, lowered):
        rows = [
            Instalment(index, FIRST + timedelta(index), amount, FIRST)
            for index, amount in enumerate(amounts)
        ]
        match(rows, [(FIRST, amount) for amount in payments], lowered, FIRST)
        paid = sum(row.paid for row in rows)
        self.assertAlmostEqual(paid, min(sum(amounts), sum(payments)), delta=0.2)
        total = sum(row.paid + row.lowered + row.missing for row in rows)
        self.assertAlmostEqual(total, sum(amounts), delta=0.01)
        for earlier, later in zip(rows, rows[1:], strict=False):
            if later.paid > 0.01:
                self.assertLess(earlier.missing, 0.01)

    def test_items(self):
        """What of an item's payments counts, and what is no longer owed."""
        for item, counted, lowered in (
            (PlannedItem(100, 100, []), 0, 0),
            (PlannedItem(100, 60, [(day(1), 40)]), 40, 0),
            (PlannedItem(100, 60, [(day(1), 40), (day(2), 40)], before=40), 40, 0),
            (PlannedItem(100, 0, [(day(1), 150)]), 100, 0),
            (PlannedItem(100, 30, [(day(1), 40)]), 40, 30),
            (PlannedItem(100, 0, []), 0, 100),
            (PlannedItem(50, 100, [(day(1), 40)]), 40, 0),
        ):
            with self.subTest(item=item):
                self.assertAlmostEqual(sum(a for _d, a in item.get_payments()), counted)
                self.assertAlmostEqual(item.get_lowered(), lowered)

    # === LAW === #

    def test_notice_delay_by_kind(self):
        for regime, expected in (
            ("b2b", 8),
            ("public", 8),
            ("b2c", 30),
            ("nonpro", 30),
            ("unknown", 30),
        ):
            self.assertEqual(notice_days(regime), expected)

    def test_law(self):
        start, year = day(1), date(2027, 1, 1)
        for args, codes in (
            (("b2b", start, year, False, 8), []),
            (("b2b", start, year, True, 8), []),
            (("b2c", start, year, True, 30), ["charges"]),
            (("nonpro", start, year, True, 30), ["charges"]),
            (("unknown", start, year, True, 30), ["charges"]),
            (("b2c", start, year, False, 8), ["notice"]),
            (("b2b", start, year, False, 7), ["notice"]),
            (("b2b", start, date(2027, 1, 2), False, 8), ["long"]),
            (("b2b", start, date(2028, 1, 1), False, 8), ["long"]),
            (("b2b", start, date(2028, 1, 2), False, 8), ["judge", "long"]),
            (("b2b", start, year, False, 8, year), []),
            (("b2b", start, year, False, 8, date(2026, 12, 31)), ["insurer"]),
            (("unknown", start, year, False, 30, None, False), ["regime"]),
        ):
            with self.subTest(args=args):
                self.assertEqual([code for code, _level in check(*args)], codes)

    def test_words(self):
        for amount, expected in (
            (0, "zéro euro"),
            (1, "un euro"),
            (1.01, "un euro et un centime"),
            (71, "soixante et onze euros"),
            (80.8, "quatre-vingts euros et quatre-vingts centimes"),
            (201, "deux cent un euros"),
            (80000, "quatre-vingt mille euros"),
            (2_000_000, "deux millions d'euros"),
            (
                12345.67,
                "douze mille trois cent quarante-cinq euros et soixante-sept centimes",
            ),
        ):
            self.assertEqual(amount_in_words(amount), expected)
        self.assertEqual(amount_in_words(2, "USD"), "deux dollars américains")
        self.assertEqual(amount_in_words(21, "GBP"), "vingt et une livres sterling")
