from odoo import api, models
from odoo.exceptions import UserError


class RelancePlanPartMixin(models.AbstractModel):
    """Part of a payment plan: what was signed stays as it was signed.

    The inheriting model declares ``plan_id``.
    """

    _name = "relance.plan.part.mixin"
    _description = "Part of a Payment Plan"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        if "plan_id" in vals:
            self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and any(plan.state != "draft" for plan in self.plan_id):
            raise UserError(self.plan_id._get_signed_message())
