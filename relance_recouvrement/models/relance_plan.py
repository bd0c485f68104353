from odoo import api, fields, models


class RelancePlan(models.Model):
    """A payment plan: debts listed, dates and amounts, signed by the customer.

    Draft while it is simulated; holds its items from the signature on, until it is
    kept or in default. Instalments are matched by the ledger.
    """

    _name = "relance.plan"
    _description = "Payment Plan"
    _inherit = ["relance.hold.mixin"]
    _order = "id desc"
    _rec_name = "case_id"

    state = fields.Selection(
        [
            ("draft", "To sign"),
            ("active", "Active"),
            ("kept", "Kept"),
            ("default", "In default"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many("relance.plan.line", "plan_id", copy=True)
    installment_ids = fields.One2many("relance.plan.installment", "plan_id")

    @api.depends("state")
    def _compute_is_holding(self):
        for plan in self:
            plan.is_holding = plan.state == "active"
