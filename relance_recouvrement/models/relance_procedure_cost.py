from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import PROCEDURE_COSTS


class RelanceProcedureCost(models.Model):
    """What a procedure costs, who bears it, and its proof."""

    _name = "relance.procedure.cost"
    _description = "Cost of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, date, id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    currency_id = fields.Many2one(related="procedure_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(PROCEDURE_COSTS, default="other", required=True)
    name = fields.Char(string="Description")
    amount = fields.Monetary(required=True)
    borne_by = fields.Selection(
        [("creditor", "Us"), ("debtor", "The debtor")],
        default="creditor",
        required=True,
        help="What the law lets us claim may be borne by the debtor.",
    )
    charge_id = fields.Many2one(
        "relance.charge",
        string="Claimed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_cost_attachment_rel",
        "cost_id",
        "attachment_id",
        string="Proof",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Vendor bill",
        index="btree_not_null",
        domain="[('move_type', 'in', ('in_invoice', 'in_refund', 'entry'))]",
    )

    can_claim = fields.Boolean(compute="_compute_can_claim")

    @api.depends("borne_by", "charge_id", "amount")
    def _compute_can_claim(self):
        for cost in self:
            allowed = cost.procedure_id._may_claim_costs()
            cost.can_claim = allowed and not cost.charge_id and cost.amount > 0

    @api.constrains("amount")
    def _check_amount(self):
        for cost in self:
            if cost.amount <= 0:
                raise ValidationError(
                    self.env._("Enter what it cost: an amount above zero.")
                )

    @api.constrains("borne_by", "procedure_id")
    def _check_borne_by(self):
        for cost in self.filtered(lambda cost: cost.borne_by == "debtor"):
            if not cost.procedure_id._may_claim_costs():
                raise ValidationError(cost._get_law_message())

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever works on the case enters costs, while the procedure is prepared or
        runs and after it ended: bills come late."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        costs = super().create(vals_list)
        costs._own_attachments()
        return costs

    def write(self, vals):
        kept = {"amount", "kind", "procedure_id", "borne_by"} & set(vals)
        if kept and not self.env.su and self.charge_id:
            raise UserError(
                self.env._("A cost claimed from the debtor is kept as it was claimed.")
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        for cost in self:
            # what belongs to others is not taken from them
            cost.attachment_ids.check_access("write")
            # sudo: who sees the procedure sees the proof of what it cost
            cost.attachment_ids.sudo().write(
                {"res_model": "relance.procedure", "res_id": cost.procedure_id.id}
            )

    # === CLAIM === #

    def action_claim(self):
        """Claim the costs from the debtor, on evidence, where the law allows.

        :raise UserError: without proof, or when the law leaves them to the creditor
        """
        self.procedure_id.check_access("write")
        for cost in self:
            cost._check_claimable()
            record = cost.procedure_id
            charges = self.env["relance.charge"]
            covered = min(cost.amount, charges._get_uncovered(record.case_id))
            # sudo: what a person may enter of a charge, with its procedure
            charge = charges.sudo().create(
                {
                    "kind": "cost",
                    "case_id": record.case_id.id,
                    "currency_id": record.currency_id.id,
                    "procedure_id": record.id,
                    "description": cost.name or cost._get_kind_label(),
                    "cost_date": cost.date,
                    "amount_cost": cost.amount,
                    "amount_covered": covered,
                    "evidence_ids": [
                        Command.link(file.copy().id) for file in cost.attachment_ids
                    ],
                }
            )
            # sudo: kept; rights were checked above
            cost.sudo().write({"charge_id": charge.id, "borne_by": "debtor"})

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _check_claimable(self):
        self.ensure_one()
        if self.charge_id:
            raise UserError(self.env._("These costs are already claimed."))
        if not self.procedure_id._may_claim_costs():
            raise UserError(self._get_law_message())
        if not self.attachment_ids:
            raise UserError(
                self.env._(
                    "Costs are claimed on evidence only (C. com. L441-10 II): attach"
                    " the invoice or the receipt."
                )
            )

    def _get_law_message(self):
        record = self.procedure_id
        if not record.type_id.costs_claimable:
            return self.env._(
                "The costs of this route stay with the creditor (CPCE R125-8, L111-8):"
                " they are followed, not claimed."
            )
        return self.env._(
            "Before a title, the costs of collection stay with the creditor unless the"
            " customer is a business or a public body (CPCE L111-8). If it is one,"
            " confirm its kind on its form."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        if self.charge_id:
            raise UserError(
                self.env._("A cost claimed from the debtor is kept: waive it instead.")
            )
        if not self.env.su and self.filtered(
            lambda cost: cost.procedure_id.state != "draft"
        ):
            raise UserError(
                self.env._("A cost of an opened procedure is kept: correct it instead.")
            )
