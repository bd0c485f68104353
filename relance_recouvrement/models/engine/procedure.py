from odoo import models
from odoo.tools import SQL

from .insolvency import CASE_TASKS


class RelanceEngineProcedure(models.AbstractModel):
    """What procedures take out of the dunning, and what the ledger says of them.

    Their items are held (``procedure``) while they run, with those that continue them
    after a transfer. Payments since the opening are read from reconciliation: a
    procedure whose items are all settled ends by itself, and starts again when the
    payment is undone. Companies that never opened one are skipped without any query.
    """

    _name = "relance.engine.procedure"
    _description = "Dunning Engine: Procedures"

    def _settle(self, company, today, partners=None):
        """Hold, count what was paid, end and start again.

        :param res.company company: root company
        :param date today: day of the run
        :param res.partner partners: only these customers; default, all
        """
        if not company.relance_has_procedures:
            return
        only = self._only(company, partners)
        self.env.flush_all()
        self._follow_ledger(only)
        self._end_and_reopen(today, only)
        self.env.flush_all()
        held = self._hold(only)
        self.env.invalidate_all(flush=False)
        self._cancel_reminders(only)
        if held:
            self._end_tasks(held)
        self.env.flush_all()

    def _remind(self, company, today):
        """The tasks of the steps whose day is near, come or missed."""
        if not company.relance_has_procedures:
            return
        records = self.env["relance.procedure"].search(
            [("company_id", "=", company.id), ("is_holding", "=", True)]
        )
        records._make_tasks(today)

    @staticmethod
    def _only(company, partners=None):
        only = SQL("AND cases.company_id = %s", company.id)
        if partners:
            only = SQL("%s AND cases.partner_id IN %s", only, tuple(partners.ids))
        return only

    # === HOLD === #

    def _hold(self, only):
        """Write the hold of the items of procedures where it changes.

        What a person or the ledger leaves out (excluded, assigned) and the insolvency
        of the customer come first.

        :return: ids of the cases with newly held items
        :rtype: set(int)
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE held AS (
                    SELECT part.case_line_id AS id
                      FROM relance_procedure_line part
                      JOIN relance_procedure parent ON parent.id = part.procedure_id
                       AND parent.is_holding
                      JOIN relance_case cases ON cases.id = parent.case_id %(only)s
                     UNION
                    SELECT line.id
                      FROM held
                      JOIN relance_case_line line ON line.origin_line_id = held.id
                ), wanted AS (
                    SELECT line.id, 'procedure' AS hold
                      FROM relance_case_line line
                      JOIN held ON held.id = line.id
                     WHERE line.closed_date IS NULL
                       AND line.hold IN ('none', 'promise', 'dispute', 'plan')
                     UNION ALL
                    SELECT line.id, 'none'
                      FROM relance_case_line line
                      JOIN relance_case cases ON cases.id = line.case_id %(only)s
                     WHERE line.hold = 'procedure' AND line.closed_date IS NULL
                       AND line.id NOT IN (SELECT id FROM held)
                )
                UPDATE relance_case_line line
                   SET hold = wanted.hold, hold_manual = FALSE, hold_reason = NULL,
                       amount_claimable = CASE
                           WHEN wanted.hold = 'procedure' THEN 0
                           WHEN line.amount_residual > 0
                           THEN GREATEST(0, line.amount_residual
                                            - COALESCE(line.amount_held, 0))
                           ELSE line.amount_residual END
                  FROM wanted
                 WHERE wanted.id = line.id
             RETURNING line.case_id, wanted.hold
                """,
                only=only,
            )
        )
        return {case_id for case_id, hold in rows if hold == "procedure"}

    def _end_tasks(self, case_ids):
        """No task is left to claim what is in a procedure."""
        cases = self.env["relance.case"].browse(case_ids)
        cases.filtered(
            lambda case: not any(case.open_line_ids.mapped("amount_claimable"))
        ).activity_unlink(CASE_TASKS)

    def _cancel_reminders(self, only):
        """Nothing that claims a held item leaves; what else is due is prepared again
        by the run."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT reminder.id
                  FROM relance_reminder reminder
                  JOIN relance_reminder_line claimed
                    ON claimed.reminder_id = reminder.id
                   AND claimed.amount_residual > 0
                  JOIN relance_case_line line ON line.id = claimed.case_line_id
                   AND line.hold = 'procedure' AND line.closed_date IS NULL
                  JOIN relance_case cases ON cases.id = reminder.case_id %s
                 WHERE reminder.state IN ('to_confirm', 'queued')
                """,
                only,
            )
        )
        self.env["relance.reminder"].browse(i for (i,) in rows)._cancel(
            self.env._("A procedure is under way on these documents")
        )

    # === WHAT THE LEDGER SAYS === #

    def _follow_ledger(self, only):
        """Payments since the opening and what is left of each item, in one statement;
        an item settled otherwise (credit note, loss) leaves nothing and brought
        nothing."""
        payments = self.env["relance.engine.payments"]
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE followed AS (
                    SELECT part.id, part.amount, part.paid_before,
                           part.amount_settled, part.amount_left, part.case_line_id
                      FROM relance_procedure_line part
                      JOIN relance_procedure parent ON parent.id = part.procedure_id
                       AND parent.open_date IS NOT NULL
                       AND parent.state <> 'cancelled'
                      JOIN relance_case cases ON cases.id = parent.case_id %(only)s
                ), chain AS (
                    SELECT id, case_line_id AS line_id FROM followed
                     UNION
                    SELECT chain.id, line.id
                      FROM chain
                      JOIN relance_case_line line
                        ON line.origin_line_id = chain.line_id
                ), owed AS (
                    SELECT chain.id, SUM(CASE WHEN line.closed_date IS NULL
                                         THEN GREATEST(0, line.amount_residual)
                                         ELSE 0 END) AS amount
                      FROM chain
                      JOIN relance_case_line line ON line.id = chain.line_id
                  GROUP BY chain.id
                ), paid AS (
                    SELECT chain.id, SUM(part.debit_amount_currency) AS amount
                      FROM chain
                      JOIN relance_case_line line ON line.id = chain.line_id
                      JOIN account_partial_reconcile part
                        ON part.debit_move_id = line.move_line_id
                      JOIN account_move_line other ON other.id = part.credit_move_id
                     WHERE %(payment)s
                  GROUP BY chain.id
                ), fresh AS (
                    SELECT followed.id,
                           LEAST(followed.amount, owed.amount) AS amount_left,
                           LEAST(followed.amount - LEAST(followed.amount, owed.amount),
                                 GREATEST(0, COALESCE(paid.amount, 0)
                                             - COALESCE(followed.paid_before, 0)))
                               AS amount_settled
                      FROM followed
                      JOIN owed ON owed.id = followed.id
                 LEFT JOIN paid ON paid.id = followed.id
                )
                UPDATE relance_procedure_line part
                   SET amount_left = fresh.amount_left,
                       amount_settled = fresh.amount_settled
                  FROM fresh
                 WHERE part.id = fresh.id
                   AND (part.amount_left, part.amount_settled)
                       IS DISTINCT FROM (fresh.amount_left, fresh.amount_settled)
             RETURNING part.procedure_id
                """,
                only=only,
                payment=payments._is_payment(SQL("other.move_id")),
            )
        )
        changed = {row[0] for row in self.env.cr.fetchall()}
        self.env.invalidate_all(flush=False)
        records = self.env["relance.procedure"].browse(changed)
        records.line_ids.modified(["amount_left", "amount_settled"])
        records._say_received()

    def _end_and_reopen(self, today, only):
        """End what is settled or frozen by an insolvency; start again what is owed
        again."""
        records = self.env["relance.procedure"]
        for record_id, is_holding, owed, frozen in self._read_owed(only):
            record = records.browse(record_id)
            if is_holding and (frozen or not owed):
                record._end_if_settled(today)
            elif owed and not is_holding:
                record._reopen_if_owed()

    def _read_owed(self, only):
        """Whether something is owed of the procedures that may end or start again,
        and whether all of it is frozen by an insolvency.

        :return: rows ``(id, is_holding, owed, frozen)``
        """
        return self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE followed AS (
                    SELECT parent.id, parent.is_holding
                      FROM relance_procedure parent
                      JOIN relance_case cases ON cases.id = parent.case_id %(only)s
                     WHERE parent.open_date IS NOT NULL
                       AND (parent.is_holding OR parent.closed_by_engine)
                ), chain AS (
                    SELECT part.procedure_id, part.case_line_id AS line_id
                      FROM relance_procedure_line part
                      JOIN followed ON followed.id = part.procedure_id
                     UNION
                    SELECT chain.procedure_id, line.id
                      FROM chain
                      JOIN relance_case_line line
                        ON line.origin_line_id = chain.line_id
                )
                SELECT followed.id, followed.is_holding, COUNT(line.id) > 0,
                       COALESCE(BOOL_AND(line.hold = 'insolvency'), FALSE)
                  FROM followed
                  JOIN chain ON chain.procedure_id = followed.id
             LEFT JOIN relance_case_line line ON line.id = chain.line_id
                   AND line.closed_date IS NULL AND line.amount_residual > 0
              GROUP BY followed.id, followed.is_holding
              ORDER BY followed.id
                """,
                only=only,
            )
        )

    def _get_payments(self, record):
        """Payments of the items of a procedure since their due dates, oldest first.

        :return: ``[(date, amount)]``, those before the opening left out
        """
        items = record._get_items_now()
        paid = self.env["relance.engine.payments"]._get_paid(items.ids)
        days = sorted(row for rows in paid.values() for row in rows)
        before = sum(record.line_ids.mapped("paid_before"))
        left = []
        for day, amount in days:
            taken = min(before, amount)
            before -= taken
            if amount - taken > 0:
                left.append((day, amount - taken))
        return left

    # === WHAT A DRAFT CLAIMS === #

    def _read_lines(self, lines, until=None):
        """Write what each line of a draft claims on a day.

        :param lines: ``relance.procedure.line``
        :param date until: last day of interest; default, today
        """
        for record, parts in lines.grouped("procedure_id").items():
            day = until or record._get_today()
            owed = self._get_owed(record, parts.case_line_id, day)
            paid = self.env["relance.engine.payments"]._get_paid(parts.case_line_id.ids)
            for part in parts:
                item = part.case_line_id
                principal, interest, indemnity = owed.get(item, (0.0, 0.0, 0.0))
                part.write(
                    {
                        "amount": principal,
                        "amount_left": principal,
                        "amount_interest": interest,
                        "amount_indemnity": indemnity,
                        "paid_before": sum(amount for _day, amount in paid[item.id]),
                    }
                )
            record.interest_date = day

    def _get_owed(self, record, items, day):
        """Principal, interest and indemnity of items, less what was waived or
        invoiced; the legal interest of a consumer only before a judge (C. civ.
        1231-6).

        :return: ``{item: (principal, interest, indemnity)}``
        """
        charges = self.env["relance.engine.charge"]
        statements = charges._get_statements(items, day)
        known = charges._find_known(statements)
        owed = {}
        for item, values in statements.items():
            left = charges._get_left(known, item, values)
            interest = left["interest"]
            clause = values["clause"]
            if record.type_id.is_judicial and clause and clause.basis == "legal":
                interest = values["amount"]
            paid = min(values["imputed"], interest)
            principal = item.amount_residual + values["imputed"]
            owed[item] = (principal, interest - paid, left["indemnity"])
        return owed

    def _get_provisional_days(self, items, day):
        """First days of what interest rests on rates that nobody confirmed."""
        charges = self.env["relance.engine.charge"]
        return [
            segment["start"]
            for values in charges._get_statements(items, day).values()
            for segment in values["segments"]
            if segment["provisional"]
        ]
