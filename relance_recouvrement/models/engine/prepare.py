from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import SALESPERSON_WARNING_DAYS

ACTING = ("send", "confirm", "call")


class RelanceEnginePrepare(models.AbstractModel):
    """Fourth phase: one open reminder per case, refreshed until it is frozen."""

    _name = "relance.engine.prepare"
    _description = "Dunning Engine: Prepare"

    def _prepare(self, company, plans, today):
        """Create, refresh or cancel the reminders that ``plans`` ask for.

        :param res.company company: root company
        :param dict plans: ``{case id: Plan}``
        :return: totals ``queued``, ``to_confirm``, ``calls``, ``cancelled``
        :rtype: Counter
        """
        totals = Counter()
        open_plans = [plan for plan in plans.values() if plan.open_reminder]
        claimed = self._load_claims(open_plans)
        fresh = []
        for plan in plans.values():
            if plan.open_reminder:
                kept = self._refresh(plan, claimed, today, totals)
                if kept:
                    continue
            if self._wants_reminder(plan):
                fresh.append(plan)
            elif plan.decision == "confirm" and plan.step.level:
                self._ask_person(plan, totals)
        self._create_reminders(fresh, today, totals)
        self._date_drafts(list(plans), today)
        return totals

    def _wants_reminder(self, plan):
        level = plan.step.level
        return (
            plan.decision in ACTING
            and level.stage != "decision"
            and (level.is_call or level.gate != "manual")
        )

    def _state(self, plan):
        return "to_confirm" if plan.decision == "confirm" else "queued"

    # === EXISTING REMINDERS === #

    def _load_claims(self, plans):
        """Lines of the open reminders: ``{reminder id: {line id: (…)}}``."""
        ids = [plan.open_reminder["reminder_id"] for plan in plans]
        claims = {}
        if not ids:
            return claims
        for reminder_id, line_id, level_id, amount, owed in self.env.execute_query(
            SQL(
                """
                SELECT claimed.reminder_id, claimed.case_line_id, claimed.level_id,
                       claimed.amount_residual::float8,
                       line.amount_claimable::float8
                  FROM relance_reminder_line claimed
                  JOIN relance_case_line line ON line.id = claimed.case_line_id
                 WHERE claimed.reminder_id = ANY(%s)
                """,
                ids,
            )
        ):
            claims.setdefault(reminder_id, {})[line_id] = (level_id, amount, owed)
        return claims

    def _refresh(self, plan, claims, today, totals):
        """Bring an open reminder up to date. Returns whether it is kept."""
        row = plan.open_reminder
        reminder_id = row["reminder_id"]
        postponed = self._is_postponed(row, today) and plan.decision != "nothing"
        if row["frozen_date"] or postponed:
            return True
        current = claims.get(reminder_id, {})
        if row["edited"] or row["confirmed_by"]:
            return self._refresh_kept(plan, current, totals)
        wants = self._wants_reminder(plan)
        level = plan.step.level
        same_level = bool(level) and level.id == row["reminder_level_id"]
        if not wants and not (plan.decision == "wait" and same_level):
            self._browse(reminder_id)._cancel("\n".join(plan.reasons))
            totals["cancelled"] += 1
            return True
        if same_level and self._same_lines(plan, current):
            if wants:
                self._update_state(row, plan)
            return True
        # nothing left of it yet: the draft is replaced, now or when its day comes
        self._browse(reminder_id).unlink()
        return not wants

    def _same_lines(self, plan, current):
        levels = {line_id: level_id for line_id, (level_id, _a, _o) in current.items()}
        return levels == dict(plan.step.claims) and all(
            amount == owed for _level, amount, owed in current.values()
        )

    def _is_postponed(self, row, today):
        return row["scheduled_date"] and row["scheduled_date"] > today

    def _refresh_kept(self, plan, current, totals):
        """What a person wrote or confirmed is kept; when its amounts changed, or
        nothing may leave any more, it is to be confirmed again or cancelled."""
        row = plan.open_reminder
        reminder = self._browse(row["reminder_id"])
        debts = [owed for _level, amount, owed in current.values() if amount > 0]
        if not any(owed > 0 for owed in debts):
            reminder._cancel(self.env._("Nothing left to claim"))
            totals["cancelled"] += 1
            return True
        changed = any(amount != owed for _level, amount, owed in current.values())
        if changed:
            self._copy_amounts([reminder.id])
        if changed and row["edited"]:
            reminder._ask_again(self.env._("The amounts changed"))
        elif plan.decision == "hold":
            reminder._ask_again("\n".join(plan.reasons))
        return True

    def _update_state(self, row, plan):
        state = self._state(plan)
        if row["reminder_state"] != state:
            self._browse(row["reminder_id"]).write(
                {"state": state, "confirm_reason": self._confirm_reason(plan)}
            )

    def _browse(self, reminder_id):
        return self.env["relance.reminder"].browse(reminder_id)

    def _confirm_reason(self, plan):
        return "\n".join(plan.reasons) if plan.decision == "confirm" else None

    # === NEW REMINDERS === #

    def _create_reminders(self, plans, today, totals):
        """Insert reminders, lines and deliveries in one statement each."""
        if not plans:
            return
        self.env.flush_all()
        ids = self._insert_reminders(plans, today)
        self._insert_claims(
            [
                (ids[plan.case_id], line_id, level_id)
                for plan in plans
                for line_id, level_id in plan.step.claims
            ]
        )
        self._insert_deliveries(plans, ids)
        self.env.invalidate_all(flush=False)
        for plan in plans:
            totals["calls" if plan.decision == "call" else self._state(plan)] += 1
        self._schedule_calls([plan for plan in plans if plan.decision == "call"])

    def _insert_reminders(self, plans, today):
        rows = [
            (
                plan.case_id,
                plan.step.level.id,
                self._state(plan),
                self._confirm_reason(plan),
                self._get_deadline(plan, today),
            )
            for plan in plans
        ]
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO relance_reminder (
                           case_id, level_id, state, confirm_reason, deadline_date,
                           prepared_date, edited, create_uid, create_date, write_uid,
                           write_date)
                    SELECT fresh.*, %s, FALSE, %s, now() AT TIME ZONE 'UTC', %s,
                           now() AT TIME ZONE 'UTC'
                      FROM unnest(%s, %s, %s::text[], %s::text[], %s::date[]) AS fresh
                 RETURNING case_id, id
                    """,
                    today,
                    self.env.uid,
                    self.env.uid,
                    *[list(column) for column in zip(*rows, strict=True)],
                )
            )
        )

    def _get_deadline(self, plan, today):
        """The date printed on the message: days given, plus the post's."""
        level = self.env["relance.level"].browse(plan.step.level.id)
        return level._get_deadline(today)

    def _insert_claims(self, rows):
        """Insert reminder lines from ``(reminder id, case line id, level id)``.

        A debt moved to 416 is named after its invoice: the customer knows no entry.
        """
        if not rows:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relance_reminder_line (
                       reminder_id, case_line_id, level_id, currency_id,
                       amount_residual, amount_company, move_name, invoice_date,
                       date_maturity, amount_total, days_overdue)
                SELECT fresh.reminder_id, line.id, fresh.level_id,
                       line.currency_id, line.amount_claimable, %s,
                       COALESCE(known.move_name, line.move_name),
                       COALESCE(known.invoice_date, line.invoice_date),
                       line.date_maturity,
                       COALESCE(known.amount_total, line.amount_total),
                       GREATEST(0, reminder.prepared_date - line.date_maturity)
                  FROM unnest(%s, %s, %s::int[])
                    AS fresh(reminder_id, line_id, level_id)
                  JOIN relance_case_line line ON line.id = fresh.line_id
                  JOIN relance_reminder reminder ON reminder.id = fresh.reminder_id
             LEFT JOIN account_move entry
                    ON entry.id = line.move_id AND entry.move_type = 'entry'
             LEFT JOIN relance_case_line known
                    ON known.id = line.origin_line_id AND entry.id > 0
                   AND known.currency_id = line.currency_id
                   AND known.amount_total >= line.amount_total
                """,
                self._claimable_in_company_currency(),
                *[list(column) for column in zip(*rows, strict=True)],
            )
        )
        self.env.invalidate_all(flush=False)

    def _insert_deliveries(self, plans, ids):
        rows = []
        for plan in plans:
            level = self.env["relance.level"].browse(plan.step.level.id)
            rows.extend(
                (ids[plan.case_id], channel, channel == level.proof_channel)
                for channel in level._get_channels()
            )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relance_delivery (
                       reminder_id, channel, is_proof, state, attempts, create_uid,
                       create_date, write_uid, write_date)
                SELECT fresh.*, 'pending', 0, %s, now() AT TIME ZONE 'UTC', %s,
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%s, %s::text[], %s::bool[]) AS fresh
                """,
                self.env.uid,
                self.env.uid,
                *[list(column) for column in zip(*rows, strict=True)],
            )
        )

    def _copy_amounts(self, reminder_ids):
        """Amounts of unsent reminders become the ledger's; what is paid goes."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_reminder_line claimed
                   SET amount_residual = line.amount_claimable,
                       amount_company = %(company)s
                  FROM relance_case_line line
                 WHERE line.id = claimed.case_line_id
                   AND claimed.reminder_id = ANY(%(ids)s);
                DELETE FROM relance_reminder_line
                 WHERE reminder_id = ANY(%(ids)s) AND amount_residual = 0
                """,
                ids=list(reminder_ids),
                company=self._claimable_in_company_currency(),
            )
        )
        self.env.invalidate_all(flush=False)

    def _claimable_in_company_currency(self):
        return SQL(
            """
            CASE line.amount_claimable WHEN 0 THEN 0
                 WHEN line.amount_residual THEN line.amount_company
                 ELSE ROUND(line.amount_company * line.amount_claimable
                            / line.amount_residual, 6) END
            """
        )

    def _date_drafts(self, case_ids, today):
        """What has not left is dated today: its deadline and its days late."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH dated AS (
                UPDATE relance_reminder reminder
                   SET prepared_date = %(today)s,
                       deadline_date = CASE WHEN level.deadline_days > 0
                           THEN %(today)s::date + level.deadline_days
                                + COALESCE(level.postal_days, 0) END
                  FROM relance_level level
                 WHERE level.id = reminder.level_id
                   AND reminder.case_id = ANY(%(cases)s)
                   AND reminder.state IN ('to_confirm', 'queued')
                   AND reminder.frozen_date IS NULL
                   AND reminder.prepared_date <> %(today)s
             RETURNING reminder.id)
                UPDATE relance_reminder_line claimed
                   SET days_overdue = GREATEST(0, %(today)s - claimed.date_maturity)
                  FROM dated
                 WHERE claimed.reminder_id = dated.id
                """,
                today=today,
                cases=case_ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # === PEOPLE === #

    def _schedule_calls(self, plans):
        for plan in plans:
            case = self.env["relance.case"].browse(plan.case_id)
            case._relance_activity(
                "relance_recouvrement.activity_call",
                "\n".join(plan.reasons),
                date=plan.today,
            )

    def _ask_person(self, plan, totals):
        """A manual level or a decision is a task, never a draft."""
        case = self.env["relance.case"].browse(plan.case_id)
        decision = plan.step.level.stage == "decision"
        kind = "activity_decision" if decision else "activity_manual"
        case._relance_activity(
            f"relance_recouvrement.{kind}",
            self.env._("Level “%(level)s” is due.", level=plan.step.level.name),
            user=decision and case.company_id._relance_managers()[:1],
            date=plan.today,
        )
        totals["to_confirm"] += 1

    def _prepare_by_hand(self, cases):
        """Prepare the next reminder of ``cases`` now, to be confirmed.

        :raise UserError: when no case has anything to claim
        """
        reminders = self.env["relance.reminder"]
        for company, records in cases.grouped("company_id").items():
            self.env["relance.engine"]._run_cases(records)
            today = max(records.mapped("run_date"))
            schedule = self.env["relance.engine.schedule"]
            plans = schedule._evaluate(company, today, records.ids, force=True)
            ready = []
            for plan in plans.values():
                if plan.open_reminder or not plan.step.claims:
                    continue
                if plan.step.level.stage != "decision":
                    plan.decision = "confirm"
                    ready.append(plan)
            self._create_reminders(ready, today, Counter())
            reminders |= records.reminder_ids.filtered("is_open")
        if not reminders:
            raise UserError(
                self.env._("Nothing to prepare: %(why)s", why=cases[:1]._explain())
            )
        return reminders

    def _remind(self, company, today):
        """The salesperson is told two days before a last notice."""
        limit = fields.Date.add(today, days=SALESPERSON_WARNING_DAYS)
        cases = self.env["relance.case"].search(
            [
                ("company_id", "=", company.id),
                ("next_level_id.stage", "=", "last_notice"),
                ("next_level_id.copy_salesperson", "=", True),
                ("next_decision", "in", ["wait", *ACTING]),
                ("next_action_date", "<=", limit),
                ("partner_id.user_id", "!=", False),
            ]
        )
        words = self.env["relance.engine.words"]
        for case in cases:
            leaves_on = words._format_date(case.next_action_date)
            case._relance_tell_salesperson(
                self.env._("A last notice leaves on %(date)s.", date=leaves_on), today
            )
