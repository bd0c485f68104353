from odoo import fields, models
from odoo.tools import SQL

from ...const import ANNOUNCEMENT_GRACE_DAYS, UNPOSTED_DAYS


class RelanceEngineSettle(models.AbstractModel):
    """Second phase: how things ended, read from the ledger and the mail queue."""

    _name = "relance.engine.settle"
    _description = "Dunning Engine: Settle"

    def _settle(self, company, today, partners=None):
        """Settle what the ledger and the post say of the cases of ``company``.

        :param res.company company: root company
        :param date today: day of the run
        :param res.partner partners: only these customers; default, all
        """
        only = SQL("AND cases.company_id = %s", company.id)
        if partners:
            only = SQL("%s AND cases.partner_id IN %s", only, tuple(partners.ids))
        self.env.flush_all()
        paid_late = self._say_how_lines_closed(only)
        self.env["relance.engine.insolvency"]._settle(company, today, partners)
        self.env["relance.engine.procedure"]._settle(company, today, partners)
        self._settle_commitments(company, today, partners)
        self.env["relance.engine.limitation"]._settle(today, only)
        self.env["relance.engine.hold"]._hold(only)
        self.env["relance.engine.feedback"]._collect(company)
        self._drop_changed_letters(only)
        self.env.flush_all()
        self._compute_levels(only)
        self._settle_announcements(company, today, only)
        self._read_contacts(only)
        self._read_pending(company, only)
        self.env.invalidate_all(flush=False)
        self.env["relance.engine.charge"]._note_paid_late(company, paid_late, today)
        self._check_contact_issues(company, partners)
        self._remind_unposted(company, today)

    def _settle_commitments(self, company, today, partners):
        """Judge what was agreed or contested, before what it holds is summed."""
        self.env.invalidate_all(flush=False)
        self.env["relance.engine.hold"]._follow_items()
        for kind in ("promise", "dispute", "plan", "settlement"):
            self.env[f"relance.engine.{kind}"]._settle(company, today, partners)
        self.env.flush_all()

    # === HOW LINES CLOSED === #

    def _say_how_lines_closed(self, only):
        """Paid, credited, written off, transferred or cancelled: the counterpart
        that settled most of the item says it.

        :return: ids of the lines that a payment settled after their due date
        """
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relance_case_line line
                   SET closed_reason = CASE
                       WHEN item.id IS NULL OR item.parent_state <> 'posted'
                            OR item.reconciled IS NOT TRUE THEN 'cancelled'
                       ELSE COALESCE(settled.reason, 'written_off') END
                  FROM relance_case cases, relance_case_line self
             LEFT JOIN account_move_line item ON item.id = self.move_line_id
             LEFT JOIN LATERAL (%s) settled ON TRUE
                 WHERE self.id = line.id AND cases.id = line.case_id
                   AND line.closed_date IS NOT NULL AND line.closed_reason IS NULL %s
             RETURNING line.id, line.closed_reason = 'paid' AND line.amount_total > 0
                       AND line.closed_date > line.date_maturity
                """,
                self._main_counterpart(),
                only,
            )
        )
        return [line_id for line_id, paid_late in rows if paid_late]

    def _main_counterpart(self):
        return SQL(
            """
            SELECT CASE
                   WHEN move.origin_payment_id IS NOT NULL
                     OR move.statement_line_id IS NOT NULL
                     OR journal.type IN ('bank', 'cash', 'credit')
                     OR bool_or(account.account_type = 'asset_cash') THEN 'paid'
                   WHEN move.move_type IN ('out_refund', 'out_invoice')
                     OR move.reversed_entry_id = item.move_id THEN 'credited'
                   WHEN bool_or(account.reconcile AND other.id <> part.other_id
                                AND other.debit > 0
                                AND account.account_type LIKE 'asset%%')
                   THEN 'transferred'
                   ELSE 'written_off' END AS reason
              FROM (SELECT credit_move_id AS other_id, amount
                      FROM account_partial_reconcile WHERE debit_move_id = item.id
                     UNION ALL
                    SELECT debit_move_id, amount
                      FROM account_partial_reconcile WHERE credit_move_id = item.id
                   ) part
              JOIN account_move_line counterpart ON counterpart.id = part.other_id
              JOIN account_move move ON move.id = counterpart.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN account_move_line other ON other.move_id = move.id
              JOIN account_account account ON account.id = other.account_id
          GROUP BY move.id, journal.type, part.other_id, part.amount
          ORDER BY part.amount DESC
             LIMIT 1
            """
        )

    # === LETTERS NOT POSTED === #

    def _drop_changed_letters(self, only):
        """A printed letter not posted yet, whose amounts changed, is withdrawn."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT reminder.id
                  FROM relance_reminder reminder
                  JOIN relance_case cases ON cases.id = reminder.case_id
                  JOIN relance_delivery delivery
                    ON delivery.reminder_id = reminder.id
                   AND delivery.is_proof AND delivery.state = 'to_post'
                  JOIN relance_reminder_line claimed
                    ON claimed.reminder_id = reminder.id
                  JOIN relance_case_line line ON line.id = claimed.case_line_id
                 WHERE reminder.state = 'queued'
                   AND line.amount_claimable <> claimed.amount_residual
                   %s
                """,
                only,
            )
        )
        self.env["relance.reminder"].browse(i for (i,) in rows)._cancel(
            self.env._("The amounts changed before the letter was posted")
        )

    def _remind_unposted(self, company, today):
        """A printed letter that nobody posts becomes a task."""
        unposted = self.env["relance.delivery"].search(
            [
                ("case_id.company_id", "=", company.id),
                ("state", "=", "to_post"),
                ("is_proof", "=", True),
                (
                    "reminder_id.prepared_date",
                    "<",
                    fields.Date.subtract(today, days=UNPOSTED_DAYS),
                ),
            ]
        )
        if unposted:
            unposted.case_id._relance_activity(
                "relance_recouvrement.activity_post",
                self.env._("Printed and not posted: it does not count yet."),
            )

    # === LEVELS === #

    def _update_levels(self, case_ids):
        """Levels reached by the lines of these cases, right now."""
        self.env.flush_all()
        if case_ids:
            self._compute_levels(SQL("AND cases.id IN %s", tuple(case_ids)))
        self.env.invalidate_all(flush=False)

    def _compute_levels(self, only):
        """A line's level is the highest that a counting reminder claimed it at."""
        self.env.cr.execute(
            SQL(
                """
                WITH reached AS (
                    SELECT claimed.case_line_id AS line_id, claimed.level_id,
                           reminder.date, cases.scenario_id
                      FROM relance_reminder_line claimed
                      JOIN relance_reminder reminder
                        ON reminder.id = claimed.reminder_id
                       AND reminder.state = 'sent'
                      JOIN relance_case_line line ON line.id = claimed.case_line_id
                       AND line.closed_date IS NULL
                      JOIN relance_case cases ON cases.id = line.case_id %(only)s
                     UNION ALL
                    SELECT line.id, line.start_level_id, line.start_date,
                           cases.scenario_id
                      FROM relance_case_line line
                      JOIN relance_case cases ON cases.id = line.case_id %(only)s
                     WHERE line.start_level_id IS NOT NULL
                       AND line.closed_date IS NULL
                ), best AS (
                    SELECT DISTINCT ON (reached.line_id)
                           reached.line_id, level.id AS level_id, reached.date
                      FROM reached
                      JOIN relance_level level ON level.id = reached.level_id
                       AND level.scenario_id = reached.scenario_id
                  ORDER BY reached.line_id, level.sequence DESC, reached.date DESC
                )
                UPDATE relance_case_line line
                   SET level_id = best.level_id, level_date = best.date
                  FROM relance_case cases, relance_case_line self
             LEFT JOIN best ON best.line_id = self.id
                 WHERE self.id = line.id AND cases.id = line.case_id %(only)s
                   AND line.closed_date IS NULL
                   AND (line.level_id, line.level_date)
                       IS DISTINCT FROM (best.level_id, best.date)
                """,
                only=only,
            )
        )

    # === ANNOUNCEMENTS === #

    def _settle_announcements(self, company, today, only):
        """Lifted when nothing of it is owed, suspended while all of it is held,
        reopened when a payment is undone, broken when the step was not done."""
        self.env.cr.execute(
            SQL(
                """
                WITH claim AS (
                    SELECT ann.id, ann.state,
                           CASE WHEN ann.state <> 'open' THEN %(today)s
                           ELSE GREATEST(ann.deadline, ann.resumed_date) END AS since,
                           bool_or(line.closed_date IS NULL) AS owed,
                           bool_or(line.closed_date IS NULL AND line.hold = 'none'
                                   AND reminder.state = 'sent'
                                   AND COALESCE(cases.hold_until < %(today)s, TRUE)
                                  ) AS claimable
                      FROM relance_announcement ann
                      JOIN relance_case cases ON cases.id = ann.case_id %(only)s
                      JOIN relance_reminder reminder ON reminder.id = ann.reminder_id
                      JOIN relance_reminder_line claimed
                        ON claimed.reminder_id = reminder.id
                       AND claimed.amount_residual > 0
                      JOIN relance_case_line line ON line.id = claimed.case_line_id
                     WHERE ann.state IN ('open', 'suspended')
                        OR (ann.state = 'lifted' AND reminder.state = 'sent')
                  GROUP BY ann.id
                ), settled AS (
                    SELECT id, CASE WHEN NOT owed THEN 'lifted'
                                    WHEN NOT claimable THEN 'suspended'
                                    WHEN since <= %(late)s THEN 'broken'
                                    ELSE 'open' END AS state
                      FROM claim
                )
                UPDATE relance_announcement ann
                   SET state = settled.state,
                       resumed_date = CASE WHEN ann.state <> 'open'
                                            AND ann.deadline < %(today)s
                                      THEN %(today)s ELSE ann.resumed_date END,
                       closed_date = CASE WHEN settled.state IN ('lifted', 'broken')
                                     THEN %(today)s::date END
                  FROM settled
                 WHERE settled.id = ann.id AND settled.state <> ann.state
                """,
                today=today,
                only=only,
                late=self._get_broken_until(company, today),
            )
        )

    def _get_broken_until(self, company, today):
        """The last deadline whose working days of grace are over; a pause of the
        company gives more time."""
        calendar = company._relance_calendar()
        yesterday = day = fields.Date.subtract(today, days=1)
        for _attempt in range(400):
            if calendar.working_days_since(day, yesterday) >= ANNOUNCEMENT_GRACE_DAYS:
                break
            day = fields.Date.subtract(day, days=1)
        return day

    # === CONTACTS === #

    def _read_contacts(self, only):
        """Last successful outbound contact: a reminder that counts, a call."""
        self.env.cr.execute(
            SQL(
                """
                WITH contact AS (
                    SELECT case_id, max(date) AS date
                      FROM (SELECT case_id, date FROM relance_reminder
                             WHERE state = 'sent'
                             UNION ALL
                            SELECT case_id, date::date FROM relance_call
                             WHERE reached AND direction = 'out'
                             UNION ALL
                            SELECT id, start_contact_date FROM relance_case
                             WHERE start_contact_date IS NOT NULL) made
                  GROUP BY case_id
                )
                UPDATE relance_case cases SET last_contact_date = contact.date
                  FROM relance_case self
             LEFT JOIN contact ON contact.case_id = self.id
                 WHERE self.id = cases.id
                   AND cases.last_contact_date IS DISTINCT FROM contact.date %s
                """,
                only,
            )
        )

    def _check_contact_issues(self, company, partners=None):
        """A corrected address ends the hold that its failure caused."""
        domain = [("company_id", "=", company.id), ("contact_issue", "!=", False)]
        if partners:
            domain.append(("partner_id", "in", partners.ids))
        for case in self.env["relance.case"].search(domain):
            if case._contact_was_corrected():
                case.write({"contact_issue": False, "contact_issue_address": False})

    def _read_pending(self, company, only):
        """Money of the customer not matched yet, in company currency."""
        companies = tuple(company._relance_branches().ids)
        self.env.cr.execute(
            SQL(
                """
                WITH pending AS (
                    SELECT partner.commercial_partner_id AS partner_id,
                           SUM(received.amount) AS amount
                      FROM (%(bank)s UNION ALL %(payments)s) received
                      JOIN res_partner partner ON partner.id = received.partner_id
                  GROUP BY partner.commercial_partner_id
                )
                UPDATE relance_case cases
                   SET amount_pending = COALESCE(pending.amount, 0)
                  FROM relance_case self
             LEFT JOIN pending ON pending.partner_id = self.partner_id
                 WHERE self.id = cases.id %(only)s
                   AND cases.amount_pending IS DISTINCT FROM
                       COALESCE(pending.amount, 0)
                """,
                bank=self._unmatched_bank_lines(companies),
                payments=self._payments_under_way(companies),
                only=only,
            )
        )

    def _unmatched_bank_lines(self, companies):
        return SQL(
            """
            SELECT line.partner_id, line.amount
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE NOT line.is_reconciled AND move.state = 'posted'
               AND line.amount > 0 AND line.company_id IN %s
            """,
            companies,
        )

    def _payments_under_way(self, companies):
        """Payments without entry, less those of invoices that sync leaves out."""
        return SQL(
            """
            SELECT payment.partner_id, payment.amount_company_currency_signed
              FROM account_payment payment
             WHERE payment.move_id IS NULL AND payment.state = 'in_process'
               AND payment.payment_type = 'inbound' AND payment.company_id IN %s
               AND NOT EXISTS (
                   SELECT 1 FROM account_move__account_payment link
                     JOIN relance_case_line line ON line.move_id = link.invoice_id
                    WHERE link.payment_id = payment.id AND line.hold = 'excluded')
            """,
            companies,
        )
