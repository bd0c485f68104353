from odoo import fields, models


class RelanceChargeClaim(models.Model):
    """What one reminder claims of a charge; it counts once its proof left."""

    _name = "relance.charge.claim"
    _description = "Claim of a Charge"
    _order = "id desc"

    charge_id = fields.Many2one(
        "relance.charge", required=True, index=True, ondelete="cascade"
    )
    reminder_id = fields.Many2one(
        "relance.reminder", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="reminder_id.state")
    level_id = fields.Many2one(related="reminder_id.level_id")
    currency_id = fields.Many2one(related="charge_id.currency_id")
    date = fields.Date(string="Counted until", required=True)
    amount = fields.Monetary()
    left_date = fields.Date(help="Day from which the reminder counts, if it does.")

    _once = models.UniqueIndex(
        "(charge_id, reminder_id)", "A reminder claims a charge once."
    )

    def _follow_reminders(self):
        """As levels: only a reminder whose proof left, and did not come back."""
        for reminder, claims in self.grouped("reminder_id").items():
            day = reminder.state == "sent" and reminder.date
            changed = claims.filtered(lambda claim, day=day: claim.left_date != day)
            if changed:
                changed.write({"left_date": day})
