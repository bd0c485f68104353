from odoo import fields, models
from odoo.tools import SQL

from ...const import RETURNED_WITHIN_DAYS


class RelanceEngineReturned(models.AbstractModel):
    """Payments that came back: rejected cheque, direct debit or bill.

    Seen in the ledger: an item closed as paid is open again, or the bank took the
    money back in an entry of its own. An item whose payment still lies unmatched on
    the account was only unmatched. The next reminder is firm, and somebody calls
    the same day.
    """

    _name = "relance.engine.returned"
    _description = "Dunning Engine: Returned Payments"

    def _get_reopened(self):
        """Lines closed as paid that the loaded ledger has open again; read before
        they are refreshed."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id FROM relance_ledger ledger
                  JOIN relance_case_line line ON line.move_line_id = ledger.id
                 WHERE line.closed_reason = 'paid' AND ledger.residual > 0
                """
            )
        )
        return [line_id for (line_id,) in rows]

    def _mark(self, company, today, reopened, opened):
        """Date the return of these lines, and ask for a call.

        :param list reopened: lines closed as paid, open again
        :param list opened: lines of items followed since this run
        """
        if not company.relance_last_run or not (reopened or opened):
            return
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relance_case_line line SET returned_date = %(today)s
                  FROM account_move_line item
                 WHERE item.id = line.move_line_id AND line.amount_residual > 0
                   AND (line.id = ANY(%(reopened)s)
                        OR (line.id = ANY(%(opened)s) AND item.date >= %(since)s
                            AND %(payment)s))
                   AND line.amount_company > COALESCE((
                       SELECT -SUM(other.amount_company)
                         FROM relance_case_line other
                        WHERE other.case_id = line.case_id
                          AND other.closed_date IS NULL AND other.amount_residual < 0
                          AND %(unmatched)s), 0)
             RETURNING line.case_id
                """,
                today=today,
                reopened=reopened,
                opened=opened,
                since=fields.Date.subtract(today, days=RETURNED_WITHIN_DAYS),
                payment=self._is_payment(SQL("item.move_id")),
                unmatched=self._is_payment(SQL("other.move_id")),
            )
        )
        self.env.invalidate_all(flush=False)
        self._ask_call({case_id for (case_id,) in rows}, today)

    def _is_payment(self, move_id):
        return self.env["relance.engine.payments"]._is_payment(move_id)

    def _ask_call(self, case_ids, today):
        cases = self.env["relance.case"].browse(sorted(case_ids))
        note = self.env._("A payment came back: call today.")
        cases._relance_activity(
            "relance_recouvrement.activity_payment_rejected", note, date=today
        )
        cases._message_log_batch(bodies=dict.fromkeys(cases.ids, note))
