from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import PAYMENT_MEANS, PROMISE_MAX_DAYS, PROMISES_ON_SAME_ITEMS
from ..tools.working_calendar import WorkingCalendar


class RelancePromise(models.Model):
    """A date and an amount: what the customer said would be paid.

    Holds only what was promised, until its date plus the tolerance. Kept by
    payments alone; see ``tools/promises.py``. A deferral is a later date that a
    manager granted: it holds the same way and is no promise of the customer.
    """

    _name = "relance.promise"
    _description = "Promise to Pay"
    _inherit = ["relance.hold.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(string="Payment date", required=True, tracking=True)
    tolerance_days = fields.Integer(
        string="Tolerance (bank days)",
        default=lambda self: self.env.company.relance_promise_tolerance,
        help="Working days left to the banks before the promise is broken.",
    )
    deadline_date = fields.Date(
        string="Checked until",
        compute="_compute_deadline_date",
        store=True,
        index=True,
        help="Payment date plus the tolerance.",
    )
    taken_date = fields.Date(
        string="Made on",
        required=True,
        default=lambda self: self.env.company._relance_today(),
    )
    contact_id = fields.Many2one("res.partner", string="Made by")
    payment_means = fields.Selection(PAYMENT_MEANS, required=True, default="transfer")
    is_deferral = fields.Boolean(
        string="Granted by a manager", readonly=True, help="A later date granted."
    )
    state = fields.Selection(
        [
            ("to_approve", "Manager to agree"),
            ("open", "Open"),
            ("kept", "Kept"),
            ("partly_kept", "Partly kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many("relance.promise.line", "promise_id", copy=True)
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    closed_date = fields.Date(readonly=True)
    is_rejected = fields.Boolean(
        string="Payment rejected",
        readonly=True,
        help="Paid, then the payment came back.",
    )
    approval_reason = fields.Char(string="Why a manager", readonly=True)
    cancel_reason = fields.Char(readonly=True)
    note = fields.Char()
    reply_message_id = fields.Many2one(
        "mail.message",
        string="Confirmed by",
        readonly=True,
        index="btree_not_null",
        help="The customer's answer to the summary of the call.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_is_holding(self):
        for promise in self:
            promise.is_holding = promise.state == "open"

    @api.depends("date", "tolerance_days", "company_id")
    def _compute_deadline_date(self):
        for promise in self:
            company = promise.company_id or self.env.company
            calendar = WorkingCalendar(company.relance_holiday_subdivision)
            promise.deadline_date = promise.date and calendar.add_working_days(
                promise.date, promise.tolerance_days
            )

    @api.depends("date", "amount", "partner_id")
    def _compute_display_name(self):
        words = self.env["relance.engine.words"]
        for promise in self:
            promise.display_name = self.env._(
                "%(amount)s on %(date)s",
                amount=promise.currency_id.format(promise.amount),
                date=promise.date and words._format_date(promise.date) or "?",
            )

    # === CONSTRAINTS === #

    @api.constrains("date", "taken_date", "tolerance_days")
    def _check_date(self):
        for promise in self:
            if promise.date < promise.taken_date:
                raise ValidationError(
                    self.env._(
                        "The payment date is before the day of the promise: enter"
                        " the day on which the customer pays."
                    )
                )
            if promise.tolerance_days < 0:
                raise ValidationError(
                    self.env._("The tolerance is a number of days, 0 or more.")
                )

    @api.constrains("line_ids")
    def _check_lines(self):
        if self.filtered(lambda promise: not promise.line_ids):
            raise ValidationError(
                self.env._("Choose at least one document that will be paid.")
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._ask_manager()
        promises._refresh_cases()
        return promises

    def write(self, vals):
        if {"date", "tolerance_days", "line_ids"} & set(vals) and not self.env.su:
            self._check_may_change()
        result = super().write(vals)
        if {"date", "tolerance_days", "line_ids"} & set(vals):
            self._ask_manager()
            self._refresh_cases()
        return result

    def _check_may_change(self):
        if self.filtered(lambda promise: promise.state not in ("open", "to_approve")):
            raise UserError(
                self.env._(
                    "This promise is over: its date and amounts stay as they were."
                    " Take a new one."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        self._check_may_change()

    # === MANAGER === #

    def _ask_manager(self):
        """A far date, or one promise too many on the same items: a manager agrees
        before it holds anything."""
        if self.env.user.has_group("relance_recouvrement.group_manager"):
            return
        for promise in self.filtered(lambda promise: promise.state == "open"):
            reason = promise._get_approval_reason()
            if not reason:
                continue
            # sudo: the state is kept; asking is no decision
            promise.sudo().write({"state": "to_approve", "approval_reason": reason})
            managers = promise.company_id._relance_managers()
            promise.activity_schedule(
                "relance_recouvrement.activity_promise_approve",
                user_id=(managers[:1] or self.env.user).id,
                date_deadline=promise.taken_date,
                note=reason,
            )

    def _get_approval_reason(self):
        self.ensure_one()
        if (self.date - self.taken_date).days > PROMISE_MAX_DAYS:
            return self.env._("more than %(days)s days away", days=PROMISE_MAX_DAYS)
        if self._count_on_same_items() >= PROMISES_ON_SAME_ITEMS:
            return self.env._(
                "promise number %(number)s on the same documents",
                number=self._count_on_same_items(),
            )
        return False

    def _count_on_same_items(self):
        """Promises made on one of these items, this one included."""
        return self.search_count(
            [
                ("line_ids.case_line_id", "in", self.line_ids.case_line_id.ids),
                ("state", "!=", "cancelled"),
                ("is_deferral", "=", False),
            ]
        )

    def action_approve(self):
        """A manager agrees to the promise: it holds from now on.

        :raise UserError: when the user is no manager
        """
        self._check_manager()
        waiting = self.filtered(lambda promise: promise.state == "to_approve")
        # sudo: the state is kept; the right was checked above
        waiting.sudo().write({"state": "open"})
        waiting.activity_feedback(
            ["relance_recouvrement.activity_promise_approve"],
            feedback=self.env._("Agreed"),
        )
        waiting._refresh_cases()

    def _check_manager(self):
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")

    def action_cancel(self):
        """The promise was a mistake or is replaced: its items are claimed again."""
        self.check_access("write")
        self._check_may_change()
        # sudo: the state is kept; the right was checked above
        self.sudo().write(
            {
                "state": "cancelled",
                "closed_date": fields.Date.context_today(self),
                "cancel_reason": self.env._(
                    "Cancelled by %(user)s", user=self.env.user.name
                ),
            }
        )
        self._refresh_cases()

    # === MISSED === #

    def _missed(self, today):
        """Not paid in time: somebody calls."""
        for promise in self:
            note = self.env._(
                "Not paid as promised: %(promise)s.", promise=promise.display_name
            )
            # a payment that came back has its own call
            if not promise.is_deferral and not promise.is_rejected:
                promise.case_id._relance_activity(
                    "relance_recouvrement.activity_promise_broken",
                    note,
                    user=promise.user_id,
                    date=today,
                )
            promise.case_id._message_log(body=note)
