from odoo import api, fields, models


class RelanceReminderInterest(models.Model):
    """One row of the interest statement of a reminder: days at one balance and one
    rate. What a letter claims is the sum of its rows, kept as they were printed."""

    _name = "relance.reminder.interest"
    _description = "Interest Statement Row"
    _order = "reminder_line_id, date_from, id"
    _log_access = False  # as the lines of reminders

    reminder_line_id = fields.Many2one(
        "relance.reminder.line", required=True, index=True, ondelete="cascade"
    )
    reminder_id = fields.Many2one(related="reminder_line_id.reminder_id")
    move_name = fields.Char(related="reminder_line_id.move_name")
    currency_id = fields.Many2one(related="reminder_line_id.currency_id")
    date_from = fields.Date(string="From", required=True, help="First day that counts.")
    date_to = fields.Date(string="Until", required=True, help="Last day that counts.")
    days = fields.Integer(required=True)
    balance = fields.Monetary(help="Including taxes, still unpaid during these days.")
    rate = fields.Float(string="Rate (%)", digits=(6, 4), help="% a year.")
    semester = fields.Char(help="Half-year that gave the rate; none for a contract's.")
    provisional = fields.Boolean(
        help="The rate of this half-year was not known: the last one was taken."
    )
    amount = fields.Monetary()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.reminder_line_id.reminder_id._check_not_frozen()
        return rows

    def write(self, vals):
        self.reminder_line_id.reminder_id._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.reminder_line_id.reminder_id._check_not_frozen()
