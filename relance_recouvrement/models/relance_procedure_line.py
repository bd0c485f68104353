from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RelanceProcedureLine(models.Model):
    """What a procedure claims of one item: principal, interest, indemnity.

    Read from the ledger while the procedure is a draft, frozen by its opening. What
    was paid since, and what is left, come from the ledger.
    """

    _name = "relance.procedure.line"
    _description = "Item of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, date_maturity, id"
    _rec_name = "case_line_id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
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
    amount_left = fields.Monetary(string="Left", readonly=True)
    paid_before = fields.Monetary(
        readonly=True, help="Paid on the item before the opening."
    )
    exhibit_number = fields.Char(string="Exhibit")

    _unique_item = models.UniqueIndex(
        "(procedure_id, case_line_id)", "An item is once in a procedure."
    )

    # === CONSTRAINTS === #

    @api.constrains("case_line_id", "procedure_id")
    def _check_item(self):
        for line in self:
            item, record = line.case_line_id, line.procedure_id
            if item.case_id != record.case_id:
                raise ValidationError(
                    self.env._(
                        "%(document)s belongs to another customer: choose an item of"
                        " this case.",
                        document=item.move_name,
                    )
                )
            if item.currency_id != record.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(document)s is in %(currency)s: a procedure claims items in"
                        " %(expected)s only. Take it out.",
                        document=item.move_name,
                        currency=item.currency_id.name,
                        expected=record.currency_id.name,
                    )
                )

    def _check_one_procedure(self):
        """An item is in one procedure at a time, under whichever entry it is now.

        :raise UserError: names the items and the procedures under way
        """
        # sudo: a procedure holds its items, whoever sees it
        others = self.sudo().search(
            [
                ("case_line_id", "in", self.procedure_id._get_items_now().ids),
                ("id", "not in", self.ids),
                ("procedure_id.is_holding", "=", True),
            ]
        )
        if others:
            raise UserError(
                self.env._(
                    "Already in a procedure under way: %(items)s. Close it first, or"
                    " take these items out.",
                    items=", ".join(
                        f"{line.case_line_id.move_name} ({line.procedure_id.name})"
                        for line in others
                    ),
                )
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        lines = super().create(vals_list)
        lines._check_draft()
        lines._read_ledger()
        return lines

    def write(self, vals):
        if {"procedure_id", "case_line_id"} & set(vals):
            self._check_draft()
        result = super().write(vals)
        if "procedure_id" in vals:
            self._check_draft()  # nor into a procedure that was opened
        if "case_line_id" in vals and not self.env.su:
            self._read_ledger()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and any(
            record.state != "draft" for record in self.procedure_id
        ):
            raise UserError(self.procedure_id._get_opened_message())

    def _read_ledger(self, until=None):
        """What is owed of each item now, for a draft."""
        drafts = self.filtered(lambda line: line.procedure_id.state == "draft")
        # sudo: amounts are kept, and read by the engine
        self.env["relance.engine.procedure"].sudo()._read_lines(drafts.sudo(), until)
