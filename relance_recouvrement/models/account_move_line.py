from odoo import fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "relance.item.mixin"]

    relance_line_ids = fields.One2many(
        "relance.case.line",
        "move_line_id",
        groups="relance_recouvrement.group_user",
    )
