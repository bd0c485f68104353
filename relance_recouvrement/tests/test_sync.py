from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import DUE, FRIENDLY, LATE, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestSync(RelanceCommon):
    # === WHICH ITEMS === #

    def test_draft_and_cancelled(self):
        self._invoice(post=False)
        cancelled = self._invoice()
        cancelled.button_draft()
        cancelled.button_cancel()
        self._run(FRIENDLY)
        self.assertFalse(self._case())

    def test_cancelled_after_the_reminder(self):
        """The line closes, what was prepared is withdrawn, the case rests."""
        invoice = self._invoice()
        self._run(FRIENDLY)
        invoice.button_draft()
        invoice.button_cancel()
        self._run(FRIENDLY)
        line = self._line(invoice)
        self.assertEqual(line.closed_reason, "cancelled")
        self.assertEqual(line.closed_date, FRIENDLY)
        self.assertEqual(self._case().stage, "settled")
        self.assertEqual(self._case().reminder_ids.mapped("state"), ["cancelled"])
        self.assertEqual(self._deliver(), 0)

    def test_reversed(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        self._refund(invoice)
        self._run(FRIENDLY)
        self.assertEqual(self._line(invoice).closed_reason, "credited")
        self.assertFalse(self._owed())

    def test_closed_reasons(self):
        paid, credited, lost = (self._invoice() for _number in range(3))
        expense = self.company_data["default_account_expense"]
        self._run(FRIENDLY)
        self._pay(paid)
        self._refund(credited)
        entry = self._entry(
            FRIENDLY, [(expense, 1000, None), (self.receivable, -1000, self.customer)]
        )
        (self._item(lost) + self._item(entry)).reconcile()
        self._run(FRIENDLY)
        self.assertEqual(self._line(paid).closed_reason, "paid")
        self.assertEqual(self._line(credited).closed_reason, "credited")
        self.assertEqual(self._line(lost).closed_reason, "written_off")

    def test_payment_model_closes_as_paid(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        self._register_payment(invoice)
        self._run(FRIENDLY)
        if invoice.payment_state == "paid":
            self.assertEqual(self._line(invoice).closed_reason, "paid")
        self.assertFalse(any(self._owed().values()))

    # === INSTALMENTS === #

    def test_instalments_each_with_its_own_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30/60/90",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": percent, "nb_days": nb}
                    )
                    for percent, nb in ((30, 30), (30, 60), (40, 90))
                ],
            }
        )
        invoice = self._invoice(
            invoice_date=DUE - days(30), invoice_payment_term_id=term.id
        )
        self.assertGreater(invoice.invoice_date_due, DUE, "Odoo keeps the last date")
        self._play(FRIENDLY)
        lines = self._line(invoice).sorted("date_maturity")
        self.assertEqual(
            lines.mapped("date_maturity"), [DUE, DUE + days(30), DUE + days(60)]
        )
        self.assertEqual(lines.mapped("amount_residual"), [300.0, 300.0, 400.0])
        reminder = self._reminder()
        self.assertEqual(reminder.amount_total, 300.0)
        self.assertEqual(reminder.line_ids.case_line_id, lines[0])
        self.assertEqual(lines.mapped("level_id"), self.level_friendly)
        self.assertEqual(self._case().amount_overdue, 300.0)
        self.assertEqual(self._case().amount_due, 1000.0)

    # === PAYMENTS === #

    def test_partial_payment(self):
        invoice = self._invoice()
        self._pay(invoice, 400)
        self._play(FRIENDLY)
        self.assertEqual(self._reminder().amount_total, 600.0)
        self.assertEqual(self._reminder().line_ids.amount_paid, 400.0)
        self._pay(invoice, 100)
        self._run(LATE)
        self.assertEqual(self._owed(), {invoice.name: 500.0})
        self.assertEqual(self._line(invoice).level_id, self.level_friendly)

    def test_registered_payment_is_not_claimed(self):
        """Paid on the invoice, not on the bank statement yet."""
        invoice = self._invoice()
        self._register_payment(invoice)
        self._run(FRIENDLY)
        self.assertFalse(any(self._owed().values()))
        self.assertFalse(self._case().reminder_ids)

    def _register_without_entry(self, invoice, **kwargs):
        """No outstanding account and an accounting app: Odoo writes no entry until
        the bank says so."""
        self.inbound_payment_method_line.payment_account_id = False
        move = type(self.env["account.move"])
        with patch.object(
            move, "_get_invoice_in_payment_state", lambda self: "in_payment"
        ):
            payment = self._register_payment(invoice, **kwargs)
            self.assertFalse(payment.move_id)
            self.env.flush_all()
        return payment

    def test_payment_without_entry(self):
        invoice = self._invoice()
        self._run(DUE)
        payment = self._register_without_entry(invoice)
        self._run(FRIENDLY)
        line = self._line(invoice)
        self.assertEqual(line.hold, "excluded")
        self.assertTrue(line.hold_reason)
        self.assertFalse(self._case().reminder_ids)
        payment.action_draft()
        payment.action_cancel()
        self._run(FRIENDLY)
        self.assertEqual(line.hold, "none")
        self.assertEqual(self._case().next_decision, "send")

    def test_partial_payment_without_entry_asks_a_person(self):
        invoice = self._invoice()
        self._invoice(amount=600)
        self._register_without_entry(invoice, amount=700.0)
        self._run(FRIENDLY)
        case = self._case()
        self.assertEqual(case.amount_pending, 700.0)
        self.assertEqual(case.next_decision, "confirm")
        self.assertIn("700", case.next_action_reason)

    # === CREDITS === #

    def test_credit_larger_than_the_debt(self):
        self._invoice()
        self._credit(1200)
        self._run(FRIENDLY)
        case = self._case()
        self.assertEqual(case.next_decision, "nothing")
        self.assertFalse(case.reminder_ids)
        self.assertEqual(case.amount_claimable, 0)

    def test_partial_credit_is_listed(self):
        invoice = self._invoice()
        credit = self._credit(300)
        self._play(FRIENDLY)
        lines = self._reminder().line_ids
        self.assertEqual(
            {line.move_line_id.id: line.amount_residual for line in lines},
            {self._item(invoice).id: 1000.0, credit.id: -300.0},
        )
        self.assertEqual(self._reminder().amount_total, 700.0)
        self.assertFalse(self._line(credit.move_id).level_id)

    def test_credit_note_not_matched(self):
        self._invoice()
        self._invoice(amount=250, move_type="out_refund")
        self._run(FRIENDLY)
        self.assertEqual(self._case().amount_claimable, 750)
        self.assertEqual(self._reminder().amount_total, 750)

    def test_credits_of_general_journals_are_netted(self):
        """`no_followup` leaves debts out, never what is owed to the customer."""
        self._invoice()
        bank = self.bank_journal.default_account_id
        self._entry(DUE, [(bank, 600, None), (self.receivable, -600, self.customer)])
        self._run(FRIENDLY)
        self.assertEqual(self._case().amount_claimable, 400)

    # === COMMERCIAL PARTNERS === #

    def test_invoice_on_contact_and_payment_on_company(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Service comptable",
                "type": "invoice",
                "parent_id": self.customer.id,
                "email": "factures@client.example.com",
            }
        )
        self._invoice(contact)
        self._credit(300, partner=self.customer)
        self._play(FRIENDLY)
        case = self._case()
        self.assertEqual(len(case), 1)
        self.assertFalse(self._case(contact))
        self.assertEqual(case.amount_claimable, 700)
        self.assertEqual(
            self._reminder().delivery_ids.email, "factures@client.example.com"
        )

    def test_changed_parent_moves_the_lines(self):
        branch = self._customer("Filiale")
        invoice = self._invoice(branch)
        self._play(FRIENDLY, branch)
        branch.parent_id = self.customer
        branch.is_company = False
        self.assertEqual(branch.commercial_partner_id, self.customer)
        self._run(LATE)
        line = self._line(invoice)
        self.assertEqual(line.case_id, self._case())
        self.assertEqual(line.level_id, self.level_friendly)
        self.assertEqual(self._case(branch).stage, "settled")

    def test_archived_partner(self):
        self._invoice()
        self.customer.active = False
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "send")
        self.assertEqual(self._case().scenario_id, self.scenario)

    # === LEFT OUT === #

    def test_no_followup_and_blocked(self):
        """Each toggled on, then off."""
        invoice = self._invoice()
        item = self._item(invoice)
        self._run(FRIENDLY)
        for field, on in (("no_followup", True), ("blocked", True)):
            with self.subTest(field):
                self._toggle(invoice, item, field, on)
                self._run(FRIENDLY)
                self.assertEqual(self._line(invoice).hold, "excluded")
                self.assertTrue(self._line(invoice).hold_reason)
                self.assertFalse(any(self._owed().values()))
                self._toggle(invoice, item, field, not on)
                self._run(FRIENDLY)
                self.assertEqual(self._line(invoice).hold, "none")
                self.assertEqual(self._owed(), {invoice.name: 1000.0})

    def _toggle(self, invoice, item, field, on):
        if field == "no_followup":
            item.no_followup = on
        else:
            invoice.action_toggle_block_payment()
            self.assertEqual(invoice.payment_state == "blocked", on)

    def test_excluded_accounts(self):
        bills = self.receivable.copy({"code": "413900", "name": "Effets"})
        entry = self._entry(
            DUE, [(bills, 500, self.customer), (self.revenue, -500, None)]
        )
        self._item(entry).no_followup = False
        self._invoice()
        self._run(FRIENDLY)
        self.assertEqual(self._case().amount_due, 1500)
        self.company.relance_excluded_account_ids = bills
        self._run(FRIENDLY)
        self.assertEqual(self._case().amount_due, 1000)
        self.assertTrue(self._line(entry).closed_date)

    def test_followed_from(self):
        old = self._invoice(due=date(2024, 3, 1))
        new = self._invoice()
        self.company.relance_followed_from = date(2026, 1, 1)
        self._run(FRIENDLY)
        self.assertEqual(self._owed(), {new.name: 1000.0})
        self.company.relance_followed_from = False
        self._run(FRIENDLY)
        self.assertEqual(self._owed(), {new.name: 1000.0, old.name: 1000.0})

    def test_opening_entries(self):
        """Left out by Odoo's default; a setting of the journal takes them in."""
        entry = self._entry(
            DUE, [(self.receivable, 800, self.customer), (self.revenue, -800, None)]
        )
        self.assertTrue(self._item(entry).no_followup, "Odoo's default")
        self._invoice()
        self._run(FRIENDLY)
        line = self._line(entry)
        self.assertEqual(line.hold, "excluded")
        self.assertEqual(line.amount_residual, 800, "shown")
        self.assertEqual(line.amount_claimable, 0, "not claimed")
        self.misc_journal.relance_follow_entries = True
        self._run(FRIENDLY)
        self.assertEqual(line.hold, "none")
        self.assertEqual(self._case().amount_claimable, 1800)

    # === A PERSON'S HOLD === #

    def test_hold_then_release(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        line = self._line(invoice)
        line._hold("excluded", "Vu avec le commercial")
        self._run(FRIENDLY)
        self.assertEqual(line.hold, "excluded")
        self.assertEqual(line.hold_reason, "Vu avec le commercial")
        self.assertFalse(self._case().reminder_ids.filtered("is_open"))
        line._release()
        self._run(FRIENDLY)
        self.assertEqual(line.amount_claimable, 1000)
        self.assertEqual(self._reminder().state, "queued")

    def test_hold_ends_by_itself(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        line = self._line(invoice)
        line._hold("excluded", "Patienter", until=LATE)
        self._run(LATE)
        self.assertEqual(line.hold, "excluded")
        self._run(LATE + days(3))
        self.assertEqual(line.hold, "none")
        self.assertEqual(line.amount_claimable, 1000)
        self.assertFalse(line.hold_reason)

    def test_excluded_line_does_not_block_the_others(self):
        held, other = self._invoice(), self._invoice(amount=300)
        self._run(FRIENDLY)
        self._line(held)._hold("excluded", "Litige")
        self._play(FRIENDLY)
        self.assertEqual(self._reminder().line_ids.case_line_id, self._line(other))
        self.assertEqual(self._reminder().amount_total, 300)
        self.assertEqual(self._case().amount_due, 1300, "shown all the same")

    def test_factored_debt_is_not_claimed(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        factor = self._customer("Affacturage Nord")
        self._line(invoice)._hold("assigned", "Cédée", factor=factor)
        self._run(FRIENDLY)
        self.assertEqual(self._line(invoice).factor_id, factor)
        self.assertEqual(self._case().amount_claimable, 0)
        self.assertEqual(self._deliver(), 0)

    def test_accounting_is_never_written(self):
        """Uninstalling leaves accounting untouched: the engine only reads it."""
        invoice = self._invoice()
        self.env.flush_all()
        query = "SELECT * FROM account_move WHERE id = %s"
        lines = "SELECT * FROM account_move_line WHERE move_id = %s ORDER BY id"

        def read():
            self.env.flush_all()
            result = []
            for sql in (query, lines):
                self.env.cr.execute(sql, [invoice.id])
                result.append(self.env.cr.fetchall())
            return result

        before = read()
        self._play(FRIENDLY)
        self._line(invoice)._hold("excluded", "Test")
        self._run(LATE)
        self.assertEqual(read(), before)
