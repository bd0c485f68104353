from base64 import b64decode

from odoo import api, fields, models

from ..tools.remittance import get_due_date


class RelanceProcedureAgentEntry(models.TransientModel):
    """What an agent told by e-mail, by file or on the telephone, entered by hand."""

    _name = "relance.procedure.agent.entry"
    _description = "Told by an Agent"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "procedure_id"

    procedure_id = fields.Many2one("relance.procedure", required=True, readonly=True)
    currency_id = fields.Many2one(related="procedure_id.currency_id")
    amount_to_remit = fields.Monetary(related="procedure_id.amount_to_remit")
    kind = fields.Selection(
        [
            ("collected", "The agent collected"),
            ("remitted", "The agent handed over"),
            ("news", "The agent says"),
            ("message", "To the agent"),
        ],
        default="collected",
        required=True,
    )
    date = fields.Date(default=fields.Date.context_today)
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date_due = fields.Date(string="To hand over before", compute="_compute_date_due")
    reference = fields.Char(help="Number of the statement or of the transfer.")
    note = fields.Text()
    document = fields.Binary()
    document_name = fields.Char()

    @api.depends("kind", "procedure_id")
    def _compute_amount(self):
        for wizard in self:
            left = wizard.procedure_id.amount_to_remit
            wizard.amount = left if wizard.kind == "remitted" else 0.0

    @api.depends("date", "procedure_id.remittance_days")
    def _compute_date_due(self):
        for wizard in self:
            days = wizard.procedure_id.remittance_days
            wizard.date_due = wizard.date and get_due_date(wizard.date, days)

    def action_save(self):
        """Keep it: on the procedure, on the case, with a task.

        :raise UserError: when something is missing or cannot be
        """
        self.ensure_one()
        procedure = self.procedure_id
        procedure.check_access("write")
        if self.kind == "message":
            procedure._write_to_agent(self.note)
            return
        values = {
            "date": self.date,
            "amount": self.amount,
            "reference": self.reference,
            "note": self.note,
            "attachments": self._keep_document(),
        }
        procedure._report("message" if self.kind == "news" else self.kind, values)

    def _keep_document(self):
        files = self.env["ir.attachment"]
        if not self.document:
            return files
        return files.create(
            {
                "name": self.document_name or self.env._("Document"),
                "raw": b64decode(self.document),
                "res_model": "relance.procedure",
                "res_id": self.procedure_id.id,
            }
        )
