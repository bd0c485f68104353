from odoo import models
from odoo.tools import SQL

DOUBTFUL_PREFIX = "416"
# From so many new rows on, PostgreSQL needs fresh statistics at once: with those of
# an empty table each foreign key is checked by reading the whole table.
ANALYZE_FROM = 1000


class RelanceEngineSync(models.AbstractModel):
    """First phase: the case lines become what the ledger says, in set-based SQL.

    The ledger is never written. A line is opened, refreshed, moved to another case
    when its customer changed hands, closed, or reopened at the level it had.
    """

    _name = "relance.engine.sync"
    _description = "Dunning Engine: Sync"

    def _sync(self, company, today, partners=None):
        """Bring cases and lines up to date with the ledger of ``company``.

        :param res.company company: root company; its branches are read with it
        :param date today: day of the run
        :param res.partner partners: commercial partners; default, all
        """
        self.env.flush_all()
        self._load_ledger(company, partners)
        self._open_cases(company)
        returned = self.env["relance.engine.returned"]
        reopened = returned._get_reopened()
        self._refresh_lines(company, today)
        self._close_lines(company, today, partners)
        opened = self._open_lines(company)
        self.env["relance.engine.transfer"]._continue(opened)
        returned._mark(company, today, reopened, opened)
        self.env.invalidate_all(flush=False)
        self._assign_scenarios(company, partners)

    # === LEDGER === #

    def _load_ledger(self, company, partners=None):
        """Open receivable items in a temporary table."""
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS relance_ledger;
                CREATE TEMP TABLE relance_ledger ON COMMIT DROP AS %s;
                CREATE UNIQUE INDEX ON relance_ledger (id);
                ANALYZE relance_ledger;
                """,
                self._ledger_query(company, partners),
            )
        )

    def _ledger_query(self, company, partners=None):
        """Open receivable items, each with why it is left out.

        A credit is always netted. A debit is left out when the user says so
        (``no_followup``, blocked) or when its payment is under way.

        :param res.company company: root company
        :param res.partner partners: commercial partners; default, all
        :rtype: SQL
        """
        doubtful = tuple(self._get_doubtful_accounts(company).ids) or (0,)
        accounts = tuple(self._get_accounts(company).ids) + doubtful
        return SQL(
            """
            SELECT item.id,
                   partner.commercial_partner_id AS partner_id,
                   item.move_id,
                   move.move_type = 'entry' AS is_entry,
                   COALESCE(move.name, item.name) AS move_name,
                   COALESCE(move.invoice_date, item.date) AS invoice_date,
                   COALESCE(item.date_maturity, item.date) AS due,
                   item.account_id IN %(doubtful)s AS doubtful,
                   item.currency_id,
                   item.amount_currency AS total,
                   item.amount_residual_currency AS residual,
                   item.amount_residual AS company_residual,
                   CASE WHEN item.amount_residual < 0 THEN NULL
                        WHEN move.payment_state = 'blocked' THEN 'blocked'
                        WHEN item.no_followup
                         AND NOT COALESCE(journal.relance_follow_entries, FALSE)
                         AND item.account_id NOT IN %(doubtful)s
                        THEN 'no_followup'
                        WHEN move.payment_state IN ('in_payment', 'paid')
                         AND %(paid_elsewhere)s THEN 'in_payment'
                        WHEN %(only_sent)s AND move.move_type = 'out_invoice'
                         AND move.is_move_sent IS NOT TRUE
                         AND NOT %(accepted)s THEN 'never_sent'
                   END AS excluded
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN account_journal journal ON journal.id = item.journal_id
              JOIN res_partner partner ON partner.id = item.partner_id
             WHERE item.account_id IN %(accounts)s
               AND item.reconciled IS NOT TRUE
               AND item.parent_state = 'posted'
               AND item.company_id IN %(companies)s
               AND (item.amount_residual <> 0
                    OR item.amount_residual_currency <> 0)
               %(since)s %(partners)s
            """,
            accounts=accounts or (0,),
            doubtful=doubtful,
            companies=tuple(company._relance_branches().ids),
            paid_elsewhere=self._paid_elsewhere(),
            only_sent=company.relance_only_sent,
            accepted=self._accepted_unsent(),
            since=SQL("AND item.date >= %s", company.relance_followed_from)
            if company.relance_followed_from
            else SQL(),
            partners=SQL("AND partner.commercial_partner_id IN %s", tuple(partners.ids))
            if partners
            else SQL(),
        )

    def _paid_elsewhere(self):
        """Payments without entry, waiting for the bank, cover the invoice."""
        return SQL(
            """
            (SELECT COALESCE(SUM(payment.amount), 0)
               FROM account_move__account_payment link
               JOIN account_payment payment ON payment.id = link.payment_id
              WHERE link.invoice_id = move.id
                AND payment.move_id IS NULL
                AND payment.state IN ('in_process', 'paid')
            ) >= ABS(move.amount_residual)
            """
        )

    def _accepted_unsent(self):
        """A person said that the customer has the invoice."""
        return SQL(
            """
            EXISTS (SELECT 1 FROM relance_invoice_acceptance accepted
                      JOIN relance_case_line line ON line.id = accepted.case_line_id
                     WHERE line.move_line_id = item.id AND accepted.code = 'sent')
            """
        )

    def _get_accounts(self, company):
        """Followed accounts: receivable, less those left out by the company."""
        accounts = self.env["account.account"].with_context(active_test=False)
        return (
            accounts.with_company(company).search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("company_ids", "in", company._relance_branches().parent_ids.ids),
                ],
                order="id",
            )
            - company.relance_excluded_account_ids
        )

    def _get_doubtful_accounts(self, company):
        """Doubtful customers (416): a transferred debt goes on being followed."""
        accounts = self.env["account.account"].with_context(active_test=False)
        return (
            accounts.with_company(company).search(
                [
                    ("code", "=like", f"{DOUBTFUL_PREFIX}%"),
                    ("company_ids", "in", company._relance_branches().parent_ids.ids),
                ],
                order="id",
            )
            - company.relance_excluded_account_ids
        )

    def _analyze(self, table, added):
        if added >= ANALYZE_FROM:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    # === CASES === #

    def _open_cases(self, company):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relance_case (
                       company_id, partner_id, stage, priority,
                       amount_due, amount_overdue, amount_claimable,
                       amount_promised, amount_disputed, amount_pending,
                       create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT %(company)s, ledger.partner_id, 'prevention',
                       0, 0, 0, 0, 0, 0, 0, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM relance_ledger ledger
                 WHERE ledger.excluded IS NULL AND ledger.company_residual > 0
           ON CONFLICT (company_id, partner_id) DO NOTHING
                """,
                company=company.id,
                uid=self.env.uid,
            )
        )
        self._analyze("relance_case", self.env.cr.rowcount)

    def _assign_scenarios(self, company, partners=None):
        """Give each open case the scenario that its customer's rules choose."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, scenario_id FROM relance_case
                 WHERE company_id = %s %s
                """,
                company.id,
                SQL("AND partner_id IN %s", tuple(partners.ids)) if partners else SQL(),
            )
        )
        scenarios = self.env["relance.scenario"]._assign(
            company, [partner_id for _id, partner_id, _scenario in rows]
        )
        changed = {}
        for case_id, partner_id, current in rows:
            wanted = scenarios.get(partner_id)
            if wanted and wanted != current:
                changed.setdefault((current, wanted), []).append(case_id)
        for (current, wanted), case_ids in changed.items():
            self._change_scenario(case_ids, current, wanted)

    def _change_scenario(self, case_ids, current, wanted):
        cases = self.env["relance.case"].browse(case_ids)
        scenario = self.env["relance.scenario"].browse(wanted)
        self.env["relance.scenario"].browse(current)._move_levels(cases, scenario)
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_case
                   SET scenario_id = %s, user_id = COALESCE(user_id, %s)
                 WHERE id IN %s
                """,
                wanted,
                scenario.user_id.id or None,
                tuple(case_ids),
            )
        )
        cases.invalidate_recordset()

    # === LINES === #

    def _new_hold(self, today):
        """Hold of a line: a person's until its end, else what the ledger says."""
        return SQL(
            """
            CASE WHEN line.hold_manual
                  AND (line.hold_until IS NULL OR line.hold_until >= %s)
                 THEN line.hold
                 WHEN ledger.excluded IS NOT NULL THEN 'excluded'
                 WHEN NOT COALESCE(line.hold_manual, FALSE)
                  AND line.hold NOT IN ('none', 'excluded') THEN line.hold
                 ELSE 'none' END
            """,
            today,
        )

    def _refresh_lines(self, company, today):
        """Update the lines whose item is open, and reopen those closed before."""
        self.env.cr.execute(
            SQL(
                """
                WITH fresh AS (
                    SELECT line.id AS line_id, ledger.*, cases.id AS case_id,
                           CASE WHEN ledger.doubtful AND line.origin_line_id > 0
                                THEN line.date_maturity ELSE ledger.due END AS day,
                           %(hold)s AS hold,
                           CASE WHEN ledger.residual > 0
                                THEN GREATEST(0, ledger.residual
                                                 - COALESCE(line.amount_held, 0))
                                ELSE ledger.residual END AS unheld,
                           %(reason)s AS reason
                      FROM relance_ledger ledger
                      JOIN relance_case_line line ON line.move_line_id = ledger.id
                      JOIN relance_case cases
                        ON cases.company_id = %(company)s
                       AND cases.partner_id = ledger.partner_id
                )
                UPDATE relance_case_line line
                   SET case_id = fresh.case_id, move_id = fresh.move_id,
                       move_name = fresh.move_name,
                       invoice_date = fresh.invoice_date,
                       date_maturity = fresh.day, currency_id = fresh.currency_id,
                       amount_total = fresh.total, amount_residual = fresh.residual,
                       amount_company = fresh.company_residual,
                       amount_claimable = CASE fresh.hold WHEN 'none'
                                          THEN fresh.unheld ELSE 0 END,
                       hold_manual = line.hold_manual AND fresh.hold <> 'none',
                       hold = fresh.hold,
                       hold_reason = CASE WHEN line.hold_manual
                                           AND fresh.hold = line.hold
                                     THEN line.hold_reason ELSE fresh.reason END,
                       closed_date = NULL, closed_reason = NULL
                  FROM fresh
                 WHERE line.id = fresh.line_id
                   AND (line.case_id, line.move_id, line.move_name, line.date_maturity,
                        line.amount_total, line.amount_residual, line.amount_company,
                        line.amount_claimable, line.hold, line.closed_date)
                       IS DISTINCT FROM
                       (fresh.case_id, fresh.move_id, fresh.move_name, fresh.day,
                        fresh.total, fresh.residual, fresh.company_residual,
                        CASE fresh.hold WHEN 'none' THEN fresh.unheld ELSE 0 END,
                        fresh.hold, NULL)
                """,
                hold=self._new_hold(today),
                reason=self._excluded_label(),
                company=company.id,
            )
        )

    def _excluded_label(self):
        """Why an item is left out, in French, from the ledger's code."""
        return SQL(
            """
            CASE ledger.excluded WHEN 'blocked' THEN %s
                                 WHEN 'no_followup' THEN %s
                                 WHEN 'in_payment' THEN %s
                                 WHEN 'never_sent' THEN %s END
            """,
            self.env._("Payment blocked on the invoice"),
            self.env._("Excluded from follow-up"),
            self.env._("Payment waiting for the bank"),
            self.env._("Invoice never sent"),
        )

    def _open_lines(self, company):
        # sorted: the items of a case lie together on disk, and the table is not
        # read again and again while it grows
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO relance_case_line (
                       case_id, move_line_id, move_id, move_name, invoice_date,
                       date_maturity, currency_id, amount_total, amount_residual,
                       amount_company, amount_claimable, hold, hold_reason,
                       hold_manual)
                SELECT cases.id, ledger.id, ledger.move_id, ledger.move_name,
                       ledger.invoice_date, ledger.due, ledger.currency_id,
                       ledger.total, ledger.residual, ledger.company_residual,
                       CASE WHEN ledger.excluded IS NULL
                            THEN ledger.residual ELSE 0 END,
                       CASE WHEN ledger.excluded IS NULL
                            THEN 'none' ELSE 'excluded' END,
                       %(reason)s, FALSE
                  FROM relance_ledger ledger
                  JOIN relance_case cases ON cases.company_id = %(company)s
                                         AND cases.partner_id = ledger.partner_id
                 WHERE NOT EXISTS (SELECT 1 FROM relance_case_line line
                                    WHERE line.move_line_id = ledger.id)
              ORDER BY cases.id, ledger.due, ledger.id
             RETURNING id
                """,
                reason=self._excluded_label(),
                company=company.id,
            )
        )
        self._analyze("relance_case_line", len(rows))
        return [line_id for (line_id,) in rows]

    def _close_lines(self, company, today, partners=None):
        """Close the lines whose item is settled; settle says how."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_case_line line
                   SET closed_date = %s, closed_reason = NULL, amount_residual = 0,
                       amount_company = 0, amount_claimable = 0
                  FROM relance_case cases
                 WHERE cases.id = line.case_id AND cases.company_id = %s
                   AND line.closed_date IS NULL
                   AND NOT EXISTS (SELECT 1 FROM relance_ledger ledger
                                    WHERE ledger.id = line.move_line_id)
                   %s
                """,
                today,
                company.id,
                SQL("AND cases.partner_id IN %s", tuple(partners.ids))
                if partners
                else SQL(),
            )
        )
