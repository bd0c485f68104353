from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import HOLDS

HOLD_LINES = (
    "relance.plan.line",
    "relance.settlement.line",
    "relance.dispute.line",
    "relance.promise.line",
)


class RelanceCaseLine(models.Model):
    """One receivable journal item followed in a case; credits are negative.

    Never deleted: an item leaves with a closing reason and comes back at the level
    it had. Amounts are rewritten from the ledger by each run.
    """

    _name = "relance.case.line"
    _inherit = ["relance.limitation.item.mixin"]
    _description = "Dunning Case Line"
    _order = "date_maturity, id"
    _rec_name = "move_name"
    _log_access = False  # each column and foreign key counts: millions of rows

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")

    # Identity, kept when the journal item disappears
    move_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Document", index="btree_not_null", ondelete="set null"
    )
    move_name = fields.Char(string="Number")
    invoice_date = fields.Date()
    date_maturity = fields.Date(string="Due date")
    origin_line_id = fields.Many2one(
        "relance.case.line",
        index="btree_not_null",
        help="The line this one continues, after a transfer to doubtful accounts.",
    )

    currency_id = fields.Many2one("res.currency")
    company_currency_id = fields.Many2one(
        string="Company currency", related="case_id.currency_id"
    )
    amount_total = fields.Monetary(string="Total")
    amount_residual = fields.Monetary(string="Balance")
    amount_company = fields.Monetary(
        string="Balance (company)", currency_field="company_currency_id"
    )
    amount_held = fields.Monetary(
        string="Held", help="Promised, disputed or in a payment plan."
    )
    amount_claimable = fields.Monetary(string="Claimable")

    level_id = fields.Many2one(
        "relance.level",
        string="Level reached",
        index="btree_not_null",
        ondelete="restrict",
    )
    level_date = fields.Date()
    start_level_id = fields.Many2one(
        "relance.level",
        index="btree_not_null",
        ondelete="restrict",
        help="Level taken over at go-live, by a skipped level or a new scenario.",
    )
    start_date = fields.Date()

    returned_date = fields.Date(
        string="Payment returned on", help="Paid, then the payment came back."
    )

    hold = fields.Selection(HOLDS, default="none", required=True)
    hold_manual = fields.Boolean(help="Set by a person: the run leaves it alone.")
    hold_reason = fields.Char()
    hold_until = fields.Date()
    factor_id = fields.Many2one("res.partner")

    closed_date = fields.Date()
    closed_reason = fields.Selection(
        [
            ("paid", "Paid"),
            ("credited", "Credited"),
            ("written_off", "Written off"),
            ("transferred", "Transferred"),
            ("cancelled", "Cancelled"),
        ]
    )
    days_overdue = fields.Integer(compute="_compute_days_overdue")

    _unique_item = models.UniqueIndex(
        "(move_line_id) WHERE move_line_id IS NOT NULL",
        "A journal item is followed once.",
    )
    _open_idx = models.Index("(case_id) WHERE closed_date IS NULL")
    _insolvency_idx = models.Index("(case_id) WHERE hold = 'insolvency'")
    _held_idx = models.Index("(id) WHERE amount_held > 0 AND closed_date IS NULL")

    @api.depends("date_maturity", "closed_date")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            due = not line.closed_date and line.date_maturity
            line.days_overdue = max(0, (today - due).days) if due else 0

    def write(self, vals):
        """A hold written through the ORM is a person's; the engine uses SQL."""
        if "hold" in vals and "hold_manual" not in vals:
            vals = {**vals, "hold_manual": vals["hold"] in ("excluded", "assigned")}
        return super().write(vals)

    def _get_rate(self):
        """Company currency for one unit of the item's currency."""
        self.ensure_one()
        if self.amount_residual:
            return self.amount_company / self.amount_residual
        item = self.move_line_id
        return item.balance / item.amount_currency if item.amount_currency else 1.0

    def _get_held_amount(self, except_line=None):
        """What promises, disputes and plans hold of the item, in its currency.

        :param except_line: a line of one of them, not counted
        """
        self.ensure_one()
        held = 0.0
        for model in HOLD_LINES:
            # sudo: what holds an item binds who does not see the agreement
            lines = self.env[model].sudo().search([("case_line_id", "=", self.id)])
            if except_line is not None and except_line._name == model:
                lines -= except_line
            lines = lines.filtered(lambda line: line[line._parent_field].is_holding)
            held += sum(line.amount - line.amount_settled for line in lines)
        return held

    def action_open_document(self):
        """Open the invoice or entry of the line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_release(self):
        """End a person's hold on these items now."""
        self.case_id.check_access("write")
        if self.env["relance.abandonment"]._get_of(self):
            raise UserError(
                self.env._(
                    "A manager gave these items up: take that back first, under “Given"
                    " up”."
                )
            )
        self._release()
        self.case_id._refresh()

    def _hold(self, hold, reason, until=False, factor=False):
        """Hold these lines, by a person's decision.

        :param str hold: ``excluded`` or ``assigned``
        :param str reason: French text, shown and printed
        :param date until: last day of the hold, or False
        :param res.partner factor: who bought the debt (``assigned``)
        """
        self.case_id.check_access("write")
        # sudo: lines are engine-kept; rights were checked above
        self.sudo().write(
            {
                "hold": hold,
                "hold_reason": reason,
                "hold_until": until,
                "factor_id": factor and factor.id,
                "amount_claimable": 0.0,
            }
        )

    def _release(self):
        """End a person's hold; the next run says what the ledger says."""
        self.case_id.check_access("write")
        # sudo: lines are engine-kept; rights were checked above
        self.sudo().write(
            {
                "hold": "none",
                "hold_reason": False,
                "hold_until": False,
                "factor_id": False,
            }
        )
