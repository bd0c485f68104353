from odoo import api, fields, models


class RelanceDoubtfulLossLine(models.TransientModel):
    """One debt of a definitive loss."""

    _name = "relance.doubtful.loss.line"
    _description = "Definitive Loss: Debt"

    loss_id = fields.Many2one(
        "relance.doubtful.loss", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "relance.doubtful.line",
        string="Item",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    partner_id = fields.Many2one(related="line_id.partner_id")
    amount_residual = fields.Monetary(related="line_id.amount_residual")
    amount = fields.Monetary(string="Lost, VAT included", required=True)
    amount_tax = fields.Monetary(string="VAT recovered", compute="_compute_vat")
    amount_waiting = fields.Monetary(string="VAT never due", compute="_compute_vat")

    @api.depends("amount", "loss_id.recover")
    def _compute_vat(self):
        entries = self.env["relance.engine.doubtful.entry"]
        for line in self:
            recovered, waiting = entries._split_vat(
                line.line_id, line.amount, line.loss_id.recover
            )
            line.amount_tax = sum(recovered.values())
            line.amount_waiting = sum(waiting.values())
