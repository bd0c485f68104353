from odoo import api, fields, models


class RelanceDisputeLine(models.Model):
    """What is contested of one item, in the item's currency.

    Settled by credit notes alone: what was credited before does not count.
    """

    _name = "relance.dispute.line"
    _description = "Disputed Item"
    _inherit = ["relance.hold.line.mixin"]

    _parent_field = "dispute_id"

    dispute_id = fields.Many2one(
        "relance.dispute", required=True, index=True, ondelete="cascade"
    )
    amount_settled = fields.Monetary(string="Credited amount")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.dispute_id._check_may_change()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.dispute_id._check_may_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        self.dispute_id._check_may_change()
        self._check_by_parent()

    def action_open_document(self):
        """Open the contested invoice or entry."""
        return self.case_line_id.action_open_document()

    def _freeze_paid_before(self):
        """For a dispute, what was credited before."""
        # sudo: credit notes of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        credited = payments._get_credited(self.case_line_id.ids)
        for line in self.sudo():
            line.paid_before = credited[line.case_line_id.id]

    def _is_covered(self):
        """Credited since, or nothing of the item is owed any more."""
        self.ensure_one()
        credited = self.currency_id.compare_amounts(self.amount_settled, self.amount)
        return bool(self.case_line_id.closed_date) or credited >= 0
