from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FIRM, FRIENDLY, RelanceCommon, days

DELIVER = "odoo.addons.relance_recouvrement.models.engine.deliver"


@tagged("post_install", "-at_install")
class TestDeliverContent(RelanceCommon):
    """What a message says and encloses, and that it never changes afterwards."""

    # === TEXTS, ATTACHMENTS === #

    def test_html_in_a_reference_is_escaped(self):
        self.customer.name = "Morel <b>& Fils</b>"
        _invoice, reminder = self._prepared(name="F<script>alert(1)</script>/1")
        self._deliver()
        body = reminder.delivery_ids.mail_id.body_html
        self.assertNotIn("<script>alert", body)
        self.assertIn("&lt;script&gt;", body)
        self.assertNotIn("<b>&", body)

    def test_broken_template_names_level_and_language(self):
        _invoice, reminder = self._prepared()
        other = self._customer("Hotel Bleu")
        self._invoice(other)
        self._run(FRIENDLY)
        # Odoo refuses it on the form; an update or an import lets it in
        self.env.cr.execute(
            """UPDATE mail_template
                  SET body_html = '{"en_US": "<p t-out=\\"object.nowhere\\"/>"}'
                WHERE id = %s""",
            [self.level_friendly.mail_template_id.id],
        )
        self.env.invalidate_all()
        with mute_logger(DELIVER, "odoo.addons.mail.models.mail_render_mixin"):
            self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertIn(self.level_friendly.name, reminder.confirm_reason)
        self.assertIn("fr_FR", reminder.confirm_reason)
        self.assertFalse(reminder.frozen_date)
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_one_broken_reminder_stops_nobody(self):
        _invoice, reminder = self._prepared()
        other = self._customer("Hotel Bleu")
        self._invoice(other)
        self._run(FRIENDLY)
        freeze = f"{DELIVER}.RelanceEngineDeliver._freeze_texts"
        original = type(self.env["relance.engine.deliver"])._freeze_texts

        def fail(engine, rem):
            if rem == reminder:
                raise ValueError("poisoned")
            return original(engine, rem)

        with patch(freeze, fail), mute_logger(DELIVER):
            self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertIn("poisoned", reminder.confirm_reason)
        self.assertTrue(self._reminder(other).delivery_ids.mail_id)

    def _with_pdf(self, invoice, size=10):
        self.env["ir.attachment"].create(
            {
                "name": f"{invoice.name}.pdf",
                "raw": b"%PDF" + b"x" * size,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()

    def test_sixty_invoices_within_the_limit(self):
        invoices = [self._invoice(amount=20) for _number in range(60)]
        for invoice in invoices:
            self._with_pdf(invoice, 20_000)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.company.relance_attachment_limit = 1
        self._deliver()
        message = reminder.delivery_ids.mail_message_id
        self.assertEqual(len(reminder.line_ids), 60)
        self.assertEqual(len(message.attachment_ids), 1, "the statement replaces them")

    def test_invoices_are_attached_as_issued(self):
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        attachment = reminder.delivery_ids.mail_message_id.attachment_ids
        self.assertEqual(attachment.raw, invoice.invoice_pdf_report_id.raw)

    # === IMMUTABLE === #

    def test_what_was_sent_is_immutable(self):
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        self._send_mail(reminder)
        delivery = reminder.delivery_ids
        message = delivery.mail_message_id
        attempts = (
            lambda: reminder.write({"body": "<p>Autre</p>"}),
            lambda: reminder.write({"user_id": self.env.uid}),
            lambda: reminder.write({"level_id": self.level_firm.id}),
            lambda: reminder.write({"frozen_date": False}),
            lambda: reminder.write({"deadline_date": FIRM}),
            lambda: reminder.unlink(),
            lambda: reminder.line_ids.write({"amount_residual": 1}),
            lambda: reminder.line_ids.unlink(),
            lambda: reminder.line_ids.copy(),
            lambda: delivery.write({"recipient": "Moi"}),
            lambda: delivery.write({"email": "x@example.com"}),
            lambda: delivery.write({"checksum": "0"}),
            lambda: delivery.write({"contact_id": self.company.partner_id.id}),
            lambda: delivery.unlink(),
            lambda: message.write({"body": "Autre"}),
            lambda: message.write({"attachment_ids": [Command.clear()]}),
            lambda: message.unlink(),
            lambda: message.attachment_ids.write({"raw": b"x"}),
            lambda: message.attachment_ids.unlink(),
            lambda: reminder.case_id.unlink(),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()
        self.assertTrue(reminder.exists())

    def test_what_was_sent_is_immutable_even_for_sudo(self):
        _invoice, reminder = self._prepared()
        self._deliver()
        for record, vals in (
            (reminder, {"subject": "x"}),
            (reminder.line_ids, {"amount_company": 1}),
            (reminder.delivery_ids, {"recipient": "x"}),
            (reminder.delivery_ids.mail_message_id, {"subject": "x"}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.sudo().write(vals)

    def test_invoice_reset_after_the_reminder(self):
        """Resetting and deleting an invoice is allowed; what was sent stays."""
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        self._send_mail(reminder)
        content = reminder.delivery_ids.mail_message_id.attachment_ids.raw
        self.assertTrue(content)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.env.invalidate_all()
        attachments = reminder.delivery_ids.mail_message_id.attachment_ids
        self.assertEqual(attachments.raw, content)

    def test_withdrawn_reminder_keeps_its_proof(self):
        invoice, reminder = self._prepared()
        self._deliver()
        self._send_mail(reminder)
        reminder._void("Envoyée par erreur")
        self.assertEqual(reminder.state, "void")
        self.assertFalse(self._line(invoice).level_id)
        self.assertTrue(reminder.delivery_ids.checksum)
        self._run(FRIENDLY + days(6))
        self.assertEqual(self._case().next_level_id, self.level_friendly)

    # === NEUTRALISED COPY === #

    def test_neutralised_copy_sends_nothing(self):
        other = self._customer("Hotel Bleu")
        self._invoice(other)
        _invoice, reminder = self._prepared()
        self._deliver(limit=1)
        self.env.flush_all()
        for query in get_neutralization_queries(["relance_recouvrement"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        reminders = (self._case() + self._case(other)).reminder_ids
        self.assertEqual(set(reminders.mapped("state")), {"cancelled"})
        self.assertEqual(set(reminders.delivery_ids.mapped("state")), {"cancelled"})
        self.assertEqual(
            set(reminders.delivery_ids.mail_id.mapped("state")), {"cancel"}
        )
        self.assertFalse(self.env.ref("relance_recouvrement.cron_run").active)
        self.assertFalse(self.env.ref("relance_recouvrement.cron_deliver").active)
        self.assertEqual(self._deliver(), 0)
