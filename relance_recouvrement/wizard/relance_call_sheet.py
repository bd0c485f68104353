import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CALL_OUTCOMES, DELAY_REASONS, PAYMENT_MEANS
from ..tools.notes import check_note

ONE_CLICK = ("no_answer", "voicemail")


class RelanceCallSheet(models.TransientModel):
    """One screen for a call: what to know, what to say, what came out of it.

    The outcome makes what it says: promise, dispute, plan, duplicate, corrected
    contact, call back, escalation. Nothing typed is lost when something is missing.
    """

    _name = "relance.call.sheet"
    _description = "Call Sheet"
    _inherit = ["relance.call.sheet.info", "relance.call.sheet.outcome"]
    _rec_name = "partner_id"
    _transient_max_hours = 12

    case_id = fields.Many2one(
        "relance.case", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    amount_overdue = fields.Monetary(related="case_id.amount_overdue")
    amount_due = fields.Monetary(related="case_id.amount_due")
    days_overdue = fields.Integer(related="case_id.days_overdue")
    reply_pending = fields.Boolean(related="case_id.reply_pending")
    cash_trouble = fields.Boolean(related="case_id.cash_trouble")
    hold_until = fields.Date(related="case_id.hold_until")
    hold_reason = fields.Char(related="case_id.hold_reason")
    level_id = fields.Many2one("relance.level", string="Step", readonly=True)
    call_script = fields.Html(related="level_id.call_script")
    plan_b_level_id = fields.Many2one("relance.level", readonly=True)
    plan_b_date = fields.Date(readonly=True)
    state = fields.Selection(
        [("open", "On the phone"), ("done", "Recorded")], default="open", readonly=True
    )
    call_id = fields.Many2one("relance.call", readonly=True)
    recap_sent = fields.Boolean(compute="_compute_recap_sent")
    guard_warning = fields.Text(compute="_compute_guard_warning")
    is_conflict = fields.Boolean(compute="_compute_guard_warning")
    is_refused = fields.Boolean(compute="_compute_guard_warning")
    guard_reason = fields.Char(
        string="Why call again",
        help="A colleague contacted this customer a short time ago.",
    )
    dial_html = fields.Html(compute="_compute_dial_html", sanitize=False)

    # Who
    contact_id = fields.Many2one("res.partner", string="Person called", required=True)
    phone = fields.Char(string="Phone number")
    email = fields.Char(string="E-mail")
    keep_contact = fields.Boolean(
        string="Call this person from now on",
        help="Becomes the dunning contact of the customer.",
    )
    is_other_contact = fields.Boolean(compute="_compute_is_other_contact")

    # The call
    date = fields.Datetime(
        string="Started on", required=True, default=fields.Datetime.now, readonly=True
    )
    duration = fields.Integer(
        string="Minutes", help="Counted from the opening of the sheet when left empty."
    )
    direction = fields.Selection(
        [("out", "We called"), ("in", "They called")], default="out", required=True
    )
    medium = fields.Selection(
        [("phone", "Phone"), ("video", "Video call"), ("visit", "Visit")],
        default="phone",
        required=True,
    )
    outcome = fields.Selection(
        [outcome for outcome in CALL_OUTCOMES if outcome[0] not in ONE_CLICK]
    )
    delay_reason = fields.Selection(DELAY_REASONS, string="Reason for the delay")
    note = fields.Text(
        help="Facts only: who, when, what was said. The customer may read it. Never"
        " an opinion on the person, health, family, religion, politics or offences."
    )
    note_warning = fields.Text(compute="_compute_note_warning")
    duplicate_date = fields.Datetime(string="Invoices sent", readonly=True)

    # What was agreed
    line_ids = fields.One2many("relance.call.sheet.line", "sheet_id")
    promise_date = fields.Date(string="Payment date")
    payment_means = fields.Selection(PAYMENT_MEANS, string="Paid by")
    promise_warning = fields.Char(compute="_compute_promise_warning")
    agreed_total = fields.Char(string="Total", compute="_compute_agreed_total")
    dispute_reason_id = fields.Many2one(
        "relance.dispute.reason", string="Reason for the dispute"
    )
    dispute_owner_id = fields.Many2one(
        "res.users", string="Answered by", domain="[('share', '=', False)]"
    )
    dispute_date = fields.Date(string="Answer before")
    callback_date = fields.Date(string="Call back on")
    callback_hour = fields.Float(string="At", default=9.0)
    next_step = fields.Char()
    next_step_date = fields.Date(string="Planned for")

    # === OPENING === #

    @api.model
    def _open(self, case):
        """A sheet on ``case``, filled with what is known.

        :param relance.case case: one case that the user works on
        """
        contact = case.partner_id._relance_get_contact("dunning", "phone")
        contact = contact or case.partner_id
        level, plan_b, day = self._get_levels(case)
        return self.create(
            {
                "case_id": case.id,
                "contact_id": contact.id,
                "phone": contact.phone,
                "email": contact.email,
                "level_id": level.id,
                "plan_b_level_id": plan_b.id,
                "plan_b_date": day,
                "payment_means": case.partner_id.relance_payment_means or "transfer",
                "line_ids": [
                    fields.Command.create(
                        {
                            "case_line_id": line.id,
                            "amount_free": line.amount_residual
                            - line._get_held_amount(),
                        }
                    )
                    for line in case.open_line_ids
                    if line.amount_residual > 0
                ],
            }
        )

    @api.model
    def _get_levels(self, case):
        """The step of the call, the one that follows when nothing comes, its day."""
        level = case.next_level_id
        if level.proof_channel != "call":
            calls = level.scenario_id.level_ids.filtered(
                lambda other: (
                    other.proof_channel == "call" and other.sequence <= level.sequence
                )
            )
            script = (
                calls[-1:]
                or level.scenario_id.level_ids.filtered(
                    lambda other: other.proof_channel == "call"
                )[:1]
            )
            return script, level, case.next_action_date
        later = level.scenario_id.level_ids.filtered(
            lambda other: other.sequence > level.sequence
        ).sorted("sequence")[:1]
        return level, later, later and self._get_plan_b_day(case, later)

    @api.model
    def _get_plan_b_day(self, case, level):
        """First day of ``level`` after a talk today."""
        today = case.company_id._relance_today()
        gap = max(level.gap_days, level.scenario_id.min_contact_days)
        day = fields.Date.add(today, days=gap)
        if case.oldest_due_date:
            due = fields.Date.add(case.oldest_due_date, days=level.delay_days)
            day = max(day, due)
        return case.company_id._relance_calendar(level.scenario_id).next_working(day)

    @api.constrains("case_id")
    def _check_case(self):
        """What the sheet shows of a case is for who works on it."""
        # Odoo checks constraints as superuser: the user's own right
        self.sudo(False).case_id.check_access("write")

    # === COMPUTE METHODS === #

    @api.depends("case_id", "direction")
    def _compute_guard_warning(self):
        """Who contacted the customer a short time ago, and the calling hours."""
        for sheet in self:
            outgoing = sheet.direction == "out" and sheet.state == "open"
            case = sheet.case_id
            conflict = outgoing and case._contact_conflict("call", sheet.date)
            refusal = outgoing and case._get_call_refusal()
            limits = case._get_call_warnings() if outgoing else []
            # a refusal names its own limits
            limits = [text for text in limits if text not in (refusal or "")]
            texts = [refusal or (conflict and conflict["text"]), *limits]
            sheet.is_conflict = bool(conflict)
            sheet.is_refused = bool(refusal)
            sheet.guard_warning = "\n".join(filter(None, texts))

    @api.depends("phone", "is_refused")
    def _compute_dial_html(self):
        """A link that dials: one press on the phone, click to call on the desk. None
        while the call is refused."""
        for sheet in self:
            number = re.sub(r"[^\d+]", "", sheet.phone or "")
            may_dial = bool(number) and not sheet.is_refused
            sheet.dial_html = may_dial and Markup(
                '<a class="btn btn-primary" href="tel:%s">'
                '<i class="fa fa-phone me-2"></i>%s</a>'
            ) % (number, sheet.phone)

    @api.depends("contact_id", "partner_id.relance_dunning_contact_id")
    def _compute_is_other_contact(self):
        for sheet in self:
            dunning = sheet.partner_id.relance_dunning_contact_id
            sheet.is_other_contact = bool(
                sheet.contact_id and sheet.contact_id not in (dunning, sheet.partner_id)
            )

    @api.depends("note")
    def _compute_note_warning(self):
        for sheet in self:
            sheet.note_warning = "\n".join(check_note(sheet.note))

    @api.depends("call_id.recap_message_id")
    def _compute_recap_sent(self):
        for sheet in self:
            sheet.recap_sent = bool(sheet.call_id.recap_message_id)

    @api.depends("line_ids.amount_agreed")
    def _compute_agreed_total(self):
        for sheet in self:
            totals = {}
            for line in sheet.line_ids.filtered("amount_agreed"):
                totals.setdefault(line.currency_id, 0.0)
                totals[line.currency_id] += line.amount_agreed
            sheet.agreed_total = " + ".join(
                currency.format(amount) for currency, amount in totals.items()
            )

    # === ONCHANGE === #

    @api.onchange("contact_id")
    def _onchange_contact_id(self):
        self.phone = self.contact_id.phone
        self.email = self.contact_id.email

    @api.onchange("outcome")
    def _onchange_outcome(self):
        """Each outcome starts from what it usually is; everything can be changed."""
        whole = self.outcome in ("promise", "plan_asked")
        for line in self.line_ids:
            late = line.date_maturity < self._today()
            line.amount_agreed = line.amount_free if whole and late else 0.0
            line.amount_disputed = 0.0
        if self.outcome == "dispute":
            self.delay_reason = "dispute"
        elif self.outcome == "invoice_not_received":
            self.delay_reason = "not_received"
        self._suggest_next_step()

    @api.onchange("promise_date")
    def _onchange_promise_date(self):
        """A dispute with a payment date: the rest is promised."""
        if self.outcome in ("dispute", "invoice_not_received") and self.promise_date:
            for line in self.line_ids:
                late = line.date_maturity < self._today()
                line.amount_agreed = line._get_rest() if late else 0.0

    # === BUTTONS === #

    def action_no_answer(self):
        """One click: nobody answered; on to the case."""
        return self._log_attempt("no_answer")

    def action_voicemail(self):
        """One click: the voicemail answered; on to the case."""
        return self._log_attempt("voicemail")

    def _log_attempt(self, outcome):
        self._check_open()
        call = self._create_call(outcome)
        self.case_id._contact_close()
        return self._go_back(
            self.env._(
                "%(outcome)s: %(partner)s. Nothing is postponed.",
                outcome=call._get_label("outcome"),
                partner=self.partner_id.name,
            )
        )

    def action_save(self):
        """Record the call and make what its outcome says; stay to see it.

        :raise UserError: when something is missing; what was typed stays
        """
        self._record()
        return False

    def action_save_recap(self):
        """Record the call, then open its recap, ready to leave."""
        self._record()
        return self.action_recap()

    def action_recap(self):
        """Open the recap of the recorded call."""
        self.ensure_one()
        return self.call_id.action_open_recap()

    def action_open_plan(self):
        """Open the plan drafted by the call."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.plan",
            "res_id": self.call_id.plan_ids[:1].id,
            "view_mode": "form",
        }

    def action_close(self):
        """Back to where the sheet was opened from."""
        self.ensure_one()
        self.case_id._contact_close()
        return self._go_back()

    def _go_back(self, message=False):
        return {
            "type": "ir.actions.client",
            "tag": "relance_go_back",
            "params": {"message": message, "case_id": self.case_id.id},
        }

    def action_open_case(self):
        """Open the case; the sheet stays where it is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def action_next_call(self):
        """The sheet of the next case to call, the most urgent first.

        :raise UserError: when no other case waits for a call
        """
        self.ensure_one()
        self.case_id._contact_close()
        case = self.env["relance.case"].search(
            [
                ("next_decision", "=", "call"),
                ("id", "!=", self.case_id.id),
                ("contact_user_id", "in", [False, self.env.uid]),
                ("user_id", "in", [False, self.env.uid]),
            ],
            limit=1,
        )
        if not case:
            raise UserError(self.env._("No other case waits for a call today."))
        return {
            "type": "ir.actions.client",
            "tag": "relance_go_back",
            "params": {"next": case.action_open_call_sheet()},
        }

    def action_documents(self):
        """The open invoices and their proofs, in one PDF."""
        return self.case_id.action_open_documents()

    def action_send_duplicate(self):
        """Send the open invoices by e-mail now, while on the line."""
        self.ensure_one()
        self._check_open()
        self._correct_contact()
        self.duplicate_date = self._send_duplicate()

    def _today(self):
        return self.company_id._relance_today()
