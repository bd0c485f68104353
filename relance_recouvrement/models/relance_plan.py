import hashlib
from base64 import b64decode

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.instalments import CENT

# What the customer signs: no longer changed afterwards.
SIGNED_FIELDS = {
    "case_id",
    "line_ids",
    "installment_ids",
    "down_payment",
    "down_payment_date",
    "number",
    "rhythm",
    "first_date",
    "end_date",
    "tolerance_days",
    "payment_means",
    "charges_run",
    "notice_days",
    "signature_date",
    "signed_document",
    "signed_document_name",
    "insurer_agreement_date",
    "insurer_agreement_proof",
    "insurer_agreement_name",
}


class RelancePlan(models.Model):
    """A payment plan: debts listed, dates and amounts, signed by the customer.

    The draft is the simulation: each parameter changes the instalments at once.
    Once signed it holds its items, until it is kept or in default. Instalments are
    matched by the ledger; see ``relance.engine.plan``.
    """

    _name = "relance.plan"
    _description = "Payment Plan"
    _inherit = [
        "relance.hold.mixin",
        "relance.plan.simulation",
        "relance.plan.text",
        "relance.plan.notice",
        "relance.plan.protocol",
    ]
    _order = "id desc"
    _rec_name = "case_id"

    state = fields.Selection(
        [
            ("draft", "To sign"),
            ("active", "Active"),
            ("kept", "Paid off"),
            ("default", "In default"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many(
        "relance.plan.line",
        "plan_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        copy=True,
    )
    installment_ids = fields.One2many(
        "relance.plan.installment",
        "plan_id",
        string="Instalments",
        compute="_compute_installment_ids",
        store=True,
        readonly=False,
        copy=False,
    )
    # Signature
    signature_date = fields.Date(
        string="Signed on",
        copy=False,
        tracking=True,
        help="Acknowledgement of the debt: a new limitation period starts (C. civ."
        " 2240).",
    )
    signed_document = fields.Binary(attachment=True, copy=False)
    signed_document_name = fields.Char(copy=False)
    signed_checksum = fields.Char(readonly=True, copy=False)
    signed_regime = fields.Char(readonly=True, copy=False)

    # Life
    amount_paid = fields.Monetary(
        string="Paid",
        currency_field="plan_currency_id",
        compute="_compute_progress",
        store=True,
    )
    amount_late = fields.Monetary(
        string="Late",
        currency_field="plan_currency_id",
        compute="_compute_progress",
        store=True,
    )
    amount_left = fields.Monetary(
        string="Left",
        currency_field="plan_currency_id",
        compute="_compute_progress",
        store=True,
    )
    next_date = fields.Date(
        string="Next instalment", compute="_compute_progress", store=True, index=True
    )
    notice_amount = fields.Monetary(
        string="Balance on the notice",
        currency_field="plan_currency_id",
        readonly=True,
        copy=False,
        help="Left of the plan when its notice was printed.",
    )
    closed_date = fields.Date(readonly=True, copy=False)
    close_reason = fields.Char(readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_is_holding(self):
        for plan in self:
            plan.is_holding = plan.state == "active"

    @api.depends("case_id")
    def _compute_line_ids(self):
        """What is overdue and free; everything that is free when nothing is."""
        for plan in self:
            items = plan.line_ids.case_line_id
            if plan.state != "draft" or (items and items.case_id == plan.case_id):
                continue
            plan.line_ids = [
                Command.clear(),
                *(
                    Command.create({"case_line_id": item.id, "amount": amount})
                    for item, amount in plan._get_free_items()
                ),
            ]

    def _get_free_items(self):
        today = self.env.company._relance_today()
        items = self.case_id.open_line_ids.filtered(
            lambda item: (
                item.amount_residual > 0
                and item.hold in ("none", "promise", "dispute", "plan")
            )
        )
        free = [
            (item, item.amount_residual - item._get_held_amount()) for item in items
        ]
        free = [(item, amount) for item, amount in free if amount > CENT]
        overdue = [row for row in free if (row[0].date_maturity or today) < today]
        kept = overdue or free
        currencies = {item.currency_id for item, _amount in kept}
        currency = self.case_id.currency_id
        if currency not in currencies:
            currency = next(iter(currencies), currency)
        return [row for row in kept if row[0].currency_id == currency]

    @api.depends(
        "installment_ids.amount_paid",
        "installment_ids.amount_lowered",
        "installment_ids.state",
    )
    def _compute_progress(self):
        for plan in self:
            rows = plan.installment_ids
            unpaid = rows.filtered(lambda row: row.state != "paid")
            late = rows.filtered(lambda row: row.state == "late")
            plan.amount_paid = sum(rows.mapped("amount_paid"))
            plan.amount_late = sum(late.mapped("amount_missing"))
            plan.amount_left = sum(rows.mapped("amount_missing"))
            plan.next_date = min(filter(None, unpaid.mapped("date")), default=False)

    @api.depends("case_id", "total")
    def _compute_display_name(self):
        for plan in self:
            currency = plan.plan_currency_id
            plan.display_name = self.env._(
                "%(customer)s, plan of %(total)s",
                customer=plan.partner_id.display_name or "",
                total=currency.format(plan.total) if currency else plan.total,
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A plan is born as a draft: only its signature activates it."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        plans = super().create(vals_list)
        if not self.env.su:
            plans._check_draft()
        plans._check_schedule()
        return plans

    def write(self, vals):
        if SIGNED_FIELDS & set(vals) and not self.env.su:
            self._check_draft()
        result = super().write(vals)
        if SIGNED_FIELDS & set(vals):
            self._check_schedule()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    def _check_draft(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(self._get_signed_message())

    def _get_signed_message(self):
        return self.env._(
            "This plan was signed or closed: its terms stay as they are. Cancel it and"
            " make another one."
        )

    # === ACTIONS === #

    def action_activate(self):
        """The customer signed: the plan holds its items from now on.

        :raise UserError: without signature date and signed document, when the
            schedule does not add up, when a rule of the law refuses it, or when it
            takes a manager
        """
        self.check_access("write")
        for plan in self:
            plan._check_can_activate()
        for plan in self:
            document = b64decode(plan.with_context(bin_size=False).signed_document)
            # sudo: the state is kept; rights and signature were checked above
            plan.sudo().write(
                {
                    "state": "active",
                    "signed_regime": plan._get_regime(),
                    "signed_checksum": hashlib.sha256(document).hexdigest(),
                }
            )
            plan.case_id._message_log(body=plan._get_activation_text())
        self.env["relance.interruption"]._record_plans(self)
        self._refresh_cases()

    def _check_can_activate(self):
        self._check_draft()
        today = self.company_id._relance_today()
        today = max(today, self.case_id.run_date or today)
        if not self.signature_date or not self.signed_document:
            raise UserError(
                self.env._(
                    "Enter the date of the signature and add the signed document: a"
                    " plan is active from its signature."
                )
            )
        if self.signature_date > today:
            raise UserError(
                self.env._("The date of the signature is in the future: correct it.")
            )
        problem = self._get_schedule_problem() or self._get_debt_problem()
        if problem:
            raise UserError(problem)
        self._check_law()

    def _check_law(self):
        words = self._get_check_words()
        checks = self._get_checks()
        refused = [words[code] for code, level in checks if level == "refused"]
        if refused:
            raise UserError("\n".join(refused))
        manager = [words[code] for code, level in checks if level == "manager"]
        if manager and not self._is_manager():
            raise UserError("\n".join(manager))
        if "insurer" in dict(checks):
            self._check_insurer_agreed(
                self._get_insurer_deadline(), self.company_id._relance_today()
            )

    def _get_debt_problem(self):
        """Whether less is owed than what was planned, payments since aside."""
        for line, item in self.line_ids._get_items().items():
            taken = sum(amount for _day, amount in item.get_payments())
            if line.amount - taken > line._get_free_amount() + CENT:
                return self.env._(
                    "%(document)s: %(free)s is owed and free, less than what the plan"
                    " spreads. Change the plan and have it signed again.",
                    document=line.case_line_id.move_name,
                    free=line.currency_id.format(line._get_free_amount()),
                )
        return False

    def _get_activation_text(self):
        return self.env._(
            "Payment plan signed on %(date)s: %(total)s until %(end)s.",
            date=self._format_date(self.signature_date),
            total=self.plan_currency_id.format(self.total),
            end=self._format_date(self.end_date),
        )

    def _is_manager(self):
        return self.env.su or self.env.user.has_group(
            "relance_recouvrement.group_manager"
        )

    def _check_manager(self):
        if not self._is_manager():
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")

    def action_cancel(self):
        """Drop the draft; a manager ends a signed plan: its items are claimed again.

        :raise UserError: when the plan is over, or signed and the user no manager
        """
        self.check_access("write")
        if self.filtered(lambda plan: plan.state not in ("draft", "active")):
            raise UserError(self.env._("This plan is over: nothing is left to cancel."))
        if self.filtered(lambda plan: plan.state == "active"):
            self._check_manager()
        self._close(
            "cancelled",
            self.env._("Cancelled by %(user)s", user=self.env.user.name),
            fields.Date.context_today(self),
        )
        self._refresh_cases()

    def action_resume(self):
        """A manager gives a plan in default another chance: it holds again.

        :raise UserError: when the user is no manager, the plan not in default, or
            what it spreads promised or disputed meanwhile
        """
        self._check_manager()
        if self.filtered(lambda plan: plan.state != "default"):
            raise UserError(self.env._("Only a plan in default is resumed."))
        # sudo: the state is kept; the manager was checked above
        self.sudo().write(
            {
                "state": "active",
                "closed_date": False,
                "close_reason": False,
                "followed_from": fields.Date.context_today(self),
                **self._get_notice_reset(),
            }
        )
        self.line_ids._check_free_again()
        self._refresh_cases()

    def _close(self, state, reason, day):
        """End plans: kept, in default or cancelled; their items are free."""
        # sudo: the state is kept; callers checked the rights
        self.sudo().write({"state": state, "closed_date": day, "close_reason": reason})
        for plan in self:
            plan.case_id._message_log(body=f"{plan.display_name} : {reason}")
        self.sudo().activity_unlink(["relance_recouvrement.activity_plan"])
