from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.insurance import get_insured


class RelanceInsuranceCaseMixin(models.AbstractModel):
    """What the credit insurance pays of a case, and until when it is declared."""

    _name = "relance.insurance.case.mixin"
    _description = "Credit Insurance of a Case"

    currency_id = fields.Many2one("res.currency")
    insurance_declaration_ids = fields.One2many(
        "relance.insurance.declaration", "case_id", string="Declared to the insurer"
    )
    insurance_cover_id = fields.Many2one(
        "relance.insurance.cover",
        string="Cover",
        compute="_compute_insurance",
        help="The latest one that reaches what is owed.",
    )
    insurance_open = fields.Monetary(
        string="Owed and insured",
        compute="_compute_insurance",
        currency_field="currency_id",
        help="Items delivered while a cover ran.",
    )
    insurance_covered = fields.Monetary(
        string="Covered",
        compute="_compute_insurance",
        currency_field="currency_id",
        help="No more than the amount covered by the insurer.",
    )
    insurance_expected = fields.Monetary(
        string="Paid by the insurer",
        compute="_compute_insurance",
        currency_field="currency_id",
        help="Its part of what is covered.",
    )
    insurance_percent = fields.Float(
        string="Part paid (%)", compute="_compute_insurance", digits=(5, 2)
    )
    insurance_deadline = fields.Date(
        string="Declare before",
        compute="_compute_insurance",
        help="From the original due date of the oldest item that was not declared;"
        " from the later one when the insurer agreed to it.",
    )
    insurance_extended_deadline = fields.Date(
        string="From the extended due date",
        compute="_compute_insurance",
        help="Of the same item: counted from what was granted, no further than the"
        " policy allows without the insurer's agreement.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.amount_company",
        "line_ids.closed_date",
        "insurance_declaration_ids.state",
    )
    def _compute_insurance(self):
        items = self._get_insured_items()
        for case in self:
            mine = [item for item in items if item.case_id == case.id]
            case._set_insurance(mine)

    def _get_insured_items(self):
        # sudo: the engine reads the invoices and covers of cases that the user sees
        return self.env["relance.engine.insurance"].sudo()._get_items(self.ids)

    def _set_insurance(self, items):
        # sudo: the cover of a customer is read by who works on the case
        covers = self.env["relance.insurance.cover"].sudo()
        covers = covers.browse(dict.fromkeys(item.cover_id for item in items))
        covered = expected = 0.0
        for cover in covers:
            owed = sum(item.balance for item in items if item.cover_id == cover.id)
            percent = cover.policy_id.cover_percent
            found = get_insured(owed, self._get_insurance_limit(cover), percent)
            covered, expected = covered + found[0], expected + found[1]
        latest = covers.sorted("date_from")[-1:]
        waiting = [item for item in items if not item.declared]
        first = min(waiting, key=lambda item: item.deadlines.binding, default=None)
        self.insurance_cover_id = latest.sudo(False)
        self.insurance_open = sum(item.balance for item in items)
        self.insurance_covered = covered
        self.insurance_expected = expected
        self.insurance_percent = latest.policy_id.cover_percent
        self.insurance_deadline = first and first.deadlines.binding
        self.insurance_extended_deadline = first and first.deadlines.extended

    def _get_insurance_limit(self, cover):
        """Amount covered, in the currency of the case."""
        day = self.run_date or self.company_id._relance_today()
        return cover.currency_id._convert(
            cover.amount, self.currency_id, self.company_id, day
        )

    def _get_insurance_text(self):
        """What the insurer pays and until when it is declared, or False."""
        self.ensure_one()
        if not self.insurance_cover_id:
            return False
        # sudo: as above
        policy = self.insurance_cover_id.sudo().policy_id
        text = self.env._(
            "%(amount)s of %(open)s, paid at %(percent)s %% (%(policy)s)",
            amount=self.currency_id.format(self.insurance_covered),
            open=self.currency_id.format(self.insurance_open),
            percent=f"{policy.cover_percent:g}",
            policy=policy.display_name,
        )
        if self.insurance_deadline:
            text += ", " + self.env._(
                "to declare before %(day)s",
                day=format_date(self.env, self.insurance_deadline),
            )
        return text

    # === ACTIONS === #

    def action_new_insurance_declaration(self):
        """Record what was declared to the insurer.

        :raise UserError: when nothing of the case is insured
        """
        self.ensure_one()
        self.check_access("write")
        items = self._get_insured_items()
        if not items:
            raise UserError(
                self.env._(
                    "Nothing of what this customer owes is insured: enter their cover"
                    " first, in Credit insurance."
                )
            )
        waiting = [item for item in items if not item.declared] or items
        same = [item for item in waiting if item.policy_id == waiting[0].policy_id]
        return self.env["relance.insurance.declaration"]._open(
            self,
            self.env["relance.insurance.policy"].browse(same[0].policy_id),
            self.env["relance.case.line"].browse(item.line_id for item in same),
        )
