import base64
import hashlib

from odoo import models
from odoo.tools import email_normalize
from odoo.tools.mail import formataddr

MEGABYTE = 1024 * 1024


class RelanceEngineEmail(models.AbstractModel):
    """Reminder e-mails, handed over to Odoo's mail queue.

    One ``mail.mail`` and one ``mail.notification`` per delivery; the message is
    kept on the case, where the answers come back.
    """

    _name = "relance.engine.email"
    _description = "Dunning Engine: E-mails"

    def _queue(self, reminder, deliveries):
        """Queue the e-mails of ``deliveries``; the queue sends after the commit."""
        if not deliveries:
            return
        body = reminder._render_email()
        attachments = self._get_attachments(reminder)
        messages = self.env["mail.message"].create(
            [
                self._prepare_message(reminder, delivery, body, attachments)
                for delivery in deliveries
            ]
        )
        mails = self.env["mail.mail"].create(
            [
                self._prepare_mail(reminder, delivery, message, body)
                for delivery, message in zip(deliveries, messages, strict=True)
            ]
        )
        self.env["mail.notification"].create(
            [
                self._prepare_notification(delivery, mail)
                for delivery, mail in zip(deliveries, mails, strict=True)
            ]
        )
        for delivery, mail in zip(deliveries, mails, strict=True):
            delivery.write(
                {
                    "state": "queued",
                    "mail_id": mail.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "checksum": hashlib.sha256(str(body).encode()).hexdigest(),
                }
            )

    def _prepare_message(self, reminder, delivery, body, attachments):
        sender = self._get_sender(reminder)
        return {
            "model": "relance.case",
            "res_id": reminder.case_id.id,
            "record_name": reminder.case_id.display_name,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "subject": reminder.subject,
            "body": body,
            "author_id": reminder.collector_id.partner_id.id
            or reminder.company_id.partner_id.id,
            "email_from": sender,
            "reply_to": reminder.case_id._notify_get_reply_to(default=sender)[
                reminder.case_id.id
            ],
            "partner_ids": [(6, 0, delivery.contact_id.ids)],
            "attachment_ids": [(6, 0, attachments.ids)],
        }

    def _get_sender(self, reminder):
        """The collector, from the company's domain."""
        company = reminder.company_id
        email = reminder.collector_email or company.email
        return formataddr((reminder.collector_name or company.name, email or ""))

    def _prepare_mail(self, reminder, delivery, message, body):
        level = reminder.level_id
        salesperson = reminder.partner_id.user_id
        copy = level.copy_salesperson and delivery.is_proof and salesperson.email
        headers = {}
        if level.read_receipt:
            headers = dict.fromkeys(
                ("Disposition-Notification-To", "Return-Receipt-To"),
                email_normalize(reminder.collector_email or "") or message.email_from,
            )
        return {
            "mail_message_id": message.id,
            "body_html": body,
            "recipient_ids": [(6, 0, delivery.contact_id.ids)],
            "email_cc": copy or False,
            "headers": repr(headers) if headers else False,
            "auto_delete": False,
            "is_notification": True,
            "state": "outgoing",
        }

    def _prepare_notification(self, delivery, mail):
        return {
            "author_id": mail.author_id.id,
            "mail_message_id": mail.mail_message_id.id,
            "mail_mail_id": mail.id,
            "res_partner_id": delivery.contact_id.id,
            "notification_type": "email",
            "notification_status": "ready",
            "is_read": True,
        }

    # === ATTACHMENTS === #

    def _get_attachments(self, reminder):
        """Invoices as they were issued, never rendered again, and the statement.

        Above the company's limit the invoices are left out, the statement tells.
        """
        invoices = self._get_invoices(reminder)
        limit = reminder.company_id.relance_attachment_limit * MEGABYTE
        too_large = limit and sum(invoices.mapped("file_size")) > limit
        if too_large:
            invoices = invoices.browse()
        wanted = reminder.level_id.attach_statement or too_large
        return invoices + (
            self._get_statement(reminder) if wanted else invoices.browse()
        )

    def _get_invoices(self, reminder):
        mode = reminder.level_id.attach_invoices
        lines = reminder.line_ids
        if mode == "none":
            return self.env["ir.attachment"]
        if mode == "new":
            sent = reminder.case_id.reminder_ids.filtered(
                lambda rem: rem.state == "sent" and rem != reminder
            )
            lines = lines.filtered(
                lambda line: line.case_line_id not in sent.line_ids.case_line_id
            )
        return lines.move_line_id.move_id.invoice_pdf_report_id

    def _get_statement(self, reminder):
        document = self.env["relance.engine.document"]
        content = document._render_all("statement", reminder.case_id)
        return self.env["ir.attachment"].create(
            {
                "name": self.env._("Statement of account.pdf"),
                "datas": base64.b64encode(content[reminder.case_id.id]),
                "mimetype": "application/pdf",
                "res_model": "relance.case",
                "res_id": reminder.case_id.id,
            }
        )
