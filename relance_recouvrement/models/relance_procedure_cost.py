from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PROCEDURE_COSTS


class RelanceProcedureCost(models.Model):
    """What a procedure costs, who bears it, and its proof."""

    _name = "relance.procedure.cost"
    _description = "Cost of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, date, id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    currency_id = fields.Many2one(related="procedure_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(PROCEDURE_COSTS, default="other", required=True)
    name = fields.Char(string="Description")
    amount = fields.Monetary(required=True)
    borne_by = fields.Selection(
        [("creditor", "Us"), ("debtor", "The debtor")],
        default="creditor",
        required=True,
        help="What the law lets us claim may be borne by the debtor.",
    )
    charge_id = fields.Many2one(
        "relance.charge",
        string="Claimed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_cost_attachment_rel",
        "cost_id",
        "attachment_id",
        string="Proof",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Vendor bill",
        index="btree_not_null",
        domain="[('move_type', 'in', ('in_invoice', 'in_refund', 'entry'))]",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        if self.charge_id:
            raise UserError(
                self.env._("A cost claimed from the debtor is kept: waive it instead.")
            )
