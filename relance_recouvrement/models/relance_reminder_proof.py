from odoo import models


class RelanceReminderProof(models.AbstractModel):
    """What a reminder proves, computed again when somebody asks."""

    _name = "relance.reminder.proof"
    _description = "Proof of a Reminder"

    def action_check_proof(self):
        """Compute again fingerprints and amounts of these sent reminders.

        :raise UserError: when none of them was sent
        """
        checks = self.env["relance.proof.check"]._run(self)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Verification of the proofs"),
            "res_model": "relance.proof.check",
            "domain": [("id", "in", checks.ids)],
            "view_mode": "list,form",
            "context": {"create": False},
        }
        if len(checks) == 1:
            action.update(view_mode="form", res_id=checks.id)
        return action
