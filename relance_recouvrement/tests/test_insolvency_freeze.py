from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import CALL, FIRM, FRIENDLY, days
from .common_insolvency import JUDGMENT, InsolvencyCommon
from .common_plan import SCAN


@tagged("post_install", "-at_install")
class TestInsolvencyFreeze(InsolvencyCommon):
    """From the judgment on nothing claims what was born before; the rest goes on."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(CALL)
        clock.start()
        self.addCleanup(clock.stop)

    def _later(self, **vals):
        """Delivered after the judgment, already late."""
        return self._invoice(
            due=JUDGMENT + days(3), invoice_date=JUDGMENT + days(1), **vals
        )

    # === WHAT IS FROZEN === #

    def test_prior_claims_are_frozen_at_once(self):
        """R-PC-1: nothing is claimed any more, from the moment it is entered."""
        invoice, reminder = self._prepared()
        self._insolvency()
        line, case = self._line(invoice), self._case()
        self.assertEqual((line.hold, line.amount_claimable), ("insolvency", 0))
        self.assertEqual((case.stage, case.amount_claimable), ("insolvency", 0))
        self.assertEqual(case.amount_due, 1000)
        self.assertEqual(reminder.state, "cancelled")
        words = self.env["relance.engine.words"].with_context(lang="fr_FR")
        self.assertIn(words._text("insolvency", {}), case.explanation)

    def test_nothing_is_prepared_nor_sent(self):
        self._invoice()
        self._insolvency()
        for day in (CALL, FIRM, FIRM + days(60)):
            self._play(day)
        self.assertFalse(self._case().reminder_ids)
        self.assertFalse(self._case().activity_ids)

    def test_running_twice_changes_nothing(self):
        invoice = self._invoice()
        self._insolvency()
        self._run(CALL)
        case = self._case()
        messages = len(case.message_ids)
        self._run(CALL)
        self.assertEqual(self._line(invoice).hold, "insolvency")
        self.assertEqual(len(case.message_ids), messages)

    def test_a_judgment_heard_of_between_the_queue_and_the_mail(self):
        """Entered by another user while the reminder waits: it does not leave."""
        _invoice, reminder = self._prepared()
        engine = type(self.env["relance.insolvency"])
        self.patch(engine, "_refresh_cases", lambda *_args: None)
        self._insolvency()
        self.assertEqual(reminder.state, "queued")
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_a_mixed_reminder_does_not_leave_either(self):
        self._invoice()
        later = self._later()
        self._run(JUDGMENT + days(8))
        reminder = self._reminder()
        self.patch(
            type(self.env["relance.insolvency"]), "_refresh_cases", lambda *_args: None
        )
        self._insolvency()
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")
        self._run(JUDGMENT + days(9))
        fresh = self._reminder()
        self.assertEqual(fresh.line_ids.case_line_id.move_id, later)

    def test_later_claims_go_on(self):
        """R-PC-2: regular later claims are payable at their due date."""
        prior, later = self._invoice(), self._later()
        self._insolvency()
        self._run(JUDGMENT + days(8))
        self.assertEqual(self._line(prior).amount_claimable, 0)
        self.assertEqual(self._line(later).amount_claimable, 1000)
        reminder = self._reminder()
        self.assertEqual(reminder.line_ids.case_line_id.move_id, later)
        self.assertEqual(self._case().stage, "insolvency")

    def test_prior_credits_pay_no_later_claim(self):
        """Money of before the judgment belongs to the prior claims."""
        self._invoice()
        credit = self._credit(300, JUDGMENT - days(1))
        later = self._later()
        self._insolvency()
        self._run(JUDGMENT + days(8))
        self.assertEqual(self._line(credit.move_id).hold, "insolvency")
        self.assertEqual(self._reminder()._get_totals()[0][1], 1000)
        self.assertEqual(self._line(later).amount_claimable, 1000)

    def test_what_a_person_left_out_stays_so(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        factor = self._customer("Factor SA")
        self._line(invoice)._hold("assigned", "Cédée", factor=factor)
        self._insolvency()
        self.assertEqual(self._line(invoice).hold, "assigned")

    def test_debts_of_other_customers_go_on(self):
        other = self._customer("Garage Petit")
        invoice = self._invoice(other)
        self._insolvency()
        self._run(CALL)
        self.assertEqual(self._line(invoice).hold, "none")

    def test_announcements_are_suspended(self):
        self._invoice()
        for day in (FRIENDLY, CALL):
            self._play(day)
        self._call(CALL)
        reminder = self._play(FIRM)
        announcement = reminder.announcement_ids
        self.assertEqual(announcement.state, "open")
        self._insolvency()
        self.assertEqual(announcement.state, "suspended")

    # === WHAT ENDS === #

    def _promise(self, invoice):
        self._run(CALL)
        line = self._line(invoice)
        return self.env["relance.promise"].create(
            {
                "case_id": line.case_id.id,
                "date": CALL + days(9),
                "line_ids": [(0, 0, {"case_line_id": line.id, "amount": 400})],
            }
        )

    def test_promises_end(self):
        promise = self._promise(self._invoice())
        self._insolvency()
        self.assertEqual(promise.state, "cancelled")
        self.assertTrue(promise.cancel_reason)
        self._run(CALL + days(20))
        self.assertEqual(promise.state, "cancelled")

    def test_plans_end(self):
        invoice = self._invoice()
        self._run(CALL)
        plan = self.env["relance.plan"].create(
            {"case_id": self._case().id, "first_date": CALL + days(9)}
        )
        plan.write({"signature_date": CALL, "signed_document": SCAN})
        plan.action_activate()
        self._insolvency()
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self._line(invoice).hold, "insolvency")

    def test_a_promise_on_a_later_claim_stays(self):
        self._invoice()
        later = self._later()
        promise = self._promise(later)
        self._insolvency()
        self.assertEqual(promise.state, "open")

    def test_no_new_promise_on_a_frozen_claim(self):
        """L622-7: a prior claim may not be paid; it may still be contested."""
        invoice = self._invoice()
        self._insolvency()
        with self.assertRaisesRegex(ValidationError, "frozen"):
            self._promise(invoice)
        line = self._line(invoice)
        dispute = self.env["relance.dispute"].create(
            {
                "case_id": line.case_id.id,
                "reason_id": self.env["relance.dispute.reason"].search([], limit=1).id,
                "line_ids": [(0, 0, {"case_line_id": line.id, "amount": 400})],
            }
        )
        self.assertEqual(dispute.state, "open")
        self.assertEqual(line.hold, "insolvency")

    # === WHAT COMES BACK === #

    def test_a_mistake_gives_all_back(self):
        invoice = self._invoice()
        self._run(CALL)
        insolvency = self._insolvency()
        insolvency.action_cancel()
        line = self._line(invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1000))
        self.assertEqual(self._case().stage, "amicable")
        self.assertEqual(self._judgments(invoice), {})

    def test_a_dispute_holds_what_comes_back(self):
        invoice = self._invoice()
        self._run(CALL)
        line = self._line(invoice)
        self.env["relance.dispute"].create(
            {
                "case_id": line.case_id.id,
                "reason_id": self.env["relance.dispute.reason"].search([], limit=1).id,
                "line_ids": [(0, 0, {"case_line_id": line.id, "amount": 400})],
            }
        )
        insolvency = self._insolvency()
        self.assertEqual(line.hold, "insolvency")
        insolvency.action_cancel()
        self.assertEqual((line.hold, line.amount_claimable), ("none", 600))

    def test_closing_gives_back(self):
        invoice = self._invoice()
        self._run(CALL)
        insolvency = self._insolvency()
        insolvency.write({"close_reason": "plan_done", "closed_date": CALL})
        insolvency.action_close()
        self.assertEqual(self._line(invoice).hold, "none")
        # interest stopped for good
        self.assertEqual(self._judgments(invoice), {invoice: JUDGMENT})

    def test_lack_of_assets_gives_back_nothing(self):
        """L643-11: creditors do not recover their actions, save exceptions."""
        invoice = self._invoice()
        self._run(CALL)
        insolvency = self._insolvency(kind="liquidation")
        insolvency.write({"close_reason": "insufficient", "closed_date": CALL})
        insolvency.action_close()
        self.assertEqual(self._line(invoice).hold, "insolvency")
        self._run(FIRM)
        self.assertFalse(self._case().reminder_ids.filtered("is_open"))
        insolvency.actions_recovered = True
        self.assertEqual(self._line(invoice).hold, "none")

    def test_removal_gives_back(self):
        invoice = self._invoice()
        self._run(CALL)
        insolvency = self._insolvency()
        self.assertEqual(self._line(invoice).hold, "insolvency")
        insolvency.unlink()
        self.assertEqual(self._line(invoice).hold, "none")

    def test_a_corrected_judgment_changes_what_is_frozen(self):
        invoice = self._invoice(invoice_date=JUDGMENT - days(5))
        self._run(CALL)
        insolvency = self._insolvency()
        insolvency.judgment_date = JUDGMENT - days(6)
        self.assertEqual(self._line(invoice).hold, "none")
        insolvency.prior_move_ids = invoice
        self.assertEqual(self._line(invoice).hold, "insolvency")

    def test_a_line_of_a_moved_customer_is_given_back(self):
        """No proceedings any more on what belongs to another customer."""
        invoice = self._invoice()
        self._insolvency()
        other = self._customer("Repreneur SA")
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = %s WHERE move_id = %s",
            (other.id, invoice.id),
        )
        self.env.invalidate_all()
        self._run(CALL)
        self.assertEqual(self._line(invoice).hold, "none")

    def test_reopened_item_is_frozen_again(self):
        """Paid, then the payment comes back after the judgment."""
        invoice = self._invoice()
        payment = self._pay(invoice)
        self._run(FRIENDLY)
        self._insolvency()
        payment.remove_move_reconcile()
        self._run(CALL)
        self.assertEqual(self._line(invoice).hold, "insolvency")
