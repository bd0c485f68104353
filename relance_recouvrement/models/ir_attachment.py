from odoo import api, models
from odoo.exceptions import UserError

CONTENT_FIELDS = {"raw", "datas", "db_datas", "store_fname", "name", "res_id"}


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
        proofs = self.filtered(lambda att: att.res_model == "relance.delivery")
        if not proofs:
            return
        # sudo: the proof is protected from who cannot see its case too
        used = (
            self.env["relance.delivery"]
            .sudo()
            .search_count([("attachment_id", "in", proofs.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._("This document was sent with a reminder: it is a proof.")
            )
