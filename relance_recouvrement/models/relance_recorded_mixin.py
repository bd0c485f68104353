from base64 import b64decode

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.proof import sha256

MANAGER = "relance_recouvrement.group_manager"


class RelanceRecordedMixin(models.AbstractModel):
    """What somebody did, recorded with its proof: it stays as it is, and a manager
    cancels it when it was entered by mistake.

    The inheriting model has a ``case_id``, and says in ``_say_cancelled`` what the
    case is told, in ``_say_no_reason`` what is missing to cancel.
    """

    _name = "relance.recorded.mixin"
    _description = "Recorded with its Proof"
    _inherit = ["relance.kept.mixin"]

    proof = fields.Binary(attachment=True, copy=False)
    proof_name = fields.Char(copy=False)
    proof_checksum = fields.Char(string="SHA-256", readonly=True, copy=False)
    state = fields.Selection(
        [("recorded", "Recorded"), ("cancelled", "Cancelled")],
        default="recorded",
        required=True,
        readonly=True,
        copy=False,
    )
    cancel_reason = fields.Char(copy=False)

    def write(self, vals):
        """Why it was cancelled is kept too."""
        if (
            "cancel_reason" in vals
            and not self.env.su
            and "cancelled" in self.mapped("state")
        ):
            raise UserError(self.env._("It is cancelled: its reason is kept."))
        return super().write(vals)

    def _seal_proof(self):
        """Fingerprint the proof that was just given."""
        # sudo: kept; computed here from what was just given
        for record in self.sudo().with_context(bin_size=False).filtered("proof"):
            record.proof_checksum = sha256(b64decode(record.proof))

    def action_cancel(self):
        """A manager cancels what was recorded by mistake.

        :raise UserError: without reason, or when the user is no manager
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._("A manager decides on this."))
        recorded = self.filtered(lambda record: record.state == "recorded")
        for record in recorded:
            if not record.cancel_reason:
                raise UserError(record._say_no_reason())
            # sudo: kept; the manager was checked above
            record.sudo().state = "cancelled"
            record.case_id._message_log(body=record._say_cancelled())
        return recorded

    def _say_no_reason(self):
        """What is missing to cancel."""
        raise NotImplementedError

    def _say_cancelled(self):
        """What the case is told."""
        raise NotImplementedError
