from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import DEADLINE_KINDS


class RelanceProcedureStep(models.Model):
    """One step of a procedure: what, until when, done on which day, with its proof."""

    _name = "relance.procedure.step"
    _description = "Step of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    template_id = fields.Many2one(
        "relance.procedure.step.template",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sequence = fields.Integer(default=500)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True)
    deadline_kind = fields.Selection(
        DEADLINE_KINDS, default="usual", required=True, readonly=True
    )
    optional = fields.Boolean(readonly=True)
    source = fields.Char(related="template_id.source")
    date_due = fields.Date(string="Due on")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    skipped = fields.Boolean(
        string="Not needed",
        readonly=True,
        copy=False,
        help="Does not apply, or not done.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_step_attachment_rel",
        "step_id",
        "attachment_id",
        string="Proof",
    )
    note = fields.Text()
    author_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, copy=False
    )
    interruption_id = fields.Many2one(
        "relance.interruption",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("date_due", "date_done", "skipped", "optional", "deadline_kind")
    def _compute_is_late(self):
        for step in self:
            today = step.procedure_id.company_id._relance_today()
            step.is_late = bool(
                step.date_due
                and not step.date_done
                and not step.skipped
                and not step.optional
                and step.procedure_id.is_holding
                and step.date_due < today
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if any(step.procedure_id.state != "draft" for step in self):
            raise UserError(self.procedure_id._get_opened_message())
