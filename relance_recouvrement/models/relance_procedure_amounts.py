from odoo import api, fields, models


class RelanceProcedureAmounts(models.AbstractModel):
    """What a procedure claims, what it brought back and what it cost; in the
    company's currency."""

    _name = "relance.procedure.amounts"
    _description = "Amounts of a Procedure"

    currency_id = fields.Many2one(related="company_id.currency_id")
    company_id = fields.Many2one("res.company")
    interest_date = fields.Date(
        string="Interest counted until", readonly=True, copy=False
    )
    amount_principal = fields.Monetary(
        string="Principal", compute="_compute_amounts", store=True
    )
    amount_interest = fields.Monetary(
        string="Interest", compute="_compute_amounts", store=True
    )
    amount_indemnity = fields.Monetary(
        string="Indemnities", compute="_compute_amounts", store=True
    )
    amount_costs = fields.Monetary(string="Costs", compute="_compute_costs", store=True)
    amount_costs_debtor = fields.Monetary(
        string="Costs claimed", compute="_compute_costs", store=True
    )
    amount_claimed = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True
    )
    amount_recovered = fields.Monetary(
        string="Recovered", compute="_compute_amounts", store=True
    )
    amount_remaining = fields.Monetary(
        string="Remaining", compute="_compute_amounts", store=True
    )

    @api.depends(
        "line_ids.amount",
        "line_ids.amount_interest",
        "line_ids.amount_indemnity",
        "line_ids.amount_settled",
        "cost_ids.amount",
        "cost_ids.borne_by",
    )
    def _compute_amounts(self):
        for record in self:
            lines = record.line_ids
            record.amount_principal = sum(lines.mapped("amount"))
            record.amount_interest = sum(lines.mapped("amount_interest"))
            record.amount_indemnity = sum(lines.mapped("amount_indemnity"))
            debtor = record.cost_ids.filtered(lambda cost: cost.borne_by == "debtor")
            record.amount_claimed = (
                record.amount_principal
                + record.amount_interest
                + record.amount_indemnity
                + sum(debtor.mapped("amount"))
            )
            record.amount_recovered = sum(lines.mapped("amount_settled"))
            record.amount_remaining = max(
                0.0, record.amount_principal - record.amount_recovered
            )

    @api.depends("cost_ids.amount", "cost_ids.borne_by")
    def _compute_costs(self):
        for record in self:
            debtor = record.cost_ids.filtered(lambda cost: cost.borne_by == "debtor")
            record.amount_costs = sum(record.cost_ids.mapped("amount"))
            record.amount_costs_debtor = sum(debtor.mapped("amount"))
