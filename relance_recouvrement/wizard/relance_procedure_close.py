from odoo import api, fields, models

from ..const import PROCEDURE_ENDS
from ..models.relance_procedure_closing import KEPT_OUT


class RelanceProcedureClose(models.TransientModel):
    """How a manager ends a procedure, and what becomes of its items."""

    _name = "relance.procedure.close"
    _description = "Close a Procedure"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "procedure_id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="procedure_id.currency_id")
    amount_remaining = fields.Monetary(related="procedure_id.amount_remaining")
    reason = fields.Selection(PROCEDURE_ENDS, required=True)
    give_back = fields.Boolean(
        string="Back to the dunning",
        compute="_compute_give_back",
        store=True,
        readonly=False,
        help="Otherwise nothing of these documents is claimed any more, until a manager"
        " releases them or books the loss.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Text(
        string="What happened", help="Kept with the procedure and on the case."
    )

    @api.depends("reason", "procedure_id")
    def _compute_give_back(self):
        """A claim that a judge rejected or that we abandon is not dunned again; one
        that an amicable route did not bring back is."""
        for wizard in self:
            lost_amicably = (
                wizard.reason == "lost" and not wizard.procedure_id.is_judicial
            )
            wizard.give_back = wizard.reason not in KEPT_OUT or lost_amicably

    def action_apply(self):
        """Close it.

        :raise UserError: when the user is no manager
        """
        self.ensure_one()
        record = self.procedure_id
        record._check_manager()
        record._check_live()
        record._close(self.reason, self.note, self.date, self.give_back)
        record.case_id._refresh()
        return {"type": "ir.actions.act_window_close"}
