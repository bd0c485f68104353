from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.doubtful import get_vat_deadline

BOOKING_KINDS = [
    ("transfer", "Transfer to 416"),
    ("impairment", "Impairment"),
    ("loss", "Definitive loss"),
    ("vat", "VAT due on collection"),
]
LOSS_GROUNDS = [
    ("liquidation", "Judicial liquidation"),
    ("certificate", "Irrecoverable certificate, failed enforcement"),
    ("remission", "Debt remitted by a safeguard or recovery plan"),
    ("other", "Other: the VAT is not recovered"),
]


class RelanceDoubtfulBooking(models.Model):
    """What one entry does for one doubtful debt, and why.

    It lives with its entry: deleting or cancelling the draft, or reversing what was
    posted, gives the proposal back. Amounts are in company currency.
    """

    _name = "relance.doubtful.booking"
    _description = "Entry of a Doubtful Debt"
    _inherit = ["relance.kept.mixin", "relance.doubtful.duplicate.mixin"]
    _order = "date desc, id desc"

    kind = fields.Selection(BOOKING_KINDS, required=True, readonly=True)
    doubtful_id = fields.Many2one(
        "relance.doubtful",
        string="Review",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    debt_id = fields.Many2one(
        "relance.case.line",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    case_id = fields.Many2one(related="debt_id.case_id")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, readonly=True
    )
    invoice_id = fields.Many2one(
        "account.move",
        string="Document",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    move_name = fields.Char(string="Number", readonly=True)
    move_id = fields.Many2one(
        "account.move",
        string="Entry",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        help="Empty for an impairment booked before.",
    )
    item_id = fields.Many2one(
        "account.move.line",
        string="Item settled",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    date = fields.Date(readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_reversed = fields.Boolean(string="Reversed", compute="_compute_is_reversed")
    amount = fields.Monetary(
        readonly=True,
        help="VAT included; excluding VAT for an impairment, negative for a reversal.",
    )

    # Impairment
    rate = fields.Float(
        string="Impairment (%)", readonly=True, aggregator=False, digits=(5, 2)
    )
    amount_base = fields.Monetary(string="Excluding VAT", readonly=True)
    amount_before = fields.Monetary(string="Impaired before", readonly=True)
    justification = fields.Text(readonly=True)

    # Loss
    ground = fields.Selection(LOSS_GROUNDS, readonly=True)
    event_date = fields.Date(
        string="Irrecoverable since",
        readonly=True,
        help="Judgment, certificate or decision that makes the loss definitive.",
    )
    amount_untaxed = fields.Monetary(string="Loss excluding VAT", readonly=True)
    amount_tax = fields.Monetary(string="VAT recovered", readonly=True)
    amount_waiting = fields.Monetary(
        string="VAT never due",
        readonly=True,
        help="Taxed on collection: nothing was paid, nothing is recovered.",
    )
    certificate_id = fields.Many2one(
        "ir.attachment", string="Proof", ondelete="restrict", readonly=True
    )
    vat_deadline = fields.Date(
        string="Recover the VAT before", compute="_compute_vat_deadline"
    )

    _one_draft = models.UniqueIndex(
        "(debt_id, kind) WHERE state = 'draft'",
        "A draft entry of this kind waits for this item: post it or delete it first.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "move_name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for booking in self:
            booking.display_name = f"{kinds[booking.kind]} – {booking.move_name or ''}"

    @api.depends("move_id.state")
    def _compute_state(self):
        for booking in self:
            booking.state = booking.move_id.state or "posted"

    @api.depends("move_id.reversal_move_ids.state")
    def _compute_is_reversed(self):
        for booking in self:
            # sudo: a manager of collection may not see every entry
            moves = booking.sudo().move_id.reversal_move_ids
            booking.is_reversed = "posted" in moves.mapped("state")

    @api.depends("event_date", "amount_tax")
    def _compute_vat_deadline(self):
        for booking in self:
            recovers = booking.event_date and booking.amount_tax
            booking.vat_deadline = bool(recovers) and get_vat_deadline(
                booking.event_date
            )

    # === ACTION METHODS === #

    def action_open_entry(self):
        """Open the entry."""
        return self.move_id._relance_open_entries()

    # === BUSINESS METHODS === #

    @api.model
    def _get_live(self, debts, kinds=()):
        """Drafts and what is posted and not reversed, of these debts.

        :param relance.case.line debts: first items of the debts
        :param tuple kinds: default, all
        """
        domain = [("debt_id", "in", debts.ids), ("state", "in", ("draft", "posted"))]
        if kinds:
            domain.append(("kind", "in", kinds))
        return self.search(domain, order="id").filtered(lambda b: not b.is_reversed)

    def _check_before_post(self):
        """Nothing is posted that the ledger has left behind meanwhile.

        :raise UserError: naming the entry and what to do
        """
        for booking in self:
            self.env["relance.doubtful"]._check_not_locked(
                booking.move_id.company_id,
                booking.move_id.date,
                booking.move_id.journal_id,
            )
            if not booking._is_current():
                raise UserError(
                    self.env._(
                        "%(entry)s: what is owed or impaired changed since this draft"
                        " was made, or the draft was changed by hand. Delete it and"
                        " book from the review again.",
                        entry=booking.display_name,
                    )
                )
            booking._check_duplicate_sent()

    def _is_current(self):
        """Whether the draft still says what the ledger needs."""
        self.ensure_one()
        if self.kind == "impairment":
            others = self._get_live(self.debt_id, ("impairment",)) - self
            before = sum(
                others.filtered(lambda b: b.state == "posted").mapped("amount")
            )
            account = self.company_id._relance_get_account(
                "relance_impairment_account_id"
            )
            return self._is_same(before, self.amount_before) and self._is_same(
                -self._get_balance(account), self.amount
            )
        if self.kind == "vat":
            return True
        item = self.item_id
        left = item.amount_residual
        if not self._is_same(-self._get_balance(item.account_id), self.amount):
            return False
        if self.kind == "transfer":
            return self._is_same(left, self.amount)
        return self.currency_id.compare_amounts(left, self.amount) >= 0

    def _is_same(self, first, second):
        return not self.currency_id.compare_amounts(first, second)

    def _get_balance(self, account):
        """Balance of the entry on an account."""
        lines = self.move_id.line_ids.filtered(lambda line: line.account_id == account)
        return sum(lines.mapped("balance"))

    def _is_unmatched(self):
        """Posted, but what it settles was taken apart from it."""
        self.ensure_one()
        # sudo: an entry of a branch, for whoever sees the debt
        entry = self.sudo()
        own = entry.move_id.line_ids.filtered(
            lambda line: (
                line.account_id == entry.item_id.account_id and line.balance < 0
            )
        )
        return entry.state == "posted" and not all(own.mapped("reconciled"))

    def _unsettle(self):
        """A draft settles nothing: what it had settled is owed again."""
        for booking in self.filtered(lambda booking: booking.kind != "impairment"):
            settling = booking.move_id.line_ids.filtered(
                lambda line, item=booking.item_id: (
                    line.account_id == item.account_id
                    if item
                    else line.account_id.reconcile
                )
            )
            settling.remove_move_reconcile()

    def _settle(self):
        """Once posted, reconcile the entry with what it settles, by Odoo.

        No VAT on collection becomes due by that: nothing is collected.
        """
        for booking in self.with_context(no_cash_basis=True):
            lines = booking.move_id.line_ids
            item = booking.item_id
            if item and booking.kind in ("transfer", "loss"):
                own = lines.filtered(
                    lambda line, item=item: (
                        line.account_id == item.account_id and line.balance < 0
                    )
                )
                (own + item).reconcile()
            if booking.kind in ("loss", "vat"):
                booking._settle_waiting_tax(lines)

    def _settle_waiting_tax(self, lines):
        """The VAT on collection waits no longer: match it on its account."""
        for tax_line in self.invoice_id.line_ids.filtered(
            lambda line: line.tax_line_id.tax_exigibility == "on_payment"
        ):
            account = tax_line.account_id
            own = lines.filtered(
                lambda line, account=account: (
                    line.account_id == account
                    and line.balance > 0
                    and not line.reconciled
                )
            )
            if account.reconcile and own and not tax_line.reconciled:
                (own + tax_line).reconcile()
