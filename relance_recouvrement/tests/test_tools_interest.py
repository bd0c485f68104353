"""Late-payment interest: the reference vectors of LAW §1.2 and what always holds."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.interest import Movement, accrue, days_of_year
from ..tools.rates import Clause, RateTable, Semester

# a busy machine is no failure
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def dec(value):
    return Decimal(str(value))


TABLE = RateTable(
    Semester(date(year, month, 1), dec(ecb), dec(legal))
    for year, month, ecb, legal in (
        (2023, 1, 2.50, 2.06),
        (2023, 7, 4.00, 4.22),
        (2024, 1, 4.50, 5.07),
        (2024, 7, 4.25, 4.92),
        (2025, 1, 3.15, 3.71),
        (2025, 7, 2.15, 2.76),
        (2026, 1, 2.15, 2.62),
    )
)
ECB10 = Clause("ecb10")
LEGAL = Clause("legal")
PUBLIC = Clause("public")
LEGAL3 = Clause("legal3")
DUE = date(2025, 3, 31)
PAID = date(2025, 9, 15)
PART = (date(2025, 5, 20), dec(5000))


def run(total=12000, movements=(), due=DUE, until=PAID, clause=ECB10, **options):
    return accrue(due, until, dec(total), movements, clause, TABLE, **options)


def rows(accrual, *names):
    return [tuple(getattr(row, name) for name in names) for row in accrual.segments]


@tagged("post_install", "-at_install")
class TestToolsInterest(BaseCase):
    # === REFERENCE VECTORS === #

    def test_t1_default_rate_over_two_semesters(self):
        accrual = run(movements=[(PAID, dec(12000))])
        self.assertEqual(accrual.amount, dec("701.00"))
        self.assertEqual(
            rows(accrual, "start", "end", "days", "rate", "amount", "semester"),
            [
                (
                    date(2025, 4, 1),
                    date(2025, 6, 30),
                    91,
                    dec("13.15"),
                    dec("393.42"),
                    "2025-S1",
                ),
                (
                    date(2025, 7, 1),
                    PAID,
                    77,
                    dec("12.15"),
                    dec("307.58"),
                    "2025-S2",
                ),
            ],
        )
        self.assertFalse(accrual.provisional)

    def test_t2_payment_on_the_principal(self):
        accrual = run(movements=[PART])
        self.assertEqual(accrual.amount, dec("498.98"))
        self.assertEqual(
            rows(accrual, "days", "balance", "amount"),
            [
                (50, dec(12000), dec("216.16")),
                (41, dec(7000), dec("103.40")),
                (77, dec(7000), dec("179.42")),
            ],
        )
        self.assertEqual(accrual.principal, dec(7000))

    def test_t3_payment_on_interest_first(self):
        accrual = run(movements=[PART], imputation="interest")
        self.assertEqual(accrual.amount, dec("291.55"))
        self.assertEqual(accrual.imputed, dec("216.16"))
        self.assertEqual(accrual.principal, dec("7216.16"))
        self.assertEqual(accrual.principal + accrual.amount, dec("7507.71"))
        self.assertEqual(
            rows(accrual, "balance", "amount"),
            [
                (dec(12000), dec("216.16")),
                (dec("7216.16"), dec("106.59")),
                (dec("7216.16"), dec("184.96")),
            ],
        )

    def test_t4_consumer_from_the_notice_received(self):
        accrual = run(
            1500,
            due=date(2025, 12, 1),
            start=date(2026, 2, 10),
            until=date(2026, 5, 31),
            clause=LEGAL,
        )
        self.assertEqual(accrual.amount, dec("11.84"))
        self.assertEqual(rows(accrual, "days", "rate"), [(110, dec("2.62"))])

    # === DAYS === #

    def test_nothing_until_the_due_date(self):
        self.assertEqual(run(until=DUE).amount, 0)
        self.assertEqual(run(until=DUE - timedelta(days=9)).segments, ())
        self.assertEqual(rows(run(until=DUE + timedelta(days=1)), "days"), [(1,)])

    def test_day_of_payment_counts(self):
        paid = date(2025, 4, 10)
        accrual = run(movements=[(paid, dec(12000))])
        self.assertEqual(rows(accrual, "end", "days"), [(paid, 10)])

    def test_paid_before_the_due_date(self):
        early = [(DUE - timedelta(days=3), dec(2000))]
        self.assertEqual(rows(run(movements=early), "balance")[0], (dec(10000),))
        self.assertEqual(run(movements=[(DUE, dec(12000))]).amount, 0)

    def test_judgment_stops_interest(self):
        stop = date(2025, 5, 20)
        self.assertEqual(run(stop=stop).amount, run(until=stop).amount)
        self.assertEqual(run(stop=stop).daily, 0)
        self.assertEqual(run(stop=DUE).amount, 0)

    def test_notice_received_before_the_due_date(self):
        self.assertEqual(run(start=DUE - timedelta(days=5)).amount, run().amount)

    def test_days_of_the_year(self):
        self.assertEqual(days_of_year(date(2024, 5, 1), "365"), 365)
        self.assertEqual(days_of_year(date(2024, 5, 1), "actual"), 366)
        accrual = run(
            36600,
            due=date(2023, 12, 30),
            until=date(2024, 1, 1),
            clause=Clause("fixed", dec(10)),
            day_basis="actual",
        )
        # 36600 × 10 % / 365, then / 366
        self.assertEqual(rows(accrual, "amount"), [(dec("10.03"),), (dec("10.00"),)])

    # === RATES === #

    def test_contract_rate_is_one_segment(self):
        accrual = run(clause=Clause("fixed", dec(15)))
        self.assertEqual(rows(accrual, "days", "rate"), [(168, dec(15))])
        self.assertEqual(accrual.amount, dec("828.49"))
        self.assertEqual(rows(accrual, "semester", "rate_semester"), [("", "")])

    def test_three_times_the_legal_rate_by_semester(self):
        self.assertEqual(
            rows(run(clause=LEGAL3), "rate"), [(dec("11.13"),), (dec("8.28"),)]
        )

    def test_public_body_keeps_the_first_rate(self):
        accrual = run(clause=PUBLIC)
        self.assertEqual(
            rows(accrual, "days", "rate", "semester"), [(168, dec("11.15"), "2025-S1")]
        )
        # due the last day of a semester, it runs from the next one
        later = run(due=date(2025, 6, 30), clause=PUBLIC)
        self.assertEqual(rows(later, "rate"), [(dec("10.15"),)])

    def test_default_rate_never_raised_to_the_floor(self):
        """R-PEN-5: 3 × legal was above ECB + 10 in 2024."""
        accrual = run(due=date(2024, 3, 31), until=date(2024, 6, 30))
        self.assertEqual(rows(accrual, "rate"), [(dec("14.50"),)])

    def test_missing_semester_is_flagged(self):
        accrual = run(due=date(2026, 6, 20), until=date(2026, 7, 10))
        self.assertEqual(
            rows(accrual, "days", "semester", "rate_semester", "provisional"),
            [(10, "2026-S1", "2026-S1", False), (10, "2026-S2", "2026-S1", True)],
        )
        self.assertTrue(accrual.provisional)

    def test_no_semester_at_all(self):
        with self.assertRaises(LookupError):
            accrue(DUE, PAID, dec(1), [], ECB10, RateTable([]))

    # === MOVEMENTS === #

    def test_credit_note_pays_no_interest(self):
        day, amount = PART
        accrual = run(movements=[(day, amount, False)], imputation="interest")
        self.assertEqual(accrual.amount, dec("498.98"))
        self.assertEqual(accrual.imputed, 0)

    def test_payment_smaller_than_the_interest(self):
        accrual = run(movements=[(date(2025, 5, 20), dec(100))], imputation="interest")
        self.assertEqual(accrual.principal, dec(12000))
        self.assertEqual((accrual.amount, accrual.imputed), (dec("601.00"), dec(100)))

    def test_interest_stops_with_the_ledger(self):
        """Paid in full: what the payment left of the principal bears no more."""
        movements = [(date(2025, 5, 20), dec(12000))]
        accrual = run(movements=movements, imputation="interest")
        self.assertEqual((accrual.amount, accrual.accrued), (0, dec("216.16")))
        self.assertEqual(accrual.principal, dec("216.16"))
        self.assertEqual(accrual.daily, 0)

    def test_principal_on_that_day(self):
        """Whatever interest does: not running yet, or stopped by a judgment."""
        for options in ({"until": date(2025, 3, 10)}, {"stop": date(2025, 4, 10)}):
            early = [(date(2025, 3, 20), dec(1000)), (date(2025, 5, 1), dec(500))]
            expected = 10500 if "stop" in options else 12000
            self.assertEqual(run(movements=early, **options).principal, expected)

    def test_overpaid(self):
        accrual = run(movements=[(date(2025, 4, 10), dec(20000))])
        self.assertEqual((accrual.principal, rows(accrual, "days")), (0, [(10,)]))

    def test_one_more_day(self):
        accrual = run()
        tomorrow = run(until=PAID + timedelta(days=1))
        self.assertEqual(accrual.daily, dec("3.99"))
        self.assertAlmostEqual(tomorrow.amount - accrual.amount, accrual.daily, 1)
        self.assertEqual(run(until=DUE).daily, dec("4.32"))
        self.assertEqual(run(until=DUE - timedelta(days=1)).daily, 0)

    def test_decimals_of_the_currency(self):
        self.assertEqual(run(digits=0).amount, dec(701))
        self.assertEqual(run(movements=[PART], digits=3).amount, dec("498.984"))


# === WHAT ALWAYS HOLDS === #

BEGIN = date(2023, 1, 1)
dates = st.dates(BEGIN, date(2026, 12, 31))
cents = st.integers(1, 5_000_000).map(lambda count: Decimal(count) / 100)
moves = st.builds(Movement, dates, cents, st.booleans())
clauses = st.sampled_from([ECB10, LEGAL3, LEGAL, Clause("fixed", dec(15))])
bases = st.sampled_from(["365", "actual"])
both = st.sampled_from(["principal", "interest"])


@tagged("post_install", "-at_install")
class TestToolsInterestProperties(BaseCase):
    @PATIENT
    @given(cents, st.lists(moves, max_size=5), st.lists(dates, min_size=3), clauses)
    def test_splitting_a_period_changes_nothing(self, total, movements, days, clause):
        days = sorted(days)
        due, until, *cuts = days[0], days[-1], *days[1:-1]
        options = {"clause": clause, "digits": 8}
        whole = accrue(due, until, total, movements, table=TABLE, **options)
        parts = [
            accrue(first, last, total, movements, table=TABLE, **options).accrued
            for first, last in zip([due, *cuts], [*cuts, until], strict=True)
        ]
        # each part is rounded once, at the eighth decimal
        self.assertLessEqual(abs(whole.accrued - sum(parts)), dec("1e-8") * len(parts))

    @PATIENT
    @given(cents, st.lists(moves, max_size=5), moves, dates, dates, clauses, bases)
    def test_a_payment_never_raises_the_sum(
        self, total, movements, payment, due, until, clause, basis
    ):
        args = (clause, TABLE, basis)
        without = accrue(due, until, total, movements, *args)
        paid = accrue(due, until, total, [*movements, payment], *args)
        self.assertLessEqual(paid.accrued, without.accrued)
        self.assertLessEqual(paid.principal, without.principal)

    @PATIENT
    @given(cents, st.lists(moves, max_size=5), moves, dates, dates, clauses)
    def test_a_payment_on_interest_first_never_raises_what_is_owed(
        self, total, movements, payment, due, until, clause
    ):
        without = accrue(
            due, until, total, movements, clause, TABLE, imputation="interest"
        )
        paid = accrue(
            due,
            until,
            total,
            [*movements, payment],
            clause,
            TABLE,
            imputation="interest",
        )
        # interest paid in full is rounded on that day: half a cent a payment
        slack = dec("0.01") * (len(movements) + 1)
        self.assertLessEqual(
            paid.principal + paid.amount, without.principal + without.amount + slack
        )

    @PATIENT
    @given(cents, st.lists(moves, max_size=6), dates, st.randoms(), both)
    def test_order_on_one_day_is_indifferent(self, total, movements, day, random, way):
        movements = [move._replace(day=day) for move in movements]
        shuffled = random.sample(movements, len(movements))
        first, second = (
            accrue(BEGIN, dates_end, total, some, ECB10, TABLE, imputation=way)
            for some in (movements, shuffled)
            for dates_end in [date(2026, 6, 30)]
        )
        self.assertEqual(first, second)

    @PATIENT
    @given(cents, st.lists(moves, max_size=6), dates, dates, clauses, bases, both)
    def test_the_statement_adds_up(
        self, total, movements, due, until, clause, basis, way
    ):
        """A judge finds each figure again from the printed rows."""
        accrual = accrue(due, until, total, movements, clause, TABLE, basis, way)
        self.assertEqual(sum(row.amount for row in accrual.segments), accrual.accrued)
        self.assertEqual(accrual.accrued, accrual.amount + accrual.imputed)
        for row in accrual.segments:
            self.assertEqual(row.days, (row.end - row.start).days + 1)
            year = days_of_year(row.end, basis)
            exact = row.balance * row.rate * row.days / (100 * year)
            self.assertLessEqual(abs(row.amount - exact), dec("0.01"))
        for row, following in zip(accrual.segments, accrual.segments[1:], strict=False):
            self.assertEqual(following.start - row.end, timedelta(days=1))
