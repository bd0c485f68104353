from odoo import api, fields, models


class RelanceReminderGuard(models.AbstractModel):
    """A person's message against the contacts of colleagues, and its wording."""

    _name = "relance.reminder.guard"
    _description = "Contact Guard of a Reminder"

    guard_reason = fields.Char(
        string="Why contact again",
        readonly=True,
        copy=False,
        help="Given by who confirmed it after a colleague's contact.",
    )
    guard_warning = fields.Char(compute="_compute_guard_warning")
    wording_advice = fields.Html(compute="_compute_wording_advice", sanitize=False)

    @api.depends_context("uid")
    def _compute_guard_warning(self):
        for reminder in self:
            conflict = reminder.is_open and reminder._needs_guard_reason()
            reminder.guard_warning = conflict and conflict["text"]

    @api.depends(
        "email_subject_text",
        "email_body_html",
        "letter_subject_text",
        "letter_body_html",
    )
    def _compute_wording_advice(self):
        for reminder in self:
            reminder.wording_advice = reminder.is_open and self.env[
                "relance.wording"
            ]._render(reminder._get_wordings(), reminder.regime)

    def _get_wordings(self):
        """What the reminder writes by its channels: ``(label, text)``."""
        texts = []
        if self.channel_email:
            text = f"{self.email_subject_text or ''}. {self.email_body_html}"
            texts.append((self.env._("E-mail"), text))
        if self.channel_post:
            text = f"{self.letter_subject_text or ''}. {self.letter_body_html}"
            texts.append((self.env._("Letter"), text))
        return texts

    def _needs_guard_reason(self):
        """The contact of a colleague to give a reason for, or False."""
        self.ensure_one()
        given = self.guard_reason and self.user_id == self.env.user
        if self.env.su or given:
            return False
        return self.case_id._contact_conflict("send")

    def _ask_guard_reason(self, send_now, notice=None):
        """Open the wizard that asks why, after ``notice`` when there is one."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacted by a colleague"),
            "res_model": "relance.contact.confirm",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_reminder_ids": self.ids,
                "default_send_now": send_now,
            },
        }
        if notice:
            notice["params"]["next"] = action
        return notice or action

    def _is_colleague_in_contact(self):
        """Whether a confirmed message waits: somebody else is in contact now, and
        who confirmed it did not know."""
        case = self.case_id
        colleague = case.contact_user_id != self.user_id
        return colleague and case._contact_is_open() and not self.guard_reason
