from odoo import fields, models


class RelanceProcedureCaseMixin(models.AbstractModel):
    """The procedures of a case."""

    _name = "relance.procedure.case.mixin"
    _description = "Procedures of a Case"

    procedure_ids = fields.One2many("relance.procedure", "case_id")
    procedure_count = fields.Integer(compute="_compute_procedure_count")

    def _compute_procedure_count(self):
        for case in self:
            case.procedure_count = len(case.procedure_ids)

    def action_view_procedures(self):
        """Open the procedures of the case."""
        return self._view_commitments("relance_procedure_action")

    def action_new_procedure(self):
        """Prepare a procedure of what this case owes."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Procedure"),
            "res_model": "relance.procedure",
            "view_mode": "form",
            "context": {"default_case_id": self.id},
        }
