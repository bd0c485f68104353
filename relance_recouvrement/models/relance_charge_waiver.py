from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RelanceChargeWaiver(models.Model):
    """A charge given up by a manager, in whole or in part: who, when and why."""

    _name = "relance.charge.waiver"
    _description = "Waiver of a Charge"
    _inherit = ["relance.kept.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reason"

    charge_id = fields.Many2one(
        "relance.charge", required=True, index=True, ondelete="cascade", readonly=True
    )
    currency_id = fields.Many2one(related="charge_id.currency_id")
    amount = fields.Monetary(readonly=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Waived by", readonly=True)
    date = fields.Date(readonly=True)
    is_cancelled = fields.Boolean(string="Taken back", readonly=True)

    def action_take_back(self):
        """The waiver was a mistake: what it gave up is owed again.

        :raise AccessError: when the user is no manager
        """
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise AccessError(self.env._("Only a manager takes a waiver back."))
        self.charge_id.case_id.check_access("write")
        # sudo: kept by the actions; rights were checked above
        self.sudo().write({"is_cancelled": True})
        for waiver in self:
            waiver.charge_id.case_id._message_log(
                body=self.env._(
                    "Waiver taken back: %(charge)s, %(amount)s",
                    charge=waiver.charge_id.display_name,
                    amount=waiver.currency_id.format(waiver.amount),
                )
            )
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("A waiver is not deleted: take it back, its trace stays.")
        )
