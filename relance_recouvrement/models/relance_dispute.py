from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

# What the owner of a dispute, outside accounting, writes of it.
OWNER_FIELDS = {"answer", "advice", "steps"}
# What changes the amounts held: nobody changes it once the dispute is over.
TERMS = {"line_ids", "reason_id", "date_open"}
LIVE = ("open", "founded")


class RelanceDispute(models.Model):
    """What the customer contests, who answers it and until when.

    Holds the contested amount only; the rest stays claimable. Closes by itself
    when its credit notes cover it. The owner, of any service, answers; who follows
    the case decides.
    """

    _name = "relance.dispute"
    _description = "Dispute"
    # what it says of messages comes before mail.thread, in the hold mixin
    _inherit = [
        "relance.dispute.tasks",
        "relance.dispute.text",
        "relance.hold.mixin",
    ]
    _order = "date_target, id"
    _rec_names_search = ["partner_id", "reason_id"]
    _check_company_auto = True

    reason_id = fields.Many2one(
        "relance.dispute.reason",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("founded", "Founded"),
            ("unfounded", "Unfounded"),
            ("settled", "Settled"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    date_open = fields.Date(
        string="Opened on",
        required=True,
        default=lambda self: self.env.company._relance_today(),
    )
    date_target = fields.Date(
        string="Answer before",
        compute="_compute_date_target",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Answered by",
        compute="_compute_owner_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="In any service: sees and answers the disputes given, nothing else.",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    steps = fields.Html(
        string="To check",
        compute="_compute_steps",
        store=True,
        readonly=False,
    )
    description = fields.Text(
        string="What the customer says",
        help="Facts only. An invoice that was not received is no dispute: send the"
        " duplicate.",
    )
    answer = fields.Text(string="Owner's answer")
    advice = fields.Selection(
        [("founded", "The customer is right"), ("unfounded", "The customer is wrong")],
        string="Owner's opinion",
    )
    answer_date = fields.Date(string="Answered on", readonly=True, copy=False)
    verdict = fields.Selection(
        [("founded", "Founded"), ("unfounded", "Unfounded")],
        string="Decision",
        readonly=True,
        copy=False,
    )
    decision_date = fields.Date(string="Decided on", readonly=True, copy=False)
    resolution = fields.Text(tracking=True)
    resume_date = fields.Date(
        string="Held until",
        readonly=True,
        copy=False,
        help="Unfounded: the customer may pay until then; reminders go on after.",
    )
    closed_date = fields.Date(string="Closed on", readonly=True, copy=False)
    settled_by = fields.Selection(
        [
            ("credited", "Credit note"),
            ("paid", "Payment"),
            ("written_off", "Write-off"),
            ("transferred", "Transfer"),
            ("cancelled", "Invoice cancelled"),
            ("withdrawn", "Withdrawn by the customer"),
        ],
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("relance.dispute.line", "dispute_id", copy=True)
    amount_credited = fields.Monetary(
        string="Credited amount", compute="_compute_amount_credited", store=True
    )
    days_to_answer = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="From its opening to the decision.",
    )
    days_to_settle = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="From its opening until the credit note, the payment, or the answer that"
        " it is unfounded.",
    )
    can_manage = fields.Boolean(compute="_compute_can_manage")

    # === COMPUTE METHODS === #

    @api.depends("state", "resume_date")
    def _compute_is_holding(self):
        """An unfounded dispute holds until the engine's day passes its date."""
        for dispute in self:
            today = dispute.case_id.run_date or dispute.date_open
            dispute.is_holding = dispute._holds_on(today)

    def _holds_on(self, day):
        self.ensure_one()
        if self.state == "unfounded":
            return bool(self.resume_date and self.resume_date >= day)
        return self.state in LIVE

    @api.depends("reason_id", "date_open", "case_id")
    def _compute_date_target(self):
        for dispute in self:
            company = dispute.case_id.company_id or self.env.company
            day = fields.Date.add(
                dispute.date_open or company._relance_today(),
                days=dispute.reason_id.delay_days,
            )
            dispute.date_target = company._relance_calendar().next_working(day)

    @api.depends("reason_id", "case_id")
    def _compute_owner_id(self):
        for dispute in self:
            if dispute.case_id and dispute.reason_id:
                owner = dispute.reason_id._get_owner(dispute.case_id)
                dispute.owner_id = owner
            else:
                dispute.owner_id = dispute.owner_id or self.env.user

    @api.depends("line_ids.case_line_id")
    def _compute_product_id(self):
        """The only product of the invoices, when there is one."""
        for dispute in self:
            products = dispute.line_ids.case_line_id.move_id.invoice_line_ids.product_id
            if not dispute.product_id and len(products) == 1:
                dispute.product_id = products

    @api.depends("reason_id")
    def _compute_steps(self):
        for dispute in self:
            dispute.steps = dispute.reason_id.steps

    @api.depends("line_ids.amount_settled", "line_ids.amount_company")
    def _compute_amount_credited(self):
        for dispute in self:
            dispute.amount_credited = sum(
                line.amount_settled * line.amount_company / line.amount
                for line in dispute.line_ids
                if line.amount
            )

    @api.depends("date_open", "decision_date", "closed_date")
    def _compute_days(self):
        for dispute in self:
            dispute.days_to_answer = dispute._days_until(dispute.decision_date)
            dispute.days_to_settle = dispute._days_until(dispute.closed_date)

    def _days_until(self, day):
        return max(0, (day - self.date_open).days) if day and self.date_open else 0

    @api.depends_context("uid")
    @api.depends("case_id")
    def _compute_can_manage(self):
        """Who works on the case decides; the owner only answers."""
        for dispute in self:
            case = dispute.case_id
            dispute.can_manage = not case or case.has_access("write")

    @api.depends("reason_id", "partner_id")
    def _compute_display_name(self):
        for dispute in self:
            names = (dispute.reason_id.name, dispute.partner_id.name)
            dispute.display_name = " – ".join(filter(None, names))

    def _read_group_select(self, aggregate_spec, query):
        """What is not decided or closed yet does not count in the averages."""
        dates = {
            "days_to_answer:avg": "decision_date",
            "days_to_settle:avg": "closed_date",
        }
        if aggregate_spec not in dates:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(CASE WHEN %s IS NOT NULL THEN %s END)",
            self._field_to_sql(self._table, dates[aggregate_spec], query),
            self._field_to_sql(self._table, aggregate_spec.split(":")[0], query),
        )

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("line_ids")
    def _check_lines(self):
        for dispute in self:
            if not dispute.line_ids:
                raise ValidationError(
                    self.env._("Choose at least one document that is contested.")
                )
            if len(dispute.line_ids.case_line_id) < len(dispute.line_ids):
                raise ValidationError(
                    self.env._("A document is there twice: keep one line for each.")
                )

    @api.constrains("owner_id", "company_id")
    def _check_owner(self):
        for dispute in self:
            owner = dispute.owner_id
            # sudo: companies of a user whom the collector may not read; a case is of
            # the root company, for the users of its branches too
            companies = owner.sudo().company_ids.root_id
            if owner.share or dispute.company_id not in companies:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot open a dispute of %(company)s: choose an"
                        " internal user of that company.",
                        user=owner.name,
                        company=dispute.company_id.name,
                    )
                )

    @api.constrains("date_open", "date_target")
    def _check_dates(self):
        if self.filtered(lambda dispute: dispute.date_target < dispute.date_open):
            raise ValidationError(
                self.env._("The answer comes after the day the dispute was opened.")
            )

    @api.onchange("case_id")
    def _onchange_case_id(self):
        """All that is owed and free, to keep what is contested of it."""
        items = self.case_id.open_line_ids._origin
        commands = [fields.Command.clear()]
        for item in items.filtered(lambda item: item.amount_residual > 0):
            free = item.amount_residual - item._get_held_amount()
            if item.currency_id.compare_amounts(free, 0.0) > 0:
                commands.append(
                    fields.Command.create({"case_line_id": item.id, "amount": free})
                )
        self.line_ids = commands

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        disputes = super().create(vals_list)
        disputes._check_lines()
        disputes._open_tasks()
        disputes._refresh_cases()
        return disputes

    def write(self, vals):
        if not self.env.su:
            self._check_owner_writes(vals)
            if TERMS & set(vals):
                self._check_may_change()
        before = {dispute: dispute._get_appointment() for dispute in self}
        result = super().write(vals)
        self.filtered(lambda dis: dis._get_appointment() != before[dis])._hand_over()
        if "line_ids" in vals:
            self._refresh_cases()
        return result

    def _get_appointment(self):
        return self.owner_id, self.date_target

    def unlink(self):
        cases = self.case_id
        result = super().unlink()
        cases._refresh()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if self.filtered(lambda dispute: dispute.state != "open"):
            raise UserError(
                self.env._(
                    "A dispute that was decided is kept: its causes are counted."
                )
            )

    def _check_owner_writes(self, vals):
        if "case_id" in vals:
            raise UserError(
                self.env._("A dispute stays with its customer: open a new one.")
            )
        asked = set(vals) - OWNER_FIELDS
        if asked and self.filtered(lambda dispute: not dispute.can_manage):
            raise AccessError(
                self.env._(
                    "You answer this dispute: enter your answer and your opinion; who"
                    " follows the case does the rest."
                )
            )

    def _check_may_change(self):
        if self.filtered(lambda dispute: dispute.state not in LIVE):
            raise UserError(
                self.env._(
                    "This dispute is over: its documents and amounts stay as they"
                    " were. Reopen it, or open a new one."
                )
            )
