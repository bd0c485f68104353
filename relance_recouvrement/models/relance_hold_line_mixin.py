from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

# In the context while the parent is written. An object: no call from outside sends it.
IN_PARENT = object()
# A procedure goes on meanwhile: an opposition, talks about a settlement.
MEANWHILE = ("dispute_id", "settlement_id")


class RelanceHoldLineMixin(models.AbstractModel):
    """Part of an open item that its parent holds, in the item's currency.

    The inheriting model declares ``_parent_field``, the many2one to its parent.
    """

    _name = "relance.hold.line.mixin"
    _description = "Held Part of an Item"
    _inherit = ["relance.kept.mixin"]
    _rec_name = "case_line_id"

    _parent_field = None

    case_line_id = fields.Many2one(
        "relance.case.line",
        string="Item",
        required=True,
        index=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(related="case_line_id.move_id")
    date_maturity = fields.Date(related="case_line_id.date_maturity")
    amount_residual = fields.Monetary(related="case_line_id.amount_residual")
    currency_id = fields.Many2one(related="case_line_id.currency_id")
    amount = fields.Monetary(required=True)
    amount_company = fields.Monetary(
        string="Amount (company)",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
    )
    company_currency_id = fields.Many2one(related="case_line_id.company_currency_id")
    amount_settled = fields.Monetary(
        string="Settled",
        readonly=True,
        help="Paid since, or credited for a dispute: no longer held.",
    )
    paid_before = fields.Monetary(
        readonly=True, help="Paid on the item before this was agreed."
    )

    @api.depends("amount")
    def _compute_amount_company(self):
        """At the item's own rate: not changed by what is paid later."""
        for line in self:
            rate = line.case_line_id._get_rate()
            line.amount_company = line.company_currency_id.round(line.amount * rate)

    @api.onchange("case_line_id")
    def _onchange_case_line_id(self):
        """All that is free of the chosen item, unless said otherwise."""
        if self.case_line_id:
            self.amount = self._get_free_amount()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        lines = super().create(vals_list)
        lines._freeze_paid_before()
        return lines

    def write(self, vals):
        """A part never goes to another promise, dispute or plan."""
        name = self._parent_field
        if not self.env.su and name in vals and self[name].ids != [vals[name]]:
            raise UserError(
                self.env._(
                    "This part stays where it was agreed: enter a new one there."
                )
            )
        return super().write(vals)

    def _check_by_parent(self):
        """A part leaves by its parent alone, which keeps one and says at once what
        is claimed: deleted by itself, what was agreed would read as over."""
        if self.env.su or self.env.context.get("relance_in_parent") is IN_PARENT:
            return
        raise UserError(
            self.env._(
                "A document is not deleted by itself from what was agreed: take it off"
                " on the promise or the dispute, which keeps at least one, or cancel"
                " the promise, withdraw the dispute."
            )
        )

    def _freeze_paid_before(self):
        # sudo: payments of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        paid = payments._get_paid(self.case_line_id.ids)
        for line in self.sudo():
            line.paid_before = sum(
                amount for _day, amount in paid[line.case_line_id.id]
            )

    @api.constrains("amount", "case_line_id")
    def _check_amount(self):
        for line in self:
            line._check_case()
            line._check_not_frozen()
            free = line._get_free_amount()
            digits = line.currency_id.decimal_places
            if line.amount <= 0 or float_compare(line.amount, free, digits) > 0:
                raise ValidationError(
                    self.env._(
                        "%(document)s: enter an amount between 0 and %(free)s, what"
                        " is owed and not already promised, planned or disputed.",
                        document=line.case_line_id.move_name,
                        free=line.currency_id.format(free),
                    )
                )

    def _check_case(self):
        parent = self[self._parent_field]
        if self.case_line_id.case_id != parent.case_id:
            raise ValidationError(
                self.env._(
                    "%(document)s belongs to another customer: choose an open item"
                    " of this case.",
                    document=self.case_line_id.move_name,
                )
            )

    def _check_free_again(self):
        """What held once and holds again: never more than is owed and free by now.

        What was paid or credited meanwhile is no longer held and asks for nothing.

        :raise UserError: when something else holds part of it by now
        """
        for line in self:
            line._check_not_frozen()
            owed = line.case_line_id.amount_residual + line.amount_settled
            free = line._get_free_amount()
            digits = line.currency_id.decimal_places
            if float_compare(min(line.amount, owed), free, digits) <= 0:
                continue
            raise UserError(
                self.env._(
                    "%(document)s: %(amount)s would be held again, and only %(free)s is"
                    " free: the rest was promised, planned or disputed meanwhile."
                    " Cancel that first, or enter a new one for what is free.",
                    document=line.case_line_id.move_name,
                    amount=line.currency_id.format(line.amount - line.amount_settled),
                    free=line.currency_id.format(max(0.0, free - line.amount_settled)),
                )
            )

    def _check_not_frozen(self):
        """A prior claim of an insolvent customer may be contested, not paid."""
        frozen = self.case_line_id.hold == "insolvency"
        if frozen and self._parent_field != "dispute_id":
            raise ValidationError(
                self.env._(
                    "%(document)s is frozen by the customer's insolvency: it may"
                    " neither be paid nor promised. Declare it instead.",
                    document=self.case_line_id.move_name,
                )
            )
        if (
            self.case_line_id.hold == "procedure"
            and self._parent_field not in MEANWHILE
        ):
            raise ValidationError(
                self.env._(
                    "%(document)s is in a procedure: close it first (a plan or a"
                    " settlement is an end of it), then promise or plan.",
                    document=self.case_line_id.move_name,
                )
            )

    def _get_free_amount(self):
        """What is still owed of the item and held by nothing else, with what was
        settled since of this very part."""
        item = self.case_line_id
        others = item._get_held_amount(except_line=self)
        return max(0.0, item.amount_residual + self.amount_settled - others)
