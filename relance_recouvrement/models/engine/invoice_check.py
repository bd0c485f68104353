from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...const import INVOICE_CHECKS

# What the channels need of a contact.
NEEDS = ("email", "post", "phone")


class Problem(NamedTuple):
    """What a check found on the never-reminded items of a case.

    ``first`` and ``last`` are document numbers, ``amount`` is in company currency,
    ``unreachable`` the contact keys (``relance.level._get_contact_key``) that
    nobody can be reached by.
    """

    code: str
    count: int
    first: str | None
    last: str | None
    amount: float
    unreachable: list | None


class RelanceEngineInvoiceCheck(models.AbstractModel):
    """The invoice check before the first reminder (METHOD, step 1).

    One query, used as it is by the run and by the screen, so both say the same. It
    looks at overdue items that no reminder claimed yet, the courtesy one before the
    due date aside. What a person accepted (``relance.invoice.acceptance``) is no
    longer a problem.
    """

    _name = "relance.engine.invoice.check"
    _description = "Dunning Engine: Invoice Check"

    def _load(self, company, today, case_ids=None):
        """The problems of the cases, whatever they cause.

        :param res.company company: root company
        :param date today: day of the run
        :param list case_ids: only these cases
        :return: ``{case id: [Problem]}``
        :rtype: dict
        """
        if set(company._relance_check_severities().values()) == {"off"}:
            return {}
        self.env.flush_all()
        only = [SQL("AND line.hold = 'none' AND cases.company_id = %s", company.id)]
        if case_ids:
            only.append(SQL("AND cases.id IN %s", tuple(case_ids)))
        problems = {}
        for case_id, *values in self.env.execute_query(
            SQL(
                """
                SELECT case_id, code, COUNT(*), MIN(move_name), MAX(move_name),
                       MAX(amount), MAX(unreachable)
                  FROM (%s) problem
              GROUP BY case_id, code
                """,
                self._get_query(today, SQL(" ").join(only)),
            )
        ):
            problems.setdefault(case_id, []).append(Problem(*values))
        order = {code: rank for rank, (code, _label) in enumerate(INVOICE_CHECKS)}
        for found in problems.values():
            found.sort(key=lambda problem: order[problem.code])
        return problems

    def _get_query(self, today, only=None):
        """One row per item and problem: ``line_id, case_id, code, move_name, amount,
        unreachable, severity``.

        :param date today: items due before it
        :param SQL only: conditions on ``line`` and ``cases``
        """
        return SQL(
            """
            WITH candidate AS MATERIALIZED (%(candidates)s)
            %(sent)s UNION ALL %(due_date)s UNION ALL %(unmatched)s
            UNION ALL %(dispute)s UNION ALL %(bank_account)s UNION ALL %(contact)s
            """,
            candidates=self._query_candidates(today, only or SQL()),
            sent=self._query_sent(today),
            due_date=self._query_due_date(),
            unmatched=self._query_unmatched(),
            dispute=self._query_dispute(),
            bank_account=self._query_bank_account(),
            contact=self._query_contact(),
        )

    # === ITEMS === #

    def _query_candidates(self, today, only):
        """Overdue items never reminded, with what the checks look at.

        A never-sent invoice that the company leaves out is one too, for the screen.
        """
        return SQL(
            """
            SELECT line.id, line.case_id, line.move_name, line.date_maturity,
                   line.hold = 'excluded' AS left_out, move.id AS move_id,
                   move.move_type, move.is_move_sent, move.invoice_date,
                   move.invoice_payment_term_id AS term_id,
                   move.partner_bank_id AS bank_id,
                   cases.partner_id, cases.amount_pending, cases.company_id,
                   company.relance_check_sent, company.relance_check_sent_days,
                   company.relance_check_due_date, company.relance_check_unmatched,
                   company.relance_check_dispute, company.relance_check_contact,
                   company.relance_check_bank_account, accepted.codes
              FROM relance_case_line line
              JOIN relance_case cases ON cases.id = line.case_id
              JOIN res_company company ON company.id = cases.company_id
         LEFT JOIN relance_level reached ON reached.id = line.level_id
         LEFT JOIN account_move move ON move.id = line.move_id
         LEFT JOIN (SELECT case_line_id, ARRAY_AGG(code) AS codes
                      FROM relance_invoice_acceptance
                  GROUP BY case_line_id) accepted ON accepted.case_line_id = line.id
             WHERE line.closed_date IS NULL AND line.amount_residual > 0
               AND line.date_maturity < %(today)s
               AND (line.level_id IS NULL OR reached.stage = 'prevention')
               AND (line.hold = 'none' AND line.amount_claimable > 0
                    OR %(left_out)s)
               %(only)s
            """,
            today=today,
            left_out=self._is_left_out(),
            only=only,
        )

    def _is_left_out(self):
        """The company claims what was sent only; nothing else leaves it out."""
        return SQL(
            """
            line.hold = 'excluded' AND line.hold_manual IS NOT TRUE
            AND company.relance_only_sent AND move.move_type = 'out_invoice'
            AND move.is_move_sent IS NOT TRUE
            AND move.payment_state IN ('not_paid', 'partial')
            AND EXISTS (SELECT 1 FROM account_move_line item
                         WHERE item.id = line.move_line_id
                           AND item.no_followup IS NOT TRUE)
            """
        )

    # === CHECKS === #

    def _problem(self, code, where, joins=None, amount=None, unreachable=None):
        """Rows of one check: the candidates that ``where`` finds and nobody accepted.

        :param str code: the check, also the end of the company's setting
        :param SQL where: what is wrong with ``candidate``
        """
        setting = SQL.identifier("candidate", f"relance_check_{code}")
        active = SQL("NOT candidate.left_out AND %s <> 'off'", setting)
        severity = setting
        if code == "sent":
            active = SQL("(candidate.left_out OR %s <> 'off')", setting)
            severity = SQL(
                "CASE WHEN candidate.left_out THEN 'block' ELSE %s END", setting
            )
        return SQL(
            """
            SELECT candidate.id AS line_id, candidate.case_id, %(code)s AS code,
                   candidate.move_name, %(amount)s AS amount,
                   %(unreachable)s AS unreachable, %(severity)s AS severity
              FROM candidate %(joins)s
             WHERE %(active)s
               AND (%(code)s = ANY(candidate.codes)) IS NOT TRUE
               AND %(where)s
            """,
            code=SQL("%s::text", code),
            amount=amount or SQL("NULL::numeric"),
            unreachable=unreachable or SQL("NULL::text[]"),
            severity=severity,
            joins=joins or SQL(),
            active=active,
            where=where,
        )

    def _query_sent(self, today):
        """Odoo's own flag; the day is that of the PDF made when it was sent."""
        return self._problem(
            "sent",
            SQL(
                """
                candidate.move_type = 'out_invoice'
                AND (candidate.is_move_sent IS NOT TRUE
                     OR candidate.relance_check_sent_days > 0 AND EXISTS (
                        SELECT 1 FROM ir_attachment pdf
                         WHERE pdf.res_model = 'account.move'
                           AND pdf.res_id = candidate.move_id
                           AND pdf.res_field = 'invoice_pdf_report_file'
                           AND pdf.create_date::date
                               + candidate.relance_check_sent_days > %s))
                """,
                today,
            ),
        )

    def _query_due_date(self):
        """The item's due date is none of those that the payment term gives."""
        return self._problem(
            "due_date",
            SQL(
                """
                candidate.term_id IS NOT NULL AND candidate.invoice_date IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM account_payment_term_line term
                     WHERE term.payment_id = candidate.term_id
                       AND %s = candidate.date_maturity)
                """,
                self._sql_term_date(),
            ),
        )

    def _sql_term_date(self):
        """``account.payment.term.line._get_due_date`` in SQL."""
        day = SQL(
            r"COALESCE(SUBSTRING(term.days_next_month FROM '^\s*(\d+)\s*$')::int, 1)"
        )
        shifted = SQL("(candidate.invoice_date + term.nb_days)")
        return SQL(
            """
            CASE term.delay_type
            WHEN 'days_after_end_of_month'
                THEN %(end_of_month)s + term.nb_days
            WHEN 'days_after_end_of_next_month'
                THEN %(end_of_next)s + term.nb_days
            WHEN 'days_end_of_month_on_the' THEN
                CASE WHEN %(day)s = 0 THEN %(end_of_shifted)s
                     ELSE LEAST(%(next_of_shifted)s,
                          (date_trunc('month', %(shifted)s) + interval '1 month')::date
                          + %(day)s - 1) END
            ELSE %(shifted)s END
            """,
            day=day,
            shifted=shifted,
            end_of_month=self._sql_end_of_month(SQL("candidate.invoice_date"), 1),
            end_of_next=self._sql_end_of_month(SQL("candidate.invoice_date"), 2),
            end_of_shifted=self._sql_end_of_month(shifted, 1),
            next_of_shifted=self._sql_end_of_month(shifted, 2),
        )

    def _sql_end_of_month(self, day, months):
        return SQL(
            "(date_trunc('month', %s) + make_interval(months => %s))::date - 1",
            day,
            months,
        )

    def _query_unmatched(self):
        """Credits of the customer in the ledger, and money not matched yet."""
        return self._problem(
            "unmatched",
            SQL("unmatched.amount > 0"),
            joins=SQL(
                """
                JOIN (SELECT owner.case_id, owner.amount_pending + COALESCE((
                             SELECT -SUM(credit.amount_company)
                               FROM relance_case_line credit
                              WHERE credit.case_id = owner.case_id
                                AND credit.closed_date IS NULL
                                AND credit.hold = 'none'
                                AND credit.amount_residual < 0), 0) AS amount
                        FROM (SELECT DISTINCT case_id,
                                     COALESCE(amount_pending, 0) AS amount_pending
                                FROM candidate
                               WHERE relance_check_unmatched <> 'off') owner
                     ) unmatched ON unmatched.case_id = candidate.case_id
                """
            ),
            amount=SQL("unmatched.amount"),
        )

    def _query_dispute(self):
        """Part of the item is disputed: the rest would be claimed."""
        return self._problem(
            "dispute",
            SQL(
                """
                candidate.id IN (
                    SELECT part.case_line_id
                      FROM relance_dispute_line part
                      JOIN relance_dispute dispute ON dispute.id = part.dispute_id
                     WHERE dispute.is_holding)
                """
            ),
        )

    def _query_bank_account(self):
        """No account on the invoice nor on the company, or one that is archived."""
        return self._problem(
            "bank_account",
            SQL(
                """
                candidate.move_type = 'out_invoice'
                AND (bank.active IS FALSE
                     OR bank.id IS NULL AND candidate.company_id NOT IN (
                        SELECT owner.id FROM res_company owner
                          JOIN res_partner_bank own
                            ON own.partner_id = owner.partner_id AND own.active))
                """
            ),
            joins=SQL("LEFT JOIN res_partner_bank bank ON bank.id = candidate.bank_id"),
        )

    def _query_contact(self):
        """What ``res.partner._relance_get_contact`` would find nobody for."""
        missing = [
            SQL(
                "CASE WHEN %s THEN NULL ELSE %s END",
                self._is_reachable(need, role),
                f"{need}_{role}",
            )
            for need in NEEDS
            for role in ("invoice", "dunning", "escalation")
        ]
        return self._problem(
            "contact",
            SQL("contact.unreachable <> '{}'"),
            # OFFSET 0: computed once a customer, not again for each item
            joins=SQL(
                """
                JOIN (SELECT partner.id,
                             ARRAY_REMOVE(ARRAY[%s], NULL) AS unreachable
                        FROM (SELECT DISTINCT partner_id FROM candidate
                               WHERE relance_check_contact <> 'off') debtor
                        JOIN res_partner partner ON partner.id = debtor.partner_id
                   LEFT JOIN res_partner dunning
                          ON dunning.id = partner.relance_dunning_contact_id
                   LEFT JOIN res_partner escalation
                          ON escalation.id = partner.relance_escalation_contact_id
                   LEFT JOIN (%s) invoice ON invoice.parent_id = partner.id
                      OFFSET 0) contact ON contact.id = candidate.partner_id
                """,
                SQL(", ").join(missing),
                self._query_invoice_contacts(),
            ),
            unreachable=SQL("contact.unreachable"),
        )

    def _query_invoice_contacts(self):
        """What the invoice addresses of each customer have."""
        columns = [
            SQL("BOOL_OR(%s) AS %s", self._has(need, "child"), SQL.identifier(need))
            for need in NEEDS
        ]
        return SQL(
            """
            SELECT child.parent_id, %s
              FROM res_partner child
             WHERE child.type = 'invoice' AND child.active
               AND child.parent_id IS NOT NULL
          GROUP BY child.parent_id
            """,
            SQL(", ").join(columns),
        )

    def _is_reachable(self, need, role):
        """Whether the customer or a contact of ``role`` has what ``need`` asks for."""
        aliases = ["partner"]
        if role != "invoice":
            aliases.append("dunning")
        if role == "escalation":
            aliases.append("escalation")
        found = [self._has(need, alias) for alias in aliases]
        return SQL(" OR ").join([*found, SQL.identifier("invoice", need)])

    def _has(self, need, alias):
        def filled(column):
            return SQL("COALESCE(%s, '') <> ''", SQL.identifier(alias, column))

        if need == "email":
            return filled("email_normalized")
        if need == "phone":
            return filled("phone")
        street = SQL("(%s OR %s)", filled("street"), filled("street2"))
        return SQL("%s AND %s", filled("city"), street)
