from odoo import fields, models
from odoo.exceptions import UserError

# Where each account is found in the chart when the setting is empty (PCG), the best
# prefix first.
ACCOUNT_PREFIXES = {
    "relance_doubtful_account_id": ("416",),
    "relance_impairment_account_id": ("491",),
    "relance_impairment_expense_account_id": ("68174", "6817"),
    "relance_impairment_reversal_account_id": ("78174", "7817"),
    "relance_loss_account_id": ("6541", "654"),
    "relance_loss_prior_account_id": ("6544", "654"),
    "relance_loss_vat_account_id": ("44571",),
}
RECONCILED = ("relance_doubtful_account_id",)


class RelanceDoubtfulCompanyMixin(models.AbstractModel):
    """Settings of a company: which accounts and journals its entries use."""

    _name = "relance.doubtful.company.mixin"
    _description = "Accounts of Doubtful Debts"

    relance_doubtful_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of doubtful debts",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
    )
    relance_doubtful_account_id = fields.Many2one(
        "account.account", string="Doubtful customers (416)"
    )
    relance_impairment_account_id = fields.Many2one(
        "account.account", string="Impairment of customers (491)"
    )
    relance_impairment_expense_account_id = fields.Many2one(
        "account.account", string="Impairment charge (68174)"
    )
    relance_impairment_reversal_account_id = fields.Many2one(
        "account.account", string="Impairment reversal (78174)"
    )
    relance_loss_account_id = fields.Many2one(
        "account.account", string="Losses on debts of the year (6541)"
    )
    relance_loss_prior_account_id = fields.Many2one(
        "account.account", string="Losses on debts of prior years (6544)"
    )
    relance_loss_vat_account_id = fields.Many2one(
        "account.account",
        string="VAT recovered (44571)",
        help="For documents without their own VAT account.",
    )

    def _relance_get_account(self, name):
        """An account of the settings, found in the chart the first time and kept.

        :param str name: field of the company
        :rtype: account.account
        :raise UserError: naming the setting when nothing is found
        """
        company = self.root_id
        # sudo: settings of the root company, read for whoever may book
        account = company.sudo()[name] or company._relance_find_account(name)
        label = company._fields[name]._description_string(self.env)
        if not account:
            raise UserError(
                self.env._(
                    "No account for “%(setting)s” in the chart of %(company)s: choose"
                    " it in Settings ▸ Invoicing ▸ Collection ▸ Doubtful and lost.",
                    setting=label,
                    company=company.name,
                )
            )
        if name in RECONCILED and not account.reconcile:
            raise UserError(
                self.env._(
                    "%(account)s (%(setting)s) does not allow reconciliation: allow it"
                    " on the account, or choose another in the settings.",
                    account=account.sudo().display_name,
                    setting=label,
                )
            )
        return account.sudo(False)

    def _relance_find_account(self, name):
        # sudo: the chart is read and the setting kept for whoever may book
        accounts = self.env["account.account"].sudo().with_company(self)
        for prefix in ACCOUNT_PREFIXES[name]:
            account = accounts.search(
                [
                    ("code", "=like", f"{prefix}%"),
                    ("company_ids", "parent_of", self.id),
                ],
                order="code, id",
                limit=1,
            )
            if account:
                # sudo: as above
                self.sudo()[name] = account
                return account
        return accounts.browse()

    def _relance_get_doubtful_journal(self):
        """Journal of the entries: the setting, else the first general journal.

        :raise UserError: naming the setting when there is none
        """
        company = self.root_id
        # sudo: as in _relance_get_account
        setting = company.sudo().relance_doubtful_journal_id
        # sudo: as above
        journals = self.env["account.journal"].sudo()
        excluded = (
            company.sudo().currency_exchange_journal_id
            | company.sudo().tax_cash_basis_journal_id
        )
        journal = setting or journals.search(
            [
                ("type", "=", "general"),
                ("company_id", "=", company.id),
                ("id", "not in", excluded.ids),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "No miscellaneous journal for the entries of %(company)s: choose"
                    " it in Settings ▸ Invoicing ▸ Collection ▸ Doubtful and lost.",
                    company=company.name,
                )
            )
        if not setting:
            company.sudo().relance_doubtful_journal_id = journal
        return journal.sudo(False)
