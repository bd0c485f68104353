from odoo import models


class RelanceReminderClaim(models.AbstractModel):
    """What a reminder claims of interest and indemnities, in the ledger of charges."""

    _name = "relance.reminder.claim"
    _description = "Claim of Charges by a Reminder"

    def write(self, vals):
        """A reminder that leaves, comes back or is withdrawn: its claims follow."""
        result = super().write(vals)
        if "state" in vals:
            stating = self.filtered(lambda rem: rem.frozen_date and rem.charges_date)
            stating._follow_claims()
        return result

    def _claim_charges(self):
        """Note the charges of frozen reminders; they count once they left."""
        self.env["relance.engine.charge"]._claim(self)
        self._follow_claims()
        return super()._claim_charges()

    def _follow_claims(self):
        if not self:
            return
        # sudo: claims are kept by the engine
        claims = self.env["relance.charge.claim"].sudo()
        claims.search([("reminder_id", "in", self.ids)])._follow_reminders()
