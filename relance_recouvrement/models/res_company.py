from datetime import datetime

import pytz

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, ormcache

from ..const import (
    BANK_FRESH_DAYS,
    CHECK_ACTIONS,
    DAY_BASES,
    DEBT_NATURES,
    GO_LIVE_DAYS,
    IMPUTATIONS,
    INVOICE_CHECKS,
    TIMEZONE,
)
from ..tools.call_limits import Policy
from ..tools.letter_words import FRENCH_WORDS
from ..tools.working_calendar import WorkingCalendar


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = [
        "res.company",
        "relance.penalty.mixin",
        "relance.charge.company.mixin",
        "relance.doubtful.company.mixin",
        "relance.settlement.company.mixin",
        "relance.route.company.mixin",
        "relance.procedure.company.mixin",
    ]

    relance_bank_check = fields.Selection(
        [
            ("off", "No check"),
            ("warn", "Automatic reminders become to confirm"),
            ("block", "Nothing is prepared"),
        ],
        string="When the bank is not up to date",
        default="warn",
        required=True,
    )
    relance_bank_date = fields.Date(
        string="Bank up to date on", help="Entered by hand by who imports nothing."
    )
    relance_followed_from = fields.Date(
        help="Items dated before are not followed. Set by the go-live assistant;"
        " until then the nightly run prepares nothing."
    )
    relance_go_live_date = fields.Date(
        help="Everything is confirmed by a person during the 30 days that follow."
    )
    relance_excluded_account_ids = fields.Many2many(
        "account.account",
        "relance_excluded_account_rel",
        "company_id",
        "account_id",
        string="Accounts left out",
        help="Bills receivable before maturity (413), holdbacks (4117)…",
    )
    relance_only_sent = fields.Boolean(
        string="Leave never-sent invoices out",
        help="An invoice that Odoo never sent is not claimed; the others are.",
    )
    relance_check_sent = fields.Selection(
        CHECK_ACTIONS, string="Invoice not sent", default="warn", required=True
    )
    relance_check_sent_days = fields.Integer(
        string="Days since it was sent",
        help="An invoice sent less than so many days ago counts as not sent. 0: any.",
    )
    relance_check_due_date = fields.Selection(
        CHECK_ACTIONS,
        string="Due date that does not follow the payment term",
        default="warn",
        required=True,
    )
    relance_check_unmatched = fields.Selection(
        CHECK_ACTIONS,
        string="Credits or payments to match",
        default="warn",
        required=True,
    )
    relance_check_dispute = fields.Selection(
        CHECK_ACTIONS, string="Dispute on the invoice", default="warn", required=True
    )
    relance_check_bank_account = fields.Selection(
        CHECK_ACTIONS, string="No bank account printed", default="warn", required=True
    )
    relance_check_contact = fields.Selection(
        CHECK_ACTIONS, string="Nobody to reach", default="warn", required=True
    )
    relance_daily_cap = fields.Integer(
        string="Messages a day", help="For the scheduled deliveries. 0: no limit."
    )
    relance_hour_from = fields.Float(string="Deliver from", default=10.0)
    relance_hour_to = fields.Float(string="Deliver until", default=17.0)
    relance_holiday_subdivision = fields.Char(
        string="Local holidays",
        help="Code of a subdivision with its own holidays: 57 for Moselle…",
    )
    relance_attachment_limit = fields.Integer(
        string="Attachments (MB)",
        default=8,
        help="Above it, the invoices are left out and the statement is attached.",
    )
    relance_mediator = fields.Char(
        string="Consumer mediator",
        help="Name, address and website, printed in the formal notices to consumers"
        " (C. conso L616-1).",
    )
    relance_debt_nature = fields.Selection(
        DEBT_NATURES,
        string="Nature of the debts",
        default="ordinary",
        required=True,
        help="What the company sells, when its debts have a limitation of their own.",
    )
    relance_promise_tolerance = fields.Integer(
        string="Tolerance on promises",
        default=2,
        help="Bank days left after the promised date.",
    )
    relance_terms_check = fields.Boolean(
        string="Warn of terms not signed",
        default=True,
        help="On the customers followed who have not signed the general terms of sale.",
    )
    relance_guard_hours = fields.Integer(
        string="Guard time (hours)",
        default=24,
        help="A colleague's contact within this time asks for a reason. 0: never.",
    )
    relance_guard_minutes = fields.Integer(
        string="No call within (minutes)",
        default=10,
        help="Just after a colleague's contact, nobody but a manager calls.",
    )
    relance_attempts_count = fields.Integer(
        string="Calls in vain",
        default=3,
        help="After them the customer is written to. 0: never.",
    )
    relance_attempts_days = fields.Integer(string="Within (days)", default=7)
    relance_call_limits = fields.Selection(
        [
            ("off", "No check"),
            ("warn", "Warn"),
            ("block", "Refuse for consumers"),
        ],
        string="Calling hours and frequency",
        default="block",
        required=True,
        help="A manager is never refused.",
    )
    relance_call_morning_from = fields.Float(string="Morning from", default=9.0)
    relance_call_morning_to = fields.Float(string="Morning until", default=12.5)
    relance_call_afternoon_from = fields.Float(string="Afternoon from", default=14.0)
    relance_call_afternoon_to = fields.Float(string="Afternoon until", default=19.0)
    relance_call_talks = fields.Integer(
        string="Talks a day", default=1, help="With the same debtor. 0: no limit."
    )
    relance_call_attempts = fields.Integer(
        string="Calls a week", default=3, help="To the same debtor. 0: no limit."
    )
    relance_penalty_mode = fields.Selection(
        default="ecb10",
        required=True,
        help="For businesses, when neither the payment term nor the customer says"
        " otherwise. Public bodies owe the ECB rate + 8 points; consumers the legal"
        " rate, from the formal notice.",
    )
    relance_day_basis = fields.Selection(
        DAY_BASES,
        string="Days in a year",
        default="365",
        required=True,
        help="The custom is 365; the law does not say.",
    )
    relance_imputation = fields.Selection(
        IMPUTATIONS,
        string="A partial payment pays",
        default="principal",
        required=True,
        help="Principal first is in the customer's favour.",
    )
    relance_last_run = fields.Date(readonly=True)

    @api.constrains("relance_hour_from", "relance_hour_to")
    def _check_relance_hours(self):
        for company in self:
            if not 0 <= company.relance_hour_from < company.relance_hour_to <= 24:
                raise ValidationError(
                    self.env._("Delivery hours: the first is before the last.")
                )

    @api.constrains(
        "relance_call_morning_from",
        "relance_call_morning_to",
        "relance_call_afternoon_from",
        "relance_call_afternoon_to",
    )
    def _check_relance_call_hours(self):
        for company in self:
            (first, noon), (after, last) = company._relance_call_policy().hours
            if not 0 <= first <= noon <= after <= last <= 24:
                raise ValidationError(
                    self.env._("Calling hours: enter them in the order of the day.")
                )

    @api.constrains(
        "relance_guard_hours",
        "relance_guard_minutes",
        "relance_attempts_count",
        "relance_attempts_days",
        "relance_call_talks",
        "relance_call_attempts",
    )
    def _check_relance_guards(self):
        for company in self:
            if (
                min(
                    company.relance_guard_hours,
                    company.relance_guard_minutes,
                    company.relance_attempts_count,
                    company.relance_attempts_days,
                    company.relance_call_talks,
                    company.relance_call_attempts,
                )
                < 0
            ):
                raise ValidationError(
                    self.env._("Guard times and numbers of calls are not negative.")
                )

    @api.constrains("relance_promise_tolerance")
    def _check_relance_promise_tolerance(self):
        if self.filtered(lambda company: company.relance_promise_tolerance < 0):
            raise ValidationError(
                self.env._("The tolerance is a number of days, 0 or more.")
            )

    def action_relance_bank_up_to_date(self):
        """The bank is up to date today, says the user."""
        self.check_access("read")
        if not self.env.user.has_group("relance_recouvrement.group_collector"):
            raise UserError(
                self.env._("Only collectors of all cases say that the bank is read.")
            )
        # sudo: one date of the company, rights were checked above
        self.sudo().relance_bank_date = fields.Date.context_today(self)

    # === CALENDAR === #

    def _relance_tz(self):
        return pytz.timezone(self.partner_id.tz or TIMEZONE)

    def _relance_now(self):
        """Now, in the company's timezone."""
        return datetime.now(pytz.utc).astimezone(self._relance_tz())

    def _relance_today(self):
        return self._relance_now().date()

    def _relance_pauses(self):
        # sudo: pauses are settings, read for whoever runs the engine
        pauses = self.env["relance.pause"].sudo()
        return pauses.search([("company_id", "in", [False, self.id])])

    def _relance_calendar(self, scenario=None, pauses=None):
        """Working days of the company, pauses of ``scenario`` included.

        :param relance.pause pauses: of the company, when they were read already
        :rtype: WorkingCalendar
        """
        self.ensure_one()
        pauses = self._relance_pauses() if pauses is None else pauses
        scenario = scenario or self.env["relance.scenario"]
        return WorkingCalendar(
            self.relance_holiday_subdivision, pauses._periods(self, scenario)
        )

    def _relance_may_deliver_now(self):
        """Whether the scheduled delivery may run: working day and hours."""
        now = self._relance_now()
        hour = now.hour + now.minute / 60
        return (
            self._relance_calendar().is_working(now.date())
            and self.relance_hour_from <= hour < self.relance_hour_to
        )

    def _relance_call_policy(self):
        """When and how often a debtor of the company is called.

        :rtype: Policy
        """
        self.ensure_one()
        return Policy(
            hours=(
                (self.relance_call_morning_from, self.relance_call_morning_to),
                (self.relance_call_afternoon_from, self.relance_call_afternoon_to),
            ),
            talks_per_day=self.relance_call_talks,
            attempts_per_week=self.relance_call_attempts,
        )

    # === BANK FRESHNESS === #

    def _relance_bank_day(self):
        """Last day known from the bank: imported or entered, or None."""
        self.env["account.bank.statement.line"].flush_model()
        [[imported]] = self.env.execute_query(self._relance_bank_day_query())
        return max(filter(None, [imported, self.relance_bank_date]), default=None)

    def _relance_bank_day_query(self):
        return SQL(
            """
            SELECT max(move.date)
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.company_id IN %s AND move.state = 'posted'
            """,
            tuple(self._relance_branches().ids),
        )

    def _relance_bank_is_stale(self, today):
        """Whether the last bank day is older than two working days.

        :param date today: day of the run
        :return: ``(stale, last bank day or None)``
        """
        self.ensure_one()
        if self.relance_bank_check == "off":
            return False, None
        day = self._relance_bank_day()
        if not day:
            return True, None
        age = self._relance_calendar().working_days_since(day, today)
        return age > BANK_FRESH_DAYS, day

    def _relance_retention_text(self, partner, words):
        """How long what is written about a customer is kept, told in each letter."""
        confirmed = partner.relance_regime_confirmed
        regime = (confirmed and partner.relance_debtor_regime) or "unknown"
        return self.env["relance.retention.rule"]._get_privacy_text(regime, words)

    def _relance_check_severities(self):
        """What each invoice check does: ``{code: off, warn or block}``."""
        self.ensure_one()
        return {code: self[f"relance_check_{code}"] for code, _label in INVOICE_CHECKS}

    def _relance_letter_words(self):
        """The words of letters whose text is French; see ``tools.letter_words``."""
        return FRENCH_WORDS

    def _relance_in_go_live(self, today):
        start = self.relance_go_live_date
        return bool(start) and (today - start).days < GO_LIVE_DAYS

    def _relance_collectors(self):
        """Users who work on all the cases of the company, managers last."""
        users = self._relance_users("relance_recouvrement.group_collector")
        manager = "relance_recouvrement.group_manager"
        return users.sorted(lambda user: (user.has_group(manager), user.id))

    def _relance_managers(self):
        """Managers of the company, the system's administrators last."""
        users = self._relance_users("relance_recouvrement.group_manager")
        return users.sorted(lambda user: (user.has_group("base.group_system"), user.id))

    def _relance_users(self, group):
        # sudo: users and groups are settings, read for whoever runs the engine
        return (
            self.env.ref(group)
            .sudo()
            .all_user_ids.filtered(
                lambda user: self in user.company_ids and user.id != SUPERUSER_ID
            )
        )

    def _relance_branches(self):
        """The root company with its branches."""
        self.ensure_one()
        # sudo: branches outside the user's allowed companies belong to the root
        return self.sudo().browse(self._relance_branch_ids())

    @ormcache("self.root_id.id")
    def _relance_branch_ids(self):
        """Read once: Odoo clears its caches when companies come and go."""
        # sudo: as in _relance_branches
        return self.sudo().search([("id", "child_of", self.root_id.id)])._ids
