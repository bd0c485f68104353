from decimal import Decimal

from odoo import api, fields, models

from ..tools.procedure import accrue_after_title


class RelanceProcedureAmounts(models.AbstractModel):
    """What a procedure claims, what it brought back and what it cost; in the
    company's currency."""

    _name = "relance.procedure.amounts"
    _description = "Amounts of a Procedure"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
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
    amount_costs = fields.Monetary(
        string="Total of costs",
        compute="_compute_amounts",
        store=True,
        help="What the procedure cost us, whoever bears it in the end.",
    )
    amount_costs_debtor = fields.Monetary(
        string="Costs claimed", compute="_compute_amounts", store=True
    )
    amount_claimed = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True
    )
    amount_recovered = fields.Monetary(
        string="Recovered",
        compute="_compute_amounts",
        store=True,
        help="Paid on its items since the opening, as the ledger says.",
    )
    amount_remaining = fields.Monetary(
        string="Principal left", compute="_compute_amounts", store=True
    )
    amount_granted = fields.Monetary(
        string="Sums granted",
        copy=False,
        help="By the title, interest left aside. Empty: the principal and the"
        " indemnities that were claimed.",
    )
    enforceable_date = fields.Date(
        string="Enforceable since",
        copy=False,
        help="Two months later the legal rate is raised by five points (CMF L313-3).",
    )
    interest_after = fields.Monetary(
        string="Interest since the title",
        compute="_compute_interest_after",
        help="At the legal rate from the next day (C. civ. 1231-7), five points more"
        " two months after it is enforceable (CMF L313-3).",
    )
    interest_after_note = fields.Char(compute="_compute_interest_after")

    @api.depends(
        "line_ids.amount",
        "line_ids.amount_interest",
        "line_ids.amount_indemnity",
        "line_ids.amount_settled",
        "line_ids.amount_left",
        "cost_ids.amount",
        "cost_ids.borne_by",
    )
    def _compute_amounts(self):
        for record in self:
            lines, costs = record.line_ids, record.cost_ids
            debtor = costs.filtered(lambda cost: cost.borne_by == "debtor")
            record.amount_principal = sum(lines.mapped("amount"))
            record.amount_interest = sum(lines.mapped("amount_interest"))
            record.amount_indemnity = sum(lines.mapped("amount_indemnity"))
            record.amount_costs = sum(costs.mapped("amount"))
            record.amount_costs_debtor = sum(debtor.mapped("amount"))
            record.amount_claimed = (
                record.amount_principal
                + record.amount_interest
                + record.amount_indemnity
                + record.amount_costs_debtor
            )
            record.amount_recovered = sum(lines.mapped("amount_settled"))
            record.amount_remaining = sum(lines.mapped("amount_left"))

    # === INTEREST SINCE THE TITLE === #

    @api.depends("title_date", "enforceable_date", "amount_granted", "amount_recovered")
    def _compute_interest_after(self):
        for record in self:
            accruals = record._get_interest_after()
            record.interest_after = sum(float(row.amount) for row in accruals)
            record.interest_after_note = record._describe_interest(accruals)

    def _get_interest_after(self, until=None):
        """Interest that runs since the title, none without one.

        :param date until: last day that counts; default, the day of the closing,
            else today
        :return: accruals at the legal rate, then at the raised one
        :rtype: list(interest.Accrual)
        """
        self.ensure_one()
        until = until or self.close_date or self.company_id._relance_today()
        if not self.title_date or until <= self.title_date:
            return []
        granted = self.amount_granted or self.amount_principal + self.amount_indemnity
        # sudo: payments of items that the user sees, read by the engine
        paid = self.env["relance.engine.procedure"].sudo()._get_payments(self)
        before = sum(amount for day, amount in paid if day <= self.title_date)
        taken = 0.0 if self.amount_granted else before
        try:
            return accrue_after_title(
                self.title_date,
                self.enforceable_date or None,
                until,
                Decimal(str(max(0.0, granted - taken))),
                [
                    (day, Decimal(str(amount)))
                    for day, amount in paid
                    if day > self.title_date
                ],
                self.env["relance.rate"]._get_table(),
            )
        except LookupError:  # no rate at all: the list of rates says so
            return []

    def _describe_interest(self, accruals):
        segments = [segment for row in accruals for segment in row.segments]
        words = [
            self.env._(
                "%(days)s days at %(rate)s %% on %(balance)s",
                days=segment.days,
                rate=f"{segment.rate:.2f}".replace(".", ","),
                balance=self.currency_id.format(float(segment.balance)),
            )
            for segment in segments
        ]
        if any(segment.provisional for segment in segments):
            words.append(self.env._("provisional rate"))
        return ", ".join(words)
