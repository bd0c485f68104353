from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What may still change once a reminder is frozen: its outcome, never its content.
MUTABLE_FIELDS = {"state", "date", "cancel_reason", "confirm_reason"}
PERSON_HOLD_DAYS = 7


class RelanceReminder(models.Model):
    """One claim made to a customer at one level.

    It is refreshed by each run until it is frozen; it counts for the levels of its
    lines once the proof channel of its level left and did not come back.
    """

    _name = "relance.reminder"
    _description = "Reminder"
    _inherit = [
        "relance.kept.mixin",
        "relance.reminder.words",
        "relance.reminder.text",
        "relance.reminder.claim",
        "relance.reminder.charges",
        "relance.reminder.content",
        "relance.reminder.guard",
        "relance.reminder.proof",
        "relance.reminder.route",
        "relance.reminder.statement",
    ]
    _order = "id desc"

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    level_id = fields.Many2one(
        "relance.level", required=True, index=True, readonly=True, ondelete="restrict"
    )
    stage = fields.Selection(related="level_id.stage")
    channel_email = fields.Boolean(related="level_id.channel_email")
    channel_post = fields.Boolean(compute="_compute_channel_post")
    state = fields.Selection(
        [
            ("to_confirm", "To confirm"),
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Called off"),
            ("void", "Void"),
        ],
        default="to_confirm",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    date = fields.Date(
        string="Counts from", readonly=True, help="Day the proof channel left."
    )
    prepared_date = fields.Date(readonly=True)
    scheduled_date = fields.Date(string="Not before")
    deadline_date = fields.Date(readonly=True)
    confirm_reason = fields.Text(string="Why to confirm", readonly=True)
    cancel_reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Confirmed by", readonly=True)
    edited = fields.Boolean(readonly=True, help="A person changed it.")
    frozen_date = fields.Datetime(readonly=True)
    line_ids = fields.One2many("relance.reminder.line", "reminder_id")
    delivery_ids = fields.One2many("relance.delivery", "reminder_id")
    announcement_ids = fields.One2many("relance.announcement", "reminder_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_total = fields.Monetary(
        compute="_compute_amount_total", help="Net claim, company currency."
    )

    _one_open = models.UniqueIndex(
        "(case_id) WHERE state IN ('to_confirm', 'queued')",
        "A case has one open reminder at a time.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_is_open(self):
        for reminder in self:
            reminder.is_open = reminder.state in ("to_confirm", "queued")

    @api.depends("level_id.channel_letter", "level_id.channel_registered")
    def _compute_channel_post(self):
        for reminder in self:
            level = reminder.level_id
            reminder.channel_post = level.channel_letter or level.channel_registered

    @api.depends("line_ids.amount_company")
    def _compute_amount_total(self):
        for reminder in self:
            reminder.amount_total = sum(reminder.line_ids.mapped("amount_company"))

    @api.depends("partner_id", "level_id")
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = (
                f"{reminder.partner_id.display_name} – {reminder.level_id.name}"
            )

    # === CRUD METHODS === #

    def write(self, vals):
        if not MUTABLE_FIELDS.issuperset(vals):
            self._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_not_frozen()

    def _check_not_frozen(self):
        if any(reminder.frozen_date for reminder in self):
            raise UserError(
                self.env._(
                    "What was sent cannot be changed or deleted. To withdraw a"
                    " reminder, declare it void with a reason."
                )
            )

    # === ACTIONS === #

    def action_confirm(self):
        """Confirm: the reminders leave with the next delivery.

        One that cannot leave is refused with its reason; one whose customer a
        colleague contacted a short time ago asks why; the others go on.

        :raise UserError: when a single reminder is refused
        """
        return self._confirm_or_ask()

    def action_send_now(self):
        """Confirm and deliver now, whatever the delivery hours."""
        return self._confirm_or_ask(send_now=True)

    def _confirm_or_ask(self, send_now=False):
        self._check_collector()
        refused = {rem: rem._get_refusal() for rem in self}
        refused = {rem: why for rem, why in refused.items() if why}
        if refused and len(self) == 1:
            raise UserError(refused[self])
        allowed = self.filtered(lambda rem: rem not in refused and rem.is_open)
        touched = allowed.case_id._contact_touched()
        guarded = allowed.filtered(
            lambda rem: rem.case_id in touched and rem._needs_guard_reason()
        )
        (allowed - guarded)._confirm(send_now)
        notice = refused and self._notify_refusals(refused)
        return guarded._ask_guard_reason(send_now, notice) if guarded else notice

    def _confirm(self, send_now=False, reason=False):
        """Queue what was checked, and deliver it when ``send_now``."""
        # sudo: a reminder's state is engine-kept; callers checked the rights
        confirmed = self.sudo()
        confirmed.write(
            {
                "state": "queued",
                "user_id": self.env.uid,
                "confirm_reason": False,
                "scheduled_date": False,
                "guard_reason": reason,
            }
        )
        if send_now:
            # sudo: deliveries are written by the engine only
            self.env["relance.engine.deliver"].sudo()._deliver_reminders(confirmed)
        self.case_id._contact_close()

    def action_cancel(self):
        """Cancel: nothing leaves, and the case rests for a week."""
        self._check_collector()
        reason = self.env._("Cancelled by %(user)s", user=self.env.user.name)
        for reminder in self.filtered(lambda rem: rem.is_open):
            case = reminder.case_id
            until = fields.Date.add(
                case.run_date or fields.Date.context_today(self), days=PERSON_HOLD_DAYS
            )
            # sudo: a reminder's state is engine-kept; rights were checked above
            reminder.sudo()._cancel(reason)
            if not case.hold_until or case.hold_until < until:
                case.write({"hold_until": until, "hold_reason": reason})
            case._contact_close()
        return True

    def action_void(self):
        """Declare a sent reminder void; it no longer counts, its proof is kept."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.reminder.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reminder_id": self.id},
        }

    def action_reset_text(self):
        """Forget a person's changes: the next run writes it again."""
        self._check_collector()
        # sudo: texts are engine-kept; rights were checked above
        self.sudo().write(
            {
                "edited": False,
                "subject": False,
                "body": False,
                "letter_subject": False,
                "letter_body": False,
            }
        )
        self.case_id._refresh()

    def action_print(self):
        """Print these letters in one PDF; frozen ones as they were frozen."""
        return self.env.ref(
            "relance_recouvrement.action_report_reminder"
        ).report_action(self)

    def _check_collector(self):
        self.case_id.check_access("write")

    def _notify_refusals(self, refused):
        lines = [f"{rem.partner_id.name} : {why}" for rem, why in refused.items()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("%(count)s not confirmed", count=len(refused)),
                "message": "\n".join(lines[:10]),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === GUARDS OF A PERSON'S CONFIRMATION === #

    def _get_refusal(self):
        """Why this reminder cannot be confirmed now, or False."""
        level = self.level_id
        if not self.is_open:
            return self.env._("it is no longer waiting for a confirmation.")
        manager = self.env.user.has_group("relance_recouvrement.group_manager")
        if level.manager_confirms and not manager and not self.env.su:
            return self.env._(
                "level “%(level)s” is confirmed by a manager.", level=level.name
            )
        partner = self.partner_id
        if level.needs_regime and not partner.relance_regime_confirmed:
            return self.env._(
                "confirm the kind of debtor on the customer's form first: the text"
                " of level “%(level)s” depends on it.",
                level=level.name,
            )
        problems = self._get_problems()
        if problems and level.stage == "formal_notice":
            return self.env._(
                "the formal notice is not complete.\n%(problems)s",
                problems="\n".join(f"– {problem}" for problem in problems),
            )
        return "\n".join(problems)

    # === STATE CHANGES === #

    def _cancel(self, reason):
        """Cancel open reminders and what has not left of them."""
        self.delivery_ids._cancel_unsent(reason)
        self.write({"state": "cancelled", "cancel_reason": reason})
        self._unlink_activities()

    def _ask_again(self, reason):
        """Back to a person, who is told what changed."""
        self.write({"state": "to_confirm", "confirm_reason": reason, "user_id": False})

    def _void(self, reason):
        """Withdraw a sent reminder: it no longer counts; the proof stays."""
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise AccessError(self.env._("Only a manager withdraws a sent reminder."))
        # sudo: states are engine-kept; the manager was checked above
        reminders = self.sudo()
        reminders.write({"state": "void", "cancel_reason": reason})
        reminders.announcement_ids.filtered(
            lambda ann: ann.state in ("open", "suspended")
        ).write({"state": "lifted"})
        for reminder in reminders:
            reminder.case_id._message_log(
                body=self.env._(
                    "Reminder “%(level)s” withdrawn: %(reason)s",
                    level=reminder.level_id.name,
                    reason=reason,
                )
            )
        self.case_id._refresh()

    def _proof_left(self, date):
        """The proof channel left on ``date``: the reminder counts from then."""
        for reminder in self:
            reminder.write({"state": "sent", "date": date})
            reminder._carry_out_announcements(date)
            reminder._announce()
        self._unlink_activities()
        self.env["relance.engine.settle"]._update_levels(self.case_id.ids)

    def _carry_out_announcements(self, date):
        """An announced step was done: the announcements of lower levels are kept."""
        done = self.case_id.announcement_ids.filtered(
            lambda ann: (
                ann.state in ("open", "suspended", "broken")
                and ann.reminder_id != self
                and ann.level_id.sequence < self.level_id.sequence
            )
        )
        done.filtered(lambda ann: ann.state != "broken").write(
            {"state": "kept", "closed_date": date}
        )

    def _announce(self):
        level = self.level_id
        if not self.deadline_date or self.announcement_ids:
            return
        self.env["relance.announcement"].create(
            {
                "case_id": self.case_id.id,
                "reminder_id": self.id,
                "level_id": level.id,
                "deadline": self.deadline_date,
                "consequence": self.consequence_text
                or self.env._("Next level of the scenario"),
            }
        )

    def _proof_failed(self, reason, address=""):
        """The proof channel failed or came back: the reminder does not count."""
        for reminder in self.filtered(lambda rem: rem.state in ("queued", "sent")):
            reminder.write({"state": "failed", "cancel_reason": reason})
            reminder.announcement_ids.filtered(lambda ann: ann.state == "open").write(
                {"state": "suspended"}
            )
            reminder.delivery_ids._cancel_unsent(reason)
            reminder.case_id.write(
                {"contact_issue": reason, "contact_issue_address": address}
            )
            reminder._schedule_contact_task(reason)
        self.env["relance.engine.settle"]._update_levels(self.case_id.ids)

    def _schedule_contact_task(self, reason):
        fallback = self.delivery_ids._get_fallback()
        self.case_id._relance_activity(
            "relance_recouvrement.activity_fix_contact",
            self.env._(
                "%(reason)s. Level “%(level)s” does not count. Correct the contact, or"
                " use: %(fallback)s.",
                reason=reason,
                level=self.level_id.name,
                fallback=fallback,
            ),
        )

    def _call_done(self, call):
        """The right person was reached: a call level is done."""
        self.delivery_ids.filtered(lambda dlv: dlv.channel == "call").write(
            {"state": "delivered", "recipient": call.contact_id.name}
        )
        self.write({"frozen_date": call.date})
        self._proof_left(fields.Datetime.context_timestamp(self, call.date).date())
        self.case_id._refresh()

    def _unlink_activities(self):
        cases = self.case_id
        cases.activity_unlink(
            [
                "relance_recouvrement.activity_call",
                "relance_recouvrement.activity_manual",
            ]
        )
