from odoo import fields, models


class RelanceDayMixin(models.AbstractModel):
    """What a collector does about a case in one click, from a card or its form."""

    _name = "relance.day.mixin"
    _description = "One-Click Actions of a Case"

    reminder_count = fields.Integer(compute="_compute_work_counts")
    call_count = fields.Integer(compute="_compute_work_counts")

    def _compute_work_counts(self):
        counts = {}
        for name in ("reminder", "call"):
            groups = self.env[f"relance.{name}"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
            counts[name] = {case.id: count for case, count in groups}
        for case in self:
            case.reminder_count = counts["reminder"].get(case.id, 0)
            case.call_count = counts["call"].get(case.id, 0)

    # === ONE CLICK === #

    def action_send_next(self):
        """Open the message that waits for a person, else prepare the next one.

        :raise UserError: when nothing can be claimed
        """
        self.ensure_one()
        self._check_collector()
        waiting = self.reminder_ids.filtered(lambda rem: rem.state == "to_confirm")
        if waiting:
            self._contact_open("send")
            return {
                "type": "ir.actions.act_window",
                "res_model": "relance.reminder",
                "res_id": waiting[:1].id,
                "views": [(False, "form")],
            }
        if self.next_stage == "decision":
            return self._open_case()
        return self.action_prepare_reminder()

    def action_new_promise(self):
        """Take a promise on the case."""
        return self._new("relance.promise", self.env._("Promise"))

    def action_new_dispute(self):
        """Open a dispute on the case."""
        return self._new("relance.dispute", self.env._("Dispute"))

    def action_new_plan(self):
        """Simulate a payment plan of the case."""
        return {**self._new("relance.plan", self.env._("Plan")), "target": "current"}

    def action_hold(self):
        """Suspend the case until a date, with a reason."""
        self._check_collector()
        return self.env["relance.case.hold"]._open(cases=self)

    def _new(self, model, name):
        self.ensure_one()
        self._check_collector()
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "name": name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def _open_case(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # === WHAT WAS DONE === #

    def action_view_reminders(self):
        """Open the reminders of the case, sent ones included."""
        return self._view_work("relance_reminder_action", {"search_default_open": 0})

    def action_view_calls(self):
        """Open the calls of the case."""
        context = {"default_case_id": self.id}
        return self._view_work("relance_call_action", context)

    def _view_work(self, name, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"relance_recouvrement.{name}"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = context
        return action
