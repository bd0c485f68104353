from odoo.tests import tagged

from .common import DUE, FIRM, LATE, days
from .common_dispute import DisputeCommon


@tagged("post_install", "-at_install")
class TestDisputeEngine(DisputeCommon):
    """What the ledger and the calendar make of disputes."""

    # === WHAT IS HELD === #

    def test_whole_invoice_is_held(self):
        self._dispute()
        line = self._line(self.invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("dispute", 0.0))
        self.assertEqual(self.case.amount_disputed, 1000.0)
        self._run(FIRM)
        self.assertFalse(self._reminder().filtered("is_open"))

    def test_rest_of_a_partial_dispute_is_claimed(self):
        self._dispute(300.0)
        line = self._line(self.invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("none", 700.0))
        self.assertEqual(self.case.amount_disputed, 300.0)
        reminder = self._play(FIRM)
        self.assertEqual(reminder.line_ids.amount_residual, 700.0)

    def test_reminder_already_prepared_claims_the_rest_only(self):
        customer = self._customer("Garage Petit")
        invoice = self._invoice(customer, due=DUE + days(14))
        self._run(DUE + days(18))
        reminder = self._reminder(customer)
        self.assertEqual(reminder.state, "queued")
        self._dispute(400.0, invoice)
        self._deliver()
        self.assertEqual(reminder.line_ids.amount_residual, 600.0)

    def test_nothing_leaves_when_all_is_disputed_meanwhile(self):
        customer = self._customer("Garage Petit")
        invoice = self._invoice(customer, due=DUE + days(14))
        self._run(DUE + days(18))
        self._dispute(invoice=invoice)
        self._deliver()
        self.assertNotIn(self._reminder(customer).state, ("queued", "sent"))

    # === CREDIT NOTES === #

    def test_credit_note_settles(self):
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 300.0)
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.settled_by), ("settled", "credited"))
        self.assertEqual(dispute.line_ids.amount_settled, 300.0)
        self.assertEqual(dispute.amount_credited, 300.0)
        self.assertEqual(dispute.closed_date, FIRM)
        self.assertEqual(dispute.days_to_settle, (FIRM - LATE).days)
        self.assertFalse(self._tasks(dispute))
        self.assertEqual(self._line(self.invoice).amount_claimable, 700.0)

    def test_part_of_the_credit_note_holds_the_rest(self):
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 100.0)
        self._run(FIRM)
        self.assertEqual(dispute.state, "open")
        self.assertEqual(dispute.line_ids.amount_settled, 100.0)
        self.assertEqual(self._line(self.invoice).amount_held, 200.0)
        self.assertEqual(self._line(self.invoice).amount_claimable, 700.0)

    def test_a_payment_of_the_rest_settles_nothing(self):
        dispute = self._dispute(300.0)
        self._pay(self.invoice, 700.0)
        self._run(FIRM)
        self.assertEqual(dispute.state, "open")
        self.assertFalse(dispute.line_ids.amount_settled)
        line = self._line(self.invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("dispute", 0.0))

    def test_invoice_paid_settles(self):
        dispute = self._dispute(300.0)
        self._pay(self.invoice)
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.settled_by), ("settled", "paid"))

    def test_credit_note_of_before_does_not_count(self):
        self._refund(self.invoice, 300.0)
        self._run(LATE)
        dispute = self._dispute(300.0)
        self._run(FIRM)
        self.assertEqual(dispute.state, "open")
        self._refund(self.invoice, 300.0)
        self._run(FIRM)
        self.assertEqual(dispute.state, "settled")

    def test_two_disputes_share_a_credit_note_oldest_first(self):
        first, second = self._dispute(300.0), self._dispute(200.0)
        self._refund(self.invoice, 350.0)
        self._run(FIRM)
        self.assertEqual((first.state, second.state), ("settled", "open"))
        self.assertEqual(second.line_ids.amount_settled, 50.0)
        self._refund(self.invoice, 150.0)
        self._run(FIRM)
        self.assertEqual(second.state, "settled")

    def test_credit_note_undone_reopens(self):
        dispute = self._dispute(300.0)
        credit = self._refund(self.invoice, 300.0)
        self._run(FIRM)
        self._item(credit).remove_move_reconcile()
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.settled_by), ("open", False))
        self.assertFalse(dispute.closed_date)
        self.assertFalse(dispute.line_ids.amount_settled)
        self.assertTrue(dispute.is_holding)
        self.assertEqual(self._tasks(dispute), self.owner)

    def test_founded_reopens_as_founded(self):
        dispute = self._dispute(300.0)
        dispute.action_founded()
        credit = self._refund(self.invoice, 300.0)
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.verdict), ("settled", "founded"))
        self._item(credit).remove_move_reconcile()
        self._run(FIRM)
        self.assertEqual(dispute.state, "founded")
        self.assertEqual(self._tasks(dispute), self.collector)

    def test_withdrawn_never_reopens(self):
        dispute = self._dispute(300.0)
        dispute.action_withdraw()
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.settled_by), ("settled", "withdrawn"))
        self.assertFalse(dispute.is_holding)

    def test_credit_after_a_withdrawal_goes_to_the_next_dispute(self):
        self._dispute(300.0).action_withdraw()
        second = self._dispute(300.0)
        self._refund(self.invoice, 300.0)
        self._run(FIRM)
        self.assertEqual(second.state, "settled")

    def test_running_twice_changes_nothing(self):
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 300.0)
        self._run(FIRM)
        messages = dispute.message_ids
        self._run(FIRM)
        self.assertEqual(dispute.message_ids, messages)

    def test_doubtful_account_keeps_the_dispute(self):
        self._refund(self.invoice, 0.01)
        self._run(LATE)
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 100.0)
        self._run(LATE)
        doubtful = self.receivable.copy({"code": "416009", "name": "Douteux"})
        entry = self._entry(
            LATE,
            [
                (doubtful, 899.99, self.customer),
                (self.receivable, -899.99, self.customer),
            ],
        )
        credit = entry.line_ids.filtered(lambda line: line.credit)
        entry.line_ids.write({"no_followup": False})
        (self._item(self.invoice) + credit).reconcile()
        self._run(FIRM)
        self.assertEqual(dispute.line_ids.case_line_id, self._line(entry))
        self.assertEqual((dispute.state, dispute.amount_credited), ("open", 100.0))
        self.assertEqual(self._line(entry).amount_held, 200.0)

    # === UNFOUNDED === #

    def test_unfounded_is_claimed_after_the_fresh_delay(self):
        dispute = self._dispute(300.0)
        self._answer(dispute, send_email=False).action_apply()
        until = dispute.resume_date
        self.assertGreaterEqual(until, LATE + days(8))
        self._run(until)
        self.assertEqual(self._line(self.invoice).amount_claimable, 700.0)
        self._run(until + days(1))
        self.assertFalse(dispute.is_holding)
        self.assertEqual(self._line(self.invoice).amount_claimable, 1000.0)
        self.assertFalse(self.case.amount_disputed)

    def test_unfounded_then_paid(self):
        dispute = self._dispute()
        self._answer(dispute, send_email=False).action_apply()
        closed = dispute.closed_date
        self._pay(self.invoice)
        self._run(FIRM)
        self.assertEqual((dispute.state, dispute.verdict), ("settled", "unfounded"))
        self.assertEqual((dispute.settled_by, dispute.closed_date), ("paid", closed))

    def test_simulation_writes_nothing(self):
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 300.0)
        self.engine._simulate(self.case, today=FIRM)
        self.assertEqual(dispute.state, "open")
        self.assertEqual(self._tasks(dispute), self.owner)

    # === LATE === #

    def test_reminders_go_up(self):
        dispute = self._dispute()
        target = dispute.date_target
        self._run(target)
        self.assertFalse(dispute.reminder_count)
        with self.mock_mail_gateway():
            self._run(target + days(1))
        self.assertEqual(dispute.reminder_count, 1)
        self.assertEqual(self._tasks(dispute), self.owner)
        self.assertIn(self.owner.partner_id, self._new_mails.recipient_ids)
        self._run(target + days(2))
        self.assertEqual(dispute.reminder_count, 1)
        self._run(target + days(4))
        self.assertEqual(self._tasks(dispute), self.owner + self.collector)
        self._run(target + days(7))
        managers = self.company._relance_managers()[:1]
        self.assertEqual(self._tasks(dispute), self.owner + self.collector + managers)
        self._run(target + days(10))
        self.assertEqual(len(dispute.sudo().activity_ids), 3)

    def test_another_date_starts_again(self):
        dispute = self._dispute()
        self._run(dispute.date_target + days(1))
        dispute.date_target += days(10)
        self.assertFalse(dispute.reminder_count)
        self._run(dispute.date_target)
        self.assertFalse(dispute.reminder_count)

    def test_lost_task_comes_back(self):
        dispute = self._dispute()
        dispute.sudo().activity_ids.unlink()
        self._run(dispute.date_target + days(1))
        self.assertEqual(self._tasks(dispute), self.owner)

    def test_an_owner_who_left_has_a_substitute(self):
        dispute = self._dispute()
        decided = self._dispute_of_another()
        self.assertEqual(self._tasks(dispute), self.owner)
        self.owner.action_archive()
        self.assertEqual(self._tasks(dispute), self.collector)
        self.assertEqual(self._tasks(decided), self.collector)
        task = dispute.sudo().activity_ids
        self.assertEqual(task.date_deadline, dispute.date_target)
        dispute.date_target += days(3)
        self.assertEqual(self._tasks(dispute), self.collector)
        with self.mock_mail_gateway():
            self._run(dispute.date_target + days(1))
        self.assertIn(self.collector.partner_id, self._new_mails.recipient_ids)
        self.assertNotIn(self.owner.partner_id, self._new_mails.recipient_ids)
        dispute.write({"answer": "12 cartons", "advice": "unfounded"})
        dispute.action_answer()
        self.assertEqual(self._tasks(dispute), self.collector)

    def _dispute_of_another(self):
        """Founded: its owner is no longer waited for."""
        customer = self._customer("Garage Petit")
        invoice = self._invoice(customer)
        self._run(LATE)
        self._case(customer).user_id = self.collector
        dispute = self._dispute(invoice=invoice)
        dispute.action_founded()
        return dispute

    def test_a_substitute_who_is_away_is_replaced(self):
        dispute = self._dispute()
        self.env["relance.replacement"].sudo().create(
            {
                "user_id": self.collector.id,
                "replacement_id": self.manager.id,
                "date_from": LATE,
                "date_to": LATE + days(30),
            }
        )
        self.owner.active = False
        self.assertEqual(self._tasks(dispute), self.manager)

    def test_who_decides_and_left_has_a_substitute(self):
        dispute = self._dispute(user_id=self.manager.id)
        dispute.action_founded()
        self.assertEqual(self._tasks(dispute), self.manager)
        self.manager.action_archive()
        self.assertEqual(self._tasks(dispute), self.collector)

    def test_founded_without_credit_note_is_recalled(self):
        dispute = self._dispute()
        dispute.action_founded()
        self._run(dispute.decision_date + days(5))
        self.assertFalse(dispute.reminder_count)
        self._run(dispute.decision_date + days(6))
        self.assertEqual(dispute.reminder_count, 1)
        self.assertEqual(self._tasks(dispute), self.collector)

    def test_unfounded_recalls_nobody(self):
        dispute = self._dispute()
        self._answer(dispute, send_email=False).action_apply()
        self._run(LATE + days(60))
        self.assertFalse(dispute.reminder_count)
        self.assertFalse(self._tasks(dispute))
