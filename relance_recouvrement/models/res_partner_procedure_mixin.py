from odoo import api, fields, models


class ResPartnerProcedureMixin(models.AbstractModel):
    """The procedures against a customer, by the current company."""

    _name = "res.partner.procedure.mixin"
    _description = "Procedures against a Customer"

    relance_procedure_count = fields.Integer(
        compute="_compute_relance_procedure_count",
        groups="relance_recouvrement.group_user",
    )

    @api.depends_context("company")
    def _compute_relance_procedure_count(self):
        for partner in self:
            partner.relance_procedure_count = partner.relance_case_id.procedure_count

    def action_view_relance_procedures(self):
        """Open the procedures against the customer."""
        self.ensure_one()
        return self.relance_case_id.action_view_procedures()
