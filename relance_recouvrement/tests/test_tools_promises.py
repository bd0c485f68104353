from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.promises import Promise, PromisedItem, Receipt, judge

TAKEN = date(2026, 3, 2)
CENTS = 0.02


def day(offset):
    """March 2026; the promises below are taken on the 2nd."""
    return date(2026, 3, 1) + timedelta(days=offset - 1)


def item(amount=1000.0, owed=0.0, paid=(), key=1, **vals):
    return PromisedItem(key, amount, owed, [(day(d), a) for d, a in paid], **vals)


def promise(*items, id_=1, taken=2, deadline=12):
    return Promise(id_, day(taken), day(deadline), list(items))


def receipt(offset, amount, due=None):
    return Receipt(day(offset), amount, due and day(due))


@tagged("post_install", "-at_install")
class TestToolsPromises(BaseCase):
    def _judge(self, *promises, today=20, receipts=(), returned=()):
        returned = [(day(d), amount) for d, amount in returned]
        verdicts = judge(promises, day(today), receipts, returned)
        return [(verdicts[p.id].state, round(verdicts[p.id].paid, 2)) for p in promises]

    def _check(self, cases):
        """``{name: (item, today, expected state, expected paid)}``"""
        for name, (part, today, state, paid) in cases.items():
            with self.subTest(name):
                [verdict] = self._judge(promise(part), today=today)
                self.assertEqual(verdict, (state, paid))

    def test_one_item(self):
        self._check(
            {
                "nothing yet": (item(owed=1000), 12, "open", 0),
                "nothing, over": (item(owed=1000), 13, "broken", 0),
                "paid": (item(paid=[(5, 1000)]), 6, "kept", 1000),
                "paid on the last day": (item(paid=[(12, 1000)]), 13, "kept", 1000),
                "paid late": (item(paid=[(13, 1000)]), 13, "broken", 0),
                "in two times": (item(paid=[(5, 400), (9, 600)]), 9, "kept", 1000),
                "part": (item(owed=600, paid=[(5, 400)]), 13, "partly_kept", 400),
                "part, not over": (item(owed=600, paid=[(5, 400)]), 12, "open", 400),
                "part late": (
                    item(paid=[(5, 400), (14, 600)]), 15, "partly_kept", 400,
                ),
                "more than promised": (
                    item(300, owed=500, paid=[(5, 500)]), 6, "kept", 300,
                ),
                "a cent is missing": (
                    item(owed=0.01, paid=[(5, 999.99)]), 13, "partly_kept", 999.99,
                ),
                "rate": (item(owed=0, paid=[(5, 1000)], rate=0.5), 6, "kept", 500),
            }
        )  # fmt: skip

    def test_paid_before(self):
        self._check(
            {
                "paid before the promise": (
                    item(600, owed=600, paid=[(1, 400)], before=400), 13, "broken", 0,
                ),
                "and the rest since": (
                    item(600, paid=[(1, 400), (5, 600)], before=400), 13, "kept", 600,
                ),
                "same day, before it was made": (
                    item(600, owed=600, paid=[(2, 400)], before=400), 13, "broken", 0,
                ),
                "same day, after it was made": (
                    item(600, paid=[(2, 600)]), 13, "kept", 600,
                ),
                "dated before, read after": (
                    item(1000, paid=[(1, 1000)]), 3, "kept", 1000,
                ),
                "undone since, then paid": (
                    item(600, owed=400, paid=[(5, 600)], before=400), 13, "kept", 600,
                ),
                "dated after the deadline": (
                    item(600, paid=[(5, 600), (30, 400)], before=400), 6, "kept", 600,
                ),
                "on the item that this one continues": (
                    item(1000, paid=[(6, 700)], before=-300), 13, "kept", 1000,
                ),
                "there only": (
                    item(1000, owed=700, before=-300), 13, "partly_kept", 300,
                ),
            }
        )  # fmt: skip

    def test_only_payments_keep(self):
        credit, other = [(day(5), 400.0, True)], [(day(5), 400.0, False)]
        self._check(
            {
                "credit note, rest paid": (
                    item(paid=[(6, 600)], lowered=credit), 13, "kept", 600,
                ),
                "credit note, nothing paid": (
                    item(owed=600, lowered=credit), 13, "broken", 0,
                ),
                "all credited": (
                    item(lowered=[(day(5), 1000.0, True)]), 6, "cancelled", 0,
                ),
                "credit note after the deadline": (
                    item(lowered=[(day(14), 1000.0, True)]), 15, "broken", 0,
                ),
                "credit note beside the promise": (
                    item(500, owed=600, lowered=credit), 13, "broken", 0,
                ),
                "credit note that reaches the promise": (
                    item(500, owed=100, lowered=[(day(5), 900.0, True)]),
                    13, "broken", 0,
                ),
                "written off": (
                    item(lowered=[(day(5), 1000.0, False)]), 13, "broken", 0,
                ),
                "written off, not over": (
                    item(lowered=[(day(5), 1000.0, False)]), 12, "open", 0,
                ),
                "part written off": (
                    item(paid=[(6, 600)], lowered=other), 13, "partly_kept", 600,
                ),
                "written off before the promise": (
                    item(600, paid=[(6, 600)], lowered=[(day(1), 400.0, False)]),
                    13, "kept", 600,
                ),
            }
        )  # fmt: skip

    def test_money_elsewhere(self):
        """At the deadline only, received meanwhile, on debts already due."""
        cases = {
            "unmatched": ([receipt(5, 1000)], "kept", 1000),
            "on an older debt": ([receipt(5, 1000, due=1)], "kept", 1000),
            "on a debt due since": ([receipt(5, 1000, due=8)], "broken", 0),
            "before the promise": ([receipt(1, 1000)], "broken", 0),
            "on its day": ([receipt(2, 1000)], "broken", 0),
            "late": ([receipt(13, 1000)], "broken", 0),
            "part": ([receipt(5, 400)], "partly_kept", 400),
            "more": ([receipt(5, 400), receipt(6, 4000)], "kept", 1000),
        }
        for name, (receipts, state, paid) in cases.items():
            with self.subTest(name):
                verdict = self._judge(promise(item(owed=1000)), receipts=receipts)
                self.assertEqual(verdict, [(state, paid)])
        verdict = self._judge(
            promise(item(owed=1000)), today=12, receipts=[receipt(5, 1000)]
        )
        self.assertEqual(verdict, [("open", 0)], "not yet: it may be matched elsewhere")

    def test_beyond_what_was_promised(self):
        """Too much on one promised item counts for another one."""
        over = item(300, owed=0, paid=[(5, 1000)], key=1)
        verdict = self._judge(promise(over, item(700, owed=700, key=2)))
        self.assertEqual(verdict, [("kept", 1000)])
        late = item(300, owed=0, paid=[(15, 1000)], key=1)
        verdict = self._judge(promise(late, item(700, owed=700, key=2)))
        self.assertEqual(verdict, [("broken", 0)])

    def test_two_promises_on_one_item(self):
        for name, paid, today, expected in (
            ("all", [(5, 1000)], 6, [("kept", 300), ("kept", 700)]),
            ("first", [(5, 300)], 13, [("kept", 300), ("open", 0)]),
            ("late for one", [(14, 300)], 15, [("broken", 0), ("open", 300)]),
            ("part of two", [(5, 500)], 25, [("kept", 300), ("partly_kept", 200)]),
        ):
            with self.subTest(name):
                owed = 1000 - sum(amount for _day, amount in paid)
                self.assertEqual(
                    self._judge(
                        promise(item(300, owed, paid)),
                        promise(item(700, owed, paid), id_=2, deadline=22),
                        today=today,
                    ),
                    expected,
                )

    def test_earlier_deadline_taken_later(self):
        """What was paid between the two promises stays with the first one."""
        paid = [(5, 200)]
        first = promise(item(500, 800, paid), deadline=22)
        second = promise(item(300, 800, paid, before=200), id_=2, taken=8, deadline=10)
        self.assertEqual(
            self._judge(first, second, today=11), [("open", 200), ("broken", 0)]
        )

    def test_no_euro_keeps_two_promises(self):
        first = promise(item(600, 600, key=1))
        second = promise(item(600, 600, key=2), id_=2, deadline=15)
        self.assertEqual(
            self._judge(first, second, receipts=[receipt(5, 1000)]),
            [("kept", 600), ("partly_kept", 400)],
        )

    def test_returned(self):
        paid = [(5, 1000)]
        for name, returned, state, left in (
            ("all", [(15, 1000)], "broken", 0),
            ("part", [(15, 300)], "partly_kept", 700),
            ("more than promised", [(15, 5000)], "broken", 0),
            ("before the promise", [(2, 1000)], "kept", 1000),
            ("before the money came", [(4, 1000)], "kept", 1000),
            ("twice", [(15, 300), (16, 300)], "partly_kept", 400),
        ):
            with self.subTest(name):
                verdict = self._judge(promise(item(paid=paid)), returned=returned)
                self.assertEqual(verdict, [(state, left)])

    def test_returned_before_the_deadline(self):
        """The cheque bounced: the word is broken, nobody waits for the date."""
        verdict = self._judge(
            promise(item(paid=[(5, 1000)])), today=8, returned=[(8, 1000)]
        )
        self.assertEqual(verdict, [("broken", 0)])

    def test_returned_takes_the_last_promise_first(self):
        first = promise(item(600, paid=[(5, 600)], key=1))
        second = promise(item(400, paid=[(6, 400)], key=2), id_=2, deadline=15)
        self.assertEqual(
            self._judge(first, second, returned=[(18, 500)]),
            [("partly_kept", 500), ("broken", 0)],
        )

    def test_nothing(self):
        self.assertEqual(judge([], day(5)), {})


