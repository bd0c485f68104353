from odoo import models
from odoo.tools import SQL

from ...const import CREDIT_NOTE_DAYS


class RelanceEngineAgreed(models.AbstractModel):
    """Why a case waits: what was promised, disputed or planned, and until when.

    Loaded in one query for all the cases of a chunk; said in words by
    ``relance.engine.words``.
    """

    _name = "relance.engine.agreed"
    _description = "Dunning Engine: What Was Agreed"

    # === LOADING === #

    def _load(self, only):
        """What holds the cases, each kind and date once.

        :param SQL only: conditions on ``cases``
        :return: ``{case id: [(kind, amount, until, who, day)]}``: ``amount`` still
            held, in company currency; ``day`` when it is looked at again
        :rtype: dict
        """
        found = {}
        for case_id, *agreed in self.env.execute_query(self._query(only)):
            found.setdefault(case_id, []).append(tuple(agreed))
        return found

    def _query(self, only):
        kinds = (
            self._promises(only),
            self._disputes(only),
            self._plans(only),
            self._settlements(only),
            self._procedures(only),
        )
        return SQL(
            """
            SELECT agreed.case_id, agreed.kind, ROUND(SUM(agreed.amount), 6)::float8,
                   agreed.until, partner.name, agreed.day
              FROM (%s) agreed
         LEFT JOIN res_users users ON users.id = agreed.user_id
         LEFT JOIN res_partner partner ON partner.id = users.partner_id
          GROUP BY agreed.case_id, agreed.kind, agreed.until, partner.name, agreed.day
          ORDER BY agreed.case_id, agreed.day, agreed.kind
            """,
            SQL(" UNION ALL ").join(kinds),
        )

    def _promises(self, only):
        return SQL(
            """
            SELECT promise.case_id, promise.date AS until, NULL::int AS user_id,
                   promise.deadline_date + 1 AS day,
                   CASE WHEN promise.is_deferral THEN 'deferral' ELSE 'promise' END
                       AS kind,
                   (%s) AS amount
              FROM relance_promise promise
              JOIN relance_case cases ON cases.id = promise.case_id
             WHERE promise.state = 'open' AND %s
            """,
            self._held("promise"),
            only,
        )

    def _disputes(self, only):
        """Who is waited for: who answers, then who decides."""
        return SQL(
            """
            SELECT dispute.case_id,
                   CASE dispute.state WHEN 'founded' THEN dispute.decision_date + %s
                        WHEN 'unfounded' THEN dispute.resume_date
                        ELSE dispute.date_target END AS until,
                   CASE WHEN dispute.state <> 'open' THEN NULL
                        WHEN dispute.answer_date IS NULL THEN dispute.owner_id
                        ELSE dispute.user_id END AS user_id,
                   CASE dispute.state WHEN 'unfounded' THEN dispute.resume_date
                        ELSE dispute.date_target END AS day,
                   CASE WHEN dispute.state <> 'open' THEN dispute.state
                        WHEN dispute.answer_date IS NULL THEN 'dispute'
                        ELSE 'answered' END AS kind,
                   (%s) AS amount
              FROM relance_dispute dispute
              JOIN relance_case cases ON cases.id = dispute.case_id
             WHERE (dispute.state IN ('open', 'founded')
                    OR dispute.state = 'unfounded' AND dispute.is_holding) AND %s
            """,
            CREDIT_NOTE_DAYS,
            self._held("dispute"),
            only,
        )

    def _plans(self, only):
        return SQL(
            """
            SELECT plan.case_id, due.date AS until, NULL::int AS user_id,
                   due.date AS day, 'plan' AS kind, (%s) AS amount
              FROM relance_plan plan
              JOIN relance_case cases ON cases.id = plan.case_id
CROSS JOIN LATERAL (SELECT min(date) AS date FROM relance_plan_installment
                     WHERE plan_id = plan.id AND state <> 'paid') due
             WHERE plan.state = 'active' AND due.date IS NOT NULL AND %s
            """,
            self._held("plan"),
            only,
        )

    def _settlements(self, only):
        """Until its day; once paid, until what was given up left the books."""
        return SQL(
            """
            SELECT settlement.case_id, settlement.deadline_date AS until,
                   NULL::int AS user_id,
                   CASE settlement.state WHEN 'agreed'
                        THEN settlement.deadline_date + 1 END AS day,
                   CASE settlement.state WHEN 'agreed' THEN 'settlement'
                        ELSE 'settled' END AS kind,
                   (%s) AS amount
              FROM relance_settlement settlement
              JOIN relance_case cases ON cases.id = settlement.case_id
             WHERE settlement.is_holding AND %s
            """,
            self._held("settlement"),
            only,
        )

    def _procedures(self, only):
        """What is claimed otherwise, until the next day of the procedure."""
        return SQL(
            """
            SELECT parent.case_id, parent.next_deadline AS until,
                   parent.user_id, parent.next_deadline AS day,
                   CASE WHEN parent.next_deadline IS NULL THEN 'procedure_undated'
                        ELSE 'procedure' END AS kind,
                   (SELECT SUM(part.amount_left) FROM relance_procedure_line part
                     WHERE part.procedure_id = parent.id) AS amount
              FROM relance_procedure parent
              JOIN relance_case cases ON cases.id = parent.case_id
             WHERE parent.is_holding AND %s
            """,
            only,
        )

    def _held(self, kind):
        """What one record of ``kind`` still holds: no more than what is owed."""
        return SQL(
            """
            SELECT SUM(LEAST(GREATEST(0, part.amount
                                         - COALESCE(part.amount_settled, 0)),
                             GREATEST(0, item.amount_residual))
                       * part.amount_company / NULLIF(part.amount, 0))
              FROM %s part
              JOIN relance_case_line item ON item.id = part.case_line_id
                   AND item.closed_date IS NULL
             WHERE part.%s = %s.id
            """,
            SQL.identifier(f"relance_{kind}_line"),
            SQL.identifier(f"{kind}_id"),
            SQL.identifier(kind),
        )

    # === PLAN OF ONE CASE === #

    def _get_day(self, plan, settings):
        """The first day when something that was agreed is looked at again."""
        days = [day for *_rest, day in settings["agreed"].get(plan.case_id, ())]
        return min(filter(None, days), default=None)

    def _complete(self, plan, row, settings):
        """Say what was agreed instead of "nothing to claim": it is what holds.

        :param Plan plan: with its decision
        :param dict row: the case
        """
        agreed = settings["agreed"].get(plan.case_id)
        if plan.decision != "nothing" or not agreed:
            return
        calendar = settings["calendars"].get(row["scenario_id"])
        reasons = []
        for kind, amount, until, who, day in agreed:
            if not amount:
                continue
            day = max(day, plan.today) if day else plan.today
            if kind in ("plan", "procedure") and until < plan.today:
                kind = f"{kind}_late"
            params = {
                "amount": amount,
                "until": until,
                "who": who or "",
                "day": calendar.next_working(day) if calendar else day,
            }
            reasons.append((f"agreed_{kind}", params))
        if reasons:
            others = [why for why in plan.step.reasons if why[0] != "nothing_due"]
            plan.step.reasons = others + reasons
