from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .relance_charge_book import describe


class RelanceChargeWaive(models.TransientModel):
    """A manager gives interest, indemnities or costs up, and says why."""

    _name = "relance.charge.waive"
    _description = "Waive Charges"

    charge_ids = fields.Many2many("relance.charge", string="Charges", required=True)
    single = fields.Boolean(compute="_compute_single")
    currency_id = fields.Many2one(related="charge_ids.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="All that accrued until today by default.",
    )
    summary = fields.Text(string="Amounts", compute="_compute_summary")
    reason = fields.Char(required=True)

    @api.depends("charge_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.charge_ids) == 1

    @api.depends("charge_ids")
    def _compute_amount(self):
        for wizard in self:
            amounts = wizard._get_amounts()
            wizard.amount = sum(amounts.values()) if wizard.single else 0.0

    @api.depends("charge_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = describe(wizard._get_amounts())

    def _get_amounts(self):
        """What accrued until today and may be given up.

        :return: ``{relance.charge: amount}``
        """
        found = {}
        # sudo: the engine reads the ledger; the charges are those the user sees
        entry = self.env["relance.engine.charge.entry"].sudo()
        charges = self.charge_ids._origin
        for case, rows in charges.grouped("case_id").items():
            day = self.env["relance.engine.charge"]._get_day(case)
            amounts = entry._get_amounts(rows.sudo(), day)
            found.update({row.sudo(False): left for row, (left, _v) in amounts.items()})
        return found

    def action_waive(self):
        """Give these charges up.

        :raise AccessError: when the user is no manager
        :raise UserError: when nothing is left, or more than what is left is asked
        """
        self.ensure_one()
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise AccessError(
                self.env._("Only a manager gives interest and indemnities up.")
            )
        charges = self.charge_ids
        charges.case_id.check_access("write")
        amounts = self._get_amounts()
        if not amounts:
            raise UserError(
                self.env._(
                    "Nothing is left to waive: all was waived or invoiced. Make a"
                    " credit note of what was invoiced; a draft is deleted first."
                )
            )
        charges.action_update()
        if self.single:
            amounts = self._limit(amounts)
        charges._waive(self.reason, amounts)
        return {"type": "ir.actions.act_window_close"}

    def _limit(self, amounts):
        [(charge, left)] = amounts.items()
        compare = charge.currency_id.compare_amounts
        if compare(self.amount, 0.0) <= 0 or compare(self.amount, left) > 0:
            raise UserError(
                self.env._(
                    "Enter an amount up to %(left)s, what is neither waived nor"
                    " invoiced.",
                    left=charge.currency_id.format(left),
                )
            )
        return {charge: self.amount}
