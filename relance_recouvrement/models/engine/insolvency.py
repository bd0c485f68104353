from odoo import models
from odoo.tools import SQL

from ...const import INSOLVENCY_LIVE

# Tasks of the case that make somebody claim what may no longer be claimed.
CASE_TASKS = [
    f"relance_recouvrement.activity_{name}"
    for name in (
        "call",
        "manual",
        "decision",
        "salesperson",
        "promise_broken",
        "payment_rejected",
        "next_step",
    )
]
# What can no longer be kept: prior claims may not be paid (C. com. L622-7).
ENDED = {
    "promise": ("to_approve", "open"),
    "plan": ("draft", "active"),
    "settlement": ("draft", "to_approve", "proposed", "agreed"),
}


class RelanceEngineInsolvency(models.AbstractModel):
    """What collective proceedings stop: every claim born before the judgment.

    A claim is born when it was delivered (C. com. L622-7, L622-17), else on the day
    of its invoice or entry; a person may say otherwise on the proceedings. A debt
    transferred to a doubtful account keeps the day it was born.
    """

    _name = "relance.engine.insolvency"
    _description = "Dunning Engine: Insolvencies"

    # === PUBLIC CONTRACT === #

    def _get_judgments(self, move_line_ids):
        """Opening judgments that these items are prior to.

        Interest stops there for good (C. com. L622-28), whether the proceedings are
        over or not; those entered by mistake or set aside on appeal do not count.

        :param list move_line_ids: receivable journal items, open or closed
        :return: ``{move_line_id: judgment_date}``, only for prior claims; of several
            judgments, the first
        :rtype: dict(int, date)
        """
        if not move_line_ids or not self._has_any():
            return {}
        self._flush()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT item.id, MIN(insolvency.judgment_date)
                      FROM account_move_line item
                      JOIN account_move move ON move.id = item.move_id
                      JOIN res_partner partner ON partner.id = item.partner_id
                      JOIN res_company company ON company.id = item.company_id
                      JOIN relance_insolvency insolvency
                        ON insolvency.partner_id = partner.commercial_partner_id
                       AND insolvency.company_id
                           = split_part(company.parent_path, '/', 1)::int
                       AND insolvency.state <> 'cancelled'
                       AND NOT (insolvency.state = 'closed'
                                AND insolvency.close_reason
                                    IS NOT DISTINCT FROM 'refused')
                     WHERE item.id = ANY(%s) AND %s
                  GROUP BY item.id
                    """,
                    list(move_line_ids),
                    self._is_prior(),
                )
            )
        )

    def _settle(self, company, today, partners=None):
        """Freeze prior claims of insolvent customers, give back those of the others.

        Reminders not gone, promises and plans on frozen claims end with it; their
        announcements are suspended by settle, as for any hold.

        :param res.company company: root company
        :param date today: day of the run
        :param res.partner partners: only these customers; default, all
        """
        if not self._has_work():
            return
        self._flush()
        frozen = self._hold(company, partners)
        self.env.invalidate_all(flush=False)
        self._end_agreements(company, today, partners)
        self._cancel_reminders(company, partners)
        if frozen:
            self._tell(frozen)
        self.env.flush_all()

    def _remind(self, company, today):
        """The tasks that deadlines ask for: countdown to the declaration, goods to
        claim back, contestation to answer."""
        insolvencies = self.env["relance.insolvency"].search(
            [("company_id", "=", company.id), ("state", "in", INSOLVENCY_LIVE)]
        )
        for insolvency in insolvencies:
            insolvency._make_tasks(today)

    # === FREEZE AND GIVE BACK === #

    def _has_work(self):
        """Whether anything is or was frozen: most ledgers are read faster."""
        [[found]] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT 1 FROM relance_insolvency)
                    OR EXISTS (SELECT 1 FROM relance_case_line
                                WHERE hold = 'insolvency' AND closed_date IS NULL)
                """
            )
        )
        return found

    def _only(self, company, partners):
        only = SQL("AND cases.company_id = %s", company.id)
        if partners:
            only = SQL("%s AND cases.partner_id IN %s", only, tuple(partners.ids))
        return only

    def _hold(self, company, partners=None):
        """Write the hold of prior claims where it changes.

        What a person or the ledger leaves out (excluded, assigned) stays so.

        :return: ids of the cases with newly frozen claims
        :rtype: set(int)
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH prior AS (
                    SELECT DISTINCT line.id
                      FROM relance_insolvency insolvency
                      JOIN relance_case cases
                        ON cases.company_id = insolvency.company_id
                       AND cases.partner_id = insolvency.partner_id %(only)s
                      JOIN relance_case_line line ON line.case_id = cases.id
                       AND line.closed_date IS NULL
                      JOIN account_move_line item ON item.id = line.move_line_id
                      JOIN account_move move ON move.id = item.move_id
                     WHERE insolvency.is_holding AND %(prior)s
                ), wanted AS (
                    SELECT line.id, 'insolvency' AS hold
                      FROM relance_case_line line
                      JOIN prior ON prior.id = line.id
                     WHERE line.hold IN ('none', 'promise', 'dispute', 'plan',
                                         'procedure')
                     UNION ALL
                    SELECT line.id, 'none'
                      FROM relance_case_line line
                      JOIN relance_case cases ON cases.id = line.case_id %(only)s
                     WHERE line.hold = 'insolvency' AND line.closed_date IS NULL
                       AND line.id NOT IN (SELECT id FROM prior)
                )
                UPDATE relance_case_line line
                   SET hold = wanted.hold, hold_manual = FALSE, hold_reason = NULL,
                       amount_claimable = CASE
                           WHEN wanted.hold = 'insolvency' THEN 0
                           WHEN line.amount_residual > 0
                           THEN GREATEST(0, line.amount_residual
                                            - COALESCE(line.amount_held, 0))
                           ELSE line.amount_residual END
                  FROM wanted
                 WHERE wanted.id = line.id
             RETURNING line.case_id, wanted.hold
                """,
                only=self._only(company, partners),
                prior=self._is_prior(),
            )
        )
        return {case_id for case_id, hold in rows if hold == "insolvency"}

    def _tell(self, case_ids):
        """The case says it; no task is left to claim what is frozen."""
        cases = self.env["relance.case"].browse(case_ids)
        for case in cases:
            case._message_log(
                body=self.env._(
                    "Insolvency: claims born before the judgment are frozen. They are"
                    " declared, no longer claimed."
                )
            )
        cases.filtered(
            lambda case: not any(case.open_line_ids.mapped("amount_claimable"))
        ).activity_unlink(CASE_TASKS)

    # === WHAT ENDS WITH IT === #

    def _end_agreements(self, company, today, partners=None):
        for kind, states in ENDED.items():
            for record in self._get_on_frozen(kind, states, company, partners):
                self._end(record, today)

    def _get_on_frozen(self, kind, states, company, partners):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT parent.id
                  FROM %(table)s parent
                  JOIN %(line)s part ON part.%(parent)s = parent.id
                  JOIN relance_case_line line ON line.id = part.case_line_id
                   AND line.hold = 'insolvency' AND line.closed_date IS NULL
                  JOIN relance_case cases ON cases.id = line.case_id %(only)s
                 WHERE parent.state IN %(states)s
                """,
                table=SQL.identifier(f"relance_{kind}"),
                line=SQL.identifier(f"relance_{kind}_line"),
                parent=SQL.identifier(f"{kind}_id"),
                states=states,
                only=self._only(company, partners),
            )
        )
        return self.env[f"relance.{kind}"].browse(row_id for (row_id,) in rows)

    def _end(self, record, today):
        reason = self.env._("Insolvency: prior claims may no longer be paid")
        if record._name in ("relance.plan", "relance.settlement"):
            record._close("cancelled", reason, today)
            return
        record.write(
            {"state": "cancelled", "closed_date": today, "cancel_reason": reason}
        )
        record.activity_unlink(["relance_recouvrement.activity_promise_approve"])
        record.case_id._message_log(body=f"{record.display_name} : {reason}")

    def _cancel_reminders(self, company, partners=None):
        """Nothing that claims a frozen item leaves; what else is due is prepared
        again by the run."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT reminder.id
                  FROM relance_reminder reminder
                  JOIN relance_reminder_line claimed
                    ON claimed.reminder_id = reminder.id
                   AND claimed.amount_residual > 0
                  JOIN relance_case_line line ON line.id = claimed.case_line_id
                   AND line.hold = 'insolvency' AND line.closed_date IS NULL
                  JOIN relance_case cases ON cases.id = reminder.case_id %s
                 WHERE reminder.state IN ('to_confirm', 'queued')
                """,
                self._only(company, partners),
            )
        )
        self.env["relance.reminder"].browse(i for (i,) in rows)._cancel(
            self.env._("Insolvency: prior claims are declared, no longer claimed")
        )

    # === PRIOR OR LATER === #

    def _has_any(self):
        [[found]] = self.env.execute_query(
            SQL("SELECT EXISTS (SELECT 1 FROM relance_insolvency)")
        )
        return found

    def _flush(self):
        for model in (
            "account.move",
            "account.move.line",
            "relance.case.line",
            "relance.charge",
            "relance.charge.booking",
            "relance.insolvency",
            "res.company",
            "res.partner",
        ):
            self.env[model].flush_model()

    def _is_prior(self):
        """Whether ``item`` of ``move`` was born on or before the judgment of
        ``insolvency``, unless a person says otherwise."""
        return SQL(
            """
            CASE WHEN EXISTS (SELECT 1 FROM relance_insolvency_later_rel chosen
                               WHERE chosen.insolvency_id = insolvency.id
                                 AND chosen.move_id IN (
                                     SELECT id FROM (%(documents)s) document))
                 THEN FALSE
                 WHEN EXISTS (SELECT 1 FROM relance_insolvency_prior_rel chosen
                               WHERE chosen.insolvency_id = insolvency.id
                                 AND chosen.move_id IN (
                                     SELECT id FROM (%(documents)s) document))
                 THEN TRUE
                 ELSE (SELECT MIN(born) FROM (%(documents)s) document)
                      <= insolvency.judgment_date END
            """,
            documents=self._documents(),
        )

    def _documents(self):
        """The document of ``item``, those it continues after a transfer to a
        doubtful account, the invoice that a credit note was made for, and those whose
        interest or indemnity it books: charges are as old as their debt."""
        return SQL(
            """
            SELECT move.id, COALESCE(move.delivery_date, move.invoice_date, item.date)
                   AS born
             UNION ALL
            SELECT origin.id, COALESCE(origin.delivery_date, origin.invoice_date,
                                       origin.date)
              FROM account_move origin
             WHERE origin.id = move.reversed_entry_id
             UNION ALL
            SELECT origin.id, COALESCE(origin.delivery_date, origin.invoice_date,
                                       origin.date)
              FROM relance_charge_booking booked
              JOIN relance_charge charge ON charge.id = booked.charge_id
              JOIN account_move origin ON origin.id = charge.invoice_id
             WHERE booked.move_id = move.id
             UNION ALL
            (WITH RECURSIVE chain AS (
                SELECT line.origin_line_id AS line_id
                  FROM relance_case_line line
                 WHERE line.move_line_id = item.id AND line.origin_line_id > 0
                 UNION
                SELECT line.origin_line_id
                  FROM chain
                  JOIN relance_case_line line ON line.id = chain.line_id
                 WHERE line.origin_line_id > 0)
             SELECT origin.id, COALESCE(origin.delivery_date, origin.invoice_date,
                                        origin.date, line.invoice_date)
               FROM chain
               JOIN relance_case_line line ON line.id = chain.line_id
          LEFT JOIN account_move origin ON origin.id = line.move_id)
            """
        )
