from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .relance_day_query import TASKS


class RelanceDay(models.Model):
    """What a collector has to do today: one row per task of a case.

    Read live from announcements, answers, promises, calls, disputes, reminders,
    letters and activities, so a task goes away as soon as it is done. Ordered by
    the priority of the case. Amounts are in company currency.
    """

    _name = "relance.day"
    _description = "Task of the Day"
    _inherit = ["relance.day.query"]
    _auto = False
    _order = "priority desc, amount desc, id"
    _rec_name = "partner_id"
    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "date_deadline",
            "res_id",
            "res_model",
            "summary",
            "user_id",
        ],
        "mail.activity.type": ["category"],
        "relance.procedure": ["amount_remaining", "case_id"],
        "relance.announcement": ["case_id", "consequence", "deadline", "state"],
        "relance.case": [
            "amount_claimable",
            "amount_overdue",
            "company_id",
            "contact_issue",
            "error",
            "next_action_date",
            "next_action_reason",
            "next_decision",
            "next_level_id",
            "partner_id",
            "priority",
            "priority_reason",
            "reply_pending",
            "stage",
            "user_id",
        ],
        "relance.delivery": ["reminder_id", "state"],
        "relance.dispute": ["amount", "case_id", "date_target", "reason_id", "state"],
        "relance.level": ["sequence"],
        "relance.promise": ["amount", "amount_paid", "case_id", "date", "state"],
        "relance.reminder": [
            "case_id",
            "frozen_date",
            "level_id",
            "prepared_date",
            "scheduled_date",
            "state",
        ],
    }

    task = fields.Selection(
        TASKS, readonly=True, group_expand="_read_group_expand_task"
    )
    case_id = fields.Many2one("relance.case", readonly=True)
    contact_user_id = fields.Many2one(related="case_id.contact_user_id")
    contact_since = fields.Datetime(related="case_id.contact_since")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="My cases, those of whom I replace, and those of nobody.",
    )
    priority = fields.Integer(readonly=True, aggregator=None)
    priority_reason = fields.Char(readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Promised or disputed, else what can be claimed."
    )
    date = fields.Date(string="For", readonly=True)
    level_id = fields.Many2one("relance.level", readonly=True)
    reason_id = fields.Many2one("relance.dispute.reason", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    note = fields.Char(string="What", readonly=True)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", readonly=True
    )
    res_model = fields.Char(compute="_compute_res_model")

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        mine = self.env.user | self.env.user._relance_replaced()
        for task in self:
            task.is_mine = not task.user_id or task.user_id in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self.env.user | self.env.user._relance_replaced()
        found = Domain("user_id", "in", [*mine.ids, False])
        return found if True in value else ~found

    @api.depends("task")
    def _compute_res_model(self):
        models = {
            "announcement": "relance.announcement",
            "promise": "relance.promise",
            "dispute": "relance.dispute",
            "post": "relance.delivery",
            "other": "mail.activity",
        }
        for task in self:
            task.res_model = models.get(task.task, "relance.case")

    @api.model
    def _read_group_expand_task(self, tasks, _domain):
        """Columns with something to do, in the order of the board."""
        return [code for code, _label in TASKS if code in tasks]

    # === DASHBOARD === #

    @api.model
    def get_counters(self, domain=None):
        """Number and amount of the tasks of each kind, for the top of the board.

        :param list domain: of the board; its condition on the task is left out
        :return: one dict per kind, in the order of the board: ``task, label,
            count, late`` (before today)
        :rtype: list(dict)
        """
        searched = Domain(domain or []).map_conditions(
            lambda part: Domain.TRUE if part.field_expr == "task" else part
        )
        query = self._search(searched)
        task, day = (
            self._field_to_sql(self._table, n, query) for n in ("task", "date")
        )
        today = fields.Date.context_today(self)
        query.groupby = task
        late = SQL("count(*) FILTER (WHERE %s < %s)", day, today)
        rows = self.env.execute_query(query.select(task, SQL("count(*)"), late))
        counts = {code: (count, late) for code, count, late in rows}
        return [
            {
                "task": code,
                "label": label,
                "count": counts.get(code, (0, 0))[0],
                "late": counts.get(code, (0, 0))[1],
            }
            for code, label in self._fields["task"]._description_selection(self.env)
        ]

    # === ACTIONS === #

    def action_open(self):
        """Open what is to be done: promise, dispute, message, letter or case."""
        self.ensure_one()
        if self.task == "promise" or self.task == "dispute":
            return self._open_form(self.res_model, self.res_id)
        if self.task == "post":
            return self._open_form("relance.delivery", self.res_id)
        if self.task in ("announcement", "confirm"):
            return self._carry_out()
        if self.task == "call":
            return self.action_call()
        if self.task == "other":
            return self._open_activity()
        return self._open_form("relance.case", self.case_id.id)

    def _open_activity(self):
        """Its procedure, else the case."""
        # sudo: the board showed it; the form checks who may read its record
        activity = self.env["mail.activity"].sudo().browse(self.res_id).exists()
        if activity.res_model == "relance.procedure":
            return self._open_form(activity.res_model, activity.res_id)
        return self._open_form("relance.case", self.case_id.id)

    def _carry_out(self):
        """The announced step may be a call; nothing to prepare: look at the case."""
        case = self._get_case()
        if case.next_decision == "call":
            return self.action_call()
        if case.next_decision != "confirm" and not case.reminder_ids.filtered(
            "is_open"
        ):
            return case._open_case()
        return self.action_prepare()

    def _open_form(self, model, record_id):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_call(self):
        """Call the customer."""
        return self._get_case().action_open_call_sheet()

    def action_prepare(self):
        """Review the message that waits, or prepare the next one."""
        return self._get_case().action_send_next()

    def action_promise(self):
        """Take a promise."""
        return self._get_case().action_new_promise()

    def action_dispute(self):
        """Open a dispute."""
        return self._get_case().action_new_dispute()

    def action_hold(self):
        """Suspend the case."""
        return self._get_case().action_hold()

    def _get_case(self):
        """The case of the task.

        :raise UserError: when the task was done meanwhile
        """
        case = self.case_id
        if not case:
            raise UserError(
                self.env._("This task was done meanwhile: refresh the board.")
            )
        case.ensure_one()
        return case
