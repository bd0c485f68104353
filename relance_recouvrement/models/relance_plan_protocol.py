from odoo import fields, models
from odoo.exceptions import UserError

from ..const import LANG

PROTOCOL_TEMPLATE = "relance_recouvrement.mail_template_plan_protocol"
# Working days left to the customer to send the signed protocol back
REPLY_DAYS = 5


class RelancePlanProtocol(models.AbstractModel):
    """The protocol on its way to the signature: printed, or sent by e-mail."""

    _name = "relance.plan.protocol"
    _description = "Protocol of a Payment Plan"

    protocol_sent_date = fields.Date(
        string="Protocol sent on", readonly=True, copy=False, help="By e-mail."
    )
    protocol_reply_text = fields.Char(compute="_compute_protocol_reply_text")

    def _compute_protocol_reply_text(self):
        """Signed and back in a week, before the first instalment."""
        for plan in self:
            day = plan.company_id._relance_calendar().add_working_days(
                plan._get_day(), REPLY_DAYS
            )
            first = min(filter(None, plan.installment_ids.mapped("date")), default=day)
            plan.protocol_reply_text = plan._format_date(min(day, first))

    def action_print_protocol(self):
        """Print the protocol to sign.

        :raise UserError: when the schedule does not add up
        """
        self._check_protocol()
        return self.env.ref("relance_recouvrement.action_report_plan").report_action(
            self
        )

    def _check_protocol(self):
        for plan in self:
            problem = plan.state == "draft" and plan._get_schedule_problem()
            if problem:
                raise UserError(problem)

    def action_send_protocol(self):
        """Open Odoo's composer on the protocol; a colleague's contact asks why first.

        :raise UserError: when the plan is no draft, its schedule does not add up, the
            customer has no e-mail address, or the page has no header
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        self._check_protocol()
        self._get_protocol_contact()
        if self.case_id._contact_conflict("send"):
            return self._ask_protocol_reason()
        return self._write_protocol_mail()

    def _ask_protocol_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacted by a colleague"),
            "res_model": "relance.contact.confirm",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def _write_protocol_mail(self, reason=None):
        """The composer, once nothing or a ``reason`` allows it: see the guard."""
        self.case_id._contact_open("send", reason)
        # sudo: whoever follows the plan may write its e-mail from the template
        template = self.env.ref(PROTOCOL_TEMPLATE).with_context(lang=LANG).sudo()
        composer = {
            "default_model": "relance.case",
            "default_res_ids": self.case_id.ids,
            "default_composition_mode": "comment",
            "default_subtype_xmlid": "mail.mt_comment",
            "default_partner_ids": self._get_protocol_contact().ids,
            "default_subject": template._render_field("subject", self.ids)[self.id],
            "default_body": template._render_field("body_html", self.ids)[self.id],
            "default_attachment_ids": self._create_protocol_file().ids,
            "default_email_layout_xmlid": "mail.mail_notification_light",
            "relance_protocol_plan_id": self.id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the protocol"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": composer,
        }

    def _get_protocol_contact(self):
        if not self.contact_id.email_normalized:
            raise UserError(
                self.env._(
                    "%(name)s has no e-mail address: enter it on the contact first.",
                    name=self.contact_id.name or self.partner_id.name,
                )
            )
        return self.contact_id

    def _create_protocol_file(self):
        """The protocol as it is now, with the company's header or not at all."""
        # sudo: the printed texts read the ledger; the user may write the plan
        document = self.env["relance.engine.document"].sudo()
        document = document.with_context(lang=LANG).with_company(self.company_id)
        content = document._render_one("plan", self.sudo().with_context(lang=LANG))
        return self.env["ir.attachment"].create(
            {
                "name": f"Échéancier {self.payment_reference}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                # the composer moves it to the message
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )

    def _protocol_sent(self, message):
        # sudo: kept field; who posts on the case may send the protocol of its plan
        plan = self.sudo()
        plan.protocol_sent_date = plan.company_id._relance_today()
        plan._message_log(
            body=self.env._(
                "Protocol sent by e-mail to %(contact)s.",
                contact=", ".join(message.partner_ids.mapped("name")),
            )
        )
