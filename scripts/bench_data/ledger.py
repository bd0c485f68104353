"""A ledger of any size, cloned by SQL from one posted invoice."""

from odoo import Command
from odoo.fields import Date

OVERDUE = 9140  # of every 10 000 invoices
SPREAD = {
    "res_partner": """
        name = 'Client ' || i, complete_name = 'Client ' || i, ref = 'C' || i,
        email = 'client' || i || '@exemple.fr',
        email_normalized = 'client' || i || '@exemple.fr',
        commercial_partner_id = %(first)s + i - 1,
        commercial_company_name = 'Client ' || i
    """,
    "account_move": """
        name = 'FACT/' || lpad(i::text, 8, '0'), sequence_number = i,
        payment_reference = 'FACT/' || lpad(i::text, 8, '0'),
        partner_id = spread.partner_id, commercial_partner_id = spread.partner_id,
        partner_shipping_id = spread.partner_id,
        invoice_partner_display_name = 'Client ' || spread.partner_id,
        date = spread.due - 30, invoice_date = spread.due - 30,
        invoice_date_due = spread.due, access_token = NULL,
        amount_untaxed = source.amount_untaxed * ratio,
        amount_tax = source.amount_tax * ratio,
        amount_total = source.amount_total * ratio,
        amount_residual = source.amount_residual * ratio,
        amount_untaxed_signed = source.amount_untaxed_signed * ratio,
        amount_tax_signed = source.amount_tax_signed * ratio,
        amount_total_signed = source.amount_total_signed * ratio,
        amount_residual_signed = source.amount_residual_signed * ratio,
        amount_untaxed_in_currency_signed
            = source.amount_untaxed_in_currency_signed * ratio,
        amount_total_in_currency_signed
            = source.amount_total_in_currency_signed * ratio
    """,
    "account_move_line": """
        move_id = %(first_move)s + i - 1,
        move_name = 'FACT/' || lpad(i::text, 8, '0'),
        partner_id = spread.partner_id,
        date = spread.due - 30, invoice_date = spread.due - 30,
        date_maturity = CASE WHEN source.date_maturity IS NOT NULL THEN spread.due END,
        debit = source.debit * ratio, credit = source.credit * ratio,
        balance = source.balance * ratio,
        amount_currency = source.amount_currency * ratio,
        amount_residual = source.amount_residual * ratio,
        amount_residual_currency = source.amount_residual_currency * ratio,
        price_unit = source.price_unit * ratio,
        price_subtotal = source.price_subtotal * ratio,
        price_total = source.price_total * ratio,
        tax_base_amount = source.tax_base_amount * ratio
    """,
}


class Ledger:
    """``invoices`` posted invoices of 120 to 12 000 €, shared unevenly by
    ``customers``; 91.4 % of them fell due in the last 110 days.

    The same size always gives the same ledger.
    """

    def __init__(self, env, today):
        self.env = env
        self.today = today
        self.source = self._create_source()
        self.first = {}

    def _create_source(self):
        """The invoice that all others are copies of: 100 € and 20 % of tax."""
        company = self.env.company
        partner = self.env["res.partner"].create(
            {
                "name": "Modèle",
                "is_company": True,
                "street": "12 rue des Lices",
                "zip": "49100",
                "city": "Angers",
                "country_id": self.env.ref("base.fr").id,
                "lang": "fr_FR",
                "company_registry": "732829320",
            }
        )
        line = {"name": "Prestation", "price_unit": 100.0, "quantity": 1}
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": company.id,
                "invoice_date": Date.subtract(self.today, days=400),
                "invoice_date_due": Date.subtract(self.today, days=400),
                "invoice_line_ids": [Command.create(line)],
            }
        )
        invoice.action_post()
        invoice.is_move_sent = True
        return invoice

    def build(self, invoices, customers):
        """Replace whatever was there by a ledger of this size."""
        self.invoices, self.customers = invoices, customers
        self.env.flush_all()
        self._execute("SET LOCAL session_replication_role = replica")
        self._clear()
        self._clone("res_partner", self.source.partner_id, customers)
        self._clone("account_move", self.source, invoices)
        self.first["move_line"] = self.first["account_move"]
        for line in self.source.line_ids:
            self._clone("account_move_line", line, invoices)
        self.env.cr.commit()
        self.env.invalidate_all()
        self.vacuum()

    def _clear(self):
        self._execute("TRUNCATE relance_case CASCADE")
        self._execute("UPDATE res_company SET relance_last_run = NULL")
        for table in ("account_move_line", "account_move", "res_partner"):
            first = self.first.pop(table, None)
            if first:
                self._execute(f"DELETE FROM {table} WHERE id >= %(id)s", id=first)

    def _clone(self, table, source, count):
        """Copy one row ``count`` times, with the columns of SPREAD made to vary."""
        self._execute(f"SELECT max(id) + 1 FROM {table}")
        [first] = self.env.cr.fetchone()
        self.first.setdefault(table, first)
        varied = dict(_assignments(SPREAD[table]))
        self._execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %(table)s AND table_schema = current_schema
               AND is_generated = 'NEVER'
            """,
            table=table,
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        values = [
            "%(first)s + i - 1"
            if name == "id"
            else varied.get(name, f'source."{name}"')
            for name in names
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        self._execute(
            f"""
            INSERT INTO {table} ({columns})
            SELECT {", ".join(values)}
              FROM {table} source, generate_series(1, %(count)s) i,
                   LATERAL (SELECT (i::bigint * 7919) %% 10000 AS place,
                                   (i::bigint * 104729) %% %(count)s AS rank) hash,
                   LATERAL (SELECT 1 + hash.place %% 100 AS ratio,
                            %(today)s::date + CASE WHEN hash.place < 10000 - %(overdue)s
                                THEN hash.place %% 30
                                ELSE -1 - hash.place %% 110 END::int AS due,
                            %(partner)s + floor(%(customers)s * power(
                                hash.rank::float / %(count)s, 1.5))::int AS partner_id
                   ) spread
             WHERE source.id = %(source)s;
            SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))
            """,
            first=first,
            count=count,
            today=self.today,
            overdue=OVERDUE,
            source=source.id,
            customers=self.customers,
            partner=self.first.get("res_partner"),
            first_move=self.first.get("account_move"),
        )

    def _execute(self, query, **parameters):
        self.env.cr.execute(query, parameters)

    def vacuum(self):
        """Up-to-date statistics, as a database in use has them."""
        connection = self.env.cr._cnx
        self.env.cr.commit()
        connection.autocommit = True
        self.env.cr.execute("VACUUM ANALYZE")
        connection.autocommit = False


def _assignments(text):
    """``(column, expression)`` of ``column = expression, …``, nesting respected."""
    depth, start = 0, 0
    for position, character in enumerate(f"{text},"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            column, _equals, expression = text[start:position].partition("=")
            yield column.strip(), expression.strip()
            start = position + 1
