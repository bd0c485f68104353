from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceSettlementLine(models.Model):
    """What a settlement covers of one item: its principal, and what it bears."""

    _name = "relance.settlement.line"
    _description = "Item of a Settlement"
    _inherit = ["relance.hold.line.mixin"]
    _order = "settlement_id, id"

    _parent_field = "settlement_id"

    settlement_id = fields.Many2one(
        "relance.settlement", required=True, index=True, ondelete="cascade"
    )
    amount = fields.Monetary(string="Principal")
    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_indemnity = fields.Monetary(string="Indemnities and costs", readonly=True)
    amount_waived = fields.Monetary(
        string="Principal waived",
        readonly=True,
        help="Payments go to the oldest documents first (C. civ. 1342-10): the latest"
        " ones bear the waiver.",
    )
    invoice_date = fields.Date(related="case_line_id.invoice_date")
    amount_total = fields.Monetary(related="case_line_id.amount_total")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        if {"amount", "case_line_id"} & set(vals) and not self.env.su:
            # what was paid meanwhile is no longer in the new amount
            self._freeze_paid_before()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and any(
            settlement.state != "draft" for settlement in self.settlement_id
        ):
            raise UserError(self.settlement_id._get_proposed_message())

    # === AMOUNTS === #

    def _read_charges(self):
        """What each item bears by now, neither waived nor invoiced."""
        charges = self._get_charges()
        for line in self:
            own = charges.filtered(
                lambda charge, item=line.case_line_id: charge.case_line_id == item
            )
            interest = own.filtered(lambda charge: charge.kind == "interest")
            # sudo: kept; read from the charges of items that the user settles
            line.sudo().write(
                {
                    "amount_interest": sum(interest.mapped("amount_due")),
                    "amount_indemnity": sum((own - interest).mapped("amount_due")),
                }
            )

    def _get_charges(self):
        """Interest, indemnities and proven costs of these items, in their currency."""
        charges = self.env["relance.charge"].search(
            [("case_line_id", "in", self.case_line_id.ids)]
        )
        return charges.filtered(
            lambda charge: charge.currency_id == charge.case_line_id.currency_id
        )

    def _get_paid(self):
        """Payments of these items since the agreement, in their currency.

        :return: ``[(day, amount)]``
        """
        # sudo: payments of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        paid = payments._get_paid(self.case_line_id.ids)
        found = []
        for line in self:
            before = line.paid_before
            for day, amount in sorted(paid.get(line.case_line_id.id, ())):
                counted = max(0.0, amount - max(0.0, before))
                before -= amount - counted
                if counted:
                    found.append((day, counted))
        return found