AMOUNTS = st.integers(1, 500).map(float)
PAYMENTS = st.lists(st.tuples(st.integers(1, 40).map(day), AMOUNTS), max_size=4)


@st.composite
def worlds(draw):
    """Promises on shared items, what was paid on each, and money elsewhere."""
    paid = {key: sorted(draw(PAYMENTS)) for key in range(3)}
    owed = {key: float(draw(st.integers(0, 500))) for key in paid}
    promises = []
    for id_ in range(draw(st.integers(1, 4))):
        taken = draw(st.integers(1, 20))
        items = [
            PromisedItem(
                key,
                draw(AMOUNTS),
                owed[key],
                paid[key],
                before=sum(a for d, a in paid[key] if d <= day(taken)),
                due=day(draw(st.integers(1, 30))),
            )
            for key in draw(st.sets(st.sampled_from(sorted(paid)), min_size=1))
        ]
        length = draw(st.integers(0, 20))
        promises.append(Promise(id_, day(taken), day(taken + length), items))
    receipts = [Receipt(d, a) for d, a in draw(PAYMENTS)]
    returned = draw(PAYMENTS)
    return promises, day(draw(st.integers(1, 60))), paid, receipts, returned


@tagged("post_install", "-at_install")
class TestToolsPromisesProperties(BaseCase):
    @settings(max_examples=150, deadline=None, database=None)
    @given(worlds())
    def test_no_more_than_was_received(self, world):
        promises, today, paid, receipts, returned = world
        verdicts = judge(promises, today, receipts, returned)
        received = sum(a for payments in paid.values() for _day, a in payments)
        received += sum(receipt.amount for receipt in receipts)
        total = sum(verdict.paid for verdict in verdicts.values())
        self.assertLessEqual(total, received + CENTS)
        for key, payments in paid.items():
            taken = [
                part.taken for p in promises for part in p.items if part.key == key
            ]
            self.assertLessEqual(sum(taken), sum(a for _d, a in payments) + CENTS)

    @settings(max_examples=150, deadline=None, database=None)
    @given(worlds())
    def test_bounds(self, world):
        promises, today, _paid, receipts, returned = world
        verdicts = judge(promises, today, receipts, returned)
        for one in promises:
            verdict = verdicts[one.id]
            promised = sum(part.amount for part in one.items)
            self.assertGreaterEqual(verdict.paid, -CENTS)
            self.assertLessEqual(verdict.paid, promised + CENTS)
            if verdict.state == "open":
                self.assertLessEqual(today, one.deadline)
            if verdict.state == "broken":
                self.assertLess(verdict.paid, CENTS)

    @settings(max_examples=150, deadline=None, database=None)
    @given(worlds(), st.randoms(use_true_random=False))
    def test_order_is_indifferent(self, world, random):
        promises, today, _paid, receipts, returned = world
        before = judge(promises, today, receipts, returned)
        for shuffled in (promises, receipts, returned):
            random.shuffle(shuffled)
        self.assertEqual(judge(promises, today, receipts, returned), before)

    @settings(max_examples=100, deadline=None, database=None)
    @given(worlds())
    def test_a_payment_more_never_breaks(self, world):
        """One more receipt never lowers what was paid in all."""
        promises, today, _paid, receipts, returned = world
        before = judge(promises, today, receipts, returned)
        more = [*receipts, Receipt(day(10), 100.0)]
        after = judge(promises, today, more, returned)
        self.assertGreaterEqual(
            sum(verdict.paid for verdict in after.values()),
            sum(verdict.paid for verdict in before.values()) - CENTS,
        )
