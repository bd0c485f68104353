from odoo import api, fields, models

from ..const import RATE_BASES
from .relance_reminder_charges import LineCharges

SEGMENT_FIELDS = (
    "date_from",
    "date_to",
    "days",
    "balance",
    "rate",
    "semester",
    "provisional",
    "amount",
)


class RelanceReminderLine(models.Model):
    """One item claimed by a reminder, with its amounts at that time."""

    _name = "relance.reminder.line"
    _description = "Reminder Line"
    _order = "date_maturity, id"
    _rec_name = "move_name"
    _log_access = False  # each column and foreign key counts: millions of rows

    reminder_id = fields.Many2one(
        "relance.reminder", required=True, index=True, ondelete="cascade"
    )
    case_line_id = fields.Many2one(
        "relance.case.line", required=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one(related="case_line_id.move_line_id")
    level_id = fields.Many2one(
        "relance.level",
        index="btree_not_null",
        ondelete="restrict",
        help="This item's own level; the message is at the highest one.",
    )
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(
        string="Company currency", related="reminder_id.currency_id"
    )
    amount_residual = fields.Monetary(string="Balance")
    amount_company = fields.Monetary(
        string="Balance (company)", currency_field="company_currency_id"
    )
    move_name = fields.Char(string="Number")
    invoice_date = fields.Date(string="Date")
    date_maturity = fields.Date(string="Due date")
    amount_total = fields.Monetary(string="Total")
    amount_paid = fields.Monetary(string="Paid", compute="_compute_amount_paid")
    days_overdue = fields.Integer(string="Days late")

    # Written down the day the reminder leaves
    amount_interest = fields.Monetary(string="Interest")
    amount_settled = fields.Monetary(
        string="Waived or invoiced before",
        help="Of the interest: the statement less this is what is claimed.",
    )
    amount_indemnity = fields.Monetary(
        string="Indemnity", currency_field="company_currency_id"
    )
    amount_daily = fields.Monetary(
        string="Interest per day", help="What one more day adds."
    )
    interest_basis = fields.Selection(RATE_BASES)
    interest_ids = fields.One2many(
        "relance.reminder.interest", "reminder_line_id", string="Interest statement"
    )

    @api.depends("amount_total", "amount_residual")
    def _compute_amount_paid(self):
        for line in self:
            line.amount_paid = line.amount_total - line.amount_residual

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.reminder_id._check_not_frozen()
        return lines

    def write(self, vals):
        self.reminder_id._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.reminder_id._check_not_frozen()

    def unlink(self):
        """A line taken out by a person stays out of this reminder."""
        if not self.env.su:
            # sudo: `edited` is engine-kept
            self.reminder_id.sudo().write({"edited": True})
        return super().unlink()

    # === CHARGES === #

    def _get_charges(self, values, settled):
        """What the item bears, from ``relance.engine.interest``.

        :param dict settled: what was waived or invoiced of it, by kind
        :rtype: LineCharges
        """
        rows = [
            {
                "date_from": row["start"],
                "date_to": row["end"],
                "days": row["days"],
                "balance": row["balance"],
                "rate": row["rate"],
                "semester": row["rate_semester"],
                "provisional": row["provisional"],
                "amount": row["amount"],
            }
            for row in values["segments"]
        ]
        # what payments paid of the interest (C. civ. 1343-1) is missing in the
        # principal: the claim is the balance of the ledger and all that accrued
        before = min(values["accrued"], settled.get("interest", 0.0))
        indemnity = values["indemnity"] - settled.get("indemnity", 0.0)
        return LineCharges(
            self.currency_id.round(values["accrued"] - before),
            max(0.0, indemnity),
            values["daily"],
            values["clause"].basis,
            rows,
            before,
        )

    def _get_stored_charges(self):
        """What the item bears, as it was written down.

        :rtype: LineCharges
        """
        rows = self.interest_ids.read(SEGMENT_FIELDS, load=None)
        return LineCharges(
            self.amount_interest,
            self.amount_indemnity,
            self.amount_daily,
            self.interest_basis,
            [{name: row[name] for name in SEGMENT_FIELDS} for row in rows],
            self.amount_settled,
        )

    def _store_charges(self, charges):
        # sudo: statements are written by the engine only
        self.sudo().write(
            {
                "amount_interest": charges.interest if charges else 0.0,
                "amount_settled": charges.settled if charges else 0.0,
                "amount_indemnity": charges.indemnity if charges else 0.0,
                "amount_daily": charges.daily if charges else 0.0,
                "interest_basis": charges.basis if charges else False,
            }
        )

    def _to_company_currency(self, amount):
        """An amount in the currency of the item, at the rate of its balance."""
        if self.currency_id == self.company_currency_id or not self.amount_residual:
            return amount
        return self.company_currency_id.round(
            amount * self.amount_company / self.amount_residual
        )

    def _get_notice_data(self):
        """The line as the formal notice's checks read it."""
        return {
            "number": self.move_name,
            "date": self.invoice_date,
            "due_date": self.date_maturity,
            "total": self.amount_total,
            "paid": self.amount_paid,
            "balance": self.amount_residual,
        }
