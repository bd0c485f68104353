from odoo import api, fields, models

from ..tools.instalments import Instalment


class RelancePlanInstallment(models.Model):
    """One date and one amount of a plan, in the plan's currency.

    Matched by the ledger: payments of the plan's items pay the oldest first.
    """

    _name = "relance.plan.installment"
    _description = "Instalment"
    _inherit = ["relance.plan.part.mixin", "relance.kept.mixin"]
    _order = "plan_id, date, id"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "relance.plan",
        string="Payment plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="plan_id.case_id")
    partner_id = fields.Many2one(related="plan_id.partner_id")
    user_id = fields.Many2one(related="plan_id.user_id")
    plan_state = fields.Selection(string="Plan", related="plan_id.state")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.plan_currency_id")
    date = fields.Date(required=True, index=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    amount_lowered = fields.Monetary(
        string="No longer owed",
        readonly=True,
        help="Credited or cancelled since: taken off the end of the plan.",
    )
    amount_missing = fields.Monetary(string="Missing", compute="_compute_missing")
    deadline_date = fields.Date(
        string="Checked until",
        compute="_compute_deadline_date",
        store=True,
        help="Date plus the tolerance of the plan, in bank days.",
    )
    paid_date = fields.Date(string="Paid on", readonly=True)
    state = fields.Selection(
        [("open", "To come"), ("paid", "Paid"), ("late", "Late")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    reminded_date = fields.Date(
        string="Reminded on", readonly=True, help="Its reminder leaves only once."
    )
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, ondelete="set null", index="btree_not_null"
    )

    mail_failed = fields.Boolean(
        readonly=True, help="Its reminder was refused or bounced: somebody calls."
    )

    # === COMPUTE METHODS === #

    @api.depends("amount", "amount_paid", "amount_lowered")
    def _compute_missing(self):
        for row in self:
            row.amount_missing = row.amount - row.amount_paid - row.amount_lowered

    @api.depends("date", "plan_id.tolerance_days", "plan_id.company_id")
    def _compute_deadline_date(self):
        for row in self:
            row.deadline_date = row.date and row.plan_id._add_bank_days(row.date)

    @api.depends("date", "amount", "plan_id.partner_id")
    def _compute_display_name(self):
        for row in self:
            amount = row.currency_id.format(row.amount) if row.currency_id else ""
            name = row.plan_id.partner_id.display_name or ""
            row.display_name = f"{name} – {amount}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        return super().create(vals_list)

    # === MATCHING === #

    def _get_rules(self):
        """The instalments as ``tools.instalments`` knows them.

        :rtype: list(Instalment)
        """
        return [
            Instalment(row.id, row.date, row.amount, row.deadline_date) for row in self
        ]

    def _write_match(self, rules):
        """Write what changed of a matching.

        :param list(Instalment) rules: matched
        """
        by_id = {rule.key: rule for rule in rules}
        for row in self:
            rule, currency = by_id[row.id], row.currency_id
            values = {
                "amount_paid": currency.round(rule.paid),
                "amount_lowered": currency.round(rule.lowered),
                "paid_date": rule.paid_on or False,
                "state": rule.state,
            }
            changed = {
                name: value for name, value in values.items() if row[name] != value
            }
            if changed:
                row.write(changed)

    def action_open_plan(self):
        """Open the plan of the instalment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.plan",
            "res_id": self.plan_id.id,
            "view_mode": "form",
        }
