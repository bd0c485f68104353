from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.limitation import (
    INTERRUPTING,
    SUSPENDING,
    Act,
    get_alert,
    get_clock,
    get_period,
)

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
REGIMES = ("b2b", "b2c", "nonpro", "public", "unknown")
KINDS = sorted(INTERRUPTING | SUSPENDING)
ACTS = st.lists(
    st.builds(
        lambda kind, day, length: Act(
            kind, day, date.fromordinal(day.toordinal() + length)
        ),
        st.sampled_from(KINDS),
        DAYS,
        st.integers(0, 400),
    ),
    max_size=6,
)


def clock(regime, invoice, *acts, nature=None, delivery=None, due=None):
    days = {"delivery": delivery, "invoice": invoice, "due": due}
    return get_clock(regime, nature, days, acts)


class TestToolsLimitation(BaseCase):
    """Periods, starts and acts of LAW §3.4, in tables and properties."""

    def test_periods(self):
        for regime, nature, months in (
            ("b2b", None, 60),
            ("b2c", None, 24),
            ("nonpro", None, 60),
            ("public", None, 48),
            ("unknown", None, 24),
            (False, None, 24),
            ("b2b", "ordinary", 60),
            ("b2c", "telecom", 12),
            ("b2b", "transport", 12),
            ("b2b", "insurance", 24),
            ("b2c", "rent", 36),
            ("b2b", "bill", 36),
            ("b2c", "civil", 60),
        ):
            with self.subTest(regime=regime, nature=nature):
                self.assertEqual(get_period(regime, nature)[0], months)

    def test_last_day(self):
        for invoice, regime, expected in (
            (date(2024, 3, 1), "b2c", date(2026, 3, 1)),
            (date(2024, 2, 29), "b2c", date(2026, 2, 28)),
            (date(2024, 3, 1), "b2b", date(2029, 3, 1)),
            (date(2024, 3, 1), "nonpro", date(2029, 3, 1)),
            (date(2024, 3, 1), "unknown", date(2026, 3, 1)),
            # from 1 January 2025, four years
            (date(2024, 3, 1), "public", date(2028, 12, 31)),
            (date(2024, 12, 31), "public", date(2028, 12, 31)),
            (date(2025, 1, 1), "public", date(2029, 12, 31)),
        ):
            with self.subTest(invoice=invoice, regime=regime):
                found = clock(regime, invoice)
                self.assertEqual(found.day, expected)
                self.assertFalse(found.is_barred(expected))
                self.assertTrue(found.is_barred(date(2031, 1, 1)))

    def test_a_public_body_never_has_longer_than_the_nature(self):
        found = clock("public", date(2024, 3, 1), nature="telecom")
        self.assertEqual(found.day, date(2025, 3, 1))
        found = clock("public", date(2024, 3, 1), nature="civil")
        self.assertEqual(found.day, date(2028, 12, 31))

    def test_prudent_start(self):
        invoice, before, after = date(2024, 3, 1), date(2024, 2, 1), date(2024, 4, 1)
        for delivery, due, start, basis in (
            (None, after, invoice, "invoice"),
            (before, after, before, "delivery"),
            (after, after, invoice, "invoice"),
            (invoice, after, invoice, "delivery"),
            (None, before, before, "due"),  # an opening entry, dated later
        ):
            with self.subTest(delivery=delivery, due=due):
                found = clock("b2c", invoice, delivery=delivery, due=due)
                self.assertEqual((found.start, found.basis), (start, basis))

    def test_the_due_date_variant_is_information(self):
        found = clock("b2c", date(2024, 3, 1), due=date(2024, 4, 15))
        self.assertEqual(found.day, date(2026, 3, 1))
        self.assertEqual(found.due_day, date(2026, 4, 15))

    def test_nothing_known(self):
        self.assertIsNone(clock("b2c", None))

    # === ACTS === #

    def test_each_act_starts_a_full_period(self):
        for kind in sorted(INTERRUPTING - {"title"}):
            act = Act(kind, date(2025, 6, 10))
            found = clock("b2c", date(2024, 3, 1), act)
            with self.subTest(kind=kind):
                self.assertEqual((found.day, found.act), (date(2027, 6, 10), act))

    def test_a_public_body_s_new_period_starts_on_the_next_january(self):
        act = Act("recognition", date(2026, 6, 10))
        found = clock("public", date(2024, 3, 1), act)
        self.assertEqual(found.day, date(2030, 12, 31))

    def test_a_letter_is_no_act(self):
        for kind in ("formal_notice", "registered", "reminder", "call", ""):
            found = clock("b2b", date(2024, 3, 1), Act(kind, date(2025, 6, 10)))
            with self.subTest(kind=kind):
                self.assertEqual((found.day, found.act), (date(2029, 3, 1), None))

    def test_too_late_an_act_revives_nothing(self):
        found = clock("b2c", date(2024, 3, 1), Act("plan", date(2026, 3, 2)))
        self.assertEqual((found.day, found.act), (date(2026, 3, 1), None))
        found = clock("b2c", date(2024, 3, 1), Act("plan", date(2026, 3, 1)))
        self.assertEqual(found.day, date(2028, 3, 1))

    def test_acts_one_after_the_other(self):
        acts = [
            Act("payment", date(2025, 6, 10)),
            Act("request", date(2027, 6, 10)),  # the very last day
            Act("plan", date(2029, 7, 1)),  # too late
        ]
        found = clock("b2c", date(2024, 3, 1), *reversed(acts))
        self.assertEqual((found.day, found.act), (date(2029, 6, 10), acts[1]))

    def test_proceedings_hold_until_they_end(self):
        day = date(2025, 6, 10)
        for kind in ("service", "declaration"):
            with self.subTest(kind=kind):
                found = clock("b2c", date(2024, 3, 1), Act(kind, day))
                self.assertEqual(found.day, date(2027, 6, 10))
                act = Act(kind, day, date(2028, 9, 1))
                found = clock("b2c", date(2024, 3, 1), act)
                self.assertEqual(found.day, date(2030, 9, 1))
        act = Act("recognition", day, date(2028, 9, 1))
        self.assertEqual(clock("b2c", date(2024, 3, 1), act).day, date(2027, 6, 10))

    def test_a_title_gives_ten_years(self):
        found = clock("b2c", date(2024, 3, 1), Act("title", date(2026, 9, 1)))
        self.assertEqual(found.day, date(2036, 9, 1))
        self.assertEqual(found.article, "art. L111-4 CPCE")
        acts = Act("title", date(2025, 9, 1)), Act("enforcement", date(2030, 1, 5))
        found = clock("b2c", date(2024, 3, 1), *acts)
        self.assertEqual(found.day, date(2040, 1, 5))

    def test_a_mediation_stops_the_clock(self):
        start = date(2024, 3, 1)  # until 1 March 2026
        day = date(2025, 1, 10)
        for end, expected in (
            (None, date(2026, 3, 1)),
            (date(2025, 2, 9), date(2026, 3, 31)),  # 30 days more
            (date(2025, 12, 31), date(2027, 2, 19)),
        ):
            with self.subTest(end=end):
                found = clock("b2c", start, Act("mediation", day, end))
                self.assertEqual(found.day, expected)
        # at least six months are left
        late = Act("mediation", date(2026, 2, 20), date(2026, 3, 20))
        self.assertEqual(clock("b2c", start, late).day, date(2026, 9, 20))

    # === ALERTS === #

    def test_alerts(self):
        day = date(2026, 3, 31)
        for today, months, alert in (
            (date(2025, 3, 30), 24, 0),
            (date(2025, 3, 31), 24, 12),
            (date(2025, 9, 29), 24, 12),
            (date(2025, 9, 30), 24, 6),
            (date(2025, 12, 31), 24, 3),
            (date(2026, 2, 28), 24, 1),
            (date(2026, 3, 31), 24, 1),
            (date(2026, 4, 1), 24, 0),
            (date(2025, 4, 1), 12, 0),
            (date(2025, 9, 30), 12, 6),
        ):
            with self.subTest(today=today, months=months):
                self.assertEqual(get_alert(day, today, months), alert)

    # === PROPERTIES === #

    @settings(max_examples=200, deadline=None)
    @given(st.sampled_from(REGIMES), DAYS, ACTS)
    def test_an_act_never_shortens(self, regime, invoice, acts):
        found = [clock(regime, invoice, *acts[:size]) for size in range(len(acts) + 1)]
        in_order = sorted(acts, key=lambda act: act.day)
        for size in range(len(in_order) + 1):
            more = clock(regime, invoice, *in_order[:size])
            self.assertGreaterEqual(more.day, found[0].day)
        self.assertEqual(found[-1], clock(regime, invoice, *reversed(acts)))

    @settings(max_examples=200, deadline=None)
    @given(st.sampled_from(REGIMES), DAYS, DAYS, DAYS, ACTS)
    def test_the_prudent_date_is_never_the_latest(self, regime, one, two, due, acts):
        found = clock(regime, one, *acts, delivery=two, due=due)
        for day in (one, two, due):
            self.assertLessEqual(found.day, clock(regime, day, *acts).day)
