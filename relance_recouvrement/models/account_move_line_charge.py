from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.ondelete(at_uninstall=False)
    def _unlink_relance_bookings(self):
        """A row taken out of a draft gives its charge back."""
        # sudo: who edits a draft may not work on collection
        bookings = self.env["relance.charge.booking"].sudo()
        bookings.search([("income_line_id", "in", self.ids)]).unlink()
