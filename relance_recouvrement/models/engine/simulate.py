from odoo import fields, models
from odoo.tools import SQL, format_date

from ...const import LANG

ACTING = ("send", "confirm", "call")


class RelanceEngineSimulate(models.AbstractModel):
    """The next days of a ledger that nobody pays, played for real and rolled back.

    What is decided is supposed confirmed and sent the same day, so the levels, the
    contacts and the announcements that follow come out as they will. The caller
    rolls everything back.
    """

    _name = "relance.engine.simulate"
    _description = "Dunning Engine: Simulation"

    def _play(self, company, today, days):
        """Play ``days`` days from ``today``; the ledger is read once.

        The bank is supposed kept as up to date as it is on the first day.

        :param res.company company: root company
        :return: the steps, then one row per case that gets nothing
        :rtype: list(dict)
        """
        self.env["relance.engine"]._read_ledger(company, today)
        self._send_frozen(company, today)
        settings = self.env["relance.engine.schedule"]._get_settings(company, today)
        rows, plans, done, late = [], {}, set(), {}
        previous = None
        for day in self._get_days(settings, today, days):
            settings["go_live"] = company._relance_in_go_live(day)
            changed = self._get_changed(company, plans, late, previous, day)
            plans.update(self._evaluate(company, day, changed, settings))
            acting = self._choose(plans, done, late, day, settings)
            rows.extend(self._get_row(plan, day, late) for plan in acting)
            self._pretend_sent(acting, day)
            previous = day
        told = {row["case_id"] for row in rows}
        rows.extend(
            self._get_row(plan)
            for plan in plans.values()
            if plan.case_id not in told and plan.amounts.get("amount_due")
        )
        return rows

    # === WHICH DAYS, WHICH CASES === #

    def _get_days(self, settings, today, days):
        """The first day, then those on which a scenario works."""
        calendars = settings["calendars"].values()
        following = (fields.Date.add(today, days=n) for n in range(1, days))
        return [
            today,
            *(
                day
                for day in following
                if any(cal.is_working(day) for cal in calendars)
            ),
        ]

    def _get_changed(self, company, plans, late, previous, day):
        """Cases whose plan may differ from the one of ``previous``: their day came,
        an item fell due, or a hold ended. None on the first day: all of them."""
        if previous is None:
            return None
        changed = {
            case_id
            for case_id, plan in plans.items()
            if case_id not in late and plan.step.day and plan.step.day <= day
        }
        changed.update(self._end_holds(company, day))
        changed.update(
            case_id
            for (case_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT cases.id
                      FROM relance_case cases
                      JOIN relance_scenario scenario
                        ON scenario.id = cases.scenario_id
                     WHERE cases.company_id = %(company)s
                       AND (scenario.progression = 'catch_up' OR EXISTS (
                            SELECT 1 FROM relance_case_line line
                             WHERE line.case_id = cases.id
                               AND line.closed_date IS NULL
                               AND line.date_maturity >= %(previous)s
                               AND line.date_maturity < %(day)s))
                    """,
                    company=company.id,
                    previous=previous,
                    day=day,
                )
            )
        )
        return list(changed)

    def _evaluate(self, company, day, case_ids, settings):
        if case_ids is not None and not case_ids:
            return {}
        domain = [("company_id", "=", company.id)]
        # read at once what the texts read case by case
        self.env["relance.case"].search_fetch(domain, ["company_id"])
        schedule = self.env["relance.engine.schedule"]
        return schedule._evaluate(company, day, case_ids, settings)

    # === WHO ACTS === #

    def _choose(self, plans, done, late, day, settings):
        """The plans carried out that day: the first ones within the daily cap."""
        ready = [
            plan
            for plan in plans.values()
            if self._is_ready(plan, day, settings)
            and (plan.case_id, plan.step.level.id) not in done
        ]
        waiting = {plan.case_id for plan in ready}
        for case_id in late.keys() - waiting:
            del late[case_id]
        ready.sort(key=lambda plan: (plan.case_id not in late, -plan.priority))
        left = settings["company"].relance_daily_cap or len(ready)
        chosen = []
        for plan in ready:
            message = plan.decision != "call" and plan.step.level.stage != "decision"
            if message and not left:
                late.setdefault(plan.case_id, day)
                continue
            left -= message
            chosen.append(plan)
        done.update((plan.case_id, plan.step.level.id) for plan in chosen)
        return chosen

    def _is_ready(self, plan, day, settings):
        level = plan.step.level
        if plan.decision not in ACTING or not level:
            return False
        scenario_id = settings["levels"][level.id][2]
        return settings["calendars"][scenario_id].is_working(day)

    def _get_row(self, plan, day=None, late=None):
        row = plan.as_dict(day)
        row["amount"] = row["amount"] or plan.amounts.get("amount_overdue", 0.0)
        since = late and late.pop(plan.case_id, None)
        if since:
            row["reasons"].append(
                self.env._(
                    "ready on %(date)s, delayed by the daily cap of messages",
                    date=format_date(self.env, since, LANG, "dd/MM/yyyy"),
                )
            )
        elif not day and plan.decision in ACTING:
            row["decision"] = "wait"
            row["reasons"].append(
                self.env._("the daily cap of messages leaves no room in this period")
            )
        return row

    # === WHAT HAPPENS === #

    def _end_holds(self, company, day):
        """A hold ends after its last day; returns the cases."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relance_case_line line
                   SET hold = 'none', hold_manual = FALSE,
                       amount_claimable = line.amount_residual
                  FROM relance_case cases
                 WHERE cases.id = line.case_id AND cases.company_id = %s
                   AND line.closed_date IS NULL AND line.hold_manual
                   AND line.hold_until < %s
             RETURNING line.case_id
                """,
                company.id,
                day,
            )
        )
        return {case_id for (case_id,) in rows}

    def _send_frozen(self, company, today):
        """What is leaving (in the mail queue, to post) is supposed gone."""
        sent = self.env.execute_query(
            SQL(
                """
                UPDATE relance_reminder reminder
                   SET state = 'sent', date = COALESCE(reminder.prepared_date, %s)
                  FROM relance_case cases
                 WHERE cases.id = reminder.case_id AND cases.company_id = %s
                   AND reminder.state = 'queued' AND reminder.frozen_date IS NOT NULL
             RETURNING reminder.id, reminder.case_id
                """,
                today,
                company.id,
            )
        )
        self._count(sent)

    def _pretend_sent(self, plans, day):
        """The steps of ``plans`` are done that day."""
        if not plans:
            return
        self.env.flush_all()
        prepare = self.env["relance.engine.prepare"]
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_reminder SET state = 'cancelled'
                 WHERE case_id = ANY(%s) AND state IN ('to_confirm', 'queued')
                """,
                [plan.case_id for plan in plans],
            )
        )
        ids = prepare._insert_reminders(plans, day)
        prepare._insert_claims(
            [
                (ids[plan.case_id], line_id, level_id)
                for plan in plans
                for line_id, level_id in plan.step.claims
            ]
        )
        self.env.cr.execute(
            SQL(
                "UPDATE relance_reminder SET state = 'sent', date = %s"
                " WHERE id = ANY(%s)",
                day,
                list(ids.values()),
            )
        )
        self._count([(reminder_id, case_id) for case_id, reminder_id in ids.items()])

    def _count(self, sent):
        """Levels, contacts and announcements after ``(reminder, case)`` ids."""
        if not sent:
            return
        reminder_ids, case_ids = (list(ids) for ids in zip(*sent, strict=True))
        self._announce(reminder_ids)
        self.env.flush_all()
        settle = self.env["relance.engine.settle"]
        only = SQL("AND cases.id IN %s", tuple(case_ids))
        settle._compute_levels(only)
        settle._read_contacts(only)
        self.env.invalidate_all(flush=False)

    def _announce(self, reminder_ids):
        """An announcement is kept by the next level, and made by a deadline."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_announcement ann
                   SET state = 'kept', closed_date = reminder.date
                  FROM relance_reminder reminder
                  JOIN relance_level level ON level.id = reminder.level_id
                  JOIN relance_level lower ON lower.sequence < level.sequence
                 WHERE reminder.id = ANY(%(ids)s) AND ann.case_id = reminder.case_id
                   AND lower.id = ann.level_id AND ann.reminder_id <> reminder.id
                   AND ann.state IN ('open', 'suspended');
                INSERT INTO relance_announcement (
                       case_id, reminder_id, level_id, deadline, consequence, state)
                SELECT reminder.case_id, reminder.id, reminder.level_id,
                       reminder.deadline_date, level.name, 'open'
                  FROM relance_reminder reminder
                  JOIN relance_level level ON level.id = reminder.level_id
                 WHERE reminder.id = ANY(%(ids)s)
                   AND reminder.deadline_date IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM relance_announcement made
                                    WHERE made.reminder_id = reminder.id)
                """,
                ids=reminder_ids,
            )
        )
