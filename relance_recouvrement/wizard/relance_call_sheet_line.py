from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceCallSheetLine(models.TransientModel):
    """An open item on the call sheet, with what is agreed or contested of it.

    Amounts are in the item's currency.
    """

    _name = "relance.call.sheet.line"
    _description = "Item of a Call Sheet"
    _order = "date_maturity, id"

    sheet_id = fields.Many2one(
        "relance.call.sheet", required=True, ondelete="cascade", index=True
    )
    case_line_id = fields.Many2one(
        "relance.case.line", string="Document", required=True, ondelete="cascade"
    )
    move_id = fields.Many2one(string="Invoice", related="case_line_id.move_id")
    move_name = fields.Char(related="case_line_id.move_name")
    ref = fields.Char(related="move_id.ref", string="Purchase order")
    date_maturity = fields.Date(related="case_line_id.date_maturity", store=True)
    days_overdue = fields.Integer(related="case_line_id.days_overdue")
    currency_id = fields.Many2one(related="case_line_id.currency_id")
    amount_residual = fields.Monetary(related="case_line_id.amount_residual")
    hold = fields.Selection(related="case_line_id.hold")
    amount_free = fields.Monetary(
        string="Free", readonly=True, help="Owed and not promised, planned or disputed."
    )
    amount_agreed = fields.Monetary(string="Promised")
    amount_disputed = fields.Monetary(string="Disputed")

    @api.onchange("amount_disputed")
    def _onchange_amount_disputed(self):
        """What is not contested is what the customer pays."""
        for line in self:
            if line.sheet_id.outcome == "dispute" and line.sheet_id.promise_date:
                line.amount_agreed = line._get_rest()

    @api.constrains("case_line_id", "sheet_id")
    def _check_case_line(self):
        """What the sheet shows of an item is for who works on its case."""
        # Odoo checks constraints as superuser: the user's own right
        lines = self.sudo(False)
        lines.case_line_id.check_access("read")
        lines.sheet_id.check_access("write")

    @api.constrains("amount_agreed", "amount_disputed")
    def _check_amounts(self):
        for line in self:
            total = line.amount_agreed + line.amount_disputed
            wrong = line.amount_agreed < 0 or line.amount_disputed < 0
            if wrong or line.currency_id.compare_amounts(total, line.amount_free) > 0:
                raise ValidationError(
                    self.env._(
                        "%(document)s: promised and disputed together are between 0"
                        " and %(free)s, what is owed and not held yet.",
                        document=line.move_name,
                        free=line.currency_id.format(line.amount_free),
                    )
                )

    def _get_rest(self):
        return max(0.0, self.amount_free - self.amount_disputed)

    def action_open_document(self):
        """Open the invoice."""
        return self.case_line_id.action_open_document()

    def action_open_pdf(self):
        """Show the invoice and its proofs as one PDF."""
        self.ensure_one()
        action = self.sheet_id.case_id.action_open_documents()
        action["url"] += f"?line={self.case_line_id.id}"
        return action
