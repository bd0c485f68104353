from odoo import api, fields, models


class RelancePromiseLine(models.Model):
    """What was promised of one item, in the item's currency."""

    _name = "relance.promise.line"
    _description = "Promised Item"
    _inherit = ["relance.hold.line.mixin"]

    _parent_field = "promise_id"

    promise_id = fields.Many2one(
        "relance.promise", required=True, index=True, ondelete="cascade"
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_may_change()
        return lines

    def write(self, vals):
        self._check_may_change()
        result = super().write(vals)
        if "case_line_id" in vals:
            self.promise_id._ask_manager()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        self._check_may_change()
        self._check_by_parent()

    def _check_may_change(self):
        """What was promised changes while the promise runs, not once it is over."""
        if not self.env.su:
            self.promise_id._check_may_change()
