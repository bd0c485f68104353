from odoo import models
from odoo.tools import SQL

# Agreements that still run, by kind: their items may be continued by others.
RUNNING = {
    "promise": ("to_approve", "open"),
    "dispute": ("open", "founded", "unfounded"),
    "plan": ("draft", "active"),
    "settlement": ("draft", "to_approve", "proposed", "agreed", "paid"),
}


class RelanceEngineTransfer(models.AbstractModel):
    """Part of the first phase: a debt moved to another item keeps its history."""

    _name = "relance.engine.transfer"
    _description = "Dunning Engine: Transfers"

    def _continue(self, opened):
        """Give lines that continue another one its level, hold and due date.

        Either the item was transferred to a doubtful account (the entry that
        carries the new item settles the old one, maybe some days later), or the
        invoice was reset to draft and posted again with new items.

        :param list opened: ids of the lines just opened
        """
        line_ids = opened + self._get_unmatched()
        if line_ids and self._has_origins():
            self._move_agreements(line_ids)
            self._copy_history(line_ids)

    def _get_unmatched(self):
        """Lines on doubtful accounts whose origin is not known yet."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM relance_ledger ledger
                  JOIN relance_case_line line ON line.move_line_id = ledger.id
                 WHERE ledger.doubtful AND line.origin_line_id IS NULL
                """
            )
        )
        return [line_id for (line_id,) in rows]

    def _has_origins(self):
        """Whether a line may continue another one: most ledgers are read faster.

        Only an entry transfers a debt, and only an invoice posted again leaves a
        closed line without its item.
        """
        [[found]] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT 1 FROM relance_ledger ledger
                                WHERE ledger.is_entry AND ledger.residual > 0)
                    OR EXISTS (SELECT 1 FROM relance_case_line line
                                WHERE line.closed_date IS NOT NULL
                                  AND line.move_line_id IS NULL)
                """
            )
        )
        return found

    # === AGREEMENTS === #

    def _move_agreements(self, line_ids):
        """What runs on a transferred item goes on with the one that continues it.

        Payments of the old item stay there: the part begins that much earlier on
        the new one (``paid_before``), so that they count all the same. What is
        over stays where it was judged.
        """
        if not self._has_running():
            return
        pairs = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (origin.old_id) origin.old_id, origin.id
                  FROM (%s UNION %s) origin
                  JOIN relance_case_line old ON old.id = origin.old_id
                   AND old.closed_date IS NOT NULL
              ORDER BY origin.old_id, origin.id
                """,
                self._transferred(line_ids),
                self._posted_again(line_ids),
            )
        )
        paid = self.env["relance.engine.payments"]._get_paid([old for old, _ in pairs])
        for old, new in pairs:
            before = sum(amount for _day, amount in paid[old])
            for kind, running in RUNNING.items():
                self._move_parts(kind, running, old, new, before)

    def _has_running(self):
        """Whether any agreement runs: most ledgers are read faster."""
        [[found]] = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(" OR ").join(
                    SQL(
                        "EXISTS (SELECT 1 FROM %s WHERE state IN %s)",
                        SQL.identifier(f"relance_{kind}"),
                        states,
                    )
                    for kind, states in RUNNING.items()
                ),
            )
        )
        return found

    def _move_parts(self, kind, running, old, new, paid):
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(line)s part
                   SET case_line_id = %(new)s,
                       paid_before = %(before)s
                  FROM %(table)s parent
                 WHERE parent.id = part.%(parent)s AND part.case_line_id = %(old)s
                   AND parent.state IN %(running)s
                """,
                line=SQL.identifier(f"relance_{kind}_line"),
                table=SQL.identifier(f"relance_{kind}"),
                parent=SQL.identifier(f"{kind}_id"),
                running=running,
                old=old,
                new=new,
                before=self._get_before(kind, paid),
            )
        )

    def _get_before(self, kind, paid):
        """What counts as settled before, on the item that continues another."""
        if kind == "dispute":
            # credit notes are shared by the disputes of one item: each keeps its own
            return SQL("-COALESCE(part.amount_settled, 0)")
        return SQL("COALESCE(part.paid_before, 0) - %s", paid)

    # === HISTORY === #

    def _copy_history(self, line_ids):
        self.env.cr.execute(
            SQL(
                """
                WITH origin AS (%(transferred)s UNION %(posted_again)s),
                oldest AS (
                    SELECT DISTINCT ON (origin.id) origin.id, origin.old_id
                      FROM origin
                      JOIN relance_case_line old ON old.id = origin.old_id
                  ORDER BY origin.id, old.date_maturity, old.id
                )
                UPDATE relance_case_line line
                   SET origin_line_id = old.id,
                       date_maturity = old.date_maturity,
                       start_level_id = old.level_id, start_date = old.level_date,
                       level_id = old.level_id, level_date = old.level_date,
                       hold = CASE WHEN old.hold_manual THEN old.hold
                              ELSE line.hold END,
                       hold_manual = COALESCE(old.hold_manual, FALSE),
                       hold_reason = CASE WHEN old.hold_manual THEN old.hold_reason
                                     ELSE line.hold_reason END,
                       hold_until = old.hold_until, factor_id = old.factor_id,
                       amount_claimable = CASE WHEN old.hold_manual THEN 0
                                          ELSE line.amount_claimable END
                  FROM oldest
                  JOIN relance_case_line old ON old.id = oldest.old_id
                 WHERE line.id = oldest.id
                """,
                transferred=self._transferred(line_ids),
                posted_again=self._posted_again(line_ids),
            )
        )

    def _transferred(self, line_ids):
        return SQL(
            """
            SELECT fresh.id, old.id AS old_id
              FROM relance_case_line fresh
              JOIN account_move move ON move.id = fresh.move_id
                                    AND move.move_type = 'entry'
              JOIN account_move_line other ON other.move_id = fresh.move_id
                                          AND other.id <> fresh.move_line_id
              JOIN account_partial_reconcile part ON part.credit_move_id = other.id
              JOIN relance_case_line old ON old.move_line_id = part.debit_move_id
                                        AND old.case_id = fresh.case_id
             WHERE fresh.id = ANY(%s) AND fresh.amount_residual > 0
            """,
            line_ids,
        )

    def _posted_again(self, line_ids):
        return SQL(
            """
            SELECT fresh.id, old.id AS old_id
              FROM relance_case_line fresh
              JOIN relance_case_line old ON old.move_id = fresh.move_id
               AND old.case_id = fresh.case_id
               AND old.date_maturity = fresh.date_maturity
               AND old.closed_date IS NOT NULL AND old.move_line_id IS NULL
             WHERE fresh.id = ANY(%s)
            """,
            line_ids,
        )
