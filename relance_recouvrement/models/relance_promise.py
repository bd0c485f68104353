from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..const import PAYMENT_MEANS, PROMISE_USUAL_DAYS
from ..tools.working_calendar import WorkingCalendar

MISSED = ("partly_kept", "broken")
# What was agreed: changed while the promise runs, and checked again.
AGREED = {"date", "taken_date", "tolerance_days", "line_ids"}


class RelancePromise(models.Model):
    """A date and an amount: what the customer said would be paid.

    Holds only what was promised, until its date plus the tolerance. Kept by
    payments alone; see ``tools/promises.py``. A deferral is a later date that a
    manager granted: it holds the same way and is no promise of the customer.
    """

    _name = "relance.promise"
    _description = "Promise to Pay"
    _inherit = [
        "relance.promise.approval.mixin",
        "relance.hold.mixin",
        "relance.insurer.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(
        string="Payment date",
        required=True,
        tracking=True,
        default=lambda self: self._default_date(),
    )
    tolerance_days = fields.Integer(
        string="Tolerance (bank days)",
        default=lambda self: self._default_tolerance_days(),
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
    payment_means = fields.Selection(
        PAYMENT_MEANS, string="Paid by", required=True, default="transfer"
    )
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
            ("cancelled", "Called off"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        "relance.promise.line", "promise_id", string="Items", copy=True
    )
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    closed_date = fields.Date(readonly=True)
    is_rejected = fields.Boolean(
        string="Payment rejected",
        readonly=True,
        help="Paid, then the payment came back.",
    )
    note = fields.Char()
    reply_message_id = fields.Many2one(
        "mail.message",
        string="Customer's answer",
        readonly=True,
        index="btree_not_null",
        help="The customer's answer to the summary of the call.",
    )
    confirmed_by = fields.Char(
        compute="_compute_confirmed_by", help="Who answered to the summary, and when."
    )
    reliability = fields.Char(
        compute="_compute_reliability",
        help="How this customer kept the promises that fell due.",
    )

    insurer_agreement_date = fields.Date(readonly=True)
    insurer_agreement_proof = fields.Binary(readonly=True)
    insurer_agreement_name = fields.Char(readonly=True)

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields):
        """A promise taken on a case starts with what may be claimed there."""
        values = super().default_get(fields)
        case = self.env["relance.case"].browse(values.get("case_id"))
        if "line_ids" in fields and case and not values.get("line_ids"):
            values["line_ids"] = case._get_promisable_commands()
        if "contact_id" in fields and case and not values.get("contact_id"):
            values["contact_id"] = case._get_promise_contact().id
        return values

    @api.model
    def _default_date(self):
        """In a week, on a day when banks work: the customer says another."""
        company = self.env.company
        calendar = WorkingCalendar(company.relance_holiday_subdivision)
        today = company._relance_today()
        return calendar.next_working(fields.Date.add(today, days=PROMISE_USUAL_DAYS))

    @api.onchange("case_id")
    def _onchange_case_id(self):
        if self.case_id and self.line_ids.case_line_id.case_id != self.case_id:
            self.line_ids = self.case_id._get_promisable_commands()
            self.contact_id = self.case_id._get_promise_contact()

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
            if not promise.partner_id:
                promise.display_name = self.env._("New promise")
                continue
            promise.display_name = self.env._(
                "%(customer)s: %(amount)s on %(date)s",
                customer=promise.partner_id.name,
                amount=promise.currency_id.format(promise.amount),
                date=promise.date and words._format_date(promise.date) or "?",
            )

    @api.depends("reply_message_id")
    def _compute_confirmed_by(self):
        for promise in self:
            # sudo: who answered and when, of a message of this very case
            message = promise.reply_message_id.sudo()
            promise.confirmed_by = bool(message) and self.env._(
                "%(author)s on %(date)s",
                author=message.author_id.name or message.email_from or "",
                date=format_date(self.env, message.date),
            )

    @api.depends("partner_id", "company_id", "state")
    def _compute_reliability(self):
        for promise in self:
            partner = promise.partner_id.with_company(promise.company_id)
            promise.reliability = partner._relance_promise_reliability()

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
            if promise.taken_date > promise._get_today():
                raise ValidationError(
                    self.env._("A promise is made today or was made before.")
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

    def _get_today(self):
        """Today, or the day up to which the case was replayed."""
        self.ensure_one()
        today = self.company_id._relance_today()
        return max(today, self.case_id.run_date or today)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        promises = super().create(vals_list)
        promises._ask_manager()
        promises._refresh_cases()
        return promises

    def write(self, vals):
        changed = AGREED & set(vals)
        if not self.env.su:
            if changed:
                self._check_may_change()
            if "case_id" in vals and self.case_id.ids != [vals["case_id"]]:
                raise UserError(
                    self.env._(
                        "A promise stays with its customer: cancel it and take"
                        " another one."
                    )
                )
        result = super().write(vals)
        if changed:
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
    def _unlink_except_taken(self):
        raise UserError(
            self.env._("A promise is not deleted: cancel it, its trace stays.")
        )

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

    def _was_kept_after_all(self):
        """The bank was read late: nobody calls for it, unless for another one."""
        for case in self.case_id:
            if not case.promise_ids.filtered(lambda promise: promise.state in MISSED):
                case.activity_unlink(["relance_recouvrement.activity_promise_broken"])
