from odoo import models
from odoo.tools import format_date

from ..const import LANG
from ..tools.procedure import applies, get_milestone, get_title_limit
from ..tools.working_calendar import WorkingCalendar

STEP = "relance_recouvrement.activity_procedure"
MISSED = "relance_recouvrement.activity_procedure_missed"


class RelanceProcedureCalendar(models.AbstractModel):
    """The steps of a procedure, their days and the tasks these ask for."""

    _name = "relance.procedure.calendar"
    _description = "Calendar of a Procedure"

    # === STEPS === #

    def _make_steps(self):
        """The steps of the route, in the version of the law in force; callers checked
        the rights."""
        for record in self:
            templates = record.type_id.step_template_ids.grouped("code")
            self.env["relance.procedure.step"].create(
                [
                    {
                        "procedure_id": record.id,
                        "code": code,
                        **record._get_version(versions)._prepare_step(),
                    }
                    for code, versions in templates.items()
                ]
            )
            record._update_calendar()

    def _get_version(self, templates):
        """The version of a step that governs the order, today's while there is none;
        the last one when none does."""
        day = self.order_date or self._get_today()
        found = templates.filtered(
            lambda row: applies(row.order_from or None, row.order_to or None, day)
        )
        return (found or templates.sorted("sequence"))[-1:]

    def _update_calendar(self):
        """Versions and days of the steps, after a step or the order is known."""
        for record in self.sudo():  # sudo: steps are kept; callers checked the rights
            record._apply_versions()
            done = {step.code: step.date_done for step in record.step_ids if step.code}
            calendar = WorkingCalendar(record.company_id.relance_holiday_subdivision)
            for step in record.step_ids.filtered("template_id"):
                template = step.template_id
                start = record.open_date
                if template.after_code:
                    start = done.get(template.after_code)
                due = start and template._get_due(start, calendar)
                if step.date_due != (due or False):
                    step.write({"date_due": due, "milestone": False})

    def _apply_versions(self):
        templates = self.type_id.step_template_ids.grouped("code")
        day = self.order_date or self._get_today()
        for step in self.step_ids.filtered(lambda step: step.code in templates):
            template = self._get_version(templates[step.code])
            out = not applies(
                template.order_from or None, template.order_to or None, day
            )
            if template != step.template_id:
                step.write(template._prepare_step())
            if step.not_applicable != out:
                step.not_applicable = out

    def _step_done(self, step):
        """What a step that was done changes: order, title, stage, days."""
        template = step.template_id
        vals = {"stage": template.stage or step.name}
        if template.sets_order:
            vals["order_date"] = step.date_done
        if template.sets_title:
            vals.update(
                state="title",
                title_date=step.date_done,
                title_limit_date=get_title_limit(step.date_done),
                enforceable_date=self.enforceable_date or step.date_done,
            )
        self.write(vals)
        self._update_calendar()

    def _step_undone(self, step):
        """As if the step had never been done."""
        last = self.step_ids.filtered("date_done").sorted(
            lambda row: (row.date_done, row.sequence)
        )[-1:]
        vals = {"stage": last.template_id.stage or last.name}
        if step.template_id.sets_order:
            vals["order_date"] = False
        if step.template_id.sets_title:
            vals.update(
                state="open" if self.state == "title" else self.state,
                title_date=False,
                title_limit_date=False,
                enforceable_date=False,
            )
        self.write(vals)
        self._update_calendar()

    # === TASKS === #

    def _make_tasks(self, today):
        """The tasks that are due on ``today``; each milestone of a step once."""
        for record in self.with_context(lang=LANG):
            for step in record.step_ids:
                if not (step.is_left and step.date_due) or step.optional:
                    continue
                kind = step.deadline_kind
                milestone = get_milestone(step.date_due, today, kind)
                if milestone and milestone != step.milestone:
                    record._make_task(step, milestone)

    def _make_task(self, step, milestone):
        self._drop_step_tasks(step)
        missed = milestone == "missed"
        note = self._get_missed_note(step) if missed else self._get_step_note(step)
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            MISSED if missed else STEP,
            date_deadline=step.date_due,
            summary=step.name,
            note=note,
            user_id=self._get_owner().id,
        )
        step.milestone = milestone
        if missed:
            self._shout(step, note)

    def _shout(self, step, note):
        """A missed deadline is told to a manager too, and written on the case."""
        self._log_on_case(note)
        manager = self.company_id._relance_managers()[:1]
        if manager and manager != self._get_owner():
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                MISSED,
                date_deadline=step.date_due,
                summary=step.name,
                note=note,
                user_id=manager.id,
            )

    def _get_step_note(self, step):
        words = {
            "step": step.name,
            "day": self._format_date(step.date_due),
            "law": step.source or "",
        }
        if step.deadline_kind == "legal":
            note = self.env._("%(step)s: by %(day)s at the latest. %(law)s", **words)
        elif step.deadline_kind == "earliest":
            note = self.env._("%(step)s: possible since %(day)s. %(law)s", **words)
        else:
            note = self.env._("%(step)s: expected on %(day)s. %(law)s", **words)
        return note.strip()

    def _get_missed_note(self, step):
        return self.env._(
            "LEGAL DEADLINE MISSED. %(step)s had to be done by %(day)s (%(law)s)."
            " Say what was done, with its date and its proof, or decide on what"
            " follows.",
            step=step.name,
            day=self._format_date(step.date_due),
            law=step.source or self.type_id.law_source or "",
        )

    def _drop_step_tasks(self, step):
        """The tasks of one step end with it, a manager's too."""
        kinds = self.env.ref(STEP) + self.env.ref(MISSED)
        self.activity_ids.filtered(
            lambda task: task.activity_type_id in kinds and task.summary == step.name
        ).unlink()

    def _drop_tasks(self):
        self.activity_unlink([STEP, MISSED])

    def _get_owner(self):
        """Who follows the procedure: never nobody."""
        owner = self.user_id.filtered("active") or self.case_id._get_owner()
        return owner._relance_stand_in(self._get_today())

    def _format_date(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")

    def _say_received(self):
        """What the customer paid since, on the procedures whose figures changed."""
        for record in self.filtered("amount_recovered"):
            record._message_log(
                body=self.env._(
                    "Received since the opening: %(received)s. Principal left:"
                    " %(left)s.",
                    received=record.currency_id.format(record.amount_recovered),
                    left=record.currency_id.format(record.amount_remaining),
                )
            )
