import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# What decides whether a customer owes interest, and how much.
RATE_FIELDS = {
    "relance_debtor_regime",
    "relance_regime_confirmed",
    "relance_penalty_mode",
    "relance_penalty_rate",
}


class RelanceChargedMixin(models.AbstractModel):
    """A customer, and the interest, indemnities and costs of its case."""

    _name = "relance.charged.mixin"
    _description = "Customer with Charges"

    currency_id = fields.Many2one("res.currency")
    relance_charge_count = fields.Integer(
        compute="_compute_relance_charges", groups="relance_recouvrement.group_user"
    )
    relance_amount_charges = fields.Monetary(
        string="Interest and indemnities owed",
        compute="_compute_relance_charges",
        groups="relance_recouvrement.group_user",
    )

    @api.depends_context("company", "uid")
    @api.depends("relance_case_id")
    def _compute_relance_charges(self):
        for partner in self:
            case = partner.relance_case_id
            partner.relance_charge_count = case.charge_count
            partner.relance_amount_charges = case.amount_charges

    def action_view_relance_charges(self):
        """Open the interest, indemnities and costs of who owes."""
        self.ensure_one()
        return self.relance_case_id.action_view_charges()

    def write(self, vals):
        """Another kind of debtor, or another rate: what it owes is counted again."""
        result = super().write(vals)
        if RATE_FIELDS.intersection(vals):
            self._recount_charges()
            self._withdraw_letters()
        return result

    def _recount_charges(self):
        # sudo: what is owed follows the law, whoever corrects the customer
        charges = self.env["relance.charge"].sudo()
        charges = charges.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("kind", "!=", "cost"),
            ]
        )
        if not charges:
            return
        try:
            with self.env.cr.savepoint():
                # sudo: as above
                self.env["relance.engine.charge"].sudo()._update_cases(charges.case_id)
        except UserError as error:  # no rate at all: the list of rates says so
            self.env.invalidate_all(flush=False)
            _logger.warning("charges of %s: %s", self.ids, error)

    def _withdraw_letters(self):
        """Nothing leaves that tells a customer of charges of another kind of debtor:
        a consumer never reads of the 40 € (LAW §0)."""
        # sudo: what may be said follows the law, whoever corrects the customer
        reminders = self.env["relance.reminder"].sudo()
        waiting = reminders.search(
            [
                ("case_id.partner_id", "in", self.commercial_partner_id.ids),
                ("state", "=", "queued"),
                ("frozen_date", "!=", False),
                ("stated_charges", "in", ("mention", "amount")),
            ]
        )
        for reminder in waiting:
            partner = reminder.partner_id
            known = partner.relance_regime_confirmed and partner.relance_debtor_regime
            if reminder.stated_regime != known:
                reminder._cancel(
                    self.env._("The kind of debtor was corrected after it was printed")
                )
