from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class AgedBalanceCommon(AccountTestInvoicingCommon):
    """A French company, one customer, and what its ledger is built with."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.misc_journal = cls.company_data["default_journal_misc"]
        cls.partner = cls.env["res.partner"].create({"name": "Boulangerie Morel"})
        cls.reader = new_test_user(
            cls.env,
            login="aged_reader",
            groups="relance_recouvrement.group_reader",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # === HELPERS === #

    def _invoice(self, amount, day, due=None, move_type="out_invoice", **vals):
        company = vals.pop("company", self.company)
        accounts = vals.pop("accounts", self.company_data)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": self.partner.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_date_due": due or day,
                    "invoice_payment_term_id": False,
                    "journal_id": accounts["default_journal_sale"].id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Prestation",
                                "price_unit": amount,
                                "account_id": accounts["default_account_revenue"].id,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        move.action_post()
        return move

    def _entry(self, day, lines, company=None, journal=None):
        """Post an entry of ``(account, balance, partner)`` lines."""
        move = (
            self.env["account.move"]
            .with_company(company or self.company)
            .create(
                {
                    "move_type": "entry",
                    "date": day,
                    "journal_id": (journal or self.misc_journal).id,
                    "line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "account_id": account.id,
                                "balance": balance,
                                "partner_id": partner and partner.id,
                            }
                        )
                        for account, balance, partner in lines
                    ],
                }
            )
        )
        move.action_post()
        return move

    def _payment(self, amount, day, partner=None):
        """A payment in the bank, unmatched; returns its receivable item."""
        partner = self.partner if partner is None else partner
        bank = self.bank_journal.default_account_id
        entry = self._entry(
            day, [(bank, amount, partner), (self.receivable, -amount, partner)]
        )
        return self._receivable(entry)

    def _receivable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _balance(self, as_of, company=None, user=None):
        model = self.env["relance.aged.balance"].with_user(user or self.env.user)
        company = company or self.company
        model = model.with_context(
            relance_as_of=as_of.isoformat(), allowed_company_ids=company.ids
        )
        model.env.invalidate_all()
        return model.search(model._get_scope_domain(company))

    def _residuals(self, as_of, **kwargs):
        return {
            item.document: item.amount_residual
            for item in self._balance(as_of, **kwargs)
        }

    def _assert_reconciled(self, as_of, company=None):
        """The aged balance equals the general ledger, account by account."""
        company = company or self.company
        report = self.env["relance.aged.balance.export"]._prepare_report(company, as_of)
        sums = {}
        for item in report.items:
            sums[item.account_id] = sums.get(item.account_id, 0) + item.amount_residual
        for account in report.accounts:
            with self.subTest(as_of=as_of, account=account.code):
                self.assertEqual(account.outside, 0.0)
                self.assertEqual(round(sums.get(account.id, 0), 2), account.ledger)
        self.assertTrue(report.accounts)
        return report
