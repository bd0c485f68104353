from odoo import fields, models


class RelanceDisputeLine(models.Model):
    """What is contested of one item, in the item's currency."""

    _name = "relance.dispute.line"
    _description = "Disputed Item"
    _inherit = ["relance.hold.line.mixin"]

    _parent_field = "dispute_id"

    dispute_id = fields.Many2one(
        "relance.dispute", required=True, index=True, ondelete="cascade"
    )
