from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from ..tools.siren import siren_of
from . import ageing_report, ageing_xlsx


class RelanceAgedBalanceExport(models.AbstractModel):
    """Gathers what the aged balance workbook shows, with the rights of the user."""

    _name = "relance.aged.balance.export"
    _description = "Aged Balance Export"

    @api.model
    def _get_workbook(self, company, as_of, domain=(), scope=""):
        """Return the aged balance of one company as a workbook.

        :param res.company company: main company, with its branches, or one branch.
        :param date as_of: day of the balance.
        :param list domain: what the user selected, on ``relance.aged.balance``.
        :param str scope: the selection in words, printed under the title.
        :return: the content of an ``.xlsx`` file.
        :rtype: bytes
        """
        report = self._prepare_report(company, as_of, domain, scope)
        return ageing_xlsx.build(report, self.env._)

    @api.model
    def _prepare_report(self, company, as_of, domain=(), scope=""):
        balance = self.env["relance.aged.balance"].with_context(
            relance_as_of=fields.Date.to_string(as_of),
            allowed_company_ids=company.ids,
            active_test=False,
        )
        base = balance._get_scope_domain(company)
        rows = self._fetch_rows(balance, base + list(domain))
        items = self._prepare_items(balance, rows)
        buckets = balance._fields["bucket"]._description_selection(self.env)
        return ageing_report.AgedReport(
            company=company.name,
            as_of=as_of,
            generated=self._get_generated(),
            currency=company.currency_id.name,
            decimals=company.currency_id.decimal_places,
            items=items,
            accounts=self._prepare_accounts(balance, company, base, items),
            scope=scope,
            bucket_labels=dict(buckets),
            show_company=len({row["company_id"] for row in rows}) > 1,
        )

    @api.model
    def _get_generated(self):
        return self.env._(
            "Printed on %(date)s by %(user)s. Collector, level, hold: as of then.",
            date=format_datetime(self.env, fields.Datetime.now(), dt_format="short"),
            user=self.env.user.name,
        )

    @api.model
    def _fetch_rows(self, balance, domain):
        """Read the items in one query, record rules applied."""
        names = [
            name
            for name, field in balance._fields.items()
            if field.store and not name.startswith("amount_d")
        ]
        query = balance._search(domain, order="partner_id, date_maturity, id")
        columns = [balance._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*columns))
        return [dict(zip(names, row, strict=True)) for row in rows]

    @api.model
    def _prepare_items(self, balance, rows):
        labels = self._get_labels(balance, rows)
        holds = dict(balance._fields["hold"]._description_selection(self.env))
        return [self._prepare_item(row, labels, holds) for row in rows]

    @api.model
    def _prepare_item(self, row, labels, holds):
        foreign = row["currency_id"] != row["company_currency_id"]
        partner, siren = labels["partner_id"].get(row["partner_id"], ("", ""))
        return ageing_report.AgedItem(
            account_code=labels["account_id"][row["account_id"]][0],
            partner_name=partner or labels["no_partner"],
            siren=siren,
            document=row["document"] or "",
            date=row["date"],
            date_maturity=row["date_maturity"],
            days_overdue=row["days_overdue"],
            payment_means=labels["payment_method_line_id"].get(
                row["payment_method_line_id"], ""
            ),
            amount_total=float(row["amount_total"]),
            amount_paid=float(row["amount_paid"]),
            amount_residual=float(row["amount_residual"]),
            bucket=row["bucket"],
            level=labels["level_id"].get(row["level_id"], ""),
            hold=holds.get(row["hold"], ""),
            collector=labels["user_id"].get(row["user_id"], ""),
            company=labels["company_id"][row["company_id"]],
            currency=labels["currency_id"].get(row["currency_id"], ""),
            amount_total_currency=(
                float(row["amount_total_currency"]) if foreign else None
            ),
            amount_residual_currency=(
                float(row["amount_residual_currency"]) if foreign else None
            ),
            account_id=row["account_id"],
            partner_id=row["partner_id"] or 0,
            user_id=row["user_id"] or 0,
        )

    @api.model
    def _get_labels(self, balance, rows):
        """Return the names of the records the rows point to, by field and id."""
        # sudo: the rows are those the user may see, so are the names on them
        balance_sudo = balance.sudo()

        def records(name):
            ids = {row[name] for row in rows if row[name]}
            return balance_sudo.env[balance._fields[name].comodel_name].browse(ids)

        labels = {
            name: {record.id: record.display_name or "" for record in records(name)}
            for name in (
                "company_id",
                "currency_id",
                "level_id",
                "payment_method_line_id",
                "user_id",
            )
        }
        labels["partner_id"] = {
            partner.id: (
                partner.display_name or "",
                siren_of(partner.company_registry, partner.vat),
            )
            for partner in records("partner_id")
        }
        labels["account_id"] = self._get_account_labels(balance, records("account_id"))
        labels["no_partner"] = self.env._("No customer")
        return labels

    @api.model
    def _get_account_labels(self, balance, accounts):
        # sudo: codes belong to the main company, unknown to a user of one branch
        root = balance.env.company.sudo().root_id
        accounts = accounts.sudo().with_company(root)
        return {account.id: (account.code or "", account.name) for account in accounts}

    @api.model
    def _prepare_accounts(self, balance, company, base, items):
        """Return one row per account of the sheet that checks the general ledger."""
        ledger = self._get_ledger_balances(balance, company)
        # sudo: what the user does not see is shown as one amount by account
        everything = {
            account.id: amount
            for account, amount in balance.sudo()._read_group(
                base, ["account_id"], ["amount_residual:sum"]
            )
        }
        shown = {}
        for item in items:
            shown.setdefault(item.account_id, []).append(item.amount_residual)
        accounts = balance.env["account.account"].browse({*ledger, *everything})
        labels = self._get_account_labels(balance, accounts)
        currency = company.currency_id
        rows = [
            ageing_report.AgedAccount(
                id=account_id,
                code=code,
                name=name,
                outside=currency.round(
                    everything.get(account_id, 0.0) - sum(shown.get(account_id, ()))
                ),
                ledger=float(currency.round(float(ledger.get(account_id) or 0.0))),
            )
            for account_id, (code, name) in labels.items()
        ]
        return sorted(
            (row for row in rows if row.ledger or row.outside or row.id in shown),
            key=lambda row: row.code,
        )

    @api.model
    def _get_ledger_balances(self, balance, company):
        """Return the balances of the receivable accounts in the general ledger.

        Read from the entries alone, without their matchings, to check the aged
        balance against.

        :param relance.aged.balance balance: with the day in its context.
        :param res.company company: main company, with its branches, or one branch.
        :return: balance by account id.
        :rtype: dict
        """
        operator = "=" if company.parent_id else "child_of"
        # sudo: the accounts of a main company include its branches
        companies = (
            self.env["res.company"].sudo().search([("id", operator, company.id)])
        )
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.account_id, SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                  JOIN res_company company ON company.id = line.company_id
                  JOIN res_company root
                    ON root.id = split_part(company.parent_path, '/', 1)::int
                 WHERE line.parent_state = 'posted'
                   AND line.date <= %(as_of)s
                   AND line.company_id IN %(companies)s
                   AND %(receivable)s
                 GROUP BY line.account_id
                """,
                as_of=balance._get_as_of(),
                companies=tuple(companies.ids),
                receivable=balance._sql_receivable(),
            )
        )
        return dict(rows)

    @api.model
    def _get_filename(self, company, as_of):
        """Return ``balance_agee_<company>_<date>.xlsx``.

        :rtype: str
        """
        slug = self.env["ir.http"]._slugify(company.name) or str(company.id)
        return f"balance_agee_{slug}_{as_of.isoformat()}.xlsx"
