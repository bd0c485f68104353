from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_amount, format_date

from ..const import INVOICE_CHECKS

INVOICING = "account.group_account_invoice"


class RelanceInvoiceCheck(models.Model):
    """What stops or questions the first reminder of an invoice, read live.

    One row per document and problem, from the query of the engine itself
    (``relance.engine.invoice.check``): what is mended disappears at once, and the
    next run goes on. ``severity`` is the company's setting.
    """

    _name = "relance.invoice.check"
    _description = "Invoice Check"
    _auto = False
    _order = "severity, position, next_action_date, id"
    _rec_name = "move_name"
    _depends = {
        "account.move": [
            "invoice_date",
            "invoice_payment_term_id",
            "is_move_sent",
            "move_type",
            "partner_bank_id",
            "payment_state",
        ],
        "account.payment.term.line": [
            "days_next_month",
            "delay_type",
            "nb_days",
            "payment_id",
        ],
        "ir.attachment": ["create_date", "res_field", "res_id", "res_model"],
        "relance.case": [
            "amount_pending",
            "company_id",
            "next_action_date",
            "next_decision",
            "next_level_id",
            "partner_id",
            "user_id",
        ],
        "relance.case.line": [
            "amount_claimable",
            "amount_residual",
            "amount_company",
            "case_id",
            "closed_date",
            "date_maturity",
            "hold",
            "level_id",
            "move_id",
            "move_name",
        ],
        "relance.dispute": ["is_holding"],
        "relance.dispute.line": ["case_line_id", "dispute_id"],
        "relance.invoice.acceptance": ["case_line_id", "code"],
        "relance.level": ["contact_role", "proof_channel", "stage"],
        "res.company": [
            "relance_only_sent",
            "relance_check_sent_days",
            *(f"relance_check_{code}" for code, _label in INVOICE_CHECKS),
        ],
        "res.partner": [
            "active",
            "city",
            "email_normalized",
            "phone",
            "relance_dunning_contact_id",
            "relance_escalation_contact_id",
            "street",
            "street2",
            "type",
        ],
        "res.partner.bank": ["active", "partner_id"],
    }

    code = fields.Selection(INVOICE_CHECKS, string="Problem", readonly=True)
    position = fields.Integer(readonly=True)
    severity = fields.Selection(
        [("warn", "To confirm"), ("block", "Nothing is prepared")],
        string="Tonight",
        readonly=True,
    )
    case_line_id = fields.Many2one("relance.case.line", readonly=True)
    case_id = fields.Many2one("relance.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    move_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)
    amount = fields.Monetary(string="Balance", readonly=True)
    amount_unmatched = fields.Monetary(string="To match", readonly=True)
    next_level_id = fields.Many2one("relance.level", string="Reminder", readonly=True)
    next_action_date = fields.Date(string="Planned on", readonly=True)
    detail = fields.Char(compute="_compute_detail")

    @property
    def _table_query(self):
        rank = SQL(" ").join(
            SQL("WHEN %s THEN %s", code, rank)
            for rank, (code, _label) in enumerate(INVOICE_CHECKS, start=1)
        )
        return SQL(
            """
            SELECT problem.line_id * 8 + problem.position AS id,
                   problem.code, problem.position, problem.severity,
                   line.id AS case_line_id, cases.id AS case_id, cases.company_id,
                   cases.user_id, cases.partner_id, line.move_id, line.move_name,
                   line.invoice_date, line.date_maturity,
                   line.amount_company AS amount, problem.amount AS amount_unmatched,
                   cases.next_level_id, cases.next_action_date
              FROM (SELECT found.*, CASE found.code %(rank)s END AS position
                      FROM (%(problems)s) found) problem
              JOIN relance_case_line line ON line.id = problem.line_id
              JOIN relance_case cases ON cases.id = line.case_id
         LEFT JOIN relance_level level ON level.id = cases.next_level_id
             WHERE (line.hold = 'excluded'
                    OR (cases.next_decision IS DISTINCT FROM 'nothing'
                        AND COALESCE(level.stage, 'amicable') <> 'prevention'
                        AND COALESCE(level.claims, 'overdue') = 'overdue'))
               AND (problem.code <> 'contact'
                    OR %(contact_key)s = ANY(problem.unreachable))
            """,
            rank=rank,
            problems=self.env["relance.engine.invoice.check"]._get_query(
                fields.Date.context_today(self)
            ),
            contact_key=SQL(
                """
                CASE level.proof_channel WHEN 'email' THEN 'email'
                                         WHEN 'call' THEN 'phone' ELSE 'post' END
                || '_' || COALESCE(level.contact_role, 'dunning')
                """
            ),
        )

    # === WHAT IS WRONG === #

    @api.depends("code", "move_id", "amount_unmatched")
    def _compute_detail(self):
        for row in self:
            row.detail = getattr(row, f"_describe_{row.code}")() if row.code else ""

    def _describe_sent(self):
        # sudo: the day of a PDF that a collector may not open
        pdf = self.move_id.sudo().invoice_pdf_report_id
        if self.move_id.is_move_sent and pdf:
            sent = format_date(self.env, pdf.create_date)
            return self.env._("Sent on %(date)s only", date=sent)
        return self.env._("Never sent by Odoo")

    def _describe_due_date(self):
        expected = self._get_term_dates()
        return self.env._(
            "%(term)s gives %(dates)s",
            term=self.move_id.invoice_payment_term_id.name,
            dates=", ".join(format_date(self.env, day) for day in expected),
        )

    def _describe_unmatched(self):
        amount = format_amount(self.env, self.amount_unmatched, self.currency_id)
        return self.env._("%(amount)s received or credited", amount=amount)

    def _describe_dispute(self):
        return self.env._("Part of it is disputed")

    def _describe_bank_account(self):
        if self.move_id.partner_bank_id:
            return self.env._("The account printed is archived")
        return self.env._("No account on the invoice nor on the company")

    def _describe_contact(self):
        needs = {
            "email": self.env._("No e-mail address"),
            "call": self.env._("No phone number"),
        }
        channel = self.next_level_id.proof_channel
        return needs.get(channel, self.env._("No postal address"))

    def _get_term_dates(self):
        """Due dates that the payment term gives, in order."""
        move = self.move_id
        terms = move.invoice_payment_term_id.line_ids
        return sorted(term._get_due_date(move.invoice_date) for term in terms)

    # === MENDING === #

    def action_send_invoice(self):
        """Odoo's own sending window, for these invoices."""
        self._check_invoicing(self.env._("send invoices"))
        moves = self.filtered(lambda row: row.code == "sent").move_id
        return (moves or self.move_id).action_send_and_print()

    def action_set_due_date(self):
        """Give the items the due dates of their payment term."""
        self._check_invoicing(self.env._("change a due date"))
        rows = self.filtered(lambda row: row.code == "due_date")
        for move in rows.move_id:
            rows.filtered(lambda row, of=move: row.move_id == of)[:1]._set_due_dates()
        rows.case_id._refresh()

    def _set_due_dates(self):
        dates = self._get_term_dates()
        items = self.move_id.line_ids.filtered(
            lambda item: item.display_type == "payment_term"
        ).sorted(lambda item: (item.date_maturity, item.id))
        if len(items) != len(dates):
            raise UserError(
                self.env._(
                    "%(name)s has %(items)s instalments and its payment term"
                    " %(dates)s: open the invoice.",
                    name=self.move_name,
                    items=len(items),
                    dates=len(dates),
                )
            )
        for item, day in zip(items, dates, strict=True):
            if item.date_maturity != day:
                item.date_maturity = day

    def action_match(self):
        """Propose what matches without doubt."""
        self.ensure_one()
        return self.env["relance.invoice.match"]._open(self.case_id)

    def action_open_dispute(self):
        """Open the dispute on this document."""
        self.ensure_one()
        disputes = self.env["relance.dispute"].search(
            [
                ("line_ids.case_line_id", "=", self.case_line_id.id),
                ("is_holding", "=", True),
            ]
        )
        if not disputes:
            return self.action_open_case()
        return self._open_form(disputes[:1], self.env._("Dispute"))

    def action_set_bank_account(self):
        """Print the company's account, or enter it when there is none."""
        self.ensure_one()
        # sudo: reads the company's accounts, which the invoice prints anyway
        company = self.company_id.sudo()
        bank = company.partner_id.bank_ids[:1]
        if not bank:
            action = self._open_form(
                self.env["res.partner.bank"], self.env._("Bank account")
            )
            action["context"] = {"default_partner_id": company.partner_id.id}
            return action
        self._check_invoicing(self.env._("change the account of an invoice"))
        self.move_id.partner_bank_id = bank.id
        self.case_id._refresh()
        return None

    def action_open_contact(self):
        """Open who would be written to."""
        self.ensure_one()
        contact = self.partner_id.relance_dunning_contact_id or self.partner_id
        return self._open_form(contact, self.env._("Contact"))

    def action_open_document(self):
        """Open the invoice."""
        self.ensure_one()
        return self._open_form(self.move_id, self.move_name or "")

    def action_open_case(self):
        """Open the case."""
        self.ensure_one()
        return self._open_form(self.case_id, self.env._("Dunning case"))

    def action_accept(self):
        """Checked by a person: the reminders of these documents go on."""
        return self.env["relance.invoice.accept"]._open(self)

    def _open_form(self, record, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _check_invoicing(self, doing):
        if not self.env.user.has_group(INVOICING):
            raise AccessError(
                self.env._(
                    "You may not %(doing)s: ask somebody of Invoicing, or check the"
                    " document and let it go on.",
                    doing=doing,
                )
            )
