from odoo import models
from odoo.tools import SQL


class RelanceEngineHold(models.AbstractModel):
    """What promises, disputes, plans and settlements leave claimable of each item.

    The last part of settle: they were judged before. An item is held when nothing
    of it remains claimable; else its remainder goes on being claimed. What a person
    or the ledger leaves out (excluded, assigned, procedure, insolvency) stays out.
    """

    _name = "relance.engine.hold"
    _description = "Dunning Engine: Holds"

    def _hold(self, only):
        """Write holds and claimable amounts where they change, in two statements.

        :param SQL only: conditions on ``cases``
        """
        self.env.cr.execute(
            SQL(
                """
                WITH held AS (
                    SELECT case_line_id, SUM(planned) AS planned,
                           SUM(disputed) AS disputed,
                           SUM(planned + disputed + promised) AS amount
                      FROM (%(plans)s UNION ALL %(settlements)s UNION ALL %(disputes)s
                            UNION ALL %(promises)s) part
                  GROUP BY case_line_id
                ), wanted AS (
                    SELECT line.id,
                           LEAST(COALESCE(held.amount, 0), line.amount_residual)
                               AS amount,
                           GREATEST(0, line.amount_residual - COALESCE(held.amount, 0))
                               AS claimable,
                           CASE WHEN COALESCE(held.amount, 0) < line.amount_residual
                                THEN 'none'
                                WHEN held.planned > 0 THEN 'plan'
                                WHEN held.disputed > 0 THEN 'dispute'
                                ELSE 'promise' END AS hold
                      FROM relance_case_line line
                      JOIN relance_case cases ON cases.id = line.case_id %(only)s
                 LEFT JOIN held ON held.case_line_id = line.id
                     WHERE line.closed_date IS NULL AND line.amount_residual > 0
                       AND line.hold IN ('none', 'plan', 'dispute', 'promise')
                       AND line.id IN (
                           SELECT case_line_id FROM held
                            UNION
                           SELECT id FROM relance_case_line
                            WHERE amount_held > 0 AND closed_date IS NULL)
                )
                UPDATE relance_case_line line
                   SET amount_held = wanted.amount, hold = wanted.hold,
                       amount_claimable = wanted.claimable
                  FROM wanted
                 WHERE wanted.id = line.id
                   AND (line.amount_held, line.hold, line.amount_claimable)
                       IS DISTINCT FROM (wanted.amount, wanted.hold, wanted.claimable)
                """,
                plans=self._held("plan", "planned"),
                settlements=self._held("settlement", "planned"),
                disputes=self._held("dispute", "disputed"),
                promises=self._held("promise", "promised"),
                only=only,
            )
        )
        self._sum_on_cases(only)

    def _follow_items(self):
        """What was agreed follows its items to another case, once none is left in
        its own."""
        moved = SQL(" UNION ALL ").join(
            self._moved(kind) for kind in ("promise", "dispute", "plan", "settlement")
        )
        for kind, record_id, case_id in self.env.execute_query(moved):
            self.env[f"relance.{kind}"].browse(record_id).case_id = case_id

    def _moved(self, name):
        return SQL(
            """
            SELECT %s::text, parent.id, (ARRAY_AGG(line.case_id ORDER BY line.id))[1]
              FROM %s parent
              JOIN %s part ON part.%s = parent.id
              JOIN relance_case_line line ON line.id = part.case_line_id
             WHERE parent.is_holding
          GROUP BY parent.id
            HAVING NOT BOOL_OR(parent.case_id = line.case_id)
            """,
            name,
            SQL.identifier(f"relance_{name}"),
            SQL.identifier(f"relance_{name}_line"),
            SQL.identifier(f"{name}_id"),
        )

    def _held(self, name, column):
        """Amounts that the holding records of one kind still hold, by case line."""
        columns = [
            SQL(
                "%s AS %s",
                SQL("GREATEST(0, part.amount - COALESCE(part.amount_settled, 0))")
                if other == column
                else SQL("0"),
                SQL.identifier(other),
            )
            for other in ("planned", "disputed", "promised")
        ]
        return SQL(
            """
            SELECT part.case_line_id, %s
              FROM %s part
              JOIN %s parent ON parent.id = part.%s AND parent.is_holding
            """,
            SQL(", ").join(columns),
            SQL.identifier(f"relance_{name}_line"),
            SQL.identifier(f"relance_{name}"),
            SQL.identifier(f"{name}_id"),
        )

    def _sum_on_cases(self, only):
        """Promised and disputed amounts of the cases, in company currency: no more
        than what is still owed."""
        self.env.cr.execute(
            SQL(
                """
                WITH held AS (
                    SELECT line.case_id,
                           ROUND(SUM(LEAST(part.promised, line.amount_residual)
                                     * line.rate), 6) AS promised,
                           ROUND(SUM(LEAST(part.disputed, line.amount_residual)
                                     * line.rate), 6) AS disputed
                      FROM (SELECT case_line_id, SUM(promised) AS promised,
                                   SUM(disputed) AS disputed
                              FROM (%(disputes)s UNION ALL %(promises)s) held
                          GROUP BY case_line_id) part
                      JOIN (SELECT id, case_id, amount_residual,
                                   amount_company / amount_residual AS rate
                              FROM relance_case_line
                             WHERE closed_date IS NULL AND amount_residual > 0) line
                        ON line.id = part.case_line_id
                  GROUP BY line.case_id
                )
                UPDATE relance_case cases
                   SET amount_promised = COALESCE(held.promised, 0),
                       amount_disputed = COALESCE(held.disputed, 0)
                  FROM relance_case self
             LEFT JOIN held ON held.case_id = self.id
                 WHERE self.id = cases.id %(only)s
                   AND (held.case_id IS NOT NULL OR cases.amount_promised <> 0
                        OR cases.amount_disputed <> 0)
                   AND (cases.amount_promised, cases.amount_disputed)
                       IS DISTINCT FROM
                       (COALESCE(held.promised, 0), COALESCE(held.disputed, 0))
                """,
                disputes=self._held("dispute", "disputed"),
                promises=self._held("promise", "promised"),
                only=only,
            )
        )
