import contextlib
import hashlib
from base64 import b64decode

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.instalments import CENT
from ..tools.settlement import split_principal, split_waiver

# What the customer is offered and signs: no longer changed afterwards.
OFFERED_FIELDS = {
    "case_id",
    "line_ids",
    "amount_agreed",
    "waived_interest",
    "waived_indemnity",
    "payment_date",
    "number",
    "rhythm",
    "tolerance_days",
    "valid_until",
    "disputed_point",
    "concession",
}

# The proof of what was agreed: kept once both sides signed.
SIGNED_FIELDS = {"signature_date", "signed_document", "signed_document_name"}

# Holds under which an item is not for us to settle.
OUT = ("insolvency", "assigned", "excluded", "time_barred")
# Amounts that follow from the documents unless a person enters them.
ENTERED = ("amount_agreed", "waived_interest", "waived_indemnity")


class RelanceSettlement(models.Model):
    """A compromise: part is paid by a day, the rest is given up (C. civ. 2044 ff.).

    Both sides give something up, in writing. Once signed it holds its items like a
    plan. Paid in time, what was given up waits for its documents; else it lapses and
    the whole balance is owed again. Several instalments are a ``relance.plan``.
    Amounts are in the currency of the documents.
    """

    _name = "relance.settlement"
    _description = "Settlement"
    _inherit = [
        "relance.hold.mixin",
        "relance.settlement.terms",
        "relance.settlement.steps",
        "relance.settlement.outcome",
        "relance.settlement.text",
    ]
    _order = "id desc"
    _rec_name = "case_id"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "Manager to agree"),
            ("proposed", "Proposed"),
            ("agreed", "Signed"),
            ("paid", "Paid"),
            ("lapsed", "Lapsed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many(
        "relance.settlement.line",
        "settlement_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        copy=True,
    )
    settlement_currency_id = fields.Many2one(
        "res.currency", compute="_compute_owed", store=True
    )

    # What is owed, agreed and given up
    amount_principal = fields.Monetary(
        string="Principal",
        currency_field="settlement_currency_id",
        compute="_compute_owed",
        store=True,
    )
    amount_interest = fields.Monetary(
        string="Interest",
        currency_field="settlement_currency_id",
        compute="_compute_owed",
        store=True,
        help="Neither waived nor invoiced, when the settlement was made.",
    )
    amount_indemnity = fields.Monetary(
        string="Indemnities and costs",
        currency_field="settlement_currency_id",
        compute="_compute_owed",
        store=True,
    )
    amount_owed = fields.Monetary(
        string="Owed in all",
        currency_field="settlement_currency_id",
        compute="_compute_owed",
        store=True,
    )
    amount_agreed = fields.Monetary(
        string="Amount agreed",
        currency_field="settlement_currency_id",
        compute="_compute_amount_agreed",
        store=True,
        readonly=False,
        tracking=True,
        help="What the customer pays for everything to be settled.",
    )
    waiver = fields.Monetary(
        string="Given up",
        currency_field="settlement_currency_id",
        compute="_compute_waiver",
        store=True,
    )
    waived_interest = fields.Monetary(
        string="Of interest",
        currency_field="settlement_currency_id",
        compute="_compute_waived",
        store=True,
        readonly=False,
    )
    waived_indemnity = fields.Monetary(
        string="Of indemnities and costs",
        currency_field="settlement_currency_id",
        compute="_compute_waived",
        store=True,
        readonly=False,
    )
    waived_principal = fields.Monetary(
        string="Of principal",
        currency_field="settlement_currency_id",
        compute="_compute_waiver",
        store=True,
    )
    reason = fields.Char(
        string="Why it is given up",
        tracking=True,
        help="Kept inside: it is not printed on the protocol.",
    )
    approved_user_id = fields.Many2one(
        "res.users", string="Agreed by", readonly=True, copy=False
    )
    approved_date = fields.Date(string="Agreed on", readonly=True, copy=False)

    # What the protocol says
    disputed_point = fields.Text(
        string="What the disagreement is about",
        help="Printed on the protocol: a compromise ends a disagreement, or prevents"
        " one (C. civ. 2044).",
    )
    concession = fields.Text(
        string="What the customer gives up",
        help="Printed on the protocol: both sides give something up.",
    )

    # Signature and life
    signature_date = fields.Date(string="Signed on", copy=False, tracking=True)
    signed_document = fields.Binary(attachment=True, copy=False)
    signed_document_name = fields.Char(copy=False)
    signed_checksum = fields.Char(readonly=True, copy=False)
    signed_regime = fields.Char(readonly=True, copy=False)
    charges_before = fields.Monetary(
        currency_field="settlement_currency_id", readonly=True, copy=False
    )
    notice_date = fields.Date(
        string="Notice received on",
        copy=False,
        tracking=True,
        help="Who is no business is first reminded in writing: the settlement lapses"
        " 15 days after that.",
    )
    amount_paid = fields.Monetary(
        string="Paid",
        currency_field="settlement_currency_id",
        readonly=True,
        copy=False,
    )
    paid_date = fields.Date(string="Paid on", readonly=True, copy=False)
    closed_date = fields.Date(readonly=True, copy=False)
    close_reason = fields.Char(readonly=True, copy=False)
    note = fields.Char()

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_is_holding(self):
        """Paid, it goes on holding what was given up until its documents are made."""
        for settlement in self:
            settlement.is_holding = settlement.state in ("agreed", "paid")

    @api.depends("case_id")
    def _compute_line_ids(self):
        """What is overdue and held by nothing else."""
        for settlement in self:
            items = settlement.line_ids.case_line_id
            if settlement.state != "draft" or (
                items and items.case_id == settlement.case_id
            ):
                continue
            settlement.line_ids = [
                Command.clear(),
                *(
                    Command.create({"case_line_id": item.id, "amount": amount})
                    for item, amount in settlement._get_free_items()
                ),
            ]

    def _get_free_items(self):
        today = self.env.company._relance_today()
        items = self.case_id.open_line_ids.filtered(
            lambda item: (
                item.amount_residual > 0
                and item.hold not in OUT
                and (item.date_maturity or today) < today
            )
        )
        free = [
            (item, item.amount_residual - item._get_held_amount()) for item in items
        ]
        free = [(item, amount) for item, amount in free if amount > CENT]
        currency = free[0][0].currency_id if free else self.env["res.currency"]
        return [row for row in free if row[0].currency_id == currency]

    @api.depends(
        "line_ids.amount",
        "line_ids.amount_interest",
        "line_ids.amount_indemnity",
        "case_id",
    )
    def _compute_owed(self):
        for settlement in self:
            lines = settlement.line_ids
            company = settlement.case_id.company_id or self.env.company
            currencies = lines.case_line_id.currency_id
            settlement.settlement_currency_id = currencies[:1] or company.currency_id
            settlement.amount_principal = sum(lines.mapped("amount"))
            settlement.amount_interest = sum(lines.mapped("amount_interest"))
            settlement.amount_indemnity = sum(lines.mapped("amount_indemnity"))
            settlement.amount_owed = (
                settlement.amount_principal
                + settlement.amount_interest
                + settlement.amount_indemnity
            )

    @api.depends("amount_principal")
    def _compute_amount_agreed(self):
        """All the principal, unless said otherwise."""
        for settlement in self.filtered(lambda record: record.state == "draft"):
            settlement.amount_agreed = settlement.amount_principal

    @api.depends("amount_owed", "amount_agreed")
    def _compute_waived(self):
        for settlement in self.filtered(lambda record: record.state == "draft"):
            _principal, interest, indemnity = split_waiver(
                settlement.amount_interest,
                settlement.amount_indemnity,
                max(0.0, settlement.amount_owed - settlement.amount_agreed),
            )
            settlement.waived_interest = interest
            settlement.waived_indemnity = indemnity

    @api.depends("amount_owed", "amount_agreed", "waived_interest", "waived_indemnity")
    def _compute_waiver(self):
        for settlement in self:
            waiver = settlement.amount_owed - settlement.amount_agreed
            settlement.waiver = waiver
            settlement.waived_principal = (
                waiver - settlement.waived_interest - settlement.waived_indemnity
            )

    @api.depends("case_id", "amount_agreed")
    def _compute_display_name(self):
        for settlement in self:
            currency = settlement.settlement_currency_id
            amount = settlement.amount_agreed
            settlement.display_name = self.env._(
                "%(customer)s, settlement of %(amount)s",
                customer=settlement.partner_id.display_name or "",
                amount=currency.format(amount) if currency else amount,
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A settlement is born as a draft."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        settlements = super().create(vals_list)
        for settlement, vals in zip(settlements, vals_list, strict=True):
            settlement._read_charges()
            # what a person entered, not what follows from the documents
            given = {name: vals[name] for name in ENTERED if name in vals}
            settlement.flush_recordset()
            if given:
                settlement.write(given)
        settlements._mark_company()
        return settlements

    def write(self, vals):
        if OFFERED_FIELDS & set(vals) and not self.env.su:
            self._check_draft()
        if SIGNED_FIELDS & set(vals) and not self.env.su:
            self._check_not_signed()
        result = super().write(vals)
        if "line_ids" in vals and not self.env.su:
            self._read_charges()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self._check_draft()

    def _mark_company(self):
        """The nightly run looks for settlements where there are some only."""
        # sudo: a mark of the engine, on a company that the user only reads
        companies = self.sudo().company_id
        companies.filtered(lambda company: not company.relance_has_settlements).write(
            {"relance_has_settlements": True}
        )

    def _read_charges(self):
        drafts = self.filtered(lambda record: record.state == "draft")
        # sudo: the engine keeps the amounts of cases that the user works on
        engine = self.env["relance.engine.charge"].sudo()
        # no rate at all: the list of rates says so
        with contextlib.suppress(UserError):
            engine._update_cases(drafts.case_id.sudo())
        drafts.line_ids._read_charges()

    def _split_principal(self):
        """Which document bears the principal given up."""
        lines = self.line_ids.sorted(
            lambda line: (line.date_maturity or line.invoice_date, line.id)
        )
        shares = split_principal(lines.mapped("amount"), self.waived_principal)
        for line, share in zip(lines, shares, strict=True):
            # sudo: kept; follows from what a person agreed
            line.sudo().amount_waived = share

    def _seal(self):
        """What was signed, with its fingerprint."""
        document = b64decode(self.with_context(bin_size=False).signed_document)
        return {
            "signed_regime": self._get_regime(),
            "signed_checksum": hashlib.sha256(document).hexdigest(),
        }

    # === CHECKS === #

    def _check_draft(self):
        if any(settlement.state != "draft" for settlement in self):
            raise UserError(self._get_proposed_message())

    def _check_not_signed(self):
        if any(settlement.signed_checksum for settlement in self):
            raise UserError(self._get_proposed_message())

    def _get_proposed_message(self):
        return self.env._(
            "This settlement was proposed: its terms stay as they are. Cancel it and"
            " make another one."
        )

    @api.constrains("line_ids")
    def _check_lines(self):
        for settlement in self:
            items = settlement.line_ids.case_line_id
            if len(items) < len(settlement.line_ids):
                raise ValidationError(
                    self.env._("A document is there twice: keep one line for each.")
                )
            if len(items.currency_id) > 1:
                raise ValidationError(
                    self.env._(
                        "A settlement covers documents of one currency: make one for"
                        " each."
                    )
                )
