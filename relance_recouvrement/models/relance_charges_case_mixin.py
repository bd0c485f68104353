from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceChargesCaseMixin(models.AbstractModel):
    """Interest, indemnities and costs of a case."""

    _name = "relance.charges.case.mixin"
    _description = "Charges of a Case"

    currency_id = fields.Many2one("res.currency")
    charge_ids = fields.One2many("relance.charge", "case_id")
    charge_count = fields.Integer(compute="_compute_charge_count")
    amount_charges = fields.Monetary(
        string="Interest and indemnities owed",
        compute="_compute_amount_charges",
        help="With proven costs, on the day of the last run; neither waived nor"
        " invoiced.",
    )
    amount_charges_daily = fields.Monetary(
        string="More each day", compute="_compute_amount_charges"
    )

    @api.depends("charge_ids")
    def _compute_charge_count(self):
        counts = dict(
            self.env["relance.charge"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.charge_count = counts.get(case, 0)

    @api.depends("charge_ids.amount_due", "run_date", "amount_due")
    def _compute_amount_charges(self):
        # sudo: reads the whole ledger of cases that the user sees
        engine = self.env["relance.engine.charge"].sudo()
        try:
            owed = engine._get_owed(self.sudo())
        except UserError:  # no rate at all: the list of rates says so
            owed = {}
        for case in self:
            amounts = owed.get(case.id, (0.0, 0.0))
            case.amount_charges, case.amount_charges_daily = amounts

    def action_view_charges(self):
        """Open the charges of the case, read again until today."""
        self.ensure_one()
        if self.has_access("write"):
            self.action_update_charges()
        return self._view_commitments("relance_charge_action")

    def action_update_charges(self):
        """Read again what accrued until today.

        :raise UserError: when no rate at all is confirmed
        """
        self.check_access("write")
        # sudo: the engine keeps the amounts; rights were checked above
        self.env["relance.engine.charge"].sudo()._update_cases(self.sudo())
        return True

    def action_new_cost(self):
        """Enter proven costs of collection."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proven costs"),
            "res_model": "relance.charge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
