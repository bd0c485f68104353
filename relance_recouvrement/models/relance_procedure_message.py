from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceProcedureMessage(models.Model):
    """A message between the creditor and the agent, shown on the agent's page.

    Plain text, apart from the thread of the procedure: no internal note is ever
    shown outside.
    """

    _name = "relance.procedure.message"
    _description = "Message with an Agent"
    _inherit = ["relance.kept.mixin"]
    _order = "date, id"
    _rec_name = "body"

    procedure_id = fields.Many2one(
        "relance.procedure",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="procedure_id.case_id", store=True, index=True)
    company_id = fields.Many2one(related="procedure_id.company_id")
    direction = fields.Selection(
        [("in", "From the agent"), ("out", "To the agent")],
        required=True,
        readonly=True,
    )
    author = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    body = fields.Text(required=True, readonly=True)
    access_id = fields.Many2one(
        "relance.procedure.access",
        string="By the page",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_message_attachment_rel",
        "message_id",
        "attachment_id",
        string="Documents",
        readonly=True,
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if any(message.procedure_id.state != "draft" for message in self):
            raise UserError(
                self.env._("What was exchanged with an agent is kept as it is.")
            )
