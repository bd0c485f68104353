from collections import namedtuple

from odoo import models
from odoo.tools import SQL

from ...tools.insurance import get_alert, get_deadlines

TASK = "relance_recouvrement.activity_insurance"
READ = (
    "account.move",
    "relance.case",
    "relance.case.line",
    "relance.insurance.cover",
    "relance.insurance.declaration",
    "relance.insurance.policy",
    "relance.plan",
    "relance.plan.line",
    "relance.promise",
    "relance.promise.line",
)

# An open item that a cover reaches: its ``balance`` is in company currency,
# ``declared`` the day it was declared, ``extended_due`` what was granted.
InsuredItem = namedtuple(
    "InsuredItem",
    "line_id case_id cover_id policy_id move_id move_name born due extended_due"
    " agreed declared reference balance deadlines",
)


class RelanceEngineInsurance(models.AbstractModel):
    """What the credit insurance reaches of what customers owe, and who is told before
    it must be declared.

    A cover reaches what was delivered while it ran; the invoice's day counts when the
    delivery is not known. A debt transferred to a doubtful account keeps its days.
    """

    _name = "relance.engine.insurance"
    _description = "Dunning Engine: Credit Insurance"

    # === PUBLIC CONTRACT === #

    def _get_items(self, case_ids):
        """Open items of cases that a cover reaches, the oldest due date first.

        One query; none for companies without a policy.

        :param list case_ids: ids of ``relance.case``
        :rtype: list(InsuredItem)
        """
        if not case_ids or not self.env["relance.insurance.policy"]._get_insured_ids():
            return []
        for model in READ:
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            self._query(SQL("cases.id = ANY(%s)", list(case_ids)))
        )
        return [self._read(row) for row in rows]

    def _get_limit(self, lines):
        """Last day that may be granted for items without asking the insurer.

        :param relance.case.line lines: items of a plan or of a deferral
        :return: the nearest one, or False when none is insured
        :rtype: date
        """
        wanted = set(lines.ids)
        limits = [
            item.deadlines.limit
            for item in self._get_items(lines.case_id.ids)
            if item.line_id in wanted
        ]
        return min(limits, default=False)

    # === WHAT IS COVERED === #

    def _read(self, row):
        deadlines = get_deadlines(
            row["due"],
            row.pop("declaration_days"),
            row.pop("max_extension"),
            row["extended_due"],
            bool(row["agreed"]),
        )
        row["balance"] = float(row["balance"])
        return InsuredItem(deadlines=deadlines, **row)

    def _query(self, where):
        """The rows of :attr:`InsuredItem`; of several covers, the latest."""
        return SQL(
            """
            SELECT DISTINCT ON (item.due, item.line_id)
                   item.line_id, item.case_id, item.move_id, item.move_name,
                   item.born, item.due, item.balance,
                   cover.id AS cover_id, policy.id AS policy_id,
                   COALESCE(policy.declaration_days, 0) AS declaration_days,
                   COALESCE(policy.max_extension, 0) AS max_extension,
                   granted.day AS extended_due, granted.agreed,
                   declared.date AS declared, declared.reference
              FROM (%(items)s) item
              JOIN relance_insurance_policy policy
                ON policy.company_id = item.company_id AND policy.active
              JOIN relance_insurance_cover cover
                ON cover.policy_id = policy.id AND cover.partner_id = item.partner_id
               AND cover.date_from <= item.born
               AND (cover.date_to IS NULL OR cover.date_to >= item.born)
         LEFT JOIN LATERAL (%(granted)s) granted ON TRUE
         LEFT JOIN LATERAL (%(declared)s) declared ON TRUE
          ORDER BY item.due, item.line_id, cover.date_from DESC, cover.id DESC
            """,
            items=self._items(where),
            granted=self._granted(),
            declared=self._declared(),
        )

    def _items(self, where):
        """Open debts; one transferred to a doubtful account is as old as before."""
        return SQL(
            """
            SELECT line.id AS line_id, line.case_id, line.move_id, line.move_name,
                   line.origin_line_id, cases.company_id, cases.partner_id,
                   COALESCE(line.amount_company, 0) AS balance,
                   LEAST(line.date_maturity, origin.date_maturity) AS due,
                   COALESCE(sold.delivery_date, origin.invoice_date,
                            move.delivery_date, line.invoice_date,
                            line.date_maturity) AS born
              FROM relance_case_line line
              JOIN relance_case cases ON cases.id = line.case_id
         LEFT JOIN relance_case_line origin ON origin.id = line.origin_line_id
         LEFT JOIN account_move sold ON sold.id = origin.move_id
         LEFT JOIN account_move move ON move.id = line.move_id
             WHERE %s AND line.closed_date IS NULL AND line.amount_residual > 0
               AND line.date_maturity IS NOT NULL
            """,
            where,
        )

    def _granted(self):
        """The latest day granted by a plan that runs or a deferral."""
        return SQL(
            """
            SELECT found.day, found.agreed
              FROM (SELECT plan.end_date AS day,
                           plan.insurer_agreement_date IS NOT NULL AS agreed
                      FROM relance_plan_line part
                      JOIN relance_plan plan ON plan.id = part.plan_id
                     WHERE part.case_line_id = item.line_id AND plan.state = 'active'
                 UNION ALL
                    SELECT promise.date, promise.insurer_agreement_date IS NOT NULL
                      FROM relance_promise_line part
                      JOIN relance_promise promise ON promise.id = part.promise_id
                     WHERE part.case_line_id = item.line_id
                       AND promise.state = 'open' AND promise.is_deferral) found
             WHERE found.day IS NOT NULL
          ORDER BY found.day DESC, found.agreed DESC
             LIMIT 1
            """
        )

    def _declared(self):
        return SQL(
            """
            SELECT declaration.date, declaration.reference
              FROM relance_insurance_declaration_line_rel named
              JOIN relance_insurance_declaration declaration
                ON declaration.id = named.declaration_id
             WHERE named.line_id IN (item.line_id, item.origin_line_id)
               AND declaration.policy_id = policy.id
               AND declaration.state = 'recorded'
          ORDER BY declaration.date
             LIMIT 1
            """
        )

    # === ALERTS === #

    def _remind(self, company, today):
        """A task thirty, fifteen and five days before a deadline, once each for each
        item; nothing is read for a company without a policy."""
        if not self.env["relance.insurance.policy"]._is_insured(company):
            return
        covers = self.env["relance.insurance.cover"].search(
            [("company_id", "=", company.id)]
        )
        cases = self.env["relance.case"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", covers.partner_id.ids),
            ]
        )
        near = {}
        for item in self._get_items(cases.ids):
            alert = get_alert(item.deadlines.binding, today)
            if alert and not item.declared:
                near.setdefault(item.cover_id, []).append((item, alert))
        for cover in covers:
            self._alert(cover, near.get(cover.id, []), today)
        self._close_tasks(cases, near)

    def _alert(self, cover, near, today):
        """Tell what is new since the last alert of each item."""
        known = cover.alerted or {}
        alerted = {str(item.line_id): alert for item, alert in near}
        new = [
            item
            for item, alert in near
            if alert < known.get(str(item.line_id), alert + 1)
        ]
        if alerted != known:
            cover.alerted = alerted
        if new:
            case = self.env["relance.case"].browse(new[0].case_id)
            self._task(case, cover.policy_id, [item for item, _alert in near], today)

    def _task(self, case, policy, items, today):
        """One task a case: an open one says the new state of things."""
        words = self.env["relance.engine.words"]
        days = [
            f"{item.move_name} : {words._format_date(item.deadlines.binding)}"
            for item in items
        ]
        note = self.env._(
            "Declare to %(insurer)s before these days, or nothing is paid by the"
            " insurance: %(days)s.",
            insurer=policy.display_name,
            days=", ".join(days),
        )
        known = case.activity_search([TASK])
        if known:
            known.write({"note": note, "date_deadline": today})
        else:
            case._relance_activity(TASK, note, date=today)

    def _close_tasks(self, cases, near=None):
        """The task ends when nothing of the case is left to declare soon.

        :param near: near items by cover; default, read now for what is not declared
        """
        if near is None:
            today = max(
                [case.company_id._relance_today() for case in cases]
                + [case.run_date for case in cases if case.run_date],
                default=None,
            )
            items = [
                item
                for item in self._get_items(cases.ids)
                if not item.declared and get_alert(item.deadlines.binding, today)
            ]
        else:
            items = [item for found in near.values() for item, _alert in found]
        waiting = {item.case_id for item in items}
        cases.filtered(lambda case: case.id not in waiting).activity_unlink([TASK])
