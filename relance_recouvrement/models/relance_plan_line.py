from odoo import fields, models


class RelancePlanLine(models.Model):
    """What a plan covers of one item, in the item's currency."""

    _name = "relance.plan.line"
    _description = "Planned Item"
    _inherit = ["relance.hold.line.mixin"]

    _parent_field = "plan_id"

    plan_id = fields.Many2one(
        "relance.plan", required=True, index=True, ondelete="cascade"
    )
