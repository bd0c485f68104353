from odoo import fields, models


class RelanceProcedureStepDone(models.TransientModel):
    """When a step of a procedure was done, with its proof."""

    _name = "relance.procedure.step.done"
    _description = "Step Done"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "step_id"

    step_id = fields.Many2one(
        "relance.procedure.step", required=True, readonly=True, ondelete="cascade"
    )
    procedure_id = fields.Many2one(related="step_id.procedure_id")
    date_due = fields.Date(related="step_id.date_due")
    deadline_kind = fields.Selection(related="step_id.deadline_kind")
    source = fields.Char(related="step_id.source")
    needs_proof = fields.Boolean(related="step_id.needs_proof")
    date = fields.Date(
        string="Done on", required=True, default=fields.Date.context_today
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_step_done_attachment_rel",
        "wizard_id",
        "attachment_id",
        string="Proof",
        help="Act, order, minutes, letter… kept with the procedure.",
    )
    note = fields.Text()

    def action_apply(self):
        """Say it: the days of the following steps are counted again."""
        self.ensure_one()
        self.step_id.procedure_id.check_access("write")
        # it becomes the procedure's: what belongs to others is not taken from them
        self.attachment_ids.check_access("write")
        self.step_id._mark_done(self.date, self.attachment_ids, self.note)
        self.step_id.procedure_id.case_id._refresh()
        return {"type": "ir.actions.act_window_close"}
