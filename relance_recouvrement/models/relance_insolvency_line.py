from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceInsolvencyLine(models.Model):
    """One claim of a declaration, as it stood on the day of the judgment.

    Frozen figures: a judge finds here what the declaration says, line by line.
    """

    _name = "relance.insolvency.line"
    _description = "Declared Claim"
    _inherit = ["relance.kept.mixin"]
    _order = "date_maturity, id"
    _rec_name = "move_name"

    insolvency_id = fields.Many2one(
        "relance.insolvency", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="insolvency_id.company_id")
    company_currency_id = fields.Many2one(
        string="Company currency", related="insolvency_id.currency_id"
    )
    case_line_id = fields.Many2one(
        "relance.case.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(string="Document", related="move_line_id.move_id")
    move_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    born_date = fields.Date(
        string="Born on", readonly=True, help="Delivery or service, else the invoice."
    )
    date_maturity = fields.Date(string="Due date", readonly=True)
    is_due = fields.Boolean(
        string="Due at the judgment",
        readonly=True,
        help="Else it falls due later: declared with its due date.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    amount = fields.Monetary(
        string="Balance at the judgment",
        readonly=True,
        help="Tax included; a credit is negative.",
    )
    amount_company = fields.Monetary(
        string="Declared principal",
        currency_field="company_currency_id",
        readonly=True,
        help="At the exchange rate of the judgment's day (C. com. L622-25).",
    )
    amount_interest = fields.Monetary(
        string="Interest", currency_field="company_currency_id", readonly=True
    )
    amount_indemnity = fields.Monetary(
        string="Indemnity", currency_field="company_currency_id", readonly=True
    )
    amount_settled = fields.Monetary(
        string="Waived or invoiced before",
        readonly=True,
        help="Of the interest: its periods less this are declared.",
    )
    provisional = fields.Boolean(
        readonly=True, help="A rate of its interest was not published yet."
    )
    legal_basis = fields.Char(readonly=True)
    interest_detail = fields.Json(
        readonly=True, help="Periods, balances and rates of the interest."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        if self.filtered(lambda line: line.insolvency_id.state != "open"):
            raise UserError(
                self.env._(
                    "What was declared stays: a manager corrects the declaration first."
                )
            )

    def _get_periods(self):
        """The periods of the interest, to print.

        :return: dicts ``start end days balance rate amount semester``
        :rtype: list(dict)
        """
        return [
            {
                **period,
                "start": date.fromisoformat(period["start"]),
                "end": date.fromisoformat(period["end"]),
            }
            for period in self.interest_detail or ()
        ]
