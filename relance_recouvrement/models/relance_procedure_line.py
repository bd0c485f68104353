from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceProcedureLine(models.Model):
    """What a procedure claims of one item: principal, interest, indemnity.

    Read from the ledger while the procedure is a draft, frozen by its opening.
    """

    _name = "relance.procedure.line"
    _description = "Item of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, date_maturity, id"
    _rec_name = "case_line_id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    case_line_id = fields.Many2one(
        "relance.case.line",
        string="Item",
        required=True,
        index=True,
        ondelete="restrict",
    )
    move_line_id = fields.Many2one(related="case_line_id.move_line_id")
    move_id = fields.Many2one(related="case_line_id.move_id")
    invoice_date = fields.Date(related="case_line_id.invoice_date")
    date_maturity = fields.Date(
        related="case_line_id.date_maturity", store=True, readonly=True
    )
    currency_id = fields.Many2one(related="procedure_id.currency_id")
    amount_residual = fields.Monetary(related="case_line_id.amount_residual")
    amount = fields.Monetary(string="Principal", readonly=True)
    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_indemnity = fields.Monetary(string="Indemnity", readonly=True)
    amount_settled = fields.Monetary(
        string="Received", readonly=True, help="Payments since the opening."
    )
    exhibit_number = fields.Char(string="Exhibit")

    _unique_item = models.UniqueIndex(
        "(procedure_id, case_line_id)", "An item is once in a procedure."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if any(line.procedure_id.state != "draft" for line in self):
            raise UserError(self.procedure_id._get_opened_message())
