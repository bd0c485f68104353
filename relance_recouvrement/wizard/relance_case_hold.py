from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class RelanceCaseHold(models.TransientModel):
    """Suspend dunning with a reason and an end, on a case or on some items."""

    _name = "relance.case.hold"
    _description = "Suspend Dunning"

    case_ids = fields.Many2many("relance.case", readonly=True)
    line_ids = fields.Many2many("relance.case.line", readonly=True)
    hold = fields.Selection(
        [("excluded", "Excluded"), ("assigned", "Assigned to a factor")],
        default="excluded",
        required=True,
    )
    factor_id = fields.Many2one("res.partner")
    reason = fields.Char(required=True)
    until = fields.Date()

    @api.model
    def _open(self, cases=None, lines=None):
        """Action that opens the wizard on cases or on case lines."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suspend dunning"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_ids": cases.ids if cases else [],
                "default_line_ids": lines.ids if lines else [],
            },
        }

    def action_apply(self):
        """Hold the cases or the lines, then recompute their next step."""
        self.ensure_one()
        self._check()
        if self.line_ids:
            self.line_ids._hold(self.hold, self.reason, self.until, self.factor_id)
        for case in self.case_ids:
            case.write({"hold_until": self.until, "hold_reason": self.reason})
        cases = self.case_ids | self.line_ids.case_id
        cases._message_log_batch(bodies={case.id: self._get_note() for case in cases})
        cases._refresh()
        return {"type": "ir.actions.act_window_close"}

    def _check(self):
        if self.case_ids and not self.until:
            raise UserError(
                self.env._("Give the last day of the hold: a case always comes back.")
            )
        if self.until and self.until < fields.Date.context_today(self):
            raise UserError(self.env._("The last day of the hold is in the past."))
        if self.hold == "assigned" and not self.factor_id:
            raise UserError(self.env._("Name the factor who bought the debt."))

    def _get_note(self):
        items = ", ".join(self.line_ids.filtered("move_name").mapped("move_name"))
        if self.until:
            note = self.env._(
                "On hold until %(until)s: %(reason)s",
                until=format_date(self.env, self.until),
                reason=self.reason,
            )
        else:
            note = self.env._("On hold: %(reason)s", reason=self.reason)
        return f"{note} ({items})" if items else note
