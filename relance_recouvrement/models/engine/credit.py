from odoo import fields, models
from odoo.tools import SQL

from ...const import CREDIT_REVIEW_NOTICE_DAYS

REVIEW = "relance_recouvrement.activity_credit_review"
READ = (
    "account.move",
    "account.move.line",
    "account.payment",
    "account.bank.statement.line",
    "relance.case.line",
    "relance.level",
    "res.partner",
)
NOTHING = {"due": 0.0, "overdue": 0.0, "blocking": 0.0, "level_id": False}


class RelanceEngineCredit(models.AbstractModel):
    """What customers owe at this very moment, and the reviews of their credit.

    Sales are stopped and released between two runs: the debt is read from the
    ledger, by a query that writes nothing.
    """

    _name = "relance.engine.credit"
    _description = "Dunning Engine: Credit"

    # === DEBT NOW === #

    def _get_debts(self, company, partners, today):
        """The debts of customers as the ledger has them now, in company currency.

        Money received and not matched yet counts as paid. An item disputed,
        promised or in a plan is due but stops nothing; an item excluded by hand or
        sold to a factor is not counted at all.

        :param res.company company: root company
        :param res.partner partners: commercial partners
        :param date today: items due before are overdue
        :return: by partner id: ``due`` (net), ``overdue`` (net), ``blocking`` (net,
            at a level that stops sales), ``level_id`` (the highest one that
            blocks, else the highest reached)
        :rtype: dict(int, dict)
        """
        debts = {partner_id: dict(NOTHING) for partner_id in partners.ids}
        if not debts:
            return debts
        self._flush()
        rows = self.env.execute_query(self._debt_query(company, partners, today))
        for partner_id, due, overdue, blocking, received, stop_id, level_id in rows:
            debts[partner_id] = {
                "due": float(due) - float(received),
                "overdue": max(0.0, float(overdue) - float(received)),
                "blocking": max(0.0, float(blocking) - float(received)),
                "level_id": stop_id or level_id or False,
            }
        return debts

    def _flush(self):
        for model in READ:
            self.env[model].flush_model()

    def _debt_query(self, company, partners, today):
        sync = self.env["relance.engine.sync"]
        return SQL(
            """
            WITH ledger AS (%(ledger)s), item AS (
                SELECT ledger.*, line.level_id, %(hold)s AS hold,
                       COALESCE(line.amount_held, 0) AS held
                  FROM ledger
             LEFT JOIN relance_case_line line ON line.move_line_id = ledger.id
            ), debit AS (
                SELECT item.partner_id, item.company_residual AS amount, item.day,
                       item.level_id, level.sequence,
                       CASE WHEN item.day AND level.blocks_sales
                            THEN item.company_residual * GREATEST(
                                 0, item.residual - item.unclaimed) / item.residual
                            ELSE 0 END AS blocking
                  FROM (SELECT *, due < %(today)s AS day,
                               CASE WHEN hold IN ('procedure', 'insolvency') THEN 0
                                    WHEN hold = 'time_barred' THEN residual
                                    ELSE held END AS unclaimed
                          FROM item) item
             LEFT JOIN relance_level level ON level.id = item.level_id
                 WHERE item.residual > 0 AND item.hold NOT IN ('excluded', 'assigned')
            ), received AS (
                SELECT partner_id, SUM(amount) AS amount
                  FROM (SELECT partner_id, -company_residual AS amount FROM ledger
                         WHERE company_residual < 0
                         UNION ALL %(pending)s) credit
              GROUP BY partner_id
            )
            SELECT partner.id, COALESCE(debit.due, 0), COALESCE(debit.overdue, 0),
                   COALESCE(debit.blocking, 0), COALESCE(received.amount, 0),
                   debit.stop_id, debit.level_id
              FROM res_partner partner
         LEFT JOIN received ON received.partner_id = partner.id
         LEFT JOIN (SELECT partner_id, SUM(amount) AS due,
                           SUM(amount) FILTER (WHERE day) AS overdue,
                           SUM(blocking) AS blocking,
                           (ARRAY_AGG(level_id ORDER BY sequence DESC)
                            FILTER (WHERE blocking > 0))[1] AS stop_id,
                           (ARRAY_AGG(level_id ORDER BY sequence DESC)
                            FILTER (WHERE level_id IS NOT NULL))[1] AS level_id
                      FROM debit
                  GROUP BY partner_id) debit ON debit.partner_id = partner.id
             WHERE partner.id IN %(partners)s
            """,
            ledger=sync._ledger_query(company, partners),
            hold=sync._new_hold(today),
            pending=self._pending(company, partners, self._of_left_out_invoice()),
            today=today,
            partners=tuple(partners.ids),
        )

    def _of_left_out_invoice(self):
        return SQL(
            """
            AND NOT EXISTS (SELECT 1 FROM account_move__account_payment link
                              JOIN ledger ON ledger.move_id = link.invoice_id
                             WHERE link.payment_id = payment.id
                               AND ledger.excluded = 'in_payment')
            """
        )

    def _pending(self, company, partners, except_for=None):
        """Money received without any entry on the customer's account yet: bank
        lines to match, payments waiting for the bank.

        :param SQL except_for: condition on payments whose invoice counts no more
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id, pending.amount
              FROM (%(bank)s UNION ALL
                    SELECT payment.partner_id, payment.amount_company_currency_signed
                      FROM account_payment payment
                     WHERE payment.move_id IS NULL AND payment.state = 'in_process'
                       AND payment.payment_type = 'inbound'
                       AND payment.company_id IN %(companies)s %(except_for)s
                   ) pending
              JOIN res_partner partner ON partner.id = pending.partner_id
             WHERE partner.commercial_partner_id IN %(partners)s
            """,
            bank=self.env["relance.engine.settle"]._unmatched_bank_lines(
                tuple(company._relance_branches().ids)
            ),
            companies=tuple(company._relance_branches().ids),
            except_for=except_for or SQL(),
            partners=tuple(partners.ids),
        )

    def _get_pending(self, company, partner):
        """Money received from one customer without an entry on the account yet.

        :rtype: float
        """
        self._flush()
        rows = self.env.execute_query(self._pending(company, partner))
        return sum(float(amount) for _partner_id, amount in rows)

    # === REVIEWS === #

    def _remind(self, company, today):
        """A task for each credit review that comes near or is late, once."""
        partners = self.env["res.partner"].with_company(company)
        near = fields.Date.add(today, days=CREDIT_REVIEW_NOTICE_DAYS)
        due = partners.search(
            [
                ("relance_review_next_date", "<=", near),
                ("company_id", "in", [False, *company._relance_branches().ids]),
            ]
        )
        if not due:
            return
        known = due.activity_search([REVIEW], additional_domain=due._review_domain())
        todo = due.filtered(lambda partner: partner.id not in known.mapped("res_id"))
        for partner in todo:
            partner._schedule_review(max(today, partner.relance_review_next_date))
