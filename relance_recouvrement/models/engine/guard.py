from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools import SQL


class RelanceEngineGuard(models.AbstractModel):
    """What stops a step, or asks for a person.

    A hold stops everything on the case; a doubt only takes away the automatic
    sending. Each is a ``(code, params)``, a sentence in ``relance.engine.words``.
    """

    _name = "relance.engine.guard"
    _description = "Dunning Engine: Guards"

    # Held by our own work, not by the customer or a person.
    WAITS = frozenset({"under_way", "postponed", "in_contact", "contacted"})

    def _apply(self, plan, row, settings, today):
        """Hold a ready step, or ask for a person.

        :param Plan plan: its ``decision`` is changed
        :param dict row: the case, as loaded by the schedule
        :return: reason codes to add to the plan
        :rtype: list(tuple(str, dict))
        """
        holds = self._get_holds(row, settings, today, plan.step)
        if plan.decision == "nothing":
            return []
        if holds:
            waits = self.WAITS.issuperset(code for code, _params in holds)
            plan.decision = "wait" if waits else "hold"
            return holds
        if plan.decision == "call":
            return self._get_payment_doubts(row, settings, plan.step)
        if plan.decision == "confirm":
            return self._get_problems(row, settings, plan.step, "warn")
        if plan.decision != "send":
            return []
        doubts = self._get_doubts(row, settings, plan.step)
        if doubts:
            plan.decision = "confirm"
        return doubts

    def _get_holds(self, row, settings, today, step):
        """Reasons why nothing may leave today for this case.

        :param dict row: the case, as loaded by the schedule
        :rtype: list(tuple(str, dict))
        """
        holds = []
        if row["hold_until"] and row["hold_until"] >= today:
            holds.append(
                ("held", {"until": row["hold_until"], "why": row["hold_reason"]})
            )
        if row["partner_hold_until"] and row["partner_hold_until"] >= today:
            holds.append(
                (
                    "held",
                    {
                        "until": row["partner_hold_until"],
                        "why": row["partner_hold_reason"],
                    },
                )
            )
        if row["reply_pending"]:
            holds.append(("reply", {}))
        if row["contact_issue"]:
            holds.append(("contact", {"why": row["contact_issue"]}))
        if row["frozen_date"]:
            holds.append(("under_way", {}))
        elif row["scheduled_date"] and row["scheduled_date"] > today:
            holds.append(("postponed", {"until": row["scheduled_date"]}))
        contact = settings["contacts"].get((row["id"], today))
        if contact and step.decision == "send":
            holds.append(contact)
        ready = step.decision in ("send", "confirm")
        if ready and settings["bank_blocks"] and settings["bank_stale"]:
            holds.append(("bank", {"day": settings["bank_day"]}))
        if ready or step.decision == "call":
            holds += self._get_problems(row, settings, step, "block")
        return holds

    def _get_contacts(self, company, today):
        """Cases that a person is in contact with now, or contacted on ``today``:
        nothing leaves by itself. Attempts in vain postpone nothing.

        :return: ``{(case id, today): (code, params)}``
        :rtype: dict
        """
        reached = self.env.execute_query(
            SQL(
                """
                SELECT cases.id, partner.name
                  FROM relance_case cases
                  JOIN (SELECT case_id, user_id FROM relance_call
                         WHERE reached AND direction = 'out'
                           AND date >= %(first)s AND date < %(last)s
                     UNION ALL
                        SELECT case_id, user_id FROM relance_reminder
                         WHERE state = 'sent' AND date = %(today)s) made
                    ON made.case_id = cases.id
                  JOIN res_users users ON users.id = made.user_id
                  JOIN res_partner partner ON partner.id = users.partner_id
                 WHERE cases.company_id = %(company)s AND %(guard)s
                """,
                company=company.id,
                today=today,
                guard=bool(company.relance_guard_hours),
                **self._get_bounds(company, today),
            )
        )
        contacts = {
            (case_id, today): ("contacted", {"who": who}) for case_id, who in reached
        }
        contacts.update(
            ((case.id, today), ("in_contact", case._contact_params()))
            for case in self._get_cases_in_contact(company)
        )
        return contacts

    def _get_cases_in_contact(self, company):
        cases = self.env["relance.case"]
        return cases.search(
            [
                ("company_id", "=", company.id),
                ("contact_user_id", "!=", False),
                ("contact_since", ">", cases._contact_oldest()),
            ]
        )

    def _get_bounds(self, company, today):
        """First moments, in UTC, of ``today`` and of the day after."""
        timezone = company._relance_tz()
        midnights = [
            timezone.localize(datetime.combine(today + timedelta(days=days), time.min))
            for days in (0, 1)
        ]
        first, last = (
            moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in midnights
        )
        return {"first": first, "last": last}

    def _get_doubts(self, row, settings, step):
        """Reasons why a person confirms a step that would leave by itself.

        :rtype: list(tuple(str, dict))
        """
        doubts = []
        level = step.level
        if level.auto_below and step.amount >= level.auto_below:
            doubts.append(("amount", {"amount": level.auto_below}))
        if settings["bank_stale"]:
            doubts.append(("bank", {"day": settings["bank_day"]}))
        if settings["go_live"]:
            doubts.append(("go_live", {}))
        doubts += self._get_payment_doubts(row, settings, step)
        if level.needs_regime and not row["regime_known"]:
            doubts.append(("regime", {}))
        return doubts

    def _get_payment_doubts(self, row, settings, step):
        """What the invoice check found, and what the customer paid and nobody
        matched, when it could cover a claimed item."""
        doubts = self._get_problems(row, settings, step, "warn")
        pending = row["amount_pending"]
        told = any(code == "check_unmatched" for code, _params in doubts)
        if pending and pending >= step.smallest and not told:
            doubts.append(("pending", {"amount": pending}))
        return doubts

    # === INVOICE CHECK === #

    def _get_problems(self, row, settings, step, severity):
        """What the invoice check found on items that ``step`` claims first.

        :param str severity: ``warn`` or ``block``, as the company set it
        :rtype: list(tuple(str, dict))
        """
        level = step.level
        first_claim = level and level.claims == "overdue"
        if not row["problems"] or not first_claim or level.stage == "prevention":
            return []
        severities = settings["severities"]
        key = settings["contact_keys"].get(level.id)
        return [
            (f"check_{problem.code}", self._get_problem_params(problem))
            for problem in row["problems"]
            if severities[problem.code] == severity
            and (problem.code != "contact" or key in problem.unreachable)
        ]

    def _get_problem_params(self, problem):
        """One or two documents are named; more are counted."""
        if problem.code == "unmatched":
            return {"amount": problem.amount}
        if problem.code == "contact":
            return {}
        if problem.count <= 2:
            names = dict.fromkeys(filter(None, (problem.first, problem.last)))
            return {"documents": ", ".join(names)}
        return {"count": problem.count}
