from odoo import models
from odoo.tools import SQL


class RelanceEngineInsolvencyClaim(models.AbstractModel):
    """What is declared to the judicial agent, read from the whole ledger.

    Every open item counts, followed or not: what is left out of the declaration is
    lost (C. com. L622-26).
    """

    _name = "relance.engine.insolvency.claim"
    _description = "Dunning Engine: Declaration of Claim"

    def _get_lines(self, insolvency):
        """Values of the declaration's lines, as of the opening judgment.

        :param relance.insolvency insolvency: one
        :return: values of ``relance.insolvency.line``, the oldest due first
        :rtype: list(dict)
        """
        rows = self._load(insolvency)
        charges = self._get_charges(insolvency, [row["move_line_id"] for row in rows])
        return [
            self._get_values(insolvency, row, charges.get(row["move_line_id"]))
            for row in rows
        ]

    # === LEDGER === #

    def _load(self, insolvency):
        engine = self.env["relance.engine.insolvency"]
        engine._flush()
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT item.id AS move_line_id, line.id AS case_line_id,
                           COALESCE(move.name, item.name) AS move_name,
                           COALESCE(move.invoice_date, item.date) AS invoice_date,
                           (SELECT MIN(born) FROM (%(documents)s) document)
                               AS born_date,
                           COALESCE(line.date_maturity, item.date_maturity, item.date)
                               AS date_maturity,
                           item.currency_id, item.amount_currency AS amount_total,
                           %(balance)s AS amount
                      FROM relance_insolvency insolvency
                      JOIN res_partner partner
                        ON partner.commercial_partner_id = insolvency.partner_id
                      JOIN account_move_line item ON item.partner_id = partner.id
                       AND item.account_id IN %(accounts)s
                       AND item.company_id IN %(companies)s
                       AND item.parent_state = 'posted'
                      JOIN account_move move ON move.id = item.move_id
                 LEFT JOIN relance_case_line line ON line.move_line_id = item.id
                     WHERE insolvency.id = %(id)s AND %(prior)s
                       AND COALESCE(line.hold, 'none') <> 'assigned') claim
                 WHERE ABS(amount) > 0.000001
              ORDER BY date_maturity, invoice_date, move_line_id
                """,
                id=insolvency.id,
                documents=engine._documents(),
                prior=engine._is_prior(),
                balance=self._balance(),
                accounts=self._get_accounts(insolvency.company_id),
                companies=tuple(insolvency.company_id._relance_branches().ids),
            )
        )
        return [row for row in rows if not self._is_zero(row)]

    def _is_zero(self, row):
        currency = self.env["res.currency"].browse(row["currency_id"])
        return currency.is_zero(float(row["amount"]))

    def _get_accounts(self, company):
        sync = self.env["relance.engine.sync"]
        accounts = sync._get_accounts(company) | sync._get_doubtful_accounts(company)
        return tuple(accounts.ids) or (0,)

    def _balance(self):
        """Balance of ``item`` on the day of the judgment, in its currency.

        A payment made after it is no obstacle to the declaration: it was forbidden. A
        credit note counts whatever its day, and so does a transfer: the item that
        carries the debt on is declared instead.
        """
        return SQL(
            """
            CASE WHEN item.amount_currency < 0 THEN item.amount_residual_currency
            ELSE item.amount_currency - COALESCE((
                SELECT SUM(part.debit_amount_currency)
                  FROM account_partial_reconcile part
                  JOIN account_move_line other ON other.id = part.credit_move_id
                  JOIN account_move settling ON settling.id = other.move_id
                 WHERE part.debit_move_id = item.id
                   AND (other.date <= insolvency.judgment_date
                        OR settling.move_type = 'out_refund'
                        OR settling.reversed_entry_id = item.move_id
                        OR EXISTS (
                            SELECT 1 FROM account_move_line carried
                              JOIN account_account account
                                ON account.id = carried.account_id
                             WHERE carried.move_id = other.move_id
                               AND carried.id <> other.id AND carried.debit > 0
                               AND account.reconcile
                               AND account.account_type LIKE 'asset%%'
                               AND carried.partner_id IS NOT NULL))), 0) END
            """
        )

    # === INTEREST AND INDEMNITIES === #

    def _get_charges(self, insolvency, move_line_ids):
        """Late-payment interest until the judgment, where it stops (L622-28), less
        what was waived or invoiced: a debit note is declared as such."""
        if not insolvency.claim_interest:
            return {}
        engine = self.env["relance.engine.interest"]
        owed = engine._compute(move_line_ids, insolvency.judgment_date)
        settled = self.env["relance.engine.charge"]._get_settled(move_line_ids)
        for item_id, amounts in settled.items():
            values = owed[item_id]
            before = min(values["amount"], amounts.get("interest", 0.0))
            indemnity = values["indemnity"] - amounts.get("indemnity", 0.0)
            values.update(
                amount=values["amount"] - before,
                settled=before,
                indemnity=max(0.0, indemnity),
            )
        return owed

    # === VALUES === #

    def _get_values(self, insolvency, row, charge):
        company = insolvency.company_id
        currency = self.env["res.currency"].browse(row["currency_id"])
        # payments that paid the interest first left the principal (C. civ. 1343-1)
        amount = float(row["amount"]) + (charge["imputed"] if charge else 0.0)

        def in_euros(amount):
            """At the rate of the judgment's day (C. com. L622-25)."""
            return currency._convert(
                amount, company.currency_id, company, insolvency.judgment_date
            )

        values = {
            **row,
            "insolvency_id": insolvency.id,
            "amount": currency.round(amount),
            "amount_total": float(row["amount_total"]),
            "amount_company": in_euros(amount),
            "is_due": row["date_maturity"] <= insolvency.judgment_date,
        }
        if charge and row["amount"] > 0 and values["is_due"]:
            values.update(
                amount_interest=in_euros(charge["amount"]),
                amount_settled=charge.get("settled", 0.0),
                amount_indemnity=charge["indemnity"],
                provisional=charge["provisional"],
                legal_basis=charge["legal_basis"],
                interest_detail=[self._get_segment(row) for row in charge["segments"]],
            )
        return values

    def _get_segment(self, segment):
        """One period of the interest, as plain values to be kept."""
        return {
            **segment,
            "start": segment["start"].isoformat(),
            "end": segment["end"].isoformat(),
        }
