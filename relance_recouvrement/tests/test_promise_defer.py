from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import days
from .common_promise import DEADLINE, OVER, PROMISED, TAKEN, PromiseCommon

FAR = date(2026, 4, 15)


@tagged("post_install", "-at_install")
class TestPromiseDefer(PromiseCommon):
    """A manager grants a later date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prefix = "relance_recouvrement.group_"
        cls.collector = cls._user("collectrice", f"{prefix}collector")
        cls.manager = cls._user("responsable", f"{prefix}manager")
        cls.invoice = cls._invoice()
        cls.engine._run(cls.company, today=TAKEN)
        cls.startClassPatcher(freeze_time("2026-03-09 10:00:00"))

    def _defer(self, action, day=FAR, reason="Payé par son propre client en avril"):
        wizard = self.env["relance.promise.defer"].with_user(self.manager)
        with Form(wizard.with_context(**action["context"])) as form:
            form.date = day
            form.reason = reason
        form.record.action_grant()
        return self._case().promise_ids.filtered("is_deferral")

    def _of_case(self):
        return self._case().with_user(self.manager).action_defer()

    def test_held_until_then(self):
        deferral = self._defer(self._of_case())
        self.assertEqual(deferral.state, "open")
        self.assertEqual(deferral.date, FAR)
        self.assertEqual(deferral.amount, 1000)
        self.assertEqual(deferral.note, "Payé par son propre client en avril")
        self._run(FAR)
        self.assertEqual(self._line(self.invoice).hold, "promise")
        self._run(deferral.deadline_date + days(1))
        self.assertEqual(deferral.state, "broken")
        self.assertEqual(self._owed(), {self.invoice.name: 1000})

    def test_collector_is_refused(self):
        promise = self._promise(self.invoice, user=self.collector)
        for refused in (
            self._case().with_user(self.collector).action_defer,
            promise.action_defer,
        ):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaises(AccessError):
            self.env["relance.promise.defer"].with_user(self.collector).create(
                {"case_id": self._case().id, "date": FAR, "reason": "x"}
            )

    def test_no_promise_is_counted(self):
        for _number in range(3):
            deferral = self._defer(self._of_case()).filtered("is_holding")
            deferral.action_cancel()
        self._defer(self._of_case(), day=PROMISED)
        self._run(OVER)
        self.assertEqual(self.customer._relance_promise_stats()["made"], 0)
        promise = self._promise(self.invoice, taken=OVER, day=OVER, user=self.collector)
        self.assertEqual(promise.state, "open", "the first one of the customer")

    def test_nobody_calls_for_it(self):
        deferral = self._defer(self._of_case(), day=PROMISED)
        self._run(OVER)
        self.assertEqual(deferral.state, "broken")
        self.assertNotIn(
            self.env.ref("relance_recouvrement.activity_promise_broken"),
            self._case().activity_ids.activity_type_id,
        )

    def test_replaces_a_running_promise(self):
        promise = self._promise(self.invoice, amounts=[600], user=self.collector)
        self._pay(self.invoice, 100, day=TAKEN)
        self._run(TAKEN)
        deferral = self._defer(promise.with_user(self.manager).action_defer())
        self.assertEqual(promise.state, "cancelled")
        self.assertEqual(deferral.amount, 500, "what was left of it")
        self.assertEqual(self._owed(), {self.invoice.name: 400})

    def test_after_a_broken_promise(self):
        promise = self._promise(self.invoice, amounts=[600])
        self._run(OVER)
        self.assertEqual(promise.state, "broken")
        deferral = self._defer(promise.with_user(self.manager).action_defer())
        self.assertEqual(promise.state, "broken", "what happened stays")
        self.assertEqual(deferral.amount, 600)

    def test_date_past(self):
        with self.assertRaises(UserError):
            self._defer(self._of_case(), day=TAKEN - days(1))

    def test_nothing_free(self):
        action = self._of_case()
        self._promise(self.invoice, day=DEADLINE)
        with self.assertRaises(UserError):
            self._defer(action)

    def _grant(self, action):
        wizard = self.env[action["res_model"]].with_user(self.manager)
        with Form(wizard.with_context(**action["context"])) as form:
            form.date = FAR
            form.reason = "Payé en avril"
        return form.record.action_grant()

    def test_leads_to_the_later_date(self):
        promise = self._promise(self.invoice)
        result = self._grant(promise.with_user(self.manager).action_defer())
        deferral = promise.browse(result["res_id"])
        self.assertTrue(deferral.is_deferral)
        self.assertEqual((deferral.state, promise.state), ("open", "cancelled"))

    def test_stays_on_the_case(self):
        result = self._grant(self._of_case())
        self.assertEqual(result["type"], "ir.actions.act_window_close")
