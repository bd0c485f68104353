from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceReminderPostpone(models.TransientModel):
    """Postpone open reminders to a later day."""

    _name = "relance.reminder.postpone"
    _description = "Postpone Reminders"

    reminder_ids = fields.Many2many("relance.reminder", readonly=True)
    date = fields.Date(string="Not before", required=True)

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        vals["reminder_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return vals

    def action_apply(self):
        """The reminders wait until the date; they are refreshed then."""
        self.ensure_one()
        if self.date <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day after today."))
        reminders = self.reminder_ids.filtered("is_open")
        reminders._check_collector()
        # sudo: dates are engine-kept; rights were checked above
        reminders.sudo().write({"scheduled_date": self.date})
        return {"type": "ir.actions.act_window_close"}
