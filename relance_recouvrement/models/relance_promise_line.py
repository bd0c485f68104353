from odoo import fields, models


class RelancePromiseLine(models.Model):
    """What was promised of one item, in the item's currency."""

    _name = "relance.promise.line"
    _description = "Promised Item"
    _inherit = ["relance.hold.line.mixin"]

    _parent_field = "promise_id"

    promise_id = fields.Many2one(
        "relance.promise", required=True, index=True, ondelete="cascade"
    )
