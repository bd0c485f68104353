from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..const import PAYMENT_MEANS
from ..tools import plan_law
from ..tools.instalments import CENT, count_until, simulate
from ..tools.working_calendar import WorkingCalendar

RHYTHMS = [
    ("weekly", "Weekly"),
    ("fortnightly", "Every two weeks"),
    ("monthly", "Monthly"),
    ("quarterly", "Quarterly"),
]


class RelancePlanSimulation(models.AbstractModel):
    """The draft of a plan: parameters, the instalments they make, and what the law
    says of them. The inheriting model has the lines and the instalments."""

    _name = "relance.plan.simulation"
    _inherit = ["relance.insurer.mixin"]
    _description = "Simulation of a Payment Plan"

    plan_currency_id = fields.Many2one(
        "res.currency", compute="_compute_total", store=True
    )
    total = fields.Monetary(
        currency_field="plan_currency_id",
        compute="_compute_total",
        store=True,
        help="What the plan spreads, in the currency of its documents.",
    )

    # Simulation
    down_payment = fields.Monetary(currency_field="plan_currency_id")
    down_payment_date = fields.Date(
        string="Down payment on",
        default=lambda self: self.env.company._relance_today(),
    )
    number = fields.Integer(
        string="Number of instalments", default=3, help="After the down payment."
    )
    rhythm = fields.Selection(RHYTHMS, default="monthly", required=True)
    first_date = fields.Date(
        string="First instalment on",
        required=True,
        default=lambda self: self._default_first_date(),
    )
    end_date = fields.Date(
        string="Last instalment on",
        compute="_compute_end_date",
        store=True,
        readonly=False,
        help="Choose it to let the number of instalments follow.",
    )
    simulation_error = fields.Char(compute="_compute_simulation_error")

    # What the protocol says
    tolerance_days = fields.Integer(
        string="Tolerance (bank days)",
        default=lambda self: self._default_tolerance_days(),
        help="Working days left to the banks before an instalment is late.",
    )
    payment_means = fields.Selection(PAYMENT_MEANS, required=True, default="transfer")
    charges_run = fields.Boolean(
        string="Penalties go on running",
        help="Late-payment penalties of article L.441-10. Businesses only: a"
        " consumer's plan has no fee and no interest.",
    )
    notice_days = fields.Integer(
        string="Days of the notice",
        compute="_compute_notice_days",
        store=True,
        readonly=False,
        help="Left by the formal notice before the whole balance is due.",
    )
    insurer_deadline = fields.Date(
        compute="_compute_insurer_deadline",
        store=True,
        readonly=False,
        help="Last day that may be granted without the credit insurer's agreement:"
        " the claim is declared by then, or the policy allows no longer extension.",
    )
    note = fields.Char()
    check_text = fields.Text(string="Checks", compute="_compute_check_text")
    needs_manager = fields.Boolean(compute="_compute_check_text")

    # === INSTALMENTS === #

    @api.model
    def _default_first_date(self):
        """In a week, on a day on which banks credit accounts."""
        company = self.env.company
        return company._relance_calendar().next_working(
            fields.Date.add(company._relance_today(), days=7)
        )

    @api.depends("line_ids.amount", "line_ids.case_line_id", "case_id")
    def _compute_total(self):
        for plan in self:
            company = plan.case_id.company_id or self.env.company
            currencies = plan.line_ids.case_line_id.currency_id
            plan.plan_currency_id = currencies[:1] or company.currency_id
            plan.total = sum(plan.line_ids.mapped("amount"))

    @api.depends(
        "line_ids.amount",
        "down_payment",
        "down_payment_date",
        "number",
        "rhythm",
        "first_date",
    )
    def _compute_installment_ids(self):
        for plan in self:
            if plan.state != "draft":
                continue
            rows, _error = plan._simulate()
            plan.installment_ids = [
                Command.clear(),
                *(Command.create({"date": day, "amount": amt}) for day, amt in rows),
            ]

    def _simulate(self):
        """Instalments of the chosen parameters.

        :return: ``(rows, error)``: dates and amounts, and the parameter to change
        """
        self.ensure_one()
        currency = self.plan_currency_id or self.env.company.currency_id
        try:
            rows = simulate(
                sum(self.line_ids.mapped("amount")),
                self.number,
                self.first_date or fields.Date.context_today(self),
                self.rhythm,
                self.down_payment,
                self.down_payment_date,
                currency.decimal_places,
            )
        except ValueError as error:
            return [], str(error)
        return rows, False

    @api.depends("total", "down_payment", "down_payment_date", "number", "first_date")
    def _compute_simulation_error(self):
        words = {
            "total": self.env._("Choose what the plan spreads: its total is zero."),
            "number": self.env._("Enter a number of instalments from 1 to 520."),
            "down_payment": self.env._(
                "The down payment lies between zero and the total."
            ),
            "down_date": self.env._(
                "The down payment comes before the first instalment: change its date."
            ),
        }
        for plan in self:
            draft = plan.state == "draft"
            plan.simulation_error = words.get(draft and plan._simulate()[1], False)

    @api.depends("installment_ids.date")
    def _compute_end_date(self):
        for plan in self:
            dates = [day for day in plan.installment_ids.mapped("date") if day]
            plan.end_date = max(dates, default=False)

    @api.onchange("end_date")
    def _onchange_end_date(self):
        if self.end_date and self.first_date and self.state == "draft":
            count = count_until(self.first_date, self.rhythm, self.end_date)
            if count and count != self.number:
                self.number = count

    @api.depends("partner_id", "case_id")
    def _compute_notice_days(self):
        for plan in self:
            if plan.state == "draft":
                plan.notice_days = plan_law.notice_days(plan._get_regime())

    @api.depends("line_ids.case_line_id")
    def _compute_insurer_deadline(self):
        """An earlier day that was entered is kept."""
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            plan.insurer_deadline = plan._get_insurer_deadline()

    def _get_insurance_limit(self):
        # sudo: the engine reads the covers of items that the user spreads
        engine = self.env["relance.engine.insurance"].sudo()
        return engine._get_limit(self.line_ids.case_line_id._origin)

    def _get_insurer_deadline(self):
        """What was entered, unless the policies of today say less."""
        days = (self.insurer_deadline, self._get_insurance_limit())
        return min(filter(None, days), default=False)

    def _add_bank_days(self, day):
        """``day`` plus the tolerance of the plan."""
        company = self.company_id or self.env.company
        calendar = WorkingCalendar(company.relance_holiday_subdivision)
        return calendar.add_working_days(day, max(0, self.tolerance_days))

    # === CHECKS === #

    def _get_checks(self):
        """What the law and prudence say; see ``tools.plan_law.check``."""
        self.ensure_one()
        start = self.signature_date or fields.Date.context_today(self)
        found = plan_law.check(
            self._get_regime(),
            start,
            self.end_date,
            self.charges_run,
            self.notice_days,
            self._get_insurer_deadline(),
            self.partner_id.relance_regime_confirmed,
        )
        if any(item.amount_residual < 0 for item in self.case_id.open_line_ids):
            found.append(("credits", "warning"))
        return found

    @api.depends(
        "end_date",
        "signature_date",
        "charges_run",
        "notice_days",
        "insurer_deadline",
        "partner_id.relance_debtor_regime",
        "partner_id.relance_regime_confirmed",
    )
    def _compute_check_text(self):
        for plan in self:
            draft = plan.state == "draft" and plan.case_id
            checks = plan._get_checks() if draft else []
            words = plan._get_check_words()
            plan.check_text = "\n".join(words[code] for code, _level in checks)
            plan.needs_manager = any(level == "manager" for _code, level in checks)

    def _get_check_words(self):
        return {
            "charges": self.env._(
                "Penalties may run for a business only: this customer's plan has no"
                " fee and no interest. Untick “Penalties go on running”."
            ),
            "notice": self.env._(
                "The notice leaves at least %(days)s days to this customer: enter a"
                " longer delay.",
                days=plan_law.notice_days(self._get_regime()),
            ),
            "judge": self.env._(
                "Longer than the %(months)s months that a judge may grant (C. civ."
                " 1343-5).",
                months=plan_law.JUDGE_MONTHS,
            ),
            "long": self.env._(
                "Longer than %(months)s months: a manager activates it.",
                months=plan_law.MANAGER_MONTHS,
            ),
            "insurer": self.env._(
                "Ends after the insurer's deadline: a manager activates it, once the"
                " insurer has agreed."
            ),
            "regime": self.env._(
                "Kind of debtor to be confirmed: the protocol is a consumer's, without"
                " fee nor interest."
            ),
            "credits": self.env._(
                "Credits of this customer are not matched: match them before the"
                " signature."
            ),
        }

    def _check_schedule(self):
        """Checked once all is computed: lines and instalments make each other."""
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            problem = plan._get_schedule_problem()
            if problem:
                raise ValidationError(problem)

    def _get_schedule_problem(self):
        """Why the schedule cannot be signed as it is, or False."""
        rows, currency = self.installment_ids, self.plan_currency_id
        if len(self.line_ids.case_line_id.currency_id) > 1:
            return self.env._(
                "A plan spreads documents of one currency: make one plan for each."
            )
        if not self.line_ids or not rows:
            return self.simulation_error or self.env._(
                "Choose the documents that the plan spreads and its instalments."
            )
        dates = sorted(rows.mapped("date"))
        if len(set(dates)) < len(dates):
            return self.env._("Two instalments have the same date: change one.")
        if min(rows.mapped("amount")) < CENT:
            return self.env._("Each instalment has an amount above zero.")
        planned = sum(rows.mapped("amount"))
        if currency.compare_amounts(planned, self.total):
            return self.env._(
                "The instalments add up to %(planned)s and the documents to %(total)s:"
                " change one of the instalments by %(gap)s.",
                planned=currency.format(planned),
                total=currency.format(self.total),
                gap=currency.format(self.total - planned),
            )
        if self.tolerance_days < 0:
            return self.env._("The tolerance is a number of days, 0 or more.")
        return False
