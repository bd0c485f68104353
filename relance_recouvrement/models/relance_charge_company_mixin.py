from odoo import fields, models
from odoo.exceptions import UserError

ACCOUNT_PREFIX = "7631"
JOURNAL_TYPES = {"note": "sale", "entry": "general"}
JOURNAL_FIELDS = {
    "note": "relance_charge_journal_id",
    "entry": "relance_charge_entry_journal_id",
}


class RelanceChargeCompanyMixin(models.AbstractModel):
    """Settings of a company: which accounts and journals its entries use."""

    _name = "relance.charge.company.mixin"
    _description = "Accounts of Charges"

    relance_charge_account_id = fields.Many2one(
        "account.account",
        string="Income from late-payment interest (7631)",
        help="Interest, indemnities and costs charged to customers, without VAT.",
    )
    relance_charge_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of debit notes",
        domain="[('type', '=', 'sale'), ('company_id', '=', id)]",
    )
    relance_charge_entry_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of entries without debit note",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
    )
    relance_charge_paid_late = fields.Boolean(
        string="Keep what late payments left owed",
        default=True,
        help="When a business or a public body pays the principal late, its interest"
        " and indemnity stay listed until they are waived or invoiced.",
    )

    def _relance_get_charge_account(self):
        """Account of the settings, else 7631 of the chart.

        :rtype: account.account
        :raise UserError: naming the setting when nothing is found
        """
        company = self.root_id
        # sudo: settings and chart of the root company, read for whoever may book
        accounts = self.env["account.account"].sudo().with_company(company)
        # sudo: as above
        account = company.sudo().relance_charge_account_id or accounts.search(
            [
                ("code", "=like", f"{ACCOUNT_PREFIX}%"),
                ("company_ids", "parent_of", company.id),
            ],
            order="code, id",
            limit=1,
        )
        if not account:
            raise UserError(
                self.env._(
                    "No account 7631 in the chart of %(company)s: choose the income"
                    " account of late-payment interest in Settings ▸ Invoicing ▸"
                    " Collection ▸ Penalties and indemnities.",
                    company=company.name,
                )
            )
        return account.sudo(False)

    def _relance_get_charge_journal(self, document):
        """Journal of debit notes or of entries: the setting, else the first one.

        :param str document: ``note`` or ``entry``
        :raise UserError: naming the setting when there is none
        """
        company = self.root_id
        # sudo: as in _relance_get_charge_account
        root = company.sudo()
        special = root.currency_exchange_journal_id | root.tax_cash_basis_journal_id
        # sudo: as in _relance_get_charge_account
        journals = self.env["account.journal"].sudo()
        journal = root[JOURNAL_FIELDS[document]] or journals.search(
            [
                ("type", "=", JOURNAL_TYPES[document]),
                ("company_id", "=", company.id),
                ("id", "not in", special.ids),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no journal for charges: choose it in Settings ▸"
                    " Invoicing ▸ Collection ▸ Penalties and indemnities.",
                    company=company.name,
                )
            )
        return journal.sudo(False)
