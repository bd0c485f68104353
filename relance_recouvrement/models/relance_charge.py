from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import CHARGE_KINDS, CHARGE_STATES
from ..tools.charges import get_state
from ..tools.debtor import get_regime

# What a person enters of proven costs; the rest is kept by the engine.
COST_FIELDS = {
    "amount_cost",
    "amount_covered",
    "cost_date",
    "description",
    "evidence_ids",
    "case_line_id",
}


class RelanceCharge(models.Model):
    """Interest, the flat indemnity or proven costs of one debt: what accrued, was
    claimed, waived, invoiced and paid (C. com. L441-10 II, D441-5).

    One row by debt and kind, never deleted: a debt moved to another item keeps its
    row, an invoice has one indemnity. What accrued is a snapshot on ``accrued_date``;
    it is read again when a reminder claims it, when the principal is paid late, and
    before it is waived or booked.
    """

    _name = "relance.charge"
    _description = "Interest, Indemnity or Costs"
    _inherit = ["relance.kept.mixin", "relance.charge.cost.mixin"]
    _order = "accrued_date desc, id desc"

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="case_id.partner_id", store=True, index=True, precompute=True
    )
    case_line_id = fields.Many2one(
        "relance.case.line",
        string="Item",
        index="btree_not_null",
        ondelete="set null",
        domain="[('case_id', '=', case_id), ('amount_total', '>', 0)]",
    )
    invoice_id = fields.Many2one(
        "account.move",
        string="Document",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    move_name = fields.Char(string="Number", readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)
    principal_paid_date = fields.Date(
        string="Principal settled on",
        related="case_line_id.closed_date",
        help="The principal was paid alone: waive or invoice what it bore.",
    )
    kind = fields.Selection(CHARGE_KINDS, required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)

    amount_accrued = fields.Monetary(string="Accrued", readonly=True)
    accrued_date = fields.Date(
        string="Accrued until", readonly=True, help="Last day that was counted."
    )
    provisional = fields.Boolean(
        readonly=True, help="A rate was not known yet: the last one was taken."
    )
    claim_ids = fields.One2many("relance.charge.claim", "charge_id")
    amount_claimed = fields.Monetary(
        string="Claimed",
        compute="_compute_claimed",
        store=True,
        help="By the last reminder that left and was not withdrawn.",
    )
    claimed_date = fields.Date(
        string="Claimed on", compute="_compute_claimed", store=True
    )
    reminder_id = fields.Many2one(
        "relance.reminder",
        string="Claimed by",
        compute="_compute_claimed",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    waiver_ids = fields.One2many("relance.charge.waiver", "charge_id")
    amount_waived = fields.Monetary(
        string="Waived", compute="_compute_waived", store=True
    )
    booking_ids = fields.One2many("relance.charge.booking", "charge_id")
    amount_draft = fields.Monetary(
        string="In drafts", compute="_compute_booked", store=True
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced", compute="_compute_booked", store=True
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_booked", store=True)
    amount_lost = fields.Monetary(
        string="Written off",
        compute="_compute_booked",
        store=True,
        help="Invoiced, then settled without being paid.",
    )
    amount_due = fields.Monetary(
        string="Left to decide",
        compute="_compute_state",
        store=True,
        help="Accrued, neither waived nor invoiced.",
    )
    amount_over = fields.Monetary(
        string="Invoiced too much",
        compute="_compute_state",
        store=True,
        help="Less is owed than what was invoiced: make a credit note.",
    )
    state = fields.Selection(
        CHARGE_STATES, compute="_compute_state", store=True, index=True
    )

    # Proven costs
    procedure_id = fields.Many2one(
        "relance.procedure", readonly=True, index="btree_not_null"
    )
    description = fields.Char()
    cost_date = fields.Date(string="Costs of")
    amount_cost = fields.Monetary(
        string="Proven costs", help="Excluding recoverable taxes."
    )
    amount_covered = fields.Monetary(
        string="Covered by the flat indemnities",
        help="Only what exceeds the 40 € may be claimed (C. com. L441-10 II).",
    )
    evidence_ids = fields.Many2many("ir.attachment")

    _one_by_item = models.UniqueIndex(
        "(case_line_id, kind) WHERE case_line_id IS NOT NULL AND kind <> 'cost'",
        "Interest and the indemnity of an item have one row each.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "move_name", "description")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            what = charge.move_name or charge.description or ""
            charge.display_name = f"{kinds.get(charge.kind, '')} – {what}"

    @api.depends("claim_ids.amount", "claim_ids.left_date")
    def _compute_claimed(self):
        for charge in self:
            left = charge.claim_ids.filtered("left_date")
            last = left.sorted(lambda claim: (claim.left_date, claim.id))[-1:]
            charge.amount_claimed = last.amount
            charge.claimed_date = last.left_date
            charge.reminder_id = last.reminder_id

    @api.depends("waiver_ids.amount", "waiver_ids.is_cancelled")
    def _compute_waived(self):
        for charge in self:
            kept = charge.waiver_ids.filtered(lambda waiver: not waiver.is_cancelled)
            charge.amount_waived = sum(kept.mapped("amount"))

    @api.depends(
        "booking_ids.amount",
        "booking_ids.amount_lost",
        "booking_ids.amount_paid",
        "booking_ids.state",
    )
    def _compute_booked(self):
        for charge in self:
            posted = charge.booking_ids.filtered(lambda row: row.state == "posted")
            drafts = charge.booking_ids - posted
            charge.amount_invoiced = sum(posted.mapped("amount"))
            charge.amount_draft = sum(drafts.mapped("amount"))
            charge.amount_paid = sum(posted.mapped("amount_paid"))
            charge.amount_lost = sum(posted.mapped("amount_lost"))

    @api.depends(
        "amount_accrued",
        "amount_claimed",
        "amount_waived",
        "amount_draft",
        "amount_invoiced",
        "amount_paid",
        "amount_lost",
    )
    def _compute_state(self):
        for charge in self:
            booked = charge.amount_draft + charge.amount_invoiced
            left = charge.amount_accrued - charge.amount_waived - booked
            currency = charge.currency_id or charge.company_id.currency_id
            left = currency.round(left) if currency else left
            charge.amount_due = max(0.0, left)
            charge.amount_over = min(max(0.0, -left), booked)
            charge.state = get_state(
                charge.amount_accrued,
                charge.amount_due,
                claimed=charge.amount_claimed,
                waived=charge.amount_waived,
                draft=charge.amount_draft,
                invoiced=charge.amount_invoiced,
                paid=charge.amount_paid,
                lost=charge.amount_lost,
            )

    # === CONSTRAINTS === #

    @api.constrains("kind", "evidence_ids", "amount_cost", "amount_covered", "case_id")
    def _check_cost(self):
        for charge in self.filtered(lambda charge: charge.kind == "cost"):
            if not charge.evidence_ids:
                raise ValidationError(
                    self.env._(
                        "Costs are claimed on evidence only (C. com. L441-10 II):"
                        " attach the invoice or the receipt."
                    )
                )
            if not 0 <= charge.amount_covered <= charge.amount_cost:
                raise ValidationError(
                    self.env._(
                        "What the flat indemnities cover is between 0 and the amount"
                        " of the costs."
                    )
                )
            charge._check_costs_allowed()

    def _check_costs_allowed(self):
        partner = self.partner_id.with_company(self.company_id)
        code = partner.relance_regime_confirmed and partner.relance_debtor_regime
        # after a title they are the debtor's, whoever it is (CPCE L111-8)
        if get_regime(code).costs or self.procedure_id.title_date:
            return
        raise ValidationError(
            self.env._(
                "The costs of collection stay with the creditor unless the customer is"
                " a business or a public body (CPCE L111-8): nothing is claimed from"
                " %(customer)s. If it is one, confirm its kind on its form.",
                customer=partner.display_name,
            )
        )

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Costs are what the flat indemnities of the case do not cover yet."""
        values = super().default_get(fields)
        case_id = values.get("case_id") or self.env.context.get("default_case_id")
        if "amount_covered" in fields and case_id:
            case = self.env["relance.case"].browse(case_id)
            values["amount_covered"] = self._get_uncovered(case)
            values["currency_id"] = case.currency_id.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """By a person, proven costs only; the rest comes from the engine."""
        if not self.env.su:
            for vals in vals_list:
                vals.pop("currency_id", None)
                self._check_person_writes(vals)
                case = self.env["relance.case"].browse(vals.get("case_id"))
                vals.update(kind="cost", currency_id=case.currency_id.id)
        charges = super().create(vals_list)
        if not self.env.su:
            charges._check_evidence()
        charges._keep_costs()
        return charges

    def write(self, vals):
        changed = COST_FIELDS & set(vals)
        if changed and not self.env.su:
            self._check_cost_open()
        if "case_id" in vals and not self.env.su:
            raise UserError(
                self.env._("Costs stay with their customer: waive them and enter new.")
            )
        result = super().write(vals)
        if "evidence_ids" in vals and not self.env.su:
            self._check_evidence()
        if changed:
            self._keep_costs()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("A charge is not deleted: waive it, its trace stays.")
        )

    def _get_due_company(self, day):
        """What is left to decide, in company currency at the rate of a day."""
        company = self.company_id
        return self.currency_id._convert(
            self.amount_due, company.currency_id, company, day
        )

    # === ACTIONS === #

    def action_waive(self):
        """Open the wizard by which a manager gives charges up."""
        return self._open_wizard("relance.charge.waive", self.env._("Waive"))

    def action_book(self):
        """Open the wizard that makes a debit note or an entry of charges."""
        return self._open_wizard("relance.charge.book", self.env._("Make the invoice"))

    def action_update(self):
        """Read again what accrued until today."""
        self.case_id.check_access("write")
        # sudo: the engine keeps the amounts; rights were checked above
        self.env["relance.engine.charge"].sudo()._update_cases(self.sudo().case_id)
        return True

    def action_open_document(self):
        """Open the document that bears the charge."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.invoice_id.id,
            "view_mode": "form",
        }

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_charge_ids": self.ids},
        }

    # === WAIVER === #

    def _waive(self, reason, amounts):
        """Give charges up, for good reason, and log it in the case.

        :param str reason: kept and shown
        :param dict amounts: ``{charge: amount}``, in the currency of each
        """
        # sudo: waivers are written by this action only; its wizard checked rights
        waivers = self.env["relance.charge.waiver"].sudo()
        waivers.create(
            [
                {
                    "charge_id": charge.id,
                    "amount": amount,
                    "reason": reason,
                    "user_id": self.env.uid,
                    "date": charge.company_id._relance_today(),
                }
                for charge, amount in amounts.items()
            ]
        )
        for case, charges in self.grouped("case_id").items():
            words = ", ".join(
                f"{charge.display_name} : {charge.currency_id.format(amounts[charge])}"
                for charge in charges
                if charge in amounts
            )
            case._message_log(
                body=self.env._(
                    "Waived: %(charges)s. Reason: %(reason)s",
                    charges=words,
                    reason=reason,
                )
            )
