from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import DECISIONS, LANG

CASE_STAGES = [
    ("prevention", "Prevention"),
    ("amicable", "Amicable"),
    ("formal_notice", "Formal notice"),
    ("litigation", "Litigation"),
    ("insolvency", "Insolvency"),
    ("plan", "Payment plan"),
    ("dispute", "Dispute"),
    ("promise", "Promise"),
    ("settled", "Settled"),
]


class RelanceCase(models.Model):
    """What one customer owes to one company, and what comes next.

    Permanent: a case is reopened when a new debt comes. Its figures are rewritten
    by each run of the engine, whose day is ``run_date``; they are in company
    currency.
    """

    _name = "relance.case"
    _description = "Dunning Case"
    _inherit = [
        "relance.kept.mixin",
        "relance.commitments.mixin",
        "relance.abandon.case.mixin",
        "relance.charges.case.mixin",
        "relance.contact.mixin",
        "relance.limitation.case.mixin",
        "relance.attempts.mixin",
        "relance.day.mixin",
        "relance.call.mixin",
        "relance.insolvent.mixin",
        "relance.insurance.case.mixin",
        "relance.route.case.mixin",
        "relance.procedure.case.mixin",
        "relance.statement.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "priority desc, amount_overdue desc, id"
    _rec_names_search = ["partner_id"]
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    scenario_id = fields.Many2one(
        "relance.scenario", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )

    # Written by the engine
    stage = fields.Selection(
        CASE_STAGES, default="prevention", index=True, readonly=True, group_expand=True
    )
    level_id = fields.Many2one(
        "relance.level", string="Level reached", readonly=True, ondelete="restrict"
    )
    next_level_id = fields.Many2one(
        "relance.level", string="Next level", readonly=True, ondelete="restrict"
    )
    next_stage = fields.Selection(
        string="Stage of the next level", related="next_level_id.stage"
    )
    next_decision = fields.Selection(DECISIONS, readonly=True)
    next_action_date = fields.Date(index=True, readonly=True)
    next_action_reason = fields.Text(string="Why", readonly=True)
    priority = fields.Integer(readonly=True, index=True)
    priority_reason = fields.Char(readonly=True)
    amount_due = fields.Monetary(string="Due", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_claimable = fields.Monetary(string="Claimable", readonly=True)
    amount_promised = fields.Monetary(string="Promised", readonly=True)
    amount_disputed = fields.Monetary(string="Disputed", readonly=True)
    amount_pending = fields.Monetary(
        string="Unmatched payments",
        readonly=True,
        help="Payments and bank lines of the customer not matched yet.",
    )
    oldest_due_date = fields.Date(readonly=True)
    last_contact_date = fields.Date(readonly=True)
    start_contact_date = fields.Date(
        readonly=True, help="Last reminder made before the go-live, from its file."
    )
    run_date = fields.Date(string="As of", readonly=True)
    error = fields.Text(readonly=True, copy=False)

    # Written by people and by what comes back
    hold_until = fields.Date(tracking=True)
    hold_reason = fields.Char(tracking=True)
    reply_pending = fields.Boolean(string="Answer to read", readonly=True)
    contact_issue = fields.Char(readonly=True)
    contact_issue_address = fields.Char(readonly=True)

    line_ids = fields.One2many("relance.case.line", "case_id")
    open_line_ids = fields.One2many(
        "relance.case.line", "case_id", domain=[("closed_date", "=", False)]
    )
    reminder_ids = fields.One2many("relance.reminder", "case_id")
    announcement_ids = fields.One2many("relance.announcement", "case_id")
    call_ids = fields.One2many("relance.call", "case_id")
    amount_ledger = fields.Monetary(
        string="Owed now",
        compute="_compute_amount_ledger",
        help="Read from the open items at this moment.",
    )
    days_overdue = fields.Integer(
        compute="_compute_days_overdue", help="Of the oldest claimable item."
    )
    explanation = fields.Text(compute="_compute_explanation")

    _unique_case = models.UniqueIndex(
        "(company_id, partner_id)", "A customer has one case per company."
    )
    _worklist_idx = models.Index("(company_id, stage, priority desc)")
    _contact_idx = models.Index("(company_id) WHERE contact_user_id IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = case.partner_id.display_name

    @api.depends("oldest_due_date")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for case in self:
            oldest = case.oldest_due_date
            case.days_overdue = max(0, (today - oldest).days) if oldest else 0

    @api.depends("line_ids.move_line_id.amount_residual", "line_ids.closed_date")
    def _compute_amount_ledger(self):
        for case in self:
            items = case.open_line_ids.move_line_id
            case.amount_ledger = sum(items.mapped("amount_residual"))

    @api.depends_context("uid")
    @api.depends("next_action_date", "hold_until", "reply_pending", "contact_issue")
    def _compute_explanation(self):
        for case in self:
            case.explanation = case._explain()

    # === WHAT COMES NEXT === #

    def _explain(self, today=None):
        """The next step in plain French: level, date, reasons, what holds it.

        Computed from the items as of the last run, with today's guards; nothing is
        written.

        :param date today: default, the day of the last run
        :rtype: str
        """
        self.ensure_one()
        # sudo: the engine reads settings of the company a reader may not see
        schedule = self.env["relance.engine.schedule"].sudo().with_context(lang=LANG)
        words = self.env["relance.engine.words"].sudo().with_context(lang=LANG)
        day = today or self.run_date or fields.Date.context_today(self)
        result = schedule._evaluate(self.company_id, day, case_ids=self.ids).get(
            self.id
        )
        if not result:
            return words._text("nothing_due", {})
        return words._describe(result)

    # === ACTIONS === #

    def action_refresh(self):
        """Read the ledger again and recompute the next step of these cases."""
        self._check_collector()
        self._refresh()

    def _refresh(self, today=None):
        # sudo: the engine writes what collectors only read
        self.env["relance.engine"].sudo()._run_cases(self, today)

    def action_prepare_reminder(self):
        """Prepare the next reminder now, to be confirmed, whatever its day.

        :raise UserError: when nothing can be claimed
        """
        self._check_collector()
        # sudo: reminders are created by the engine only
        prepare = self.env["relance.engine.prepare"].sudo()
        reminders = prepare._prepare_by_hand(self.sudo())
        if len(self) == 1:
            self._contact_open("send")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_reminder_action_to_confirm"
        )
        if len(reminders) == 1:
            action.update(
                res_id=reminders.id, views=[(False, "form")], view_mode="form"
            )
        else:
            action["domain"] = [("id", "in", reminders.ids)]
        return action

    def action_skip_level(self):
        """Consider the next level as done, without any message."""
        self._check_collector()
        for case in self:
            level = case.next_level_id
            if not level or level.stage in ("formal_notice", "decision"):
                raise UserError(
                    self.env._(
                        "The next level of %(case)s cannot be skipped.",
                        case=case.display_name,
                    )
                )
            case._skip(level)
        self._refresh()

    def _skip(self, level):
        # sudo: reached levels are written by the engine only
        lines = self.sudo().open_line_ids.filtered(
            lambda line: (
                line.hold == "none"
                and line.amount_residual > 0
                and (not line.level_id or line.level_id.sequence < level.sequence)
            )
        )
        lines.write({"start_level_id": level.id, "start_date": self.run_date})
        open_reminders = self.sudo().reminder_ids.filtered("is_open")
        open_reminders._cancel(self.env._("Level skipped"))
        self._message_log(
            body=self.env._("Level “%(level)s” skipped.", level=level.name)
        )

    def action_reply_handled(self):
        """The customer's answer was read: reminders may go on."""
        self._check_collector()
        # sudo: engine-kept; rights were checked above
        self.sudo().write({"reply_pending": False})
        self._refresh()

    def action_contact_fixed(self):
        """The address was checked and is right: reminders may go on."""
        self._check_collector()
        # sudo: engine-kept; rights were checked above
        self.sudo().write({"contact_issue": False, "contact_issue_address": False})
        self._refresh()

    def action_release(self):
        """End the hold of the case now."""
        self._check_collector()
        self.write({"hold_until": False, "hold_reason": False})
        self._refresh()

    def action_log_call(self):
        """Open a new call on this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.call",
            "name": self.env._("Log a call"),
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_level_id": self.next_level_id.id
                if self.next_decision == "call"
                else False,
            },
        }

    def action_view_items(self):
        """Open the accounting items still owed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move.line",
            "name": self.env._("Open items"),
            "view_mode": "list,form",
            "domain": [("id", "in", self.open_line_ids.move_line_id.ids)],
            "context": {"create": False},
        }

    def _check_collector(self):
        self.check_access("write")

    def _get_insolvent_key(self):
        return self.partner_id, self.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reminded(self):
        """The database would take the frozen reminders along."""
        self.reminder_ids._check_not_frozen()

    # === ANSWERS === #

    def _message_post_after_hook(self, message, msg_vals):
        """A message from outside waits to be read before the next reminder."""
        super()._message_post_after_hook(message, msg_vals)
        if message.message_type not in ("email", "comment"):
            return
        author = message.author_id
        internal = author.user_ids.filtered(lambda user: not user.share)
        if not internal:
            # sudo: the gateway posts as the customer's own user or none
            self.sudo().write({"reply_pending": True})

    def _contact_was_corrected(self):
        """Whether the address that failed is no longer the one that would be used."""
        self.ensure_one()
        failed = self.reminder_ids.filtered(lambda rem: rem.state == "failed")[:1]
        need = "email" if failed.level_id.proof_channel == "email" else "post"
        contact = self.partner_id._relance_get_contact(
            failed.level_id.contact_role or "dunning", need
        )
        if not contact:
            return False
        address = contact.email_normalized
        if need == "post":
            address = contact._relance_postal_address()
        return address != (self.contact_issue_address or "")

    # === TASKS === #

    def _relance_activity(self, xmlid, note, user=None, date=None):
        """Schedule a task once per case and type.

        :param str xmlid: activity type
        :param str note: French text
        :param res.users user: default, the collector, else the customer's
            salesperson, else who runs the engine
        """
        # an administrator may delete a type: Odoo schedules its default one instead
        activity_type = self.env.ref(xmlid, raise_if_not_found=False)
        activity_type = activity_type or self._default_activity_type()
        for case in self:
            if activity_type in case.activity_ids.activity_type_id:
                continue
            owner = user if user and user.active else case._get_owner()
            case.with_context(mail_activity_quick_update=True).activity_schedule(
                xmlid, date_deadline=date or case.run_date, note=note, user_id=owner.id
            )

    def _relance_tell_salesperson(self, note, day):
        """A task for the customer's salesperson, where they can open it: the case, or
        the customer when the case is not theirs to see.

        :param str note: what is about to happen
        :param date day: deadline
        """
        xmlid = "relance_recouvrement.activity_salesperson"
        user = self.partner_id.user_id
        company = self.company_id
        seen = self.with_user(user).with_context(allowed_company_ids=company.ids)
        if not user.active or seen.has_access("read"):
            self._relance_activity(xmlid, note, user=user, date=day)
            return
        known = self.partner_id.activity_search(
            [xmlid],
            user_id=user.id,
            additional_domain=[("summary", "=", company.name)],
        )
        if not known:
            self.partner_id.with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                xmlid,
                date_deadline=day,
                summary=company.name,
                note=note,
                user_id=user.id,
            )

    def _get_owner(self):
        """Who works on the case: never nobody.

        Its collector, else the scenario's, else a collector of the company; who
        replaces them while they are away.
        """
        self.ensure_one()
        owners = (self.user_id + self.scenario_id.user_id).filtered("active")
        owner = owners[:1] or self.company_id._relance_collectors()[:1] or self.env.user
        return owner._relance_stand_in(self.run_date)
