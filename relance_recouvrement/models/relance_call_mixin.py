from odoo import api, fields, models

AGREED_OUTCOMES = ("promise", "partial_promise", "plan_asked")


class RelanceCallMixin(models.AbstractModel):
    """The calls of a case: their sheet, what they tell, the answer to a recap."""

    _name = "relance.call.mixin"
    _description = "Calls of a Case"

    cash_trouble = fields.Boolean(
        compute="_compute_cash_trouble",
        store=True,
        help="Said in the last talk, and nothing was agreed: the case speeds up.",
    )

    @api.depends(
        "call_ids.date", "call_ids.reached", "call_ids.outcome", "call_ids.delay_reason"
    )
    def _compute_cash_trouble(self):
        for case in self:
            last = case.call_ids.filtered("reached").sorted("date")[-1:]
            case.cash_trouble = (
                last.delay_reason == "cash" and last.outcome not in AGREED_OUTCOMES
            )

    def action_open_call_sheet(self):
        """Open the screen of a call: all that it needs, and what comes out of it.

        :raise AccessError: when the user does not work on the case
        """
        self.ensure_one()
        self.check_access("write")
        sheet = self.env["relance.call.sheet"]._open(self)
        self._contact_leave_others()
        self._contact_open("call")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call"),
            "res_model": "relance.call.sheet",
            "res_id": sheet.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _contact_leave_others(self):
        """Nobody is on two calls: a sheet left without an outcome frees its case."""
        self.search(
            [("contact_user_id", "=", self.env.uid), ("id", "not in", self.ids)]
        )._contact_close()

    def action_open_documents(self):
        """Open the invoices still owed and their proofs, in one PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/relance/documents/{self.id}",
            "target": "new",
        }

    # === ANSWERS TO A RECAP === #

    def _message_post_after_hook(self, message, msg_vals):
        """A recap sent is kept on its call; its answer goes with the promise."""
        result = super()._message_post_after_hook(message, msg_vals)
        call_id = self.env.context.get("relance_recap_call_id")
        if call_id and message.message_type == "comment":
            call = self.env["relance.call"].browse(call_id).exists()
            if call.case_id == self:
                call._recap_sent(message)
        elif message.message_type == "email":
            self.env["relance.call"]._recap_answered(self, message)
        return result
