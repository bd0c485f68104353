from odoo import api, models
from odoo.exceptions import UserError

CONTENT_FIELDS = {"body", "subject", "attachment_ids", "res_id", "model", "date"}


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        if CONTENT_FIELDS.intersection(vals):
            self._check_relance_proof()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_relance_proof(self):
        self._check_relance_proof()

    def _check_relance_proof(self):
        """The message of a reminder is never changed nor deleted."""
        messages = self.filtered(lambda message: message.model == "relance.case")
        if not messages:
            return
        # sudo: the proof is protected from who cannot see its case too
        used = (
            self.env["relance.delivery"]
            .sudo()
            .search_count([("mail_message_id", "in", messages.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._("This message was sent as a reminder: it is a proof.")
            )
