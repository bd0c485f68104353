from odoo import models
from odoo.tools import SQL

from ...tools import priority
from ...tools.working_calendar import first_of_next_month

NOTHING = {}


class RelanceEnginePriority(models.AbstractModel):
    """Which cases first, and the date of those that wait for nothing of ours.

    The points are pure (``tools/priority.py``); this model loads what they need
    besides the plan, in one query for all the cases of a chunk.
    """

    _name = "relance.engine.priority"
    _description = "Dunning Engine: Priority"

    # === LOADING === #

    def _load(self, company, today, case_ids=None):
        """Facts of the cases that have some.

        :return: ``{case id: {"limitation": date, "uncalled": bool, "procedure":
            date}}``: the last day to act on the debt that is time-barred first;
            whether nobody was reached since a promise was broken; the next day of
            its procedures
        """
        only = self._get_scope(company, case_ids)
        facts = {}
        rows = self.env.execute_query(
            SQL(
                "%s UNION ALL %s UNION ALL %s",
                self._query_limits(only, today),
                self._query_uncalled(only, company._relance_tz().zone),
                self._query_procedures(only),
            )
        )
        for case_id, name, day in rows:
            facts.setdefault(case_id, {})[name] = day
        return facts

    @staticmethod
    def _get_scope(company, case_ids=None):
        """SQL conditions on ``cases``."""
        only = SQL("cases.company_id = %s", company.id)
        if case_ids:
            only = SQL("%s AND cases.id IN %s", only, tuple(case_ids))
        return only

    def _query_limits(self, only, today):
        """The nearest limitation of what can still be claimed."""
        return SQL(
            """
            SELECT near.case_id, 'limitation', min(near.date)
              FROM relance_limitation near
              JOIN relance_case cases ON cases.id = near.case_id
              JOIN relance_case_line line ON line.id = near.case_line_id
             WHERE %s AND near.date >= %s AND line.closed_date IS NULL
               AND line.hold NOT IN ('assigned', 'excluded')
          GROUP BY near.case_id
            """,
            only,
            today,
        )

    def _query_uncalled(self, only, timezone):
        """Cases with a promise not kept, still owed, and nobody reached since: what
        leaves meanwhile, a reminder or a voicemail, is no call."""
        return SQL(
            """
            SELECT DISTINCT cases.id, 'uncalled', NULL::date
              FROM relance_promise promise
              JOIN relance_case cases ON cases.id = promise.case_id
             WHERE %s AND promise.state IN ('partly_kept', 'broken')
               AND promise.is_deferral IS NOT TRUE
               AND EXISTS (
                   SELECT 1 FROM relance_case_line item
                     JOIN relance_promise_line part
                       ON part.case_line_id IN (item.id, item.origin_line_id)
                    WHERE item.case_id = cases.id AND item.closed_date IS NULL
                      AND item.amount_claimable > 0 AND part.promise_id = promise.id)
               AND NOT EXISTS (
                   SELECT 1 FROM relance_call made
                    WHERE made.case_id = cases.id AND made.reached
                      AND (made.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                          >= promise.closed_date)
            """,
            only,
            timezone,
        )

    def _query_procedures(self, only):
        """The next day of the procedures under way."""
        return SQL(
            """
            SELECT parent.case_id, 'procedure', min(parent.next_deadline)
              FROM relance_procedure parent
              JOIN relance_case cases ON cases.id = parent.case_id
             WHERE %s AND parent.is_holding AND parent.next_deadline IS NOT NULL
          GROUP BY parent.case_id
            """,
            only,
        )

    # === PLAN === #

    def _complete(self, plan, row, rows, settings):
        """Give a plan its priority, and a date when it would have none.

        :param Plan plan: with its figures and its step
        :param dict row: the case
        :param list rows: its open items
        """
        self._set_priority(plan, row, settings)
        owed = any(item[4] > 0 for item in rows)
        if plan.decision == "nothing" and plan.step.day is None and owed:
            plan.step.day = self._get_review(plan, row, settings)

    def _get_review(self, plan, row, settings):
        """Held by what was agreed: its next day. Else a look every month."""
        calendar = settings["calendars"].get(row["scenario_id"])
        until = self.env["relance.engine.agreed"]._get_day(plan, settings)
        day = max(until, plan.today) if until else first_of_next_month(plan.today)
        return calendar.next_working(day) if calendar else day

    def _set_priority(self, plan, row, settings):
        plan.priority, parts = priority.score(self._get_facts(plan, row, settings))
        say = self.env["relance.engine.schedule"]._say
        reasons = []
        for points, code, days in parts:
            why = say(f"priority_{code}", {"days": days}, plan, settings)
            reasons.append(f"{why} +{points}")
        plan.priority_reason = ", ".join(reasons)

    def _get_facts(self, plan, row, settings):
        facts = settings["facts"].get(plan.case_id, NOTHING)
        deadline = row["deadline"]
        left = (deadline - plan.today).days if deadline else None
        announced = plan.step.announced and left is not None
        late = (plan.today - plan.oldest_due).days if plan.oldest_due else 0
        contact = row["last_contact_date"]
        return priority.Facts(
            amount=plan.amounts["amount_claimable"],
            days_late=late,
            announced_for=-left if announced else None,
            missed=bool(plan.step.missed_on) or "uncalled" in facts,
            reply=bool(row["reply_pending"]),
            contact_issue=bool(row["contact_issue"]),
            cash_trouble=bool(row["cash_trouble"]),
            deadline_in=left if left is not None and left >= 0 else None,
            limited_in=self._get_days_left(plan, facts, "limitation"),
            silent_for=(plan.today - contact).days if contact else late,
            procedure_in=self._get_days_left(plan, facts, "procedure"),
        )

    def _get_days_left(self, plan, facts, name):
        day = facts.get(name)
        return (day - plan.today).days if day else None
