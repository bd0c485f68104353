from odoo import fields, models

from ..const import PAYMENT_MEANS


class RelancePartnerCallMixin(models.AbstractModel):
    """How a customer pays, and its call sheet one click away."""

    _name = "relance.partner.call.mixin"
    _description = "Calls of a Customer"

    relance_payment_run = fields.Char(
        string="Payment runs",
        help="When the customer pays its suppliers: “on the 10th and the 25th”.",
    )
    relance_payment_means = fields.Selection(PAYMENT_MEANS, string="Usually pays by")

    def action_relance_call(self):
        """Open the call sheet of the customer's case in the current company."""
        self.ensure_one()
        return self.relance_case_id.action_open_call_sheet()
