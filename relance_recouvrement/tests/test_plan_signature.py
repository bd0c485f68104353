from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import days
from .common_plan import SCAN, SIGNED, PlanCommon


@tagged("post_install", "-at_install")
class TestPlanSignature(PlanCommon):
    """A plan is active from its signature; what was signed stays; who may do what."""

    # === SIGNATURE === #

    def test_signature_holds(self):
        invoice = self._owe(1000.0)[0]
        plan = self._plan()
        self.assertEqual(self._line(invoice).hold, "none")
        self._sign(plan)
        self.assertEqual(plan.state, "active")
        self.assertEqual(self._line(invoice).hold, "plan")
        self.assertEqual(self._case().stage, "plan")
        self.assertEqual(self._case().amount_claimable, 0)
        self.assertTrue(plan.signed_checksum)
        self.assertEqual(plan.signed_regime, "b2b")

    def test_no_activation_without_date_or_document(self):
        self._owe(1000.0)
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        plan.signature_date = SIGNED
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        plan.write({"signature_date": False, "signed_document": SCAN})
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        self.assertEqual(plan.state, "draft")

    def test_signature_not_in_the_future(self):
        self._owe(1000.0)
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "future"):
            self._sign(plan, SIGNED + days(1))

    def test_no_activation_twice(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        with self.assertRaisesRegex(UserError, "signed or closed"):
            plan.action_activate()

    def test_down_payment_before_the_signature_counts(self):
        """Paid between the draft and the signature: an instalment, no obstacle."""
        invoice = self._owe(1000.0)[0]
        plan = self._plan(down_payment=400.0, down_payment_date=SIGNED)
        self._pay(invoice, 400.0, SIGNED)
        self._run(SIGNED)
        self._sign(plan)
        self.assertEqual(plan.amount_paid, 400.0)
        self.assertEqual(plan.installment_ids.sorted("date")[0].state, "paid")

    def test_credited_before_the_signature_refused(self):
        invoice = self._owe(1000.0)[0]
        plan = self._plan()
        self._refund(invoice, 200.0)
        self._run(SIGNED)
        with self.assertRaisesRegex(UserError, "signed again"):
            self._sign(plan)

    def test_two_plans_on_one_item_refused(self):
        self._owe(1000.0)
        first, second = self._plan(), self._plan()
        self._sign(first)
        with self.assertRaisesRegex(UserError, "signed again"):
            self._sign(second)

    def test_what_was_signed_stays(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        row, line = plan.installment_ids[0], plan.line_ids[0]
        for change in (
            lambda: plan.write({"number": 5}),
            lambda: plan.write({"charges_run": True}),
            lambda: plan.write({"signed_document": SCAN}),
            lambda: plan.write({"signature_date": SIGNED - days(1)}),
            lambda: row.write({"date": row.date + days(9)}),
            lambda: row.unlink(),
            lambda: row.create({"plan_id": plan.id, "date": SIGNED, "amount": 1.0}),
            lambda: line.write({"amount": 10.0}),
            lambda: line.unlink(),
            lambda: plan.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "stay as they are"):
                change()
        plan.note = "still free"

    def test_kept_fields_are_the_engines(self):
        self._owe(1000.0)
        plan = self._plan()
        row = plan.installment_ids[0]
        for change in (
            lambda: plan.write({"state": "active"}),
            lambda: plan.write({"notice_date": SIGNED}),
            lambda: row.write({"state": "paid"}),
            lambda: row.write({"amount_paid": 1.0}),
            lambda: plan.line_ids[0].write({"amount_settled": 1.0}),
            lambda: self._plan(state="active"),
        ):
            with self.assertRaises(AccessError):
                change()
        plans = self.env["relance.plan"].with_user(self.collector)
        born = plans.with_context(default_state="active").create(
            {"case_id": self._case().id}
        )
        self.assertEqual(born.state, "draft")

    def test_signed_document_is_a_proof(self):
        self._owe(1000.0)
        plan = self._plan()
        plan.signed_document = SCAN
        domain = [
            ("res_model", "=", "relance.plan"),
            ("res_id", "=", plan.id),
            ("res_field", "=", "signed_document"),
        ]
        scan = self.env["ir.attachment"].sudo().search(domain)
        self._sign(plan)
        scan = self.env["ir.attachment"].sudo().search(domain)
        with self.assertRaisesRegex(UserError, "proves"):
            scan.unlink()
        with self.assertRaisesRegex(UserError, "proves"):
            scan.raw = b"other"

    def test_draft_is_dropped(self):
        self._owe(1000.0)
        plan = self._plan()
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")
        with self.assertRaisesRegex(UserError, "over"):
            plan.action_cancel()
        self._plan().unlink()

    def test_signed_plan_ended_by_a_manager(self):
        invoice = self._owe(1000.0)[0]
        plan = self._sign(self._plan())
        with self.assertRaisesRegex(UserError, "manager"):
            plan.action_cancel()
        plan.with_user(self.manager).action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self._line(invoice).hold, "none")
        self.assertEqual(self._line(invoice).amount_claimable, 1000.0)

    # === RIGHTS === #

    def test_reader_only_reads(self):
        self._owe(1000.0)
        plan = self._plan()
        theirs = plan.with_user(self.reader)
        self.assertEqual(theirs.total, 1000.0)
        self.assertTrue(theirs.check_text is not None)
        for change in (
            lambda: self._plan(self.reader),
            lambda: theirs.write({"number": 2}),
            lambda: theirs.action_activate(),
            lambda: theirs.action_cancel(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_own_cases_only(self):
        self._owe(1000.0)
        case = self._case()
        case.user_id = self.collector
        with self.assertRaises(AccessError):
            self._plan(self.own)
        plan = self._plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.own).read(["total"])
        case.user_id = self.own
        self.assertEqual(self._sign(plan.with_user(self.own)).state, "active")

    def test_other_company_sees_nothing(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        other = self.setup_other_company(name="Autre SARL")["company"]
        stranger = self._user("sam", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        for record in (plan, plan.line_ids, plan.installment_ids):
            theirs = record.with_user(stranger)
            with self.assertRaises(AccessError):
                theirs.read(["amount"])
            self.assertFalse(theirs.search([("id", "in", record.ids)]))
        with self.assertRaises(AccessError):
            plan.with_user(stranger).action_cancel()
