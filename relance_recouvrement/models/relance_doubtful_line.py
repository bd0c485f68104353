from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import STAGES
from ..tools.doubtful import get_target

INSOLVENCY = [
    ("sauvegarde", "Safeguard"),
    ("redressement", "Receivership"),
    ("liquidation", "Liquidation"),
    ("other", "Other proceedings"),
]


class RelanceDoubtfulLine(models.Model):
    """One debt of a review: what is known of it, and what a person decides.

    A debt is its first item (``debt_id``) and those that continue it: its transfer to
    416 does not make another. Amounts are in company currency.
    """

    _name = "relance.doubtful.line"
    _description = "Doubtful Debt"
    _inherit = "relance.kept.mixin"
    _order = "partner_name, date_maturity, id"
    _rec_name = "move_name"

    doubtful_id = fields.Many2one(
        "relance.doubtful", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="doubtful_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(related="doubtful_id.date")
    debt_id = fields.Many2one(
        "relance.case.line", required=True, index=True, readonly=True
    )
    case_line_id = fields.Many2one(
        "relance.case.line", index=True, readonly=True, string="Open item"
    )
    case_id = fields.Many2one("relance.case", index=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, readonly=True
    )
    partner_name = fields.Char(readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Document", index="btree_not_null", readonly=True
    )
    move_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)

    # What is known on the closing date
    days_overdue = fields.Integer(
        string="Days overdue", readonly=True, aggregator=False
    )
    level_id = fields.Many2one("relance.level", string="Level reached", readonly=True)
    stage = fields.Selection(STAGES, readonly=True)
    insolvency = fields.Selection(INSOLVENCY, readonly=True)
    is_disputed = fields.Boolean(string="Disputed", readonly=True)
    is_doubtful = fields.Boolean(
        string="On 416", readonly=True, help="Already transferred to doubtful accounts."
    )
    facts = fields.Char(readonly=True)

    # Amounts
    amount_closing = fields.Monetary(
        string="Owed at closing", readonly=True, help="VAT included."
    )
    amount_residual = fields.Monetary(
        string="Owed", readonly=True, help="Still owed now, VAT included."
    )
    has_invoice = fields.Boolean(compute="_compute_has_invoice")
    vat_rate = fields.Float(
        string="VAT rate (%)",
        aggregator=False,
        digits=(5, 2),
        help="Of an item without invoice, such as one of the opening balance. The"
        " others have the VAT of their invoice.",
    )
    amount_tax = fields.Monetary(
        string="VAT",
        compute="_compute_amount_base",
        store=True,
        help="VAT included in what is owed, in the proportion of the document.",
    )
    amount_base = fields.Monetary(
        string="Excluding VAT",
        compute="_compute_amount_base",
        store=True,
        help="Owed at closing and still owed now, excluding VAT: what is impaired.",
    )
    amount_credit = fields.Monetary(
        string="Credits to match",
        readonly=True,
        help="Open credits of the customer: match them before impairing.",
    )
    proposed_rate = fields.Float(
        string="Proposed (%)", readonly=True, aggregator=False, digits=(5, 2)
    )
    rate = fields.Float(
        string="Impairment (%)",
        aggregator=False,
        digits=(5, 2),
        help="Of the amount excluding VAT.",
    )
    justification = fields.Text(
        help="Why this debt, by itself, will not be paid in full: a flat rate is not"
        " deductible (CGI 39-1-5°)."
    )
    amount_target = fields.Monetary(
        string="Impairment", compute="_compute_amount_target", store=True
    )
    amount_opening = fields.Monetary(
        string="Impaired before",
        compute="_compute_bookings",
        inverse="_inverse_amount_opening",
        help="Impairment that was in the books before it was followed here, such as in"
        " the opening balance: nothing is booked for it.",
    )
    amount_impaired = fields.Monetary(
        string="In the books",
        compute="_compute_bookings",
        help="Impairment already booked, drafts included.",
    )
    amount_adjustment = fields.Monetary(
        string="To book",
        compute="_compute_bookings",
        help="Positive: charge (68174). Negative: reversal (78174).",
    )
    booking_ids = fields.One2many(
        "relance.doubtful.booking", compute="_compute_bookings"
    )
    drafts = fields.Char(string="Draft entries", compute="_compute_bookings")

    _unique_debt = models.UniqueIndex(
        "(doubtful_id, debt_id)", "A debt is in a review once."
    )

    # === COMPUTE METHODS === #

    @api.depends("debt_id")
    def _compute_has_invoice(self):
        for line in self:
            # sudo: invoices of a branch too
            line.has_invoice = line.sudo().debt_id.move_id.is_invoice()

    @api.depends("amount_residual", "vat_rate", "debt_id")
    def _compute_amount_base(self):
        # sudo: taxes and accounts of the invoice, for whoever sees the debt
        engine = self.env["relance.engine.doubtful"].sudo()
        for line in self:
            shares = engine._get_vat(line.sudo(), line.amount_residual)
            line.amount_tax = float(sum(shares.values()))
            line.amount_base = line.amount_residual - line.amount_tax

    @api.depends("rate", "amount_base")
    def _compute_amount_target(self):
        for line in self:
            line.amount_target = get_target(
                Decimal(str(line.amount_base)),
                Decimal(str(line.rate)),
                line.currency_id.decimal_places,
            )

    @api.depends("amount_target")
    def _compute_bookings(self):
        bookings = self.env["relance.doubtful.booking"]._get_live(self.debt_id)
        kinds = dict(bookings._fields["kind"]._description_selection(self.env))
        for line in self:
            own = bookings.filtered(lambda b, debt=line.debt_id: b.debt_id == debt)
            drafts = own.filtered(lambda b: b.state == "draft")
            impaired = sum(
                own.filtered(lambda b: b.kind == "impairment").mapped("amount")
            )
            line.booking_ids = own
            line.amount_opening = sum(
                own.filtered(lambda b: not b.move_id).mapped("amount")
            )
            line.drafts = ", ".join(kinds[kind] for kind in drafts.mapped("kind"))
            line.amount_impaired = impaired
            line.amount_adjustment = line.currency_id.round(
                line.amount_target - impaired
            )

    def _inverse_amount_opening(self):
        """Kept with the bookings of the debt, for the closings that follow."""
        self.env["relance.doubtful"]._check_may_propose()
        # sudo: kept by the engine; rights were checked above
        bookings = self.env["relance.doubtful.booking"].sudo()
        for line in self:
            before = line.amount_opening
            own = bookings._get_live(line.debt_id, ("impairment",))
            own.filtered(lambda booking: not booking.move_id).unlink()
            if before:
                bookings.create(line._prepare_opening_vals(before))

    def _prepare_opening_vals(self, amount):
        return {
            "kind": "impairment",
            "debt_id": self.debt_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "invoice_id": self.move_id.id,
            "move_name": self.move_name,
            "amount": amount,
            "justification": self.env._("In the books before"),
        }

    @api.constrains("rate", "vat_rate")
    def _check_rate(self):
        for line in self:
            if not (0 <= line.rate <= 100 and 0 <= line.vat_rate <= 100):
                raise ValidationError(
                    self.env._("Impairment and VAT are percentages from 0 to 100.")
                )

    @api.constrains("amount_opening")
    def _check_amount_opening(self):
        if self.filtered(lambda line: line.amount_opening < 0):
            raise ValidationError(
                self.env._("The impairment in the books is not negative.")
            )

    # === ACTION METHODS === #

    def action_transfer(self):
        """Draft entries from 411 to 416, one by item."""
        return self._book("transfer")

    def action_impair(self):
        """Draft charges and reversals that bring the impairment to its target."""
        return self._book("impairment")

    def action_book_vat(self):
        """Draft entries of the VAT due on what was collected after the transfer."""
        return self._book("vat")

    def action_lose(self):
        """Choose the ground and the proof of a definitive loss."""
        self.env["relance.doubtful"]._check_may_book()
        return self.env["relance.doubtful.loss"]._open(self)

    def action_open_document(self):
        """Open the invoice."""
        return self.case_line_id.action_open_document()

    def action_open_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def action_open_entries(self):
        """Open the entries of these debts."""
        return self.booking_ids.move_id._relance_open_entries()

    # === BUSINESS METHODS === #

    def _book(self, kind):
        self.env["relance.doubtful"]._check_may_book()
        self.check_access("write")
        bookings = self.env["relance.doubtful.booking"]
        prepare = self.env["relance.engine.doubtful.entry"]
        for line in self:
            bookings += getattr(prepare, f"_book_{kind}")(line)
        if not bookings:
            raise UserError(self._get_nothing_message(kind))
        self.invalidate_recordset()
        return bookings.move_id._relance_open_entries()

    def _get_nothing_message(self, kind):
        messages = {
            "transfer": self.env._(
                "Nothing to transfer: these items are on 416 already, paid, or a draft"
                " of them waits."
            ),
            "impairment": self.env._(
                "Nothing to book: the impairment of these items is what it should be,"
                " or a draft of them waits."
            ),
            "vat": self.env._(
                "Nothing to book: no VAT on collection waits for what was collected."
            ),
        }
        return messages[kind]

    def _check_justified(self):
        """:raise UserError: naming the items without their own justification"""
        wrong = self.filtered(
            lambda line: (
                line.rate
                and (
                    not (line.justification or "").strip()
                    or (
                        line.rate != line.proposed_rate
                        and line.justification == line.facts
                    )
                )
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "Write why in the column “Justification” of: %(items)s. A rate"
                    " that you choose needs its own words.",
                    items=", ".join(wrong.mapped("move_name")),
                )
            )
