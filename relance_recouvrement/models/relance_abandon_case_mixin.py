from odoo import fields, models


class RelanceAbandonCaseMixin(models.AbstractModel):
    """What was given up of a case."""

    _name = "relance.abandon.case.mixin"
    _description = "Debts of a Case that Were Given Up"

    abandonment_ids = fields.One2many("relance.abandonment", "case_id")
    abandonment_count = fields.Integer(compute="_compute_abandonment_count")

    def _compute_abandonment_count(self):
        for case in self:
            case.abandonment_count = len(case.abandonment_ids)

    def action_view_abandonments(self):
        """Open what was given up."""
        return self._view_commitments("relance_abandonment_action")

    def action_abandon(self):
        """Give up what this case owes, in whole or in part.

        :raise UserError: when the user is no manager
        """
        self.ensure_one()
        return self.env["relance.case.abandon"]._open(self)
