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
        if used or messages.sudo()._is_relance_plan_proof():
            raise UserError(
                self.env._("This message was sent as a reminder: it is a proof.")
            )

    def _is_relance_plan_proof(self):
        """Nor are the reminder of an instalment and the copy of its notice."""
        rows = self.env["relance.plan.installment"].search_count(
            [("mail_id.mail_message_id", "in", self.ids)], limit=1
        )
        notices = self.env["relance.plan"].search_count(
            [
                ("notice_date", "!=", False),
                ("notice_attachment_id", "in", self.attachment_ids.ids),
            ],
            limit=1,
        )
        return bool(rows or notices)
