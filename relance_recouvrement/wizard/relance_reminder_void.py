from odoo import fields, models


class RelanceReminderVoid(models.TransientModel):
    """Withdraw a sent reminder with a reason; the proof is kept."""

    _name = "relance.reminder.void"
    _description = "Withdraw a Reminder"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "reminder_id"

    reminder_id = fields.Many2one("relance.reminder", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Withdraw the reminder."""
        self.ensure_one()
        self.reminder_id._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
