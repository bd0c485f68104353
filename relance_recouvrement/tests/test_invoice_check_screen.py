from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DUE, FRIENDLY, days
from .common_invoice_check import ALL, InvoiceCheckScreenCommon


@tagged("post_install", "-at_install")
class TestInvoiceCheckScreen(InvoiceCheckScreenCommon):
    """One row per document and problem, and what mends it."""

    # === ROWS === #

    def test_rows_say_what_the_run_does(self):
        self._set("sent", "block")
        self._set("contact", "warn")
        self.customer.email = False
        self._run(FRIENDLY)
        rows = self._rows()
        self.assertEqual(
            [(row.code, row.severity, row.move_id) for row in rows],
            [("sent", "block", self.invoice), ("contact", "warn", self.invoice)],
        )
        self.assertEqual(rows.next_level_id, self.level_friendly)
        self.assertEqual(set(rows.mapped("amount")), {1000})
        self.assertTrue(all(rows.mapped("detail")))

    def test_off_shows_nothing(self):
        self._run(FRIENDLY)
        self.assertFalse(self._rows())

    def test_every_problem_is_described(self):
        for code, action in (
            ("sent", "warn"),
            ("due_date", "warn"),
            ("unmatched", "block"),
            ("bank_account", "block"),
            ("contact", "warn"),
            ("dispute", "warn"),
        ):
            self._set(code, action)
        term = self._term({"nb_days": 30})
        self.invoice.button_draft()
        invoice = self._invoice(invoice_payment_term_id=term.id, partner_bank_id=False)
        self._item(invoice).date_maturity = DUE - days(1)
        self.customer.email = False
        self.bank.active = False
        self._credit(100)
        self._run(FRIENDLY)
        self._dispute(invoice, 10)
        rows = self._rows()
        self.assertEqual(
            set(rows.mapped("code")),
            {"sent", "due_date", "unmatched", "bank_account", "contact", "dispute"},
        )
        self.assertEqual(len(rows), 6)
        details = dict(zip(rows.mapped("code"), rows.mapped("detail"), strict=True))
        self.assertIn("02/03/2026", details["due_date"].replace("03/02", "02/03"))
        self.assertIn("100", details["unmatched"])

    def _dispute(self, invoice, amount):
        reason = self.env["relance.dispute.reason"].create({"name": "Prix"})
        return self.env["relance.dispute"].create(
            {
                "case_id": self._case().id,
                "reason_id": reason.id,
                "date_target": FRIENDLY + days(20),
                "owner_id": self.env.uid,
                "line_ids": [
                    Command.create(
                        {"case_line_id": self._line(invoice).id, "amount": amount}
                    )
                ],
            }
        )

    def test_nothing_once_reminded(self):
        self.invoice.is_move_sent = True
        self._set("sent", "warn")
        self._play(FRIENDLY)
        self.invoice.is_move_sent = False
        self._run(FRIENDLY)
        self.assertFalse(self._rows())

    def test_nothing_before_the_due_date(self):
        self._set("sent", "block")
        self.invoice.button_draft()
        self._invoice(due=FRIENDLY + days(3))
        self._run(FRIENDLY)
        self.assertFalse(self._rows())

    def test_left_out_is_listed(self):
        other = self._invoice(amount=10)
        other.is_move_sent = True
        self.company.relance_only_sent = True
        self._run(FRIENDLY)
        rows = self._rows()
        self.assertEqual((rows.code, rows.severity), ("sent", "block"))
        self.assertEqual(rows.move_id, self.invoice)

    def test_tonight(self):
        """The default filter keeps what the next run would do."""
        self._set("sent", "warn")
        self._run(DUE + days(1))
        search = self.env.ref("relance_recouvrement.relance_invoice_check_view_search")
        self.assertIn("today +1d", search.arch)
        tonight = [("next_action_date", "<=", "today +1d")]
        rows = self._rows()
        self.assertEqual(rows.next_action_date, FRIENDLY)
        self.assertEqual(rows.filtered_domain(tonight), rows)

    # === MENDS === #

    def test_send(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        user = self._collector()
        action = self._rows(user=user).action_send_invoice()
        self.assertEqual(action["res_model"], "account.move.send.wizard")
        self.assertEqual(action["context"]["active_ids"], self.invoice.ids)
        self.invoice.is_move_sent = True
        self.assertFalse(self._rows())

    def test_due_date(self):
        self.invoice.button_draft()
        term = self._term(
            {"value_amount": 50, "nb_days": 20}, {"value_amount": 50, "nb_days": 30}
        )
        invoice = self._invoice(invoice_payment_term_id=term.id)
        items = self._item(invoice).sorted("date_maturity")
        expected = items.mapped("date_maturity")
        items[0].date_maturity = DUE - days(1)
        self._set("due_date", "block")
        self._run(FRIENDLY)
        rows = self._rows("due_date", self._collector())
        self.assertEqual(len(rows), 1)
        rows.action_set_due_date()
        self.assertEqual(items.mapped("date_maturity"), expected)
        self.assertEqual(self._line(invoice).mapped("date_maturity"), expected)
        self.assertEqual(self._case().next_decision, "send")
        self.assertFalse(self._rows())

    def test_due_date_of_another_number_of_instalments(self):
        self.invoice.button_draft()
        term = self._term({"nb_days": 30})
        invoice = self._invoice(invoice_payment_term_id=term.id)
        self._item(invoice).date_maturity = DUE - days(1)
        self._set("due_date", "warn")
        self._run(FRIENDLY)
        term.line_ids = [
            Command.update(term.line_ids.id, {"value_amount": 50}),
            Command.create({"value_amount": 50, "nb_days": 40}),
        ]
        with self.assertRaises(UserError):
            self._rows("due_date").action_set_due_date()

    def test_match(self):
        self._set("unmatched", "block")
        credit = self._credit(400)
        credit.move_id.ref = f"VIR {self.invoice.name} MOREL"
        self._credit(77)
        self._run(FRIENDLY)
        wizard = self._open_match(self._collector())
        self.assertEqual(wizard.line_ids.mapped("credit_id"), credit)
        self.assertEqual(wizard.line_ids.why, "reference")
        self.assertEqual(wizard.unproposed_count, 1)
        wizard.action_match()
        self.assertTrue(credit.reconciled)
        self.assertEqual(self.invoice.amount_residual, 600)
        self.assertIn(self.invoice.name, self._case().message_ids[0].body)

    def _open_match(self, user):
        action = self._rows("unmatched", user)[:1].action_match()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_match_then_goes_on(self):
        self._set("unmatched", "block")
        self._invoice(amount=400)
        credit = self._credit(400)
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "hold")
        wizard = self._open_match(self._collector())
        self.assertEqual(wizard.line_ids.mapped("why"), ["amount"])
        wizard.action_match()
        self.assertTrue(credit.reconciled)
        self.assertEqual(self._case().next_decision, "send")

    def test_match_nothing_certain(self):
        self._set("unmatched", "block")
        self._credit(123)
        self._run(FRIENDLY)
        wizard = self._open_match(self._collector())
        self.assertFalse(wizard.line_ids)
        with self.assertRaises(UserError):
            wizard.action_match()
        items = self.env["account.move.line"].search(
            wizard.action_open_items()["domain"]
        )
        self.assertEqual(sorted(items.mapped("amount_residual")), [-123, 1000])

    def test_match_meanwhile(self):
        self._set("unmatched", "block")
        self._invoice(amount=400)
        credit = self._credit(400)
        self._run(FRIENDLY)
        wizard = self._open_match(self._collector())
        (credit + wizard.line_ids.debt_id).reconcile()
        with self.assertRaises(UserError):
            wizard.action_match()

    def test_match_needs_invoicing(self):
        self._set("unmatched", "block")
        self._invoice(amount=400)
        credit = self._credit(400)
        self._run(FRIENDLY)
        wizard = self._open_match(self._collector(groups=ALL))
        self.assertTrue(wizard.line_ids)
        with self.assertRaises(AccessError):
            wizard.action_match()
        self.assertFalse(credit.reconciled)

    def test_bank_lines_of_the_customer(self):
        self._set("unmatched", "block")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": FRIENDLY,
                "amount": 50,
                "payment_ref": "VIR",
                "partner_id": self.customer.id,
            }
        )
        self._run(FRIENDLY)
        wizard = self._open_match(self._collector())
        domain = wizard.action_open_pending()["domain"]
        self.assertEqual(self.env["account.bank.statement.line"].search(domain), line)

    def test_open_dispute(self):
        self._set("dispute", "warn")
        self._run(FRIENDLY)
        dispute = self._dispute(self.invoice, 10)
        action = self._rows("dispute", self._collector()).action_open_dispute()
        self.assertEqual(action["res_id"], dispute.id)

    def test_set_bank_account(self):
        closed = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR1420041010050500013M02606",
                "partner_id": self.company.partner_id.id,
            }
        )
        self.invoice.partner_bank_id = closed
        closed.active = False
        self._set("bank_account", "block")
        self._run(FRIENDLY)
        row = self._rows("bank_account", self._collector())
        self.assertFalse(row.action_set_bank_account())
        self.assertEqual(self.invoice.partner_bank_id, self.bank)
        self.assertEqual(self._case().next_decision, "send")

    def test_enter_bank_account(self):
        self.invoice.partner_bank_id = False
        self.bank.active = False
        self._set("bank_account", "block")
        self._run(FRIENDLY)
        action = self._rows("bank_account", self._collector()).action_set_bank_account()
        self.assertEqual(action["res_model"], "res.partner.bank")
        self.assertEqual(
            action["context"]["default_partner_id"], self.company.partner_id.id
        )

    def test_open_contact(self):
        self.customer.email = False
        contact = self.env["res.partner"].create({"name": "Compta"})
        self._set("contact", "block")
        self._run(FRIENDLY)
        row = self._rows("contact", self._collector())
        self.assertEqual(row.action_open_contact()["res_id"], self.customer.id)
        self.customer.relance_dunning_contact_id = contact
        self.assertEqual(row.action_open_contact()["res_id"], contact.id)
