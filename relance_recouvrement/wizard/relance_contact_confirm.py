from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceContactConfirm(models.TransientModel):
    """A colleague contacted these customers a short time ago: send all the same?"""

    _name = "relance.contact.confirm"
    _description = "Contact Again"

    reminder_ids = fields.Many2many("relance.reminder", readonly=True)
    plan_id = fields.Many2one("relance.plan", readonly=True)
    send_now = fields.Boolean(readonly=True)
    contacts = fields.Text(compute="_compute_contacts")
    reason = fields.Char(required=True)

    @api.depends_context("uid")
    @api.depends("reminder_ids", "plan_id")
    def _compute_contacts(self):
        for wizard in self:
            lines = []
            for case in wizard.reminder_ids.case_id | wizard.plan_id.case_id:
                conflict = case._contact_conflict("send")
                if conflict:
                    lines.append(f"{case.partner_id.name} – {conflict['text']}")
            wizard.contacts = "\n".join(lines)

    def action_apply(self):
        """Confirm the reminders, or write the e-mail of the plan; the reason is noted
        on the cases.

        :raise UserError: without a reason, or when one is no longer to be confirmed
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Give the reason for another contact with the customer.")
            )
        if self.plan_id:
            return self._write_protocol()
        reminders = self.reminder_ids
        reminders._check_collector()
        for reminder in reminders:
            if refusal := reminder._get_refusal():
                raise UserError(refusal)
            reminder.case_id._contact_check("send", self.reason)
        reminders._confirm(self.send_now, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _write_protocol(self):
        plan = self.plan_id
        plan.check_access("write")
        plan._check_draft()
        plan._check_protocol()
        plan.case_id._contact_check("send", self.reason)
        return plan._write_protocol_mail(self.reason)
