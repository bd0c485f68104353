from datetime import timedelta

from odoo import api, fields, models


class RelanceCallGuard(models.AbstractModel):
    """What a call must pass before it is recorded, and what attempts lead to."""

    _name = "relance.call.guard"
    _description = "Guards of a Call"

    guard_reason = fields.Char(
        string="Why call again",
        help="A colleague contacted this customer a short time ago.",
    )

    guard_warning = fields.Text(
        compute="_compute_guard_warning",
        help="Contacts of colleagues, then calling hours and frequency.",
    )

    @api.depends_context("uid")
    @api.depends("case_id", "direction")
    def _compute_guard_warning(self):
        for call in self:
            call.guard_warning = call._get_guard_warning()

    def _get_guard_warning(self):
        """What a person reads before an outgoing call, or False."""
        case = self.case_id
        # a call already recorded warns no more
        if not case or self.direction != "out" or self._origin:
            return False
        conflict = case._contact_conflict("call")
        lines = [conflict["text"]] if conflict else []
        return "\n".join(lines + case._get_call_warnings()) or False

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        for call in calls:
            call._check_guards()
        return calls

    def _check_guards(self):
        """Guards are for outgoing calls made now; what was done before is a fact,
        to be recorded.

        :raise UserError: a colleague's contact, or a consumer not to be called now
        """
        if self.env.su or self.direction != "out":
            return
        company, case = self.company_id, self.case_id
        age = fields.Datetime.now() - self.date
        if age > timedelta(hours=company.relance_guard_hours):
            return
        is_live = age <= timedelta(minutes=company.relance_guard_minutes)
        kind = "call" if is_live else "send"
        case._contact_check(kind, self.guard_reason, self.date)
        if is_live and self.medium in ("phone", "video"):
            # one second before: this call is no attempt yet
            case._check_call_allowed(self.date - timedelta(seconds=1))

    def _apply_attempts(self):
        """Move to the written channel the customers whom nobody reaches."""
        for call in self:
            if call.direction == "out" and not call.reached:
                # recorded in any order: judged from the last one
                last = max(call.case_id.call_ids.mapped("date"))
                call.case_id._move_to_writing(last)
