from odoo import fields, models

GROUPS = "relance_recouvrement.group_user"


class AccountMove(models.Model):
    _inherit = "account.move"

    relance_charge_count = fields.Integer(
        compute="_compute_relance_charge_count", groups=GROUPS
    )

    def _compute_relance_charge_count(self):
        for move in self:
            move.relance_charge_count = len(move._relance_get_charges())

    def _relance_get_charges(self):
        """Charges that the document bears, and those it books."""
        charges = self.env["relance.charge"]
        if not self.ids:
            return charges
        return charges.search(
            [
                "|",
                ("invoice_id", "in", self.ids),
                ("booking_ids.move_id", "in", self.ids),
            ]
        )

    def action_relance_charges(self):
        """Open the interest, indemnities and costs of the document."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_charge_action"
        )
        action["domain"] = [("id", "in", self._relance_get_charges().ids)]
        action["context"] = {}
        return action
