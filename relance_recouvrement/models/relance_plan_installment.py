from odoo import fields, models


class RelancePlanInstallment(models.Model):
    """One date and one amount of a plan, in the plan's currency."""

    _name = "relance.plan.installment"
    _description = "Instalment"
    _order = "plan_id, date, id"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "relance.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("open", "To come"), ("paid", "Paid"), ("late", "Late")],
        default="open",
        required=True,
        readonly=True,
    )
