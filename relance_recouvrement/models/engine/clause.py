from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...tools.debtor import get_regime
from ...tools.rates import Clause

READ = {
    "account.move": ["company_id", "commercial_partner_id", "invoice_payment_term_id"],
    "account.move.line": ["company_id", "move_id", "partner_id"],
    "account.payment.term": ["relance_penalty_mode", "relance_penalty_rate"],
    "res.company": ["relance_penalty_mode", "relance_penalty_rate", "parent_id"],
    "res.partner": [
        "commercial_partner_id",
        "relance_debtor_regime",
        "relance_penalty_mode",
        "relance_penalty_rate",
        "relance_regime_confirmed",
    ],
}


class RelanceEngineClause(models.AbstractModel):
    """How the rate of a claim is found: the kind of debtor, then what was agreed.

    A business owes what the payment term of the invoice says, else what the customer
    agreed, else the company's default (C. com. L441-10 II). A public body owes the ECB
    rate + 8 points (CCP R2192-31), a consumer and a non-professional the legal rate
    (C. civ. 1231-6), whatever is agreed. Nobody owes anything whose kind was not
    confirmed.
    """

    _name = "relance.engine.clause"
    _description = "Rate of a Claim"

    def _get_clauses(self, move_ids):
        """The clause of each invoice, by one query.

        An entry of a general journal has no customer of its own: see
        :meth:`_get_line_clauses`.

        :param move_ids: ids of ``account.move``
        :return: ``{move id: Clause, or None when nothing is owed}``
        :rtype: dict
        """
        claims = SQL(
            """
            SELECT id, company_id, commercial_partner_id AS partner_id,
                   invoice_payment_term_id AS term_id
              FROM account_move
             WHERE id = ANY(%s)
            """,
            list(move_ids),
        )
        return self._read_clauses(move_ids, claims)

    def _get_line_clauses(self, move_line_ids):
        """The clause of each due item: as :meth:`_get_clauses`, with the customer of
        the item itself.

        :param move_line_ids: ids of ``account.move.line``
        :return: ``{item id: Clause, or None when nothing is owed}``
        :rtype: dict
        """
        claims = SQL(
            """
            SELECT line.id, line.company_id, debtor.commercial_partner_id AS partner_id,
                   move.invoice_payment_term_id AS term_id
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
         LEFT JOIN res_partner debtor ON debtor.id = line.partner_id
             WHERE line.id = ANY(%s)
            """,
            list(move_line_ids),
        )
        return self._read_clauses(move_line_ids, claims)

    def _read_clauses(self, ids, claims):
        clauses = dict.fromkeys(ids)
        if not clauses:
            return clauses
        for model, names in READ.items():
            self.env[model].flush_model(names)
        for claim_id, regime, *agreed in self.env.execute_query(self._query(claims)):
            clauses[claim_id] = self._choose(regime, agreed)
        return clauses

    def _query(self, claims):
        """Kind of debtor, then mode and rate by precedence. A branch has the settings
        of its root company; a customer's may be entered in either."""
        return SQL(
            """
            SELECT claim.id,
                   CASE WHEN partner.relance_regime_confirmed
                        THEN partner.relance_debtor_regime END,
                   term.relance_penalty_mode, term.relance_penalty_rate::text,
                   partner.relance_penalty_mode ->> claim.company_id::text,
                   partner.relance_penalty_rate ->> claim.company_id::text,
                   partner.relance_penalty_mode ->> root.id::text,
                   partner.relance_penalty_rate ->> root.id::text,
                   root.relance_penalty_mode, root.relance_penalty_rate::text
              FROM (%s) claim
              JOIN res_company company ON company.id = claim.company_id
              JOIN res_company root
                ON root.id = split_part(company.parent_path, '/', 1)::integer
         LEFT JOIN res_partner partner ON partner.id = claim.partner_id
         LEFT JOIN account_payment_term term ON term.id = claim.term_id
            """,
            claims,
        )

    def _choose(self, regime, agreed):
        interest = get_regime(regime).interest
        if interest == "none":
            return None
        if interest != "penalty":
            return Clause(interest)
        pairs = zip(agreed[::2], agreed[1::2], strict=True)
        mode, rate = next(pair for pair in pairs if pair[0])
        return Clause(mode, Decimal(rate) if mode == "fixed" else None)
