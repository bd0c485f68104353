from odoo import models
from odoo.tools import SQL

from ...const import RECIDIVISM_DAYS
from ...tools.case import Case, Line
from ...tools.plan import Plan, Step
from ...tools.scenario import NOT_REACHED
from ...tools.schedule import next_step

NOT_MISSED = (None, frozenset())


class RelanceEngineSchedule(models.AbstractModel):
    """Third phase: the next step of each case, with its reasons.

    The rules are pure (``tools/schedule.py``); this model loads what they need in
    a few queries, adds the company's guards, and stores the result.
    """

    _name = "relance.engine.schedule"
    _description = "Dunning Engine: Schedule"

    def _get_settings(self, company, today):
        """Rules, calendars and guards of ``company`` on ``today``."""
        stale, bank_day = company._relance_bank_is_stale(today)
        scenarios = self.env["relance.scenario"].with_context(active_test=False)
        scenarios = scenarios.search([("company_id", "in", [False, company.id])])
        # read at once, not by scenario
        scenarios.mapped("progression")
        scenarios.level_ids.mapped("stage")
        pauses = company._relance_pauses()
        rules = {scenario.id: scenario._get_rules() for scenario in scenarios}
        return {
            "company": company,
            "rules": rules,
            "ranks": {lv.id: lv.rank for rule in rules.values() for lv in rule.levels},
            "levels": {
                level.id: (level.sequence, level.stage, level.scenario_id.id)
                for level in scenarios.level_ids
            },
            "calendars": {
                scenario.id: company._relance_calendar(scenario, pauses)
                for scenario in scenarios
            },
            "said": {},
            "bank_stale": stale,
            "bank_day": bank_day,
            "bank_blocks": company.relance_bank_check == "block",
            "severities": company._relance_check_severities(),
            "go_live": company._relance_in_go_live(today),
            "contact_keys": {
                level.id: level._get_contact_key() for level in scenarios.level_ids
            },
            "contacts": self.env["relance.engine.guard"]._get_contacts(company, today),
        }

    def _evaluate(self, company, today, case_ids=None, settings=None, force=False):
        """The plan of each case; nothing is written.

        :param res.company company: root company
        :param date today: day of the run
        :param list case_ids: only these cases
        :param bool force: a person asks for the next step now
        :return: ``{case id: Plan}``
        """
        self.env.flush_all()
        settings = settings or self._get_settings(company, today)
        settings["force"] = force
        settings["missed"] = self._load_missed(company, case_ids)
        facts = self.env["relance.engine.priority"]
        settings["facts"] = facts._load(company, today, case_ids)
        agreed = self.env["relance.engine.agreed"]
        settings["agreed"] = agreed._load(facts._get_scope(company, case_ids))
        lines = self._load_lines(company, case_ids)
        problems = settings.get("problems")
        if problems is None:
            checks = self.env["relance.engine.invoice.check"]
            problems = checks._load(company, today, case_ids)
        return {
            row["id"]: self._plan(
                {**row, "problems": problems.get(row["id"], ())},
                lines.get(row["id"], []),
                settings,
                today,
            )
            for row in self._load_cases(company, case_ids)
        }

    # === LOADING === #

    def _load_cases(self, company, case_ids):
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT cases.id, cases.partner_id, cases.scenario_id,
                       cases.hold_until, cases.hold_reason, cases.reply_pending,
                       cases.contact_issue, cases.amount_pending,
                       cases.last_contact_date, cases.cash_trouble,
                       partner.relance_hold_until AS partner_hold_until,
                       partner.relance_hold_reason AS partner_hold_reason,
                       partner.relance_regime_confirmed AS regime_known,
                       ann.deadline, ann.level_id AS announced_level_id,
                       ann.line_ids AS announced_line_ids,
                       formal.date AS formal_notice_on,
                       reminder.id AS reminder_id, reminder.state AS reminder_state,
                       reminder.level_id AS reminder_level_id,
                       reminder.frozen_date, reminder.scheduled_date, reminder.edited,
                       reminder.user_id AS confirmed_by
                  FROM relance_case cases
                  JOIN res_partner partner ON partner.id = cases.partner_id
             LEFT JOIN LATERAL (
                       SELECT ann.deadline, ann.level_id,
                              ARRAY(SELECT claimed.case_line_id
                                      FROM relance_reminder_line claimed
                                     WHERE claimed.reminder_id = ann.reminder_id
                              ) AS line_ids
                         FROM relance_announcement ann
                        WHERE ann.case_id = cases.id
                          AND ann.state IN ('open', 'broken')
                     ORDER BY ann.deadline DESC, ann.id DESC LIMIT 1) ann ON TRUE
             LEFT JOIN LATERAL (
                       SELECT max(sent.date) AS date
                         FROM relance_reminder sent
                         JOIN relance_level level ON level.id = sent.level_id
                        WHERE sent.case_id = cases.id AND sent.state = 'sent'
                          AND level.stage = 'formal_notice') formal ON TRUE
             LEFT JOIN relance_reminder reminder ON reminder.case_id = cases.id
                   AND reminder.state IN ('to_confirm', 'queued')
                 WHERE cases.company_id = %s %s
                """,
                company.id,
                SQL("AND cases.id IN %s", tuple(case_ids)) if case_ids else SQL(),
            )
        )

    def _load_lines(self, company, case_ids):
        """Open lines by case, as ``(row tuples)`` for speed."""
        lines = {}
        for row in self.env.execute_query(
            SQL(
                """
                SELECT line.case_id, line.id, line.move_id, line.date_maturity,
                       line.amount_company::float8, line.currency_id, line.level_id,
                       line.level_date, line.hold,
                       CASE WHEN line.amount_residual = 0 THEN 0
                            ELSE line.amount_company * line.amount_claimable
                                 / line.amount_residual END::float8,
                       CASE WHEN line.amount_residual < 0 THEN (
                            SELECT reversed_entry_id FROM account_move
                             WHERE id = line.move_id) END,
                       line.returned_date
                  FROM relance_case_line line
                  JOIN relance_case cases ON cases.id = line.case_id
                 WHERE line.closed_date IS NULL AND cases.company_id = %s %s
              ORDER BY line.date_maturity, line.id
                """,
                company.id,
                SQL("AND cases.id IN %s", tuple(case_ids)) if case_ids else SQL(),
            )
        ):
            lines.setdefault(row[0], []).append(row)
        return lines

    def _load_missed(self, company, case_ids):
        """Promises and plans not kept, by case: ``(day, ids of their lines)``."""
        missed = {}
        for kind in ("promise", "plan"):
            found = self.env[f"relance.engine.{kind}"]._get_missed(company, case_ids)
            for case_id, (day, line_ids) in found.items():
                other, others = missed.get(case_id, (day, frozenset()))
                missed[case_id] = (max(day, other), line_ids | others)
        return missed

    # === PLAN OF ONE CASE === #

    def _plan(self, row, rows, settings, today):
        """The plan of one case; a rule that breaks is shown on the case."""
        try:
            return self._make_plan(row, rows, settings, today)
        except Exception as error:
            step = Step("hold", day=None)
            return Plan(
                row["id"],
                row["partner_id"],
                today,
                step,
                "hold",
                reasons=[self.env["relance.engine.words"]._text("error", {})],
                error=f"{type(error).__name__}: {error}",
            )

    def _make_plan(self, row, rows, settings, today):
        ranks = settings["ranks"]
        lines = [
            Line(
                line_id, move_id, due, claim, currency_id,
                self._rank(level_id, settings) if level_id else NOT_REACHED,
                reached_on, origin, returned_on,
            )
            for (
                _case, line_id, move_id, due, _amount, currency_id, level_id,
                reached_on, _hold, claim, origin, returned_on,
            ) in rows
            if claim
        ]  # fmt: skip
        rules = settings["rules"].get(row["scenario_id"])
        missed_on, missed_line_ids = settings["missed"].get(row["id"], NOT_MISSED)
        case = Case(
            row["id"],
            lines,
            last_contact=row["last_contact_date"],
            formal_notice_on=row["formal_notice_on"],
            deadline=row["deadline"],
            announced_rank=ranks.get(row["announced_level_id"], NOT_REACHED),
            announced_line_ids=frozenset(row["announced_line_ids"] or ()),
            missed_on=missed_on,
            missed_line_ids=missed_line_ids,
            hurry=bool(row["cash_trouble"]),
            held={r[2]: r[4] for r in rows if r[4] > 0 and not r[9]},
        )
        if rules is None or not rules.levels:
            step = Step("hold", reasons=[("no_scenario", {})])
        else:
            calendar = settings["calendars"][row["scenario_id"]]
            step = next_step(
                case, rules, calendar, today, RECIDIVISM_DAYS, settings["force"]
            )
        plan = Plan(row["id"], row["partner_id"], today, step, step.decision)
        self._add_figures(plan, rows, lines, settings, today)
        guards = self.env["relance.engine.guard"]
        codes = guards._apply(plan, row, settings, today)
        self.env["relance.engine.agreed"]._complete(plan, row, settings)
        plan.reasons = [
            self._say(code, params, plan, settings)
            for code, params in step.reasons + codes + self._get_frozen(rows)
        ]
        if row["reminder_id"]:
            plan.open_reminder = row
        self.env["relance.engine.priority"]._complete(plan, row, rows, settings)
        return plan

    def _get_frozen(self, rows):
        """Why a part of what is owed is left out for good."""
        frozen = any(r[8] == "insolvency" and r[4] > 0 for r in rows)
        return [("insolvency", {})] if frozen else []

    def _say(self, code, params, plan, settings):
        """A reason in words; many cases have the same one, found once a run."""
        key = (code, *params.items())
        if key not in settings["said"]:
            words = self.env["relance.engine.words"]
            settings["said"][key] = words._text(code, params, plan)
        return settings["said"][key]

    def _rank(self, level_id, settings):
        """Place of a reached level among the active ones, even if archived."""
        if not level_id:
            return NOT_REACHED
        rank = settings["ranks"].get(level_id)
        if rank is not None:
            return rank
        if level_id not in settings["levels"]:
            return NOT_REACHED
        sequence, _stage, scenario_id = settings["levels"][level_id]
        lower = [
            lv
            for lv in settings["rules"][scenario_id].levels
            if settings["levels"][lv.id][0] <= sequence
        ]
        return lower[-1].rank if lower else NOT_REACHED

    def _add_figures(self, plan, rows, lines, settings, today):
        """Amounts, level and stage, in company currency."""
        due = overdue = 0.0
        for row in rows:
            due += row[4]
            if row[3] < today or row[4] < 0:
                overdue += row[4]
        debts, late = [], []
        nets = {}  # by currency: a credit never pays another one's debt
        for line in lines:
            is_late = line.due < today
            if line.amount > 0:
                debts.append(line)
                if is_late:
                    late.append(line)
            if line.amount < 0 or is_late:
                nets[line.currency_id] = nets.get(line.currency_id, 0.0) + line.amount
        claimable = sum(net for net in nets.values() if net > 0)
        plan.amounts = {
            "amount_due": round(due, 6),
            "amount_overdue": round(max(0.0, overdue), 6),
            "amount_claimable": round(claimable, 6),
        }
        plan.oldest_due = min((line.due for line in late), default=None)
        levels = settings["levels"]
        reached = {r[6] for r in rows if r[6] in levels and r[9] and r[4] > 0}
        plan.level_id = max(reached, key=levels.get, default=None)
        stage = levels[plan.level_id][1] if plan.level_id else None
        plan.stage = self._get_stage(stage, rows, debts, late)

    def _get_stage(self, reached_stage, rows, debts, late):
        """Kanban stage of the case (DESIGN: insolvency and litigation come first)."""
        holds = {r[8] for r in rows}
        if not rows or sum(r[4] for r in rows) <= 0:
            return "settled"
        if any(r[8] == "insolvency" and r[4] > 0 for r in rows):
            return "insolvency"
        if any(r[8] == "procedure" and r[4] > 0 for r in rows):
            return "litigation"
        if debts:
            if reached_stage in ("formal_notice", "decision"):
                return "formal_notice"
            amicable = late or reached_stage in ("amicable", "last_notice")
            return "amicable" if amicable else "prevention"
        for hold in ("plan", "dispute", "promise"):
            if hold in holds:
                return hold
        return "settled"

    # === STORING === #

    def _store(self, plans, today):
        """Write the plans on their cases, in one statement."""
        if not plans:
            return
        rows = [self._get_row(plan) for plan in plans.values()]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_case cases
                   SET stage = plan.stage, level_id = plan.level_id,
                       next_level_id = plan.next_level_id,
                       next_decision = plan.decision,
                       next_action_date = plan.day, next_action_reason = plan.reason,
                       amount_due = plan.due, amount_overdue = plan.overdue,
                       amount_claimable = plan.claimable,
                       oldest_due_date = plan.oldest, priority = plan.priority,
                       priority_reason = plan.priority_reason, error = plan.error,
                       run_date = %s
                  FROM unnest(%s, %s::text[], %s::int[], %s::int[], %s::text[],
                              %s::date[], %s::text[], %s::numeric[], %s::numeric[],
                              %s::numeric[], %s::date[], %s, %s::text[], %s::text[])
                    AS plan(id, stage, level_id, next_level_id, decision, day, reason,
                            due, overdue, claimable, oldest, priority,
                            priority_reason, error)
                 WHERE cases.id = plan.id
                   AND (cases.stage, cases.level_id, cases.next_level_id,
                        cases.next_decision, cases.next_action_date,
                        cases.next_action_reason, cases.amount_due,
                        cases.amount_overdue, cases.amount_claimable,
                        cases.oldest_due_date, cases.priority,
                        cases.priority_reason, cases.error, cases.run_date)
                       IS DISTINCT FROM
                       (plan.stage, plan.level_id, plan.next_level_id, plan.decision,
                        plan.day, plan.reason, plan.due, plan.overdue, plan.claimable,
                        plan.oldest, plan.priority, plan.priority_reason, plan.error,
                        %s)
                """,
                today,
                *columns,
                today,
            )
        )
        self.env.invalidate_all(flush=False)

    def _get_row(self, plan):
        level = plan.step.level
        return (
            plan.case_id,
            plan.stage,
            plan.level_id,
            level.id if level else None,
            plan.decision,
            plan.step.day,
            "\n".join(plan.reasons),
            plan.amounts.get("amount_due", 0.0),
            plan.amounts.get("amount_overdue", 0.0),
            plan.amounts.get("amount_claimable", 0.0),
            plan.oldest_due,
            plan.priority,
            plan.priority_reason,
            plan.error or None,
        )
