from datetime import date

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..const import INVOICE_CHECKS
from .common import DUE, FRIENDLY, days
from .common_invoice_check import InvoiceCheckCommon


@tagged("post_install", "-at_install")
class TestInvoiceCheck(InvoiceCheckCommon):
    """Each check: off, warn, block; mending lets the next run go on."""

    def test_defaults_warn(self):
        company = self.env["res.company"].create({"name": "Nouvelle"})
        for code, _label in INVOICE_CHECKS:
            self.assertEqual(company[f"relance_check_{code}"], "warn", code)

    def test_sent(self):
        def mend():
            self.invoice.is_move_sent = True

        self._assert_check("sent", mend, self.invoice.name)

    def test_sent_is_for_invoices_only(self):
        self.invoice.button_draft()
        entry = self._entry(
            DUE, [(self.receivable, 900, self.customer), (self.revenue, -900, None)]
        )
        self.misc_journal.relance_follow_entries = True
        self._set("sent", "block")
        self._set("bank_account", "block")
        self.bank.active = False
        self.assertEqual(self._decision(), "send")
        self.assertEqual(self._reminder().line_ids.move_line_id, self._item(entry))

    def _pdf(self, day):
        self.env["ir.attachment"].create(
            {
                "name": "f.pdf",
                "res_model": "account.move",
                "res_id": self.invoice.id,
                "res_field": "invoice_pdf_report_file",
                "raw": b"%PDF-",
            }
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = %s WHERE res_model = %s"
            " AND res_id = %s",
            [
                day,
                "account.move",
                self.invoice.id,
            ],
        )
        self.invoice.is_move_sent = True

    def test_sent_too_recently(self):
        self._pdf(FRIENDLY - days(3))
        self._set("sent", "block")
        for minimum, decision in ((0, "send"), (3, "send"), (4, "hold")):
            with self.subTest(minimum=minimum):
                self.company.relance_check_sent_days = minimum
                self.assertEqual(self._decision(), decision)

    def test_sent_on_an_unknown_day(self):
        """Marked as sent without Odoo's PDF: sent by other means."""
        self.invoice.is_move_sent = True
        self.company.relance_check_sent_days = 10
        self._set("sent", "block")
        self.assertEqual(self._decision(), "send")

    def test_due_date(self):
        self.invoice.button_draft()
        term = self._term({"nb_days": 30})
        invoice = self._invoice(invoice_payment_term_id=term.id)
        self._set("due_date", "block")
        self.assertEqual(self._decision(), "send", "it follows its term")
        self._set("due_date", "off")
        self._item(invoice).date_maturity = DUE - days(1)

        def mend():
            self._item(invoice).date_maturity = DUE

        self._assert_check("due_date", mend, invoice.name)

    def test_due_date_without_term(self):
        self._set("due_date", "block")
        self._item(self.invoice).date_maturity = DUE - days(1)
        self.assertEqual(self._decision(), "send")

    def test_due_dates_of_instalments(self):
        self.invoice.button_draft()
        term = self._term(
            {"value_amount": 50, "nb_days": 20}, {"value_amount": 50, "nb_days": 30}
        )
        invoice = self._invoice(invoice_payment_term_id=term.id)
        self._set("due_date", "warn")
        self.assertEqual(self._decision(), "send")
        self._item(invoice)[0].date_maturity = DUE - days(9)
        self.assertEqual(self._decision(), "confirm")

    def test_term_dates_are_those_of_odoo(self):
        """The SQL of the check against ``_get_due_date``."""
        check = self.env["relance.engine.invoice.check"]
        for delay_type in (
            "days_after",
            "days_after_end_of_month",
            "days_after_end_of_next_month",
            "days_end_of_month_on_the",
        ):
            for on_the in ("0", "5", "31"):
                term = self._term(
                    {
                        "delay_type": delay_type,
                        "nb_days": 30,
                        "days_next_month": on_the,
                    }
                )
                self.env.flush_all()
                for day in (
                    date(2026, 1, 1),
                    date(2026, 1, 31),
                    date(2024, 1, 30),
                    date(2026, 12, 2),
                    date(2026, 2, 28),
                ):
                    with self.subTest(kind=delay_type, on_the=on_the, day=day):
                        [[found]] = self.env.execute_query(
                            SQL(
                                """
                                SELECT %s FROM account_payment_term_line term,
                                       (SELECT %s::date AS invoice_date) candidate
                                 WHERE term.payment_id = %s
                                """,
                                check._sql_term_date(),
                                day,
                                term.id,
                            )
                        )
                        expected = term.line_ids._get_due_date(day)
                        self.assertEqual(found, expected)

    def test_unmatched(self):
        credit = self._credit(100)

        def mend():
            (credit + self._item(self.invoice)).reconcile()

        self._assert_check("unmatched", mend, "100,00")

    def test_unmatched_bank_line(self):
        """Told once, not as received money on top of it."""
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": FRIENDLY,
                "amount": 1000,
                "payment_ref": "VIR",
                "partner_id": self.customer.id,
            }
        )
        self._set("unmatched", "warn")
        self.assertEqual(self._decision(), "confirm")
        self.assertEqual(self._case().next_action_reason.count("000,00"), 1)

    def test_unmatched_of_another(self):
        self._set("unmatched", "block")
        self._credit(100, partner=self._customer("Autre"))
        self.assertEqual(self._decision(), "send")

    def _dispute(self, amount):
        self._run(DUE + days(1))
        reason = self.env["relance.dispute.reason"].create({"name": "Prix"})
        return self.env["relance.dispute"].create(
            {
                "case_id": self._case().id,
                "reason_id": reason.id,
                "date_open": DUE,
                "date_target": FRIENDLY + days(20),
                "owner_id": self.env.uid,
                "line_ids": [
                    Command.create(
                        {
                            "case_line_id": self._line(self.invoice).id,
                            "amount": amount,
                        }
                    )
                ],
            }
        )

    def test_dispute(self):
        dispute = self._dispute(300)

        def mend():
            dispute.sudo().write({"state": "settled"})

        self._assert_check("dispute", mend, self.invoice.name)

    def test_dispute_on_another_invoice(self):
        self._dispute(1000)
        self._invoice(amount=500)
        self._set("dispute", "block")
        self.assertEqual(self._decision(), "send")
        self.assertEqual(self._reminder().amount_total, 500)

    def test_bank_account(self):
        self.invoice.partner_bank_id = False
        self.bank.active = False

        def mend():
            self.bank.active = True

        self._assert_check("bank_account", mend, self.invoice.name)

    def test_bank_account_of_the_company_is_enough(self):
        self.invoice.partner_bank_id = False
        self._set("bank_account", "block")
        self.assertEqual(self._decision(), "send")

    def test_bank_account_archived(self):
        """Another account exists, but the invoice prints a closed one."""
        closed = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR1420041010050500013M02606",
                "partner_id": self.company.partner_id.id,
            }
        )
        self.invoice.partner_bank_id = closed
        closed.active = False
        self._set("bank_account", "block")
        self.assertEqual(self._decision(), "hold")

    def test_contact(self):
        self.customer.email = False

        def mend():
            self.customer.email = "compta@client.example.com"

        self._assert_check("contact", mend, "contact")

    def test_contact_of_the_channel(self):
        """The friendly level writes: the phone is not asked for; the call does."""
        self.customer.phone = False
        self._set("contact", "block")
        self.assertEqual(self._decision(), "send")
        self.level_friendly.write(
            {
                "channel_letter": True,
                "proof_channel": "letter",
                "letter_template_id": self.level_last_notice.letter_template_id.id,
            }
        )
        self.assertEqual(self._decision(), "send")
        self.customer.street = False
        self.assertEqual(self._decision(), "hold")
        self.level_friendly.write({"channel_call": True, "proof_channel": "call"})
        self.assertEqual(self._decision(), "hold")
        self.customer.phone = "02 40 00 00 00"
        self.assertEqual(self._decision(), "call")

    def test_contact_found_as_the_delivery_does(self):
        """Same answer as ``_relance_get_contact``, for each role."""
        self.customer.email = False
        self._set("contact", "block")
        child = self.env["res.partner"].create(
            {
                "name": "Compta",
                "parent_id": self.customer.id,
                "email": "c@x.example.com",
            }
        )
        for role, vals in (
            ("invoice", {"type": "invoice"}),
            ("dunning", {"relance_dunning_contact_id": child.id}),
            ("escalation", {"relance_escalation_contact_id": child.id}),
        ):
            target = child if role == "invoice" else self.customer
            self.level_friendly.contact_role = role
            with self.subTest(role=role):
                self.assertEqual(self._decision(), "hold")
                target.write(vals)
                self.assertEqual(self._decision(), "send")
                found = self.customer._relance_get_contact(role, "email")
                self.assertEqual(found, child)
                target.write(
                    {name: "other" if name == "type" else False for name in vals}
                )
