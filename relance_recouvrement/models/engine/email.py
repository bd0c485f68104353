import hashlib

from odoo import models
from odoo.exceptions import UserError
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

    def _queue(self, reminders):
        """Queue the pending e-mails of ``reminders``, of one company; the queue
        sends after the commit.

        :raise UserError: when a document cannot be printed
        """
        deliveries = reminders.delivery_ids.filtered(
            lambda dlv: dlv.channel == "email" and dlv.state == "pending"
        )
        if not deliveries:
            return
        reminders = deliveries.reminder_id
        bodies = {reminder: reminder._render_email() for reminder in reminders}
        reply_to = self._get_reply_to(reminders)
        attachments = self._get_attachments(reminders)
        messages = self.env["mail.message"].create(
            [
                {
                    **self._prepare_message(dlv.reminder_id, dlv),
                    "body": bodies[dlv.reminder_id],
                    "reply_to": reply_to[dlv.case_id.id],
                    "attachment_ids": [(6, 0, attachments[dlv.reminder_id].ids)],
                }
                for dlv in deliveries
            ]
        )
        mails = self.env["mail.mail"].create(
            [
                self._prepare_mail(dlv.reminder_id, dlv, msg, bodies[dlv.reminder_id])
                for dlv, msg in zip(deliveries, messages, strict=True)
            ]
        )
        self.env["mail.notification"].create(
            [
                self._prepare_notification(delivery, mail)
                for delivery, mail in zip(deliveries, mails, strict=True)
            ]
        )
        for delivery, mail in zip(deliveries, mails, strict=True):
            body = str(bodies[delivery.reminder_id])
            delivery.write(
                {
                    "state": "queued",
                    "mail_id": mail.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "checksum": hashlib.sha256(body.encode()).hexdigest(),
                }
            )

    def _get_reply_to(self, reminders):
        """Where answers come back, by case id."""
        reply_to = {}
        for sender, of_sender in reminders.grouped(self._get_sender).items():
            reply_to.update(of_sender.case_id._notify_get_reply_to(default=sender))
        return reply_to

    def _prepare_message(self, reminder, delivery):
        return {
            "model": "relance.case",
            "res_id": reminder.case_id.id,
            "record_name": reminder.case_id.display_name,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "subject": reminder.subject,
            "author_id": reminder.collector_id.partner_id.id
            or reminder.company_id.partner_id.id,
            "email_from": self._get_sender(reminder),
            "partner_ids": [(6, 0, delivery.contact_id.ids)],
        }

    def _get_sender(self, reminder):
        """The collector, from the company's domain."""
        company = reminder.company_id
        email = reminder.collector_email or company.email
        return formataddr((reminder.collector_name or company.name, email or ""))

    def _prepare_mail(self, reminder, delivery, message, body):
        level = reminder.level_id
        salesperson = reminder.partner_id.user_id
        main = delivery.contact_id == reminder.contact_id
        copy = level.copy_salesperson and main and salesperson.email
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

    def _get_attachments(self, reminders):
        """Invoices as they were issued, never rendered again, and the statement.

        Above the company's limit the invoices are left out, the statement tells.

        :return: ``{reminder: attachments}``
        """
        attachments, wanted = {}, reminders.browse()
        for reminder in reminders:
            invoices = self._get_invoices(reminder)
            limit = reminder.company_id.relance_attachment_limit * MEGABYTE
            too_large = limit and sum(invoices.mapped("file_size")) > limit
            if too_large or reminder.level_id.attach_statement:
                wanted += reminder
            kept = invoices.browse() if too_large else invoices
            # copies: what was sent outlives the invoice
            attachments[reminder] = kept.copy(self._prepare_attachment(reminder))
        for reminder, statement in self._get_statements(wanted).items():
            attachments[reminder] += statement
        return attachments

    def _prepare_attachment(self, reminder):
        return {"res_model": reminder._name, "res_id": reminder.id, "res_field": False}

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

    def _get_statements(self, reminders):
        """Statements of account, in one rendering: ``{reminder: attachment}``.

        :raise UserError: when one of them cannot be printed
        """
        if not reminders:
            return {}
        cases = reminders.case_id
        files = self.env["relance.engine.document"]._render_all("statement", cases)
        if len(files) < len(cases):
            raise UserError(self.env._("The statement of account cannot be printed."))
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": self.env._("Statement of account.pdf"),
                    "raw": files[reminder.case_id.id],
                    "mimetype": "application/pdf",
                    **self._prepare_attachment(reminder),
                }
                for reminder in reminders
            ]
        )
        return dict(zip(reminders, attachments, strict=True))
