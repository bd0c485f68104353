from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..const import PROCEDURE_ENDS, PROCEDURE_LIVE, PROCEDURE_STATES

# What is decided before the opening, and stays.
DRAFT_FIELDS = {"case_id", "type_id", "line_ids"}


class RelanceProcedure(models.Model):
    """What follows the amicable stage: one route, its items, its steps, its costs.

    A collector prepares it; a manager opens it: its sums are frozen and its items
    leave the dunning until it ends. See ``relance.engine.procedure``.
    """

    _name = "relance.procedure"
    _description = "Procedure"
    _inherit = [
        "relance.kept.mixin",
        "relance.procedure.amounts",
        "relance.procedure.export.mixin",
        "relance.procedure.court.mixin",
        "relance.procedure.opening",
        "relance.procedure.closing",
        "relance.procedure.calendar",
        "relance.procedure.file.mixin",
        "relance.procedure.decompte",
        "relance.procedure.text",
        "relance.procedure.form",
        "relance.procedure.agent.mixin",
        "relance.procedure.agent.posts",
        "relance.procedure.agent.page",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id", "court_ref", "agent_ref"]

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    case_id = fields.Many2one(
        "relance.case",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_case", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        compute="_compute_case",
        store=True,
        index=True,
    )
    type_id = fields.Many2one(
        "relance.procedure.type",
        string="Route",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    code = fields.Selection(related="type_id.code", store=True)
    agent_kind = fields.Selection(related="type_id.agent_kind")
    is_judicial = fields.Boolean(related="type_id.is_judicial")
    route_note = fields.Html(related="type_id.note")
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        help="Agency, lawyer, commissaire de justice… who carries it out for us.",
    )
    agent_ref = fields.Char(string="Agent's reference")
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    court = fields.Char(help="Such as Tribunal de commerce de Lyon.", tracking=True)
    court_ref = fields.Char(string="Number at the court", tracking=True)
    state = fields.Selection(
        PROCEDURE_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    stage = fields.Char(
        string="Last step",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last step done.",
    )
    is_holding = fields.Boolean(
        compute="_compute_is_holding",
        store=True,
        index=True,
        help="Its items are out of the amicable dunning.",
    )
    open_date = fields.Date(string="Opened on", readonly=True, copy=False)
    close_date = fields.Date(string="Closed on", readonly=True, copy=False)
    close_reason = fields.Selection(
        PROCEDURE_ENDS, string="End", readonly=True, copy=False, tracking=True
    )
    close_note = fields.Text(readonly=True, copy=False)
    closed_by_engine = fields.Boolean(readonly=True, copy=False)
    order_date = fields.Date(string="Order of", readonly=True, copy=False)
    title_date = fields.Date(string="Title of", readonly=True, copy=False)
    title_limit_date = fields.Date(
        string="Enforce before",
        readonly=True,
        copy=False,
        help="Ten years from the title (CPCE L111-4).",
    )
    line_ids = fields.One2many(
        "relance.procedure.line",
        "procedure_id",
        string="Items",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        copy=False,
    )
    step_ids = fields.One2many(
        "relance.procedure.step", "procedure_id", string="Steps", copy=False
    )
    cost_ids = fields.One2many(
        "relance.procedure.cost", "procedure_id", string="Costs", copy=False
    )
    next_step_id = fields.Many2one(
        "relance.procedure.step",
        string="Next step",
        compute="_compute_next_step",
        store=True,
        ondelete="set null",
    )
    next_deadline = fields.Date(
        string="Next deadline",
        compute="_compute_next_step",
        store=True,
        index="btree_not_null",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    late_note = fields.Char(compute="_compute_is_late")

    # === COMPUTE METHODS === #

    @api.depends("case_id.company_id", "case_id.partner_id")
    def _compute_case(self):
        for record in self:
            record.company_id = record.case_id.company_id
            record.partner_id = record.case_id.partner_id

    @api.depends("state")
    def _compute_is_holding(self):
        for record in self:
            record.is_holding = record.state in PROCEDURE_LIVE

    @api.depends("case_id")
    def _compute_line_ids(self):
        """All that is overdue and free, in the company's currency."""
        for record in self:
            items = record.line_ids.case_line_id
            if record.state != "draft" or (items and items.case_id == record.case_id):
                continue
            record.line_ids = [
                Command.clear(),
                *(
                    Command.create({"case_line_id": item.id})
                    for item in record._get_free_items()
                ),
            ]

    def _get_free_items(self):
        today = self._get_today()
        return self.case_id.open_line_ids.filtered(
            lambda item: (
                item.amount_residual > 0
                and item.hold == "none"
                and not item.amount_held
                and item.currency_id == self.case_id.currency_id
                and (item.date_maturity or today) < today
            )
        )

    @api.depends(
        "is_holding",
        "step_ids.date_due",
        "step_ids.is_left",
        "step_ids.optional",
        "step_ids.sequence",
    )
    def _compute_next_step(self):
        """The first deadline that is left, those that only may happen aside."""
        for record in self:
            left = record.step_ids.filtered(
                lambda step: step.is_left and not step.optional
            ).sorted(lambda step: (step.sequence, step.id))
            left = left if record.is_holding else left.browse()
            dated = left.filtered("date_due").sorted("date_due")
            record.next_step_id = (dated or left)[:1]
            record.next_deadline = dated[:1].date_due

    @api.depends("next_deadline", "is_holding")
    def _compute_is_late(self):
        for record in self:
            day = record.is_holding and record.next_deadline
            record.is_late = bool(day) and day < record._get_today()
            step = record.next_step_id
            words = (step.name, day and record._format_date(day), step.source)
            record.late_note = record.is_late and ", ".join(filter(None, words))

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("is_holding", "=", True), ("next_deadline", "<", "today")]

    @api.depends("name", "partner_id", "type_id")
    def _compute_display_name(self):
        for record in self:
            parts = (record.name, record.type_id.name, record.partner_id.display_name)
            record.display_name = ", ".join(filter(None, parts))

    def _get_today(self):
        """Today where the company is, never before what the ledger was read for."""
        company = self.company_id or self.case_id.company_id or self.env.company
        today = company._relance_today()
        return max(today, self.case_id.run_date or today)

    def _get_items_now(self):
        """Its items, and those that continue them after a transfer."""
        items = found = self.line_ids.case_line_id
        while found:
            found = found.search([("origin_line_id", "in", found.ids)]) - items
            items |= found
        return items

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A procedure is born as a draft; only who works on the case prepares it."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        records = super().create(vals_list)
        records.case_id.check_access("write")
        records.flush_recordset(["line_ids"])  # what is late now, not when first read
        for record in records:
            # sudo: numbers are nobody's
            sequence = self.env["ir.sequence"].sudo()
            record.sudo().name = sequence.next_by_code("relance.procedure")
        return records

    def write(self, vals):
        if DRAFT_FIELDS & set(vals) and not self.env.su:
            self._check_draft()
        result = super().write(vals)
        if {"case_id", "type_id"} & set(vals) and not self.env.su:
            self.line_ids._read_ledger()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        self._check_draft()

    def _check_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self._get_opened_message())

    def _get_opened_message(self):
        return self.env._(
            "This procedure was opened: what it claimed, did and cost is kept. Close or"
            " cancel it instead."
        )

    # === RIGHTS AND ACTIONS === #

    def _is_manager(self):
        return self.env.su or self.env.user.has_group(
            "relance_recouvrement.group_manager"
        )

    def _check_manager(self):
        """
        :raise UserError: when the user is no manager
        """
        if not self._is_manager():
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")

    def action_read_ledger(self):
        """Read again what the items of a draft owe today."""
        self.check_access("write")
        self._check_draft()
        self.line_ids._read_ledger()

    def action_view(self):
        """Open the procedure from a list in another form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_view_case(self):
        """Open the case of the debtor."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
