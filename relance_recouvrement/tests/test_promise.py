from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from .common import DUE, FRIENDLY, days
from .common_promise import DEADLINE, OVER, PROMISED, TAKEN, PromiseCommon


@tagged("post_install", "-at_install")
class TestPromise(PromiseCommon):
    """What keeps a promise, read from the ledger, and what does not."""

    # === THE DATE === #

    def test_tolerance_in_bank_days(self):
        invoice = self._invoice()
        for day, tolerance, expected in (
            (date(2026, 3, 12), 2, date(2026, 3, 16)),  # Thursday, over a week-end
            (date(2026, 3, 13), 2, date(2026, 3, 17)),
            (date(2026, 3, 14), 2, date(2026, 3, 17)),  # a Saturday
            (date(2026, 3, 12), 0, date(2026, 3, 12)),
            (date(2026, 4, 2), 2, date(2026, 4, 7)),  # Easter Monday
            (date(2026, 4, 30), 1, date(2026, 5, 4)),  # 1 May, then a week-end
        ):
            with self.subTest(day=day, tolerance=tolerance):
                promise = self._promise(invoice, day=day, tolerance_days=tolerance)
                self.assertEqual(promise.deadline_date, expected)
                promise.action_cancel()

    def test_broken_the_day_after_the_tolerance(self):
        promise = self._promise(self._invoice())
        self.assertEqual(promise.deadline_date, DEADLINE)
        self.assertEqual(self._state(promise, DEADLINE), ("open", 0))
        self.assertEqual(self._state(promise, OVER), ("broken", 0))
        self.assertEqual(promise.closed_date, OVER)

    # === PAYMENTS ON THE ITEMS === #

    def test_kept_by_the_bank(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, PROMISED), ("kept", 1000))
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))
        self.assertFalse(self._case().activity_ids)

    def test_kept_by_a_bank_statement(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay_by_statement(invoice, 1000, PROMISED)
        self.assertEqual(self._line(invoice).move_line_id.amount_residual, 0)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_kept_by_a_payment_with_entry(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        payment = self._register_payment(invoice, payment_date=PROMISED)
        self.assertTrue(payment.move_id)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_kept_by_a_payment_without_entry(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self.inbound_payment_method_line.payment_account_id = False
        move = type(self.env["account.move"])
        with patch.object(
            move, "_get_invoice_in_payment_state", lambda self: "in_payment"
        ):
            payment = self._register_payment(invoice, payment_date=PROMISED)
            self.env.flush_all()
        self.assertFalse(payment.move_id)
        self.assertTrue(self._item(invoice).amount_residual, "the ledger says nothing")
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_bank_line_of_a_payment_without_entry_counts_once(self):
        invoice = self._invoice()
        promise = self._promise(invoice, amounts=[800])
        self.inbound_payment_method_line.payment_account_id = False
        move = type(self.env["account.move"])
        with patch.object(
            move, "_get_invoice_in_payment_state", lambda self: "in_payment"
        ):
            self._register_payment(invoice, payment_date=TAKEN, amount=400)
            self._pay_by_statement(invoice, 400, PROMISED)
            self.env.flush_all()
        self.assertEqual(self._state(promise, OVER), ("partly_kept", 400))

    def test_late_payment_does_not_keep(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, day=OVER)
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_bank_read_late_keeps_after_all(self):
        """Broken for who had not read the bank: the call is called off."""
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._run(OVER)
        self.assertEqual(promise.state, "broken")
        self.assertTrue(self._case().activity_ids)
        self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, OVER + days(1)), ("kept", 1000))
        self.assertFalse(self._case().activity_ids)

    def test_paid_before_does_not_count(self):
        invoice = self._invoice()
        self._pay(invoice, 400, day=DUE)
        promise = self._promise(invoice)
        self.assertEqual(promise.amount, 600)
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_partial(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, 400, day=PROMISED)
        self.assertEqual(self._state(promise, DEADLINE), ("open", 400))
        self.assertEqual(promise.line_ids.amount_settled, 400)
        self.assertEqual(self._state(promise, OVER), ("partly_kept", 400))
        self.assertTrue(self._case().activity_ids, "somebody calls for the rest")

    def test_overpayment(self):
        """More than promised: the promise takes its part, no more."""
        invoice = self._invoice()
        promise = self._promise(invoice, amounts=[300])
        self._pay(invoice, 900, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 300))

    # === MONEY ELSEWHERE === #

    def test_kept_by_money_on_an_older_item(self):
        promised, older = self._invoice(), self._invoice(due=DUE - days(10))
        promise = self._promise(promised)
        self._pay(older, day=PROMISED)
        self.assertEqual(self._state(promise, DEADLINE), ("open", 0))
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_not_kept_by_money_on_an_item_due_since(self):
        """That one was paid at its own date."""
        promised, newer = self._invoice(), self._invoice(due=TAKEN + days(2))
        promise = self._promise(promised)
        self._pay(newer, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_kept_by_unmatched_money(self):
        promise = self._promise(self._invoice())
        self._credit(1000, PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_unmatched_money_of_another_customer(self):
        promise = self._promise(self._invoice())
        self._credit(1000, PROMISED, self._customer("Garage Petit"))
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_kept_by_money_on_an_item_of_a_past_promise(self):
        """Late for the first promise, in time for the second one."""
        first, second = self._invoice(), self._invoice()
        past = self._promise(first)
        self._run(OVER)
        self.assertEqual(past.state, "broken")
        later = self._promise(second, taken=OVER, day=OVER + days(3))
        self._pay(first, day=OVER + days(2))
        self.assertEqual(self._state(later, later.deadline_date + days(1))[0], "kept")
        self.assertEqual(past.state, "broken")

    # === NOT PAYMENTS === #

    def test_credit_note_lowers_the_promise(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._refund(invoice, 400)
        self.assertEqual(self._state(promise, PROMISED), ("open", 0))
        self._pay(invoice, 600, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 600))

    def test_credit_note_keeps_nothing(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._refund(invoice)
        self.assertEqual(self._state(promise, OVER), ("cancelled", 0))
        self.assertTrue(promise.cancel_reason)
        self.assertFalse(promise.cancel_user_id)

    def test_credit_note_later_changes_no_verdict(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._run(OVER)
        self._refund(invoice).line_ids.flush_recordset()
        refund = invoice.reversal_move_ids
        self.env.cr.execute(
            "UPDATE account_move_line SET date = %s WHERE move_id = %s",
            (OVER, refund.id),
        )
        self.assertEqual(self._state(promise, OVER + days(1)), ("broken", 0))

    def test_write_off_keeps_nothing(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._write_off(invoice, 1000, PROMISED)
        self.assertEqual(self._state(promise, DEADLINE), ("open", 0))
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_part_written_off(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, 600, day=PROMISED)
        self._write_off(invoice, 400, PROMISED)
        self.assertEqual(self._state(promise, OVER), ("partly_kept", 600))

    # === SEVERAL PROMISES === #

    def test_no_euro_keeps_two_promises(self):
        first, second = self._invoice(), self._invoice()
        promises = self._promise(first) + self._promise(second)
        self._credit(1000, PROMISED)
        self._run(OVER)
        self.assertEqual(promises.mapped("state"), ["kept", "broken"])

    def test_several_promises_on_one_item(self):
        invoice = self._invoice()
        soon = self._promise(invoice, amounts=[300])
        later = self._promise(invoice, amounts=[700], day=OVER + days(1))
        self._pay(invoice, 300, day=PROMISED)
        self._run(OVER)
        self.assertEqual((soon.state, later.state), ("kept", "open"))
        self._pay(invoice, 700, day=OVER)
        self.assertEqual(self._state(later, OVER + days(1)), ("kept", 700))

    # === MONEY TAKEN BACK === #

    def test_payment_undone(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        payment = self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))
        payment.remove_move_reconcile()
        self.assertEqual(
            self._state(promise, OVER + days(1)), ("kept", 1000), "only unmatched"
        )
        payment.move_id.button_draft()
        payment.move_id.button_cancel()
        self.assertEqual(self._state(promise, OVER + days(2)), ("broken", 0))
        self.assertTrue(promise.is_rejected)
        self._pay(invoice, day=OVER + days(3))
        self.assertEqual(self._state(promise, OVER + days(4)), ("broken", 0), "late")

    def test_payment_sent_back(self):
        """The bank's own entry: the invoice stays matched, the word is broken, and
        stays so when the money comes again."""
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, PROMISED), ("kept", 1000))
        returned = self._send_back(1000, OVER + days(5))
        self.assertEqual(self._state(promise, OVER + days(5)), ("broken", 0))
        self.assertTrue(promise.is_rejected)
        self._pay(returned, 1000, day=OVER + days(8))
        self.assertEqual(self._state(promise, OVER + days(9)), ("broken", 0))

    def test_an_older_return_breaks_nothing(self):
        self._send_back(1000, TAKEN - days(3))
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_money_given_back_is_no_return(self):
        """A credit note paid back to the customer."""
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._pay(invoice, day=PROMISED)
        refund = self._invoice(amount=200, due=OVER, move_type="out_refund")
        paid_back = self._send_back(200, OVER)
        (self._item(refund) + self._item(paid_back)).reconcile()
        self.assertEqual(self._state(promise, OVER + days(1)), ("kept", 1000))

    # === OTHER CURRENCIES AND COMPANIES === #

    def test_foreign_currency(self):
        usd = self.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        invoice = self._invoice(currency_id=usd.id)
        promise = self._promise(invoice, amounts=[600])
        self.assertEqual(promise.amount, 300, "in euros")
        self._register_payment(
            invoice, amount=600, currency_id=usd.id, payment_date=PROMISED
        )
        self.assertEqual(self._state(promise, OVER), ("kept", 300))
        self.assertEqual(promise.line_ids.amount_settled, 600)

    def test_two_companies_do_not_mix(self):
        other = self.setup_other_company(name="Briqueterie Lebel")
        other["company"].relance_bank_check = "off"
        theirs = self._invoice(company=other["company"], accounts=other)
        promise = self._promise(self._invoice())
        self._run(TAKEN, other["company"])
        bank = other["default_journal_bank"].default_account_id
        receivable = other["default_account_receivable"]
        entry = self._entry(
            PROMISED,
            [(bank, 1000, self.customer), (receivable, -1000, self.customer)],
            journal=other["default_journal_bank"],
            company=other["company"],
        )
        (self._item(theirs) + self._item(entry)).reconcile()
        self._run(OVER, other["company"])
        self.assertEqual(self._state(promise, OVER), ("broken", 0))
        self.assertFalse(self._case(company=other["company"]).amount_promised)

    # === TRANSFER TO DOUBTFUL CUSTOMERS === #

    def test_transfer_carries_the_promise(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        promise = self._promise(invoice)
        self._pay(invoice, 300, day=TAKEN + days(1))
        self._run(TAKEN + days(1))
        entry = self._transfer(invoice, TAKEN + days(2))
        self.assertEqual(self._state(promise, TAKEN + days(2)), ("open", 300))
        self.assertEqual(promise.line_ids.case_line_id, self._line(entry))
        self.assertEqual(self._line(entry).hold, "promise")
        self._pay_doubtful(entry, 700, PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_transfer_keeps_nothing(self):
        first, second = self._invoice(), self._invoice(amount=500)
        promise = self._promise(first, second)
        entry = self._transfer(first + second, TAKEN + days(2))
        self.assertEqual(self._state(promise, TAKEN + days(2)), ("open", 0))
        self.assertEqual(promise.line_ids.case_line_id, self._line(entry))
        self.assertEqual(self._owed()[entry.name], 0)
        self.assertEqual(self._state(promise, OVER), ("broken", 0))

    def test_transfer_later_changes_no_verdict(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self._run(OVER)
        self._transfer(invoice, OVER)
        self.assertEqual(self._state(promise, OVER + days(1)), ("broken", 0))
        self.assertEqual(promise.line_ids.case_line_id, self._line(invoice))

    def test_invoice_posted_again(self):
        """Reset to draft for a night: the promise goes on with the new items."""
        invoice = self._invoice()
        promise = self._promise(invoice)
        old = promise.line_ids.case_line_id
        invoice.button_draft()
        self.env.cr.execute(
            "UPDATE relance_case_line SET move_line_id = NULL WHERE id = %s", [old.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._state(promise, TAKEN + days(1)), ("open", 0))
        invoice.action_post()
        self.assertEqual(self._state(promise, TAKEN + days(2)), ("open", 0))
        self.assertEqual(promise.line_ids.case_line_id, self._line(invoice) - old)
        self._pay(invoice, day=PROMISED)
        self.assertEqual(self._state(promise, OVER), ("kept", 1000))

    def test_invoice_cancelled(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(self._state(promise, OVER), ("cancelled", 0))
