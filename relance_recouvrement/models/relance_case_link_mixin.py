from odoo import models


class RelanceCaseLinkMixin(models.AbstractModel):
    """A record that has a dunning case; its model declares ``relance_case_id``."""

    _name = "relance.case.link.mixin"
    _description = "Link to a Dunning Case"

    def action_view_relance_case(self):
        """Open the case of who owes, in the current company."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.relance_case_id.id,
            "view_mode": "form",
        }
