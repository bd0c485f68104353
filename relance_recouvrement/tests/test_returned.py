"""A payment that came back: a call the same day, and a firm next reminder."""

from odoo.tests import tagged

from .common import FRIENDLY, LATE, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestReturned(RelanceCommon):
    def _paid(self):
        invoice = self._invoice()
        self._play(FRIENDLY)
        payment = self._pay(invoice)
        self._run(FRIENDLY + days(3))
        self.assertEqual(self._line(invoice).closed_reason, "paid")
        return invoice, payment

    def _reject(self, invoice, payment):
        self._item(invoice).remove_move_reconcile()
        payment.move_id.button_draft()
        payment.move_id.button_cancel()

    def _calls(self):
        kind = self.env.ref("relance_recouvrement.activity_payment_rejected")
        return self._case().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def test_rejected_payment(self):
        invoice, payment = self._paid()
        self._reject(invoice, payment)
        self._run(LATE)
        line = self._line(invoice)
        self.assertEqual(line.returned_date, LATE)
        self.assertEqual(line.level_id, self.level_friendly)
        self.assertEqual(self._next()[1:], (self.level_firm, LATE))
        self.assertEqual(self._calls().date_deadline, LATE)

    def test_unmatched_only(self):
        """The money still lies on the account: nobody is called."""
        invoice, _payment = self._paid()
        self._item(invoice).remove_move_reconcile()
        self._run(LATE)
        self.assertFalse(self._line(invoice).returned_date)
        self.assertFalse(self._calls())

    def test_bank_takes_it_back_in_an_entry(self):
        """The return is an item of its own; the invoice stays paid."""
        invoice, _payment = self._paid()
        bank = self.bank_journal.default_account_id
        entry = self._entry(
            LATE,
            [(self.receivable, 1000.0, self.customer), (bank, -1000.0, self.customer)],
            journal=self.bank_journal,
        )
        self._run(LATE)
        self.assertEqual(self._line(invoice).closed_reason, "paid")
        self.assertEqual(self._line(entry).returned_date, LATE)
        self.assertTrue(self._calls())

    def test_ordinary_debits_are_no_returns(self):
        self._paid()
        invoice = self._invoice(due=LATE - days(1))
        self._run(LATE)
        self.assertFalse(self._line(invoice).returned_date)
        self.assertFalse(self._calls())

    def test_one_call_only(self):
        invoice, payment = self._paid()
        self._reject(invoice, payment)
        self._run(LATE)
        self._run(LATE)
        self._run(LATE + days(3))
        self.assertEqual(len(self._calls()), 1)

    def test_next_level_after_firm_follows_its_delays(self):
        invoice, payment = self._paid()
        self._reject(invoice, payment)
        reminder = self._play(LATE)
        if reminder.state == "to_confirm":
            reminder.action_confirm()
            self._deliver()
            self._send_mail(reminder)
        self.assertEqual(reminder.level_id, self.level_firm)
        self._run(LATE + days(3))
        decision, level, _day = self._next()
        self.assertEqual((decision, level), ("wait", self.level_last_notice))
