from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import (
    CALL_OUTCOMES,
    DELAY_REASONS,
    NOT_REACHED_OUTCOMES,
    REACHED_OUTCOMES,
)
from ..tools.notes import check_note

CALL_ACTIVITY = "relance_recouvrement.activity_call"
NEXT_STEP_ACTIVITY = "relance_recouvrement.activity_next_step"


class RelanceCall(models.Model):
    """A call: who, when, how, what came out of it and what follows.

    Only a person spoken to counts as a contact and does the call level that waits;
    voicemail and no answer never do, and they postpone nothing.
    """

    _name = "relance.call"
    _description = "Collection Call"
    _inherit = ["relance.call.guard", "relance.call.recap"]
    _order = "date desc, id desc"
    _rec_name = "contact_id"

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    contact_id = fields.Many2one("res.partner", string="Person called")
    phone = fields.Char(
        string="Phone number",
        compute="_compute_phone",
        store=True,
        readonly=False,
        help="The number that was called.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    duration = fields.Integer(string="Minutes")
    medium = fields.Selection(
        [
            ("phone", "Phone"),
            ("video", "Video call"),
            ("visit", "Visit"),
            ("fax", "Fax"),
        ],
        default="phone",
        required=True,
    )
    direction = fields.Selection(
        [("out", "We called"), ("in", "They called")], default="out", required=True
    )
    outcome = fields.Selection(CALL_OUTCOMES, required=True)
    reached = fields.Boolean(
        compute="_compute_reached",
        store=True,
        readonly=False,
        help="The right person was spoken to. Voicemail never counts.",
    )
    delay_reason = fields.Selection(
        DELAY_REASONS,
        string="Reason for the delay",
        help="Cash trouble speeds the case up when nothing was agreed.",
    )
    note = fields.Text(
        help="Facts only: who, when, what was said. The customer may read it. Never"
        " an opinion on the person, health, family, religion, politics or offences."
    )
    note_warning = fields.Text(compute="_compute_note_warning")
    callback_date = fields.Date(string="Call back on")
    callback_hour = fields.Float(string="At")
    next_step = fields.Char(help="What happens next, when nothing was agreed.")
    next_step_date = fields.Date(string="Planned for")
    activity_id = fields.Many2one(
        "mail.activity", string="Task", ondelete="set null", readonly=True, copy=False
    )
    level_id = fields.Many2one("relance.level", ondelete="restrict", index=True)
    call_script = fields.Html(related="level_id.call_script")
    reminder_id = fields.Many2one(
        "relance.reminder", ondelete="set null", index="btree_not_null", readonly=True
    )
    promise_ids = fields.One2many("relance.promise", "call_id")
    dispute_ids = fields.One2many("relance.dispute", "call_id")
    plan_ids = fields.One2many("relance.plan", "call_id")

    # === COMPUTE METHODS === #

    @api.depends("outcome")
    def _compute_reached(self):
        for call in self:
            call.reached = call.outcome in REACHED_OUTCOMES

    @api.depends("contact_id")
    def _compute_phone(self):
        for call in self:
            call.phone = call.contact_id.phone

    @api.depends("note")
    def _compute_note_warning(self):
        for call in self:
            call.note_warning = "\n".join(check_note(call.note))

    # === CONSTRAINTS, ONCHANGE === #

    @api.constrains("outcome", "reached")
    def _check_reached(self):
        for call in self:
            if call.reached and call.outcome in NOT_REACHED_OUTCOMES:
                raise ValidationError(
                    self.env._(
                        "Nobody was spoken to: a call without answer, a voicemail or"
                        " a wrong number never counts as reached."
                    )
                )

    @api.constrains("callback_hour", "duration")
    def _check_times(self):
        for call in self:
            if not 0 <= call.callback_hour < 24:
                raise ValidationError(
                    self.env._("Give the hour of the call back between 0:00 and 23:59.")
                )
            if call.duration < 0:
                raise ValidationError(
                    self.env._("Give the duration in minutes, 0 or more.")
                )

    @api.onchange("case_id")
    def _onchange_case_id(self):
        if self.case_id and not self.contact_id:
            partner = self.case_id.partner_id
            contact = partner._relance_get_contact("dunning", "phone")
            self.contact_id = contact or partner

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls.flush_recordset(["phone"])  # the number of this very moment
        calls._complete_call_level()
        calls._log()
        calls._apply_attempts()
        for call in calls:
            call._close_tasks()
            call._plan_task()
        calls._refresh_after()
        return calls

    def write(self, vals):
        """A call goes to another case of who works on both only."""
        result = super().write(vals)
        if "case_id" in vals:
            self.case_id.check_access("write")
        return result

    def _complete_call_level(self):
        """The right person was reached: the call level that waited is done."""
        for call in self.filtered("reached"):
            # sudo: what was delivered is written by the engine only
            reminder = call.sudo().case_id.reminder_ids.filtered(
                lambda rem: (
                    rem.state == "queued" and rem.level_id.proof_channel == "call"
                )
            )[:1]
            if reminder:
                call.sudo().reminder_id = reminder
                reminder._call_done(call)

    def _log(self):
        for call in self:
            call.case_id._message_log(
                body=self.env._(
                    "Call to %(contact)s: %(outcome)s. %(note)s",
                    contact=call.contact_id.name or call.partner_id.name,
                    outcome=call._get_label("outcome"),
                    note=call.note or "",
                )
            )

    def _get_label(self, name):
        """The value of a selection field, in words."""
        self.ensure_one()
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    # === WHAT FOLLOWS === #

    def _close_tasks(self):
        """Who was to be called back was spoken to: that task is done."""
        if not self.reached and not self.callback_date:
            return
        earlier = self.case_id.call_ids - self
        tasks = earlier.filtered("callback_date").activity_id
        tasks.action_feedback(feedback=self._get_label("outcome"))

    def _plan_task(self):
        """The call back, or the next step, becomes a task with its date."""
        if self.callback_date:
            xmlid, day = CALL_ACTIVITY, self.callback_date
            summary = self._get_callback()
        elif self.next_step and self.next_step_date:
            xmlid, day = NEXT_STEP_ACTIVITY, self.next_step_date
            summary = self.next_step
        else:
            return
        # sudo: the task is the call's own; who logs the call plans what follows
        self.sudo().activity_id = self.case_id.activity_schedule(
            xmlid,
            date_deadline=day,
            summary=summary,
            note=self.note,
            user_id=self.user_id.id,
        )

    def _get_callback(self):
        hours, minutes = divmod(round(self.callback_hour * 60), 60)
        return self.env._(
            "Call back at %(time)s: %(contact)s",
            time=f"{hours}:{minutes:02}",
            contact=self.contact_id.name or self.partner_id.name,
        )

    def _refresh_after(self):
        """A contact changes the next step at once; a level done did it already."""
        self.filtered(
            lambda call: call.reached and not call.reminder_id
        ).case_id._refresh()
