from odoo import api, fields, models

from ..const import DEBT_NATURES, REGIMES
from .relance_limitation_item_mixin import LIMITATION_STATES


class RelanceLimitation(models.Model):
    """An open item less than a year from its limitation, or past it.

    Written by the engine only (``relance.engine.limitation``), which looks again at
    what is old each night: the list of what must be acted on.
    """

    _name = "relance.limitation"
    _description = "Item near its Limitation"
    _order = "date, id"
    _rec_name = "case_line_id"
    _log_access = False

    case_line_id = fields.Many2one(
        "relance.case.line",
        string="Item",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(
        "relance.case",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(
        string="Limitation",
        required=True,
        readonly=True,
        index=True,
        help="Last day to act in court: time-barred from the day after.",
    )
    months = fields.Integer(readonly=True, help="Of the period that runs.")
    regime = fields.Selection(REGIMES, string="Kind of debtor", readonly=True)
    nature = fields.Selection(DEBT_NATURES, string="Nature of the debt", readonly=True)
    alert_months = fields.Integer(
        readonly=True, help="The last alert given: 12, 6, 3 or 1 month before. 0: none."
    )

    company_id = fields.Many2one(related="case_id.company_id")
    user_id = fields.Many2one(related="case_id.user_id")
    move_id = fields.Many2one(related="case_line_id.move_id")
    move_name = fields.Char(related="case_line_id.move_name")
    invoice_date = fields.Date(related="case_line_id.invoice_date")
    date_maturity = fields.Date(related="case_line_id.date_maturity")
    currency_id = fields.Many2one(related="case_line_id.currency_id")
    amount_residual = fields.Monetary(related="case_line_id.amount_residual")
    company_currency_id = fields.Many2one(
        string="Company currency", related="case_line_id.company_currency_id"
    )
    amount_company = fields.Monetary(
        related="case_line_id.amount_company", currency_field="company_currency_id"
    )
    hold = fields.Selection(related="case_line_id.hold")
    basis = fields.Char(
        string="How it is counted", related="case_line_id.limitation_basis"
    )
    due_day = fields.Date(
        string="From the due date", related="case_line_id.limitation_due_date"
    )
    state = fields.Selection(LIMITATION_STATES, compute="_compute_state")
    payment_date = fields.Date(
        string="Last partial payment",
        compute="_compute_payment_date",
        help="A partial payment usually acknowledges the debt: if the customer made"
        " it, record it.",
    )

    _unique_item = models.UniqueIndex("(case_line_id)", "An item has one limitation.")

    @api.depends("date")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.state = "barred" if row.date and row.date < today else "near"

    @api.depends("case_line_id.amount_residual")
    def _compute_payment_date(self):
        # sudo: payments of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        paid = payments._get_paid(self.case_line_id.ids)
        for row in self:
            days = [day for day, _amount in paid[row.case_line_id.id]]
            row.payment_date = max(days, default=False)

    def action_record_interruption(self):
        """Record what interrupts the limitation of these items of one case."""
        return self.case_line_id.action_record_interruption()

    def action_open_case(self):
        """Open the case of the item."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
