from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_aged_balance import AgedBalanceCommon


@tagged("post_install", "-at_install")
class TestAgedBalanceScreen(AgedBalanceCommon):
    def _wizard(self, **vals):
        return (
            self.env["relance.aged.balance.wizard"]
            .with_user(self.reader)
            .create({"as_of": date(2025, 3, 31), "company_id": self.company.id, **vals})
        )

    def test_screen_by_customer(self):
        self._invoice(500, date(2025, 1, 10))
        action = self._wizard().action_show()
        model = (
            self.env["relance.aged.balance"]
            .with_user(self.reader)
            .with_context(**action["context"])
        )
        groups = model.formatted_read_group(
            action["domain"],
            ["partner_id"],
            ["amount_residual:sum", "amount_d061:sum"],
        )
        self.assertEqual(groups[0]["partner_id"][0], self.partner.id)
        self.assertEqual(groups[0]["amount_residual:sum"], 500)
        self.assertEqual(groups[0]["amount_d061:sum"], 500)
        item = model.search(action["domain"])
        self.assertEqual(item.action_open_document()["res_id"], item.move_id.id)

    def test_selection_keeps_the_reconciliation(self):
        other = self.env["res.partner"].create({"name": "Autre"})
        self._invoice(500, date(2025, 1, 10))
        self._payment(120, date(2025, 1, 12), partner=other)
        wizard = self._wizard(partner_ids=[Command.set(self.partner.ids)])
        report = wizard.env["relance.aged.balance.export"]._prepare_report(
            wizard.company_id, wizard.as_of, wizard._get_selection_domain()
        )
        self.assertEqual([item.amount_residual for item in report.items], [500])
        account = next(a for a in report.accounts if a.id == self.receivable.id)
        self.assertEqual((account.outside, account.ledger), (-120, 380))
        filename, content = wizard._get_export()
        self.assertTrue(filename.startswith("balance_agee_"))
        self.assertTrue(filename.endswith("_2025-03-31.xlsx"))
        self.assertEqual(content[:2], b"PK")

    def test_own_collector_sees_own_customers(self):
        """The rest stays in the reconciliation as one amount."""
        other = self.env["res.partner"].create({"name": "Autre"})
        collectors = [
            new_test_user(
                self.env,
                login=f"aged_collector_{number}",
                groups="relance_recouvrement.group_collector_own",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for number in range(2)
        ]
        # sudo: only the engine creates cases
        self.env["relance.case"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "user_id": user.id,
                }
                for partner, user in zip((self.partner, other), collectors, strict=True)
            ]
        )
        mine = self._invoice(500, date(2025, 1, 10))
        self._invoice(80, date(2025, 1, 10), partner_id=other.id)
        self.assertEqual(
            self._residuals(date(2025, 1, 31), user=collectors[0]), {mine.name: 500}
        )
        export = self.env["relance.aged.balance.export"].with_user(collectors[0])
        report = export._prepare_report(
            self.company.with_user(collectors[0]), date(2025, 1, 31)
        )
        self.assertEqual([item.document for item in report.items], [mine.name])
        account = next(a for a in report.accounts if a.id == self.receivable.id)
        self.assertEqual((account.outside, account.ledger), (80, 580))

    def test_another_user_s_wizard_is_out_of_reach(self):
        wizard = self._wizard()
        other = new_test_user(
            self.env, login="aged_other", groups="relance_recouvrement.group_reader"
        )
        found = wizard.with_user(other).search([("id", "=", wizard.id)])
        self.assertFalse(found)

    def test_plain_user_is_refused(self):
        user = new_test_user(self.env, login="aged_plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["relance.aged.balance"].with_user(user).search([])
