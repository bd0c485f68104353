from odoo import models
from odoo.tools import SQL


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
        over or not; those entered by mistake do not count.

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
                     WHERE item.id = ANY(%s) AND %s
                  GROUP BY item.id
                    """,
                    list(move_line_ids),
                    self._is_prior(),
                )
            )
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
        doubtful account, and the invoice that a credit note was made for."""
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
