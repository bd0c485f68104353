from collections import defaultdict

from odoo import models
from odoo.tools import SQL


class RelanceEnginePayments(models.AbstractModel):
    """What was paid, read from reconciliation.

    A payment is a move of a bank, cash or credit card journal, or one with a line
    on a cash account; a credit note, a write-off or a transfer is none.
    """

    _name = "relance.engine.payments"
    _description = "Dunning Engine: Payments"

    def _get_paid(self, line_ids):
        """Payments of case lines, in the currency of each, oldest first.

        A payment registered without an entry, still waiting for the bank, counts.

        :param list line_ids: ids of ``relance.case.line``
        :return: ``{line id: [(date, amount)]}``
        """
        paid = defaultdict(list)
        if not line_ids:
            return paid
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, day, amount FROM (%s UNION ALL %s) paid ORDER BY day",
                self._matched_payments(line_ids),
                self._payments_under_way(line_ids),
            )
        )
        for line_id, day, amount in rows:
            paid[line_id].append((day, float(amount)))
        return paid

    def _matched_payments(self, line_ids):
        return SQL(
            """
            SELECT line.id, other.date AS day, part.debit_amount_currency AS amount
              FROM relance_case_line line
              JOIN account_partial_reconcile part
                ON part.debit_move_id = line.move_line_id
              JOIN account_move_line other ON other.id = part.credit_move_id
             WHERE line.id = ANY(%s) AND %s
            """,
            list(line_ids),
            self._is_payment(SQL("other.move_id")),
        )

    def _get_credited(self, line_ids):
        """Credit notes matched with case lines, in the currency of each.

        A credit note, or the reversal of the item's own entry.

        :param list line_ids: ids of ``relance.case.line``
        :return: ``{line id: amount}``
        """
        credited = defaultdict(float)
        if not line_ids:
            return credited
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, SUM(part.debit_amount_currency)
                  FROM relance_case_line line
                  JOIN account_partial_reconcile part
                    ON part.debit_move_id = line.move_line_id
                  JOIN account_move_line other ON other.id = part.credit_move_id
                  JOIN account_move move ON move.id = other.move_id
                 WHERE line.id = ANY(%s)
                   AND (move.move_type = 'out_refund'
                        OR move.reversed_entry_id = line.move_id)
              GROUP BY line.id
                """,
                list(line_ids),
            )
        )
        credited.update((line_id, float(amount)) for line_id, amount in rows)
        return credited

    def _payments_under_way(self, line_ids):
        """Each on the oldest item of its invoice, unless its bank line is there."""
        return SQL(
            """
            (SELECT DISTINCT ON (payment.id) line.id, payment.date, payment.amount
               FROM relance_case_line line
               JOIN account_move__account_payment link ON link.invoice_id = line.move_id
               JOIN account_payment payment ON payment.id = link.payment_id
              WHERE line.id = ANY(%s) AND payment.move_id IS NULL
                AND payment.state IN ('in_process', 'paid')
                AND payment.payment_type = 'inbound'
                AND payment.currency_id = line.currency_id
                AND line.closed_date IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM account_partial_reconcile part
                      JOIN account_move_line other ON other.id = part.credit_move_id
                      JOIN account_move move ON move.id = other.move_id
                     WHERE part.debit_move_id = line.move_line_id
                       AND part.debit_amount_currency = payment.amount
                       AND move.statement_line_id IS NOT NULL
                       AND move.date >= payment.date)
           ORDER BY payment.id, line.date_maturity, line.id)
            """,
            list(line_ids),
        )

    def _filter_payments(self, moves):
        """Those of these moves that are payments, as :meth:`_is_payment` says; read
        by the ORM: computed fields may depend on it.

        :param account.move moves: counterparts of a reconciliation
        :rtype: account.move
        """
        return moves.filtered(
            lambda move: (
                move.journal_id.type in ("bank", "cash", "credit")
                or move.origin_payment_id
                or move.statement_line_id
                or "asset_cash" in move.line_ids.account_id.mapped("account_type")
            )
        )

    def _is_payment(self, move_id):
        return SQL(
            """
            EXISTS (SELECT 1 FROM account_move move
                      JOIN account_journal journal ON journal.id = move.journal_id
                     WHERE move.id = %(move)s
                       AND (journal.type IN ('bank', 'cash', 'credit')
                            OR move.origin_payment_id IS NOT NULL
                            OR move.statement_line_id IS NOT NULL
                            OR EXISTS (
                               SELECT 1 FROM account_move_line item
                                 JOIN account_account account
                                   ON account.id = item.account_id
                                WHERE item.move_id = move.id
                                  AND account.account_type = 'asset_cash')))
            """,
            move=move_id,
        )

    def _get_receipts(self, case_ids, except_line_ids):
        """Money of the customers that paid other items, or nothing yet.

        :param list except_line_ids: promised case lines, counted on their own
        :return: ``{case id: [(date, amount, due date of the item or None)]}`` in
            company currency
        """
        receipts = defaultdict(list)
        if not case_ids:
            return receipts
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.case_id, other.date, part.amount, line.date_maturity
                  FROM relance_case_line line
                  JOIN account_partial_reconcile part
                    ON part.debit_move_id = line.move_line_id
                  JOIN account_move_line other ON other.id = part.credit_move_id
                 WHERE line.case_id = ANY(%(cases)s) AND line.id <> ALL(%(except)s)
                   AND %(matched)s
                 UNION ALL
                SELECT line.case_id, item.date, -line.amount_company, NULL
                  FROM relance_case_line line
                  JOIN account_move_line item ON item.id = line.move_line_id
                 WHERE line.case_id = ANY(%(cases)s) AND line.closed_date IS NULL
                   AND line.amount_residual < 0 AND %(unmatched)s
              ORDER BY 2
                """,
                **{
                    "cases": list(case_ids),
                    "except": list(except_line_ids) or [0],
                    "matched": self._is_payment(SQL("other.move_id")),
                    "unmatched": self._is_payment(SQL("line.move_id")),
                },
            )
        )
        for case_id, day, amount, due in rows:
            receipts[case_id].append((day, float(amount), due))
        return receipts

    def _get_returned(self, case_ids):
        """Payments that came back, in company currency.

        A payment's item that is owed again, even when it was paid anew since; less
        what settles it otherwise: money given back for a credit note is none.

        :return: ``{case id: [(date, amount)]}``
        """
        returned = defaultdict(list)
        if not case_ids:
            return returned
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.case_id, item.date,
                       item.amount_residual + COALESCE(again.amount, 0) AS amount
                  FROM relance_case_line line
                  JOIN account_move_line item ON item.id = line.move_line_id
                   AND item.balance > 0 AND item.parent_state = 'posted'
             LEFT JOIN LATERAL (
                       SELECT SUM(part.amount) AS amount
                         FROM account_partial_reconcile part
                         JOIN account_move_line other
                           ON other.id = part.credit_move_id
                        WHERE part.debit_move_id = item.id
                          AND other.date > item.date AND %s) again ON TRUE
                 WHERE line.case_id = ANY(%s) AND %s
              ORDER BY item.date, item.id
                """,
                self._is_payment(SQL("other.move_id")),
                list(case_ids),
                self._is_payment(SQL("line.move_id")),
            )
        )
        for case_id, day, amount in rows:
            if amount > 0:
                returned[case_id].append((day, float(amount)))
        return returned

    def _get_lowered(self, line_ids):
        """What settled case lines without being a payment: credit notes, and what
        was written off, transferred or offset; in the currency of each.

        :return: ``{line id: [(date, amount, is a credit note)]}``
        """
        lowered = defaultdict(list)
        if not line_ids:
            return lowered
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, other.date, part.debit_amount_currency,
                       move.move_type IN ('out_refund', 'out_invoice')
                       OR COALESCE(move.reversed_entry_id = line.move_id, FALSE)
                  FROM relance_case_line line
                  JOIN account_partial_reconcile part
                    ON part.debit_move_id = line.move_line_id
                  JOIN account_move_line other ON other.id = part.credit_move_id
                  JOIN account_move move ON move.id = other.move_id
                 WHERE line.id = ANY(%s) AND NOT %s
              ORDER BY other.date, part.id
                """,
                list(line_ids),
                self._is_payment(SQL("other.move_id")),
            )
        )
        for line_id, day, amount, is_credit in rows:
            lowered[line_id].append((day, float(amount), is_credit))
        return lowered
