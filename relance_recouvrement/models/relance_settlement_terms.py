from odoo import api, fields, models

from ..tools.instalments import simulate
from ..tools.settlement import get_lapse_date
from .relance_plan_simulation import RHYTHMS

BUSINESS = ("b2b", "public")


class RelanceSettlementTerms(models.AbstractModel):
    """When what was agreed is paid, and the mediation that led there."""

    _name = "relance.settlement.terms"
    _description = "Terms of a Settlement"

    # When it is paid
    payment_date = fields.Date(
        string="Paid by",
        required=True,
        tracking=True,
        default=lambda self: self._default_payment_date(),
        help="Day when the account is credited; of the first instalment when there"
        " are several.",
    )
    number = fields.Integer(string="Number of payments", default=1, required=True)
    rhythm = fields.Selection(RHYTHMS, default="monthly", required=True)
    tolerance_days = fields.Integer(
        string="Tolerance (bank days)",
        default=lambda self: self._default_tolerance_days(),
    )
    deadline_date = fields.Date(
        string="Checked until",
        compute="_compute_deadline_date",
        store=True,
        index=True,
        help="Payment date plus the tolerance.",
    )
    valid_until = fields.Date(
        string="Offer valid until",
        default=lambda self: self._default_valid_until(),
        help="Without a signature by then, the offer is over.",
    )
    plan_id = fields.Many2one(
        "relance.plan",
        string="Payment plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Follows the instalments of what was agreed.",
    )

    # Mediation
    mediator_id = fields.Many2one(
        "res.partner", string="Mediator or conciliator", tracking=True
    )
    mediation_date = fields.Date(
        string="Mediation since",
        help="Day of the written agreement to mediate, or of the first meeting:"
        " limitation stops (C. civ. 2238).",
    )
    mediation_end_date = fields.Date(string="Mediation until", copy=False)
    mediation_proof = fields.Binary(attachment=True, copy=False)
    mediation_proof_name = fields.Char(copy=False)
    interruption_id = fields.Many2one(
        "relance.interruption", readonly=True, copy=False, index="btree_not_null"
    )

    # === DEFAULTS === #

    @api.model
    def _default_payment_date(self):
        """In two weeks, on a day when banks work."""
        company = self.env.company
        day = fields.Date.add(company._relance_today(), days=15)
        return company._relance_calendar().next_working(day)

    @api.model
    def _default_valid_until(self):
        return fields.Date.add(self.env.company._relance_today(), days=10)

    # === SCHEDULE === #

    @api.depends("payment_date", "number", "rhythm", "tolerance_days", "company_id")
    def _compute_deadline_date(self):
        for settlement in self:
            days = [day for day, _amount in settlement._get_schedule()]
            company = settlement.company_id or self.env.company
            day = max(days, default=settlement.payment_date)
            settlement.deadline_date = day and (
                company._relance_calendar().add_working_days(
                    day, max(0, settlement.tolerance_days)
                )
            )

    def _get_schedule(self):
        """Days and amounts of what was agreed: ``[(date, amount)]``."""
        self.ensure_one()
        if not self.payment_date:
            return []
        currency = self.settlement_currency_id or self.env.company.currency_id
        try:
            return simulate(
                self.amount_agreed,
                self.number,
                self.payment_date,
                self.rhythm,
                digits=currency.decimal_places,
            )
        except ValueError:
            return [(self.payment_date, self.amount_agreed)]

    def _get_lapse_date(self):
        """Last day to pay, or None while nothing lapses by itself."""
        business = self._get_regime() in BUSINESS
        return get_lapse_date(self.deadline_date, business, self.notice_date)
