from odoo import fields, models


class RelanceCommitmentsMixin(models.AbstractModel):
    """The case's promises, disputes and plans, and how its customer kept them."""

    _name = "relance.commitments.mixin"
    _description = "Promises, Disputes and Plans of a Case"

    promise_ids = fields.One2many("relance.promise", "case_id")
    dispute_ids = fields.One2many("relance.dispute", "case_id")
    plan_ids = fields.One2many("relance.plan", "case_id")
    promise_count = fields.Integer(compute="_compute_commitment_counts")
    dispute_count = fields.Integer(compute="_compute_commitment_counts")
    plan_count = fields.Integer(compute="_compute_commitment_counts")

    def _compute_commitment_counts(self):
        for case in self:
            case.promise_count = len(case.promise_ids)
            case.dispute_count = len(case.dispute_ids)
            case.plan_count = len(case.plan_ids)

    def action_view_promises(self):
        """Open the promises of the case."""
        return self._view_commitments("relance_promise_action")

    def action_view_disputes(self):
        """Open the disputes of the case."""
        return self._view_commitments("relance_dispute_action")

    def action_view_plans(self):
        """Open the payment plans of the case."""
        return self._view_commitments("relance_plan_action")

    def _view_commitments(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"relance_recouvrement.{name}"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action
