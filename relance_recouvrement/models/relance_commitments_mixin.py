from odoo import Command, fields, models


class RelanceCommitmentsMixin(models.AbstractModel):
    """The case's promises, disputes and plans, and how its customer kept them."""

    _name = "relance.commitments.mixin"
    _description = "Promises, Disputes and Plans of a Case"

    promise_ids = fields.One2many("relance.promise", "case_id")
    dispute_ids = fields.One2many("relance.dispute", "case_id")
    plan_ids = fields.One2many("relance.plan", "case_id")
    settlement_ids = fields.One2many("relance.settlement", "case_id")
    promise_count = fields.Integer(compute="_compute_commitment_counts")
    dispute_count = fields.Integer(compute="_compute_commitment_counts")
    plan_count = fields.Integer(compute="_compute_commitment_counts")
    settlement_count = fields.Integer(compute="_compute_commitment_counts")

    def _compute_commitment_counts(self):
        for case in self:
            case.promise_count = len(case.promise_ids)
            case.dispute_count = len(case.dispute_ids)
            case.plan_count = len(case.plan_ids)
            case.settlement_count = len(case.settlement_ids)

    def action_view_promises(self):
        """Open the promises of the case."""
        return self._view_commitments("relance_promise_action")

    def action_view_disputes(self):
        """Open the disputes of the case."""
        return self._view_commitments("relance_dispute_action")

    def action_view_plans(self):
        """Open the payment plans of the case."""
        return self._view_commitments("relance_plan_action")

    def action_view_settlements(self):
        """Open the settlements of the case."""
        return self._view_commitments("relance_settlement_action")

    def _view_commitments(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"relance_recouvrement.{name}"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action

    def action_new_plan(self):
        """Simulate a payment plan of what this case owes."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment plan"),
            "res_model": "relance.plan",
            "view_mode": "form",
            "context": {"default_case_id": self.id},
        }

    def action_new_settlement(self):
        """Propose a settlement of what this case owes."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement"),
            "res_model": "relance.settlement",
            "view_mode": "form",
            "context": {"default_case_id": self.id},
        }

    # === PROMISES === #

    def action_defer(self):
        """Open the wizard by which a manager grants a later date.

        :raise UserError: when the user is no manager
        """
        self.ensure_one()
        return self.env["relance.promise.defer"]._open(self)

    def _get_promisable_lines(self):
        """Overdue items of which something is claimable, the oldest first."""
        self.ensure_one()
        today = self.company_id._relance_today()
        return self.open_line_ids.filtered(
            lambda line: (
                line.amount_residual > 0
                and line.amount_claimable > 0
                and line.date_maturity < today
            )
        ).sorted("date_maturity")

    def _get_promisable_commands(self):
        """Lines of a promise of all that may be claimed, at their free amounts."""
        return [
            Command.create({"case_line_id": line.id, "amount": line.amount_claimable})
            for line in self._get_promisable_lines()
        ]

    def _get_promise_contact(self):
        """Who is called about this case, hence who promises."""
        partner = self.partner_id
        return partner._relance_get_contact("dunning", "phone") or partner

    # === PROTOCOL OF A PLAN === #

    def _message_post_after_hook(self, message, msg_vals):
        """The e-mail of a protocol is noted on its plan and ends the contact."""
        result = super()._message_post_after_hook(message, msg_vals)
        plan_id = self.env.context.get("relance_protocol_plan_id")
        if plan_id and message.message_type == "comment":
            plan = self.env["relance.plan"].browse(plan_id).exists()
            if plan.case_id == self:
                plan._protocol_sent(message)
                self._contact_close()
        return result
