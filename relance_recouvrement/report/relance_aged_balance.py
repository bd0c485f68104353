from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate

from ..const import HOLDS
from ..tools import ageing

_lt = LazyTranslate(__name__)


class RelanceAgedBalance(models.Model):
    """Open receivable items as they stood at the end of any day.

    The day is ``relance_as_of`` of the context, today by default. The residual of an
    item is its balance less the matchings whose two sides were already in the
    books that day, so the total is the general ledger's to the cent, unmatched
    payments and items kept out of dunning included. Case, level and hold are
    those of today: their past states are not kept.
    """

    _name = "relance.aged.balance"
    _description = "Aged Balance"
    _auto = False
    _order = "partner_id, date_maturity, id"
    _rec_name = "document"
    _depends = {
        "account.account": ["account_type"],
        "account.move": [
            "name",
            "ref",
            "invoice_date",
            "origin_payment_id",
            "payment_state",
            "preferred_payment_method_line_id",
        ],
        "account.move.line": [
            "account_id",
            "amount_currency",
            "balance",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "journal_id",
            "move_id",
            "no_followup",
            "parent_state",
            "partner_id",
        ],
        "account.partial.reconcile": [
            "amount",
            "credit_amount_currency",
            "credit_move_id",
            "debit_amount_currency",
            "debit_move_id",
        ],
        "account.payment": ["payment_method_line_id"],
        "relance.case": ["company_id", "partner_id", "user_id"],
        "relance.case.line": ["closed_date", "hold", "level_id", "move_line_id"],
        "res.company": ["currency_id", "parent_id"],
        "res.partner": ["commercial_partner_id"],
    }

    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    document = fields.Char(readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one(
        "res.company", string="Main company", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        falsy_value_label=_lt("No customer"),  # pylint: disable=translation-field
    )
    date = fields.Date(readonly=True, help="Of the invoice, else of the entry.")
    date_maturity = fields.Date(string="Due date", readonly=True)
    days_overdue = fields.Integer(
        string="Days past due", readonly=True, aggregator="max"
    )
    bucket = fields.Selection(
        selection=ageing.selection(), string="Bucket (days)", readonly=True
    )
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line", string="Means of payment", readonly=True
    )

    company_currency_id = fields.Many2one(
        "res.currency", string="Company currency", readonly=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(
        string="Total", currency_field="company_currency_id", readonly=True
    )
    amount_paid = fields.Monetary(
        string="Paid", currency_field="company_currency_id", readonly=True
    )
    amount_residual = fields.Monetary(
        string="Balance", currency_field="company_currency_id", readonly=True
    )
    amount_d000 = fields.Monetary(
        string="Not due", currency_field="company_currency_id", readonly=True
    )
    amount_d001 = fields.Monetary(
        string="1–30", currency_field="company_currency_id", readonly=True
    )
    amount_d031 = fields.Monetary(
        string="31–60", currency_field="company_currency_id", readonly=True
    )
    amount_d061 = fields.Monetary(
        string="61–90", currency_field="company_currency_id", readonly=True
    )
    amount_d091 = fields.Monetary(
        string="91–180", currency_field="company_currency_id", readonly=True
    )
    amount_d181 = fields.Monetary(
        string="> 180", currency_field="company_currency_id", readonly=True
    )
    amount_total_currency = fields.Monetary(
        string="Total in currency", readonly=True, aggregator=None
    )
    amount_residual_currency = fields.Monetary(
        string="Balance in currency", readonly=True, aggregator=None
    )

    case_id = fields.Many2one("relance.case", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Collector (today)",
        readonly=True,
        falsy_value_label=_lt("No collector"),  # pylint: disable=translation-field
    )
    level_id = fields.Many2one("relance.level", string="Level (today)", readonly=True)
    hold = fields.Selection(
        [hold for hold in HOLDS if hold[0] != "none"],
        string="Hold (today)",
        readonly=True,
    )

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            WITH matched AS (%(matched)s), item AS (%(item)s)
            SELECT item.*, %(bucket)s AS bucket, %(amounts)s FROM item
            """,
            matched=self._query_matched(),
            item=self._query_item(),
            bucket=self._sql_bucket(),
            amounts=SQL(", ").join(
                SQL(
                    "CASE WHEN %s THEN amount_residual ELSE 0 END AS %s",
                    self._sql_in_bucket(bucket),
                    SQL.identifier(f"amount_{bucket.key}"),
                )
                for bucket in ageing.BUCKETS
            ),
        )

    @api.model
    def _get_as_of(self):
        """Return the day of the balance.

        :rtype: date
        """
        as_of = fields.Date.to_date(self.env.context.get("relance_as_of"))
        return as_of or fields.Date.context_today(self)

    @api.model
    def _get_query_companies(self):
        """Return the allowed companies with every branch of their main companies.

        :rtype: res.company
        """
        # sudo: a user of one branch may not read the main company
        return (
            self.env["res.company"]
            .sudo()
            .search([("id", "child_of", self.env.companies.sudo().root_id.ids)])
        )

    @api.model
    def _query_matched(self):
        """What was already matched that day, by item, debits positive."""
        sides = [
            SQL(
                """
                SELECT %(own)s AS line_id, %(sign)s * partial.amount AS amount,
                       %(sign)s * %(currency)s AS amount_currency
                  FROM account_partial_reconcile partial
                  JOIN account_move_line other ON other.id = %(other)s
                 WHERE other.parent_state = 'posted'
                   AND other.date <= %(as_of)s
                   AND other.company_id IN %(companies)s
                """,
                own=SQL.identifier("partial", f"{own}_move_id"),
                other=SQL.identifier("partial", f"{other}_move_id"),
                currency=SQL.identifier("partial", f"{own}_amount_currency"),
                sign=sign,
                as_of=self._get_as_of(),
                companies=tuple(self._get_query_companies().ids),
            )
            for own, other, sign in (("debit", "credit", 1), ("credit", "debit", -1))
        ]
        return SQL(
            """
            SELECT side.line_id, SUM(side.amount) AS amount,
                   SUM(side.amount_currency) AS amount_currency
              FROM (%s) side GROUP BY side.line_id
            """,
            SQL(" UNION ALL ").join(sides),
        )

    @api.model
    def _query_item(self):
        return SQL(
            """
            SELECT line.id, line.move_id, move.name AS document, move.ref,
                   line.account_id, line.journal_id, line.company_id,
                   root.id AS root_company_id,
                   partner.commercial_partner_id AS partner_id,
                   COALESCE(move.invoice_date, line.date) AS date,
                   COALESCE(line.date_maturity, line.date) AS date_maturity,
                   %(as_of)s - COALESCE(line.date_maturity, line.date)
                       AS days_overdue,
                   COALESCE(move.preferred_payment_method_line_id,
                            payment.payment_method_line_id)
                       AS payment_method_line_id,
                   root.currency_id AS company_currency_id,
                   line.currency_id,
                   line.balance AS amount_total,
                   COALESCE(matched.amount, 0) AS amount_paid,
                   line.balance - COALESCE(matched.amount, 0) AS amount_residual,
                   line.amount_currency AS amount_total_currency,
                   line.amount_currency - COALESCE(matched.amount_currency, 0)
                       AS amount_residual_currency,
                   dossier.id AS case_id,
                   dossier.user_id,
                   followed.level_id,
                   %(hold)s AS hold
            %(from)s
             WHERE line.parent_state = 'posted'
               AND line.date <= %(as_of)s
               AND line.company_id IN %(companies)s
               AND %(receivable)s
               AND (line.balance <> COALESCE(matched.amount, 0)
                    OR line.amount_currency <> COALESCE(matched.amount_currency, 0))
            """,
            as_of=self._get_as_of(),
            hold=self._sql_hold(),
            companies=tuple(self._get_query_companies().ids),
            receivable=self._sql_receivable(),
            **{"from": self._sql_from()},
        )

    @api.model
    def _sql_from(self):
        return SQL(
            """
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_account account ON account.id = line.account_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_company root
                ON root.id = split_part(company.parent_path, '/', 1)::int
              LEFT JOIN matched ON matched.line_id = line.id
              LEFT JOIN res_partner partner ON partner.id = line.partner_id
              LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
              LEFT JOIN relance_case dossier
                ON dossier.company_id = root.id
               AND dossier.partner_id = partner.commercial_partner_id
              LEFT JOIN relance_case_line followed
                ON followed.move_line_id = line.id AND followed.closed_date IS NULL
            """
        )

    @api.model
    def _sql_hold(self):
        # sudo: every user of the balance sees what the settings exclude
        companies = self.env.companies.sudo().root_id
        excluded = [
            (company.id, account.id)
            for company in companies
            for account in company.relance_excluded_account_ids
        ]
        return SQL(
            """
            CASE WHEN followed.hold <> 'none' THEN followed.hold
                 WHEN followed.id IS NOT NULL THEN NULL
                 WHEN line.no_followup OR move.payment_state = 'blocked' OR %s
                 THEN 'excluded' END
            """,
            self._sql_accounts(excluded),
        )

    @api.model
    def _sql_receivable(self):
        """Receivable accounts, and the doubtful ones that the French chart keeps as
        current assets."""
        return SQL(
            "(account.account_type = 'asset_receivable' OR %s)",
            self._sql_accounts(self._get_doubtful_accounts()),
        )

    @api.model
    def _get_doubtful_accounts(self):
        """Return the ``(main company id, account id)`` of the accounts 416."""
        # sudo: codes belong to the main company, unknown to a user of one branch
        return [
            (root.id, account.id)
            for root in self.env.companies.sudo().root_id
            for account in self.env["account.account"]
            .sudo()
            .with_company(root)
            .with_context(allowed_company_ids=root.ids, active_test=False)
            .search([("code", "=like", "416%"), ("account_type", "=", "asset_current")])
        ]

    @staticmethod
    def _sql_accounts(pairs):
        if not pairs:
            return SQL("FALSE")
        return SQL("(root.id, line.account_id) IN %s", tuple(pairs))

    @staticmethod
    def _sql_in_bucket(bucket):
        bounds = []
        if bucket.low is not None:
            bounds.append(SQL("days_overdue >= %s", bucket.low))
        if bucket.high is not None:
            bounds.append(SQL("days_overdue <= %s", bucket.high))
        return SQL(" AND ").join(bounds)

    @classmethod
    def _sql_bucket(cls):
        cases = [
            SQL("WHEN %s THEN %s", cls._sql_in_bucket(bucket), bucket.key)
            for bucket in ageing.BUCKETS
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    # === BUSINESS METHODS === #

    @api.model
    def _get_scope_domain(self, company):
        """Return the domain of one company: with its branches, or one branch alone.

        :param res.company company:
        :rtype: list
        """
        field_name = "company_id" if company.parent_id else "root_company_id"
        return [(field_name, "=", company.id)]

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open the invoice or entry of the item."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
