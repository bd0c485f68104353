from odoo import api, models
from odoo.exceptions import UserError

# Letters, and what an e-mail encloses.
PROOF_MODELS = ("relance.delivery", "relance.reminder")
CONTENT_FIELDS = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "name",
    "res_model",
    "res_id",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT_FIELDS.intersection(vals):
            self._check_relance_proof()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_relance_proof(self):
        self._check_relance_proof()

    def _check_relance_proof(self):
        """What was sent by a reminder is never changed nor deleted."""
        # sudo: the proof is protected from who cannot see its case too
        proofs = self.sudo().filtered(lambda att: att.res_model in PROOF_MODELS)
        if not proofs:
            return
        letters = self.env["relance.delivery"].sudo()
        used = letters.search_count([("attachment_id", "in", proofs.ids)], limit=1)
        enclosed = proofs.filtered(lambda att: att.res_model == "relance.reminder")
        reminders = (
            self.env["relance.reminder"].sudo().browse(enclosed.mapped("res_id"))
        )
        if used or any(reminders.exists().mapped("frozen_date")):
            raise UserError(
                self.env._("This document was sent with a reminder: it is a proof.")
            )
