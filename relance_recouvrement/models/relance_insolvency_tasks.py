from odoo import fields, models
from odoo.tools import format_date

from ..const import INSOLVENCY_LIVE, LANG
from ..tools.insolvency import (
    NOTICE_DAYS,
    get_answer_deadline,
    get_milestone,
)

DECLARE = "relance_recouvrement.activity_insolvency_declare"
RECLAIM = "relance_recouvrement.activity_insolvency_reclaim"
ANSWER = "relance_recouvrement.activity_insolvency_answer"
# After the last milestone: the deadline has passed.
FORECLOSED = 9999


class RelanceInsolvencyTasks(models.AbstractModel):
    """The tasks that the deadlines of collective proceedings ask for, once each."""

    _name = "relance.insolvency.tasks"
    _description = "Tasks of an Insolvency"

    milestone = fields.Integer(
        readonly=True, copy=False, help="Last countdown task made, in days."
    )
    reclaim_task_date = fields.Date(readonly=True, copy=False)
    answer_task_date = fields.Date(readonly=True, copy=False)

    def _make_tasks_now(self):
        for record in self.filtered(lambda rec: rec.state in INSOLVENCY_LIVE):
            # sudo: tasks are the engine's; who changed the record was checked
            record.sudo()._make_tasks(record.company_id._relance_today())

    def _make_tasks(self, today):
        """Make the tasks that are due on ``today``; done once, never again."""
        self.ensure_one()
        record = self.with_context(lang=LANG, relance_no_tasks=True)
        record._count_down(today)
        record._remind_goods(today)
        record._remind_answer(today)

    def _drop_tasks(self):
        self.activity_unlink([DECLARE, RECLAIM, ANSWER])

    # === DECLARATION === #

    def _count_down(self, today):
        if self.state != "open":
            return
        start = self.bodacc_date or self.judgment_date
        reached = get_milestone(start, today, self.outside_metropole)
        if today > self.declaration_deadline:
            reached = FORECLOSED
        if reached <= self.milestone:
            return
        self.milestone = reached
        self.activity_unlink([DECLARE])
        if reached == FORECLOSED:
            self._task(DECLARE, self._get_late_note(), self.relief_deadline)
        else:
            self._task(DECLARE, self._get_declare_note(), self.declaration_deadline)

    def _get_declare_note(self):
        deadline = self._format_date(self.declaration_deadline)
        if self.deadline_provisional:
            return self.env._(
                "Declare the claim to the judicial agent. The publication in the"
                " BODACC is not known: find its date. Counted from the judgment, the"
                " time ends on %(deadline)s.",
                deadline=deadline,
            )
        return self.env._(
            "Declare the claim to the judicial agent before %(deadline)s. After this"
            " day nothing is paid, whatever the debtor wrote on his own list.",
            deadline=deadline,
        )

    def _get_late_note(self):
        return self.env._(
            "The time to declare ended on %(deadline)s. Relief may be asked of the"
            " supervising judge until %(relief)s (C. com. L622-26): see a lawyer.",
            deadline=self._format_date(self.declaration_deadline),
            relief=self._format_date(self.relief_deadline),
        )

    # === GOODS AND CONTESTATION === #

    def _remind_goods(self, today):
        """Retention of title: the goods are claimed in kind within three months."""
        soon = fields.Date.subtract(self.reclaim_deadline, days=NOTICE_DAYS)
        if not self.retention_of_title or self.reclaimed_date:
            if self.reclaim_task_date and self.reclaimed_date:
                self.activity_unlink([RECLAIM])
            return
        if self.reclaim_task_date and (self.reclaim_task_date >= soon or today < soon):
            return
        self.reclaim_task_date = today
        self.activity_unlink([RECLAIM])
        note = self.env._(
            "Claim the goods delivered under retention of title before %(deadline)s"
            " (C. com. L624-9): registered letter to the administrator, else to the"
            " debtor or the liquidator.",
            deadline=self._format_date(self.reclaim_deadline),
        )
        self._task(RECLAIM, note, self.reclaim_deadline)

    def _remind_answer(self, today):
        if not self.contested_date or self.state != "contested":
            return
        if self.answer_task_date:
            return
        self.answer_task_date = today
        note = self.env._(
            "Answer the contestation of the claim before %(deadline)s (C. com."
            " L622-27): without an answer in thirty days, the agent's proposal can no"
            " longer be discussed.",
            deadline=self._format_date(get_answer_deadline(self.contested_date)),
        )
        self._task(ANSWER, note, get_answer_deadline(self.contested_date))

    def _task(self, xmlid, note, deadline):
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            xmlid, date_deadline=deadline, note=note, user_id=self._get_owner().id
        )

    def _get_owner(self):
        """Who follows the proceedings: never nobody."""
        owner = self.user_id.filtered("active") or (
            self.case_id._get_owner()
            if self.case_id
            else self.company_id._relance_managers()[:1]
        )
        return (owner or self.env.user)._relance_stand_in(
            self.company_id._relance_today()
        )

    def _format_date(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")
