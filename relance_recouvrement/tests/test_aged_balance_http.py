import io
from datetime import date

from openpyxl import load_workbook

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAgedBalanceHttp(HttpCase):
    def _wizard(self, login):
        company = self.env.ref("base.main_company")
        user = new_test_user(
            self.env,
            login=login,
            groups="relance_recouvrement.group_reader",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        wizard = self.env["relance.aged.balance.wizard"].with_user(user)
        return wizard.create({"as_of": date(2025, 12, 31), "company_id": company.id})

    def test_download(self):
        wizard = self._wizard("aged_http")
        self.authenticate("aged_http", "aged_http")
        response = self.url_open(wizard.action_export()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("_2025-12-31.xlsx", response.headers["Content-Disposition"])
        self.assertIn("balance_agee_", response.headers["Content-Disposition"])
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(len(book.sheetnames), 4)

    def test_others_are_refused(self):
        wizard = self._wizard("aged_owner")
        url = wizard.action_export()["url"]
        self._wizard("aged_intruder")
        self.authenticate("aged_intruder", "aged_intruder")
        self.assertEqual(self.url_open(url).status_code, 404)
        new_test_user(self.env, login="aged_plain_http", groups="base.group_user")
        self.authenticate("aged_plain_http", "aged_plain_http")
        self.assertIn(self.url_open(url).status_code, (403, 404))
