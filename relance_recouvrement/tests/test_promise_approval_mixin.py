from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import days
from .common_promise import PROMISED, TAKEN, PromiseCommon

LAST = TAKEN + days(15)


@tagged("post_install", "-at_install")
class TestPromiseApproval(PromiseCommon):
    """When a manager must agree, with the manager's path beside the collector's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prefix = "relance_recouvrement.group_"
        cls.collector = cls._user("collectrice", f"{prefix}collector")
        cls.manager = cls._user("responsable", f"{prefix}manager")
        cls.invoice = cls._invoice()
        cls.engine._run(cls.company, today=TAKEN)

    def _take(self, user=None, **vals):
        return self._promise(self.invoice, user=user or self.collector, **vals)

    def _assert_waits(self, promise):
        self.assertEqual(promise.state, "to_approve")
        self.assertTrue(promise.approval_reason)
        self.assertFalse(promise.is_holding)
        self.assertEqual(self._owed(), {self.invoice.name: 1000}, "still claimed")
        self.assertIn(promise.activity_ids.user_id, self.company._relance_managers())

    def _miss(self, count):
        """Promises broken one after the other; the day after the last one."""
        day = TAKEN
        for _number in range(count):
            promise = self._take(taken=day, day=day, tolerance_days=0)
            self.assertEqual(promise.state, "open")
            day += days(1)
            self._run(day)
            self.assertEqual(promise.state, "broken")
        return day

    def test_fifteen_days(self):
        promise = self._take(day=LAST)
        self.assertEqual(promise.state, "open")
        promise.action_cancel()
        self._assert_waits(self._take(day=LAST + days(1)))
        far = self._take(day=LAST + days(1), user=self.manager)
        self.assertEqual(far.state, "open")
        self.assertFalse(far.approval_reason)

    def test_moving_the_date_away(self):
        promise = self._take()
        promise.date = LAST + days(1)
        self._assert_waits(promise)
        promise.date = LAST
        self.assertEqual(promise.state, "open")
        self.assertFalse(promise.activity_ids)
        self.assertEqual(self._owed(), {self.invoice.name: 0})

    def test_longer_tolerance(self):
        self._assert_waits(self._take(tolerance_days=3))
        self.assertEqual(self._take(tolerance_days=3, user=self.manager).state, "open")

    def test_tolerance_of_the_company(self):
        settings = self.env["res.config.settings"].create(
            {"relance_promise_tolerance": 3}
        )
        settings.set_values()
        promise = self._take()
        self.assertEqual(promise.state, "open")
        self.assertEqual(promise.tolerance_days, 3)
        with self.assertRaisesRegex(ValidationError, "tolerance"):
            self.company.relance_promise_tolerance = -1

    def test_third_on_the_same_items(self):
        day = self._miss(2)
        third = self._take(taken=day, day=day)
        self._assert_waits(third)
        self.assertIn("3", third.approval_reason)
        third.with_user(self.manager).action_approve()
        self.assertEqual(third.state, "open")
        third.action_cancel()
        fourth = self._take(taken=day, day=day, user=self.manager)
        self.assertEqual(fourth.state, "open")

    def test_third_on_other_items(self):
        other = self._invoice()
        day = self._miss(2)
        promise = self._promise(other, taken=day, day=day, user=self.collector)
        self.assertEqual(promise.state, "open")

    def test_third_after_a_transfer(self):
        day = self._miss(2)
        entry = self._transfer(self.invoice, day)
        self._run(day)
        promise = self._promise(entry, taken=day, day=day, user=self.collector)
        self.assertEqual(promise.state, "to_approve")

    def test_cancelling_does_not_start_again(self):
        """Cancelled days after, a promise was made all the same; cancelled on its
        day, it was a mistake."""
        for _number in range(2):
            promise = self._take()
            promise.action_cancel()
            self.assertGreater(promise.closed_date, promise.taken_date)
        self._assert_waits(self._take())

    def test_mistakes_do_not_count(self):
        for _number in range(2):
            promise = self._take()
            promise.action_cancel()
            promise.sudo().closed_date = promise.taken_date
        self.assertEqual(self._take().state, "open")

    def test_approve(self):
        promise = self._take(day=LAST + days(1))
        with self.assertRaises(UserError):
            promise.action_approve()
        self.assertEqual(promise.state, "to_approve")
        promise.with_user(self.manager).action_approve()
        self.assertEqual(promise.state, "open")
        self.assertEqual(self._owed(), {self.invoice.name: 0})
        self.assertFalse(promise.activity_ids)

    def test_approve_what_is_no_longer_free(self):
        """Two that wait want the same euros: the second one is refused."""
        waiting = self._take(day=LAST + days(1)) + self._take(day=LAST + days(2))
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            waiting.with_user(self.manager).action_approve()
        waiting[0].with_user(self.manager).action_approve()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            waiting[1].with_user(self.manager).action_approve()
        self.assertEqual(waiting.mapped("state"), ["open", "to_approve"])

    def test_refuse(self):
        promise = self._take(day=LAST + days(1))
        with self.assertRaises(UserError):
            promise.action_refuse()
        promise.with_user(self.manager).action_refuse()
        self.assertEqual(promise.state, "cancelled")
        self.assertIn("Responsable", promise.cancel_reason)
        self.assertFalse(promise.activity_ids)
        self.assertEqual(self._take().state, "open", "it does not count")

    def test_what_waits_is_not_judged(self):
        """Nothing was agreed: once its date passed, it lapses, and is not broken."""
        promise = self._take(day=PROMISED, tolerance_days=3)
        last = promise.deadline_date
        self._run(last)
        self.assertEqual(promise.state, "to_approve")
        self._run(last + days(1))
        self.assertEqual((promise.state, promise.amount_paid), ("cancelled", 0))
        self.assertEqual(promise.closed_date, last + days(1))
        self.assertIn("responsable", promise.cancel_reason)
        self.assertFalse(promise.cancel_user_id)
        self.assertFalse(promise.activity_ids, "nobody decides any more")
        case = self._case()
        self.assertIn(promise.cancel_reason[1:], case.message_ids[0].body)
        self.assertFalse(case.activity_ids.filtered("date_done"))
        self.assertEqual(self._owed(), {self.invoice.name: 1000})
        with self.assertRaises(UserError):
            promise.action_cancel()
        self.assertEqual(promise._count_on_same_items(), 0)

    def test_what_was_agreed_in_time_does_not_lapse(self):
        promise = self._take(day=PROMISED, tolerance_days=3)
        promise.with_user(self.manager).action_approve()
        self._run(promise.deadline_date + days(1))
        self.assertEqual(promise.state, "broken")
