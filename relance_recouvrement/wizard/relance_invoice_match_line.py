from odoo import fields, models
from odoo.exceptions import UserError


class RelanceInvoiceMatchLine(models.TransientModel):
    """A credit and the debt it pays; removed when the user does not want it."""

    _name = "relance.invoice.match.line"
    _description = "Proposed Match"

    wizard_id = fields.Many2one(
        "relance.invoice.match", required=True, index=True, ondelete="cascade"
    )
    credit_id = fields.Many2one(
        "account.move.line", string="Payment or credit", required=True, readonly=True
    )
    debt_id = fields.Many2one(
        "account.move.line", string="Invoice", required=True, readonly=True
    )
    date = fields.Date(related="credit_id.date")
    currency_id = fields.Many2one(related="credit_id.currency_id")
    amount = fields.Monetary(readonly=True)
    why = fields.Selection(
        [
            ("origin", "Its credit note"),
            ("reference", "Names the invoice"),
            ("amount", "Same amount"),
        ],
        string="Because",
        readonly=True,
    )

    def _match(self):
        """Reconcile the two items, unless somebody did meanwhile."""
        self.ensure_one()
        items = self.credit_id + self.debt_id
        if items.filtered("reconciled"):
            raise UserError(
                self.env._(
                    "%(name)s was matched meanwhile: propose again.",
                    name=self.debt_id.move_id.name,
                )
            )
        items.reconcile()

    def _get_note(self):
        return f"{self.credit_id.move_id.name} → {self.debt_id.move_id.name}"
