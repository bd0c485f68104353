import io
from datetime import datetime

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common_insurance import DEADLINE, InsuranceCommon
from .common_plan import SIGNED


@tagged("post_install", "-at_install")
class TestInsuranceExport(InsuranceCommon, HttpCase):
    """The list of unpaid items that the insurer asks for."""

    def _rows(self, user):
        export = self.env["relance.insurance.export"].with_user(user)
        content = export._get_workbook(self.policy.with_user(user))
        sheet = load_workbook(io.BytesIO(content)).active
        head, *rows = sheet.iter_rows(min_row=3, values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows if row[0]]

    def test_columns(self):
        invoice = self._owe(1000.0)[0]
        self._deliver()
        self._call(SIGNED)
        self._declare(invoice)
        [row] = self._rows(self.collector)
        self.assertEqual(row["Policy"], self.policy.display_name)
        self.assertEqual(row["Customer"], "Boulangerie Morel")
        self.assertEqual(row["SIREN"], "552100554")
        self.assertEqual(row["Amount covered"], 5000)
        self.assertEqual(row["Part paid (%)"], 90)
        self.assertEqual(row["Document"], invoice.name)
        self.assertEqual(row["Delivered on"], datetime(2026, 1, 31))
        self.assertEqual(row["Original due date"], datetime(2026, 3, 2))
        self.assertIsNone(row["Extended due date"])
        self.assertEqual(row["Declare before"].date(), DEADLINE)
        self.assertEqual(row["Unpaid (EUR)"], 1000)
        self.assertEqual(row["Days past due"], 11)
        self.assertEqual(row["Declared on"].date(), SIGNED)
        self.assertEqual(row["Reference"], "SIN-778")
        self.assertIn("13/03/2026 Call", row["Actions"])

    def test_names_stay_texts(self):
        self.customer.name = '=HYPERLINK("http://example.com")'
        self._owe(1000.0)
        [row] = self._rows(self.manager)
        self.assertEqual(row["Customer"], '=HYPERLINK("http://example.com")')

    def test_only_what_the_user_sees(self):
        self._owe(1000.0)
        self._case().user_id = self.manager
        self.assertFalse(self._rows(self.own))
        self.assertEqual(len(self._rows(self.reader)), 1)
        plain = self._user("paul", "base.group_user")
        with self.assertRaises(AccessError):
            self._rows(plain)

    def test_download(self):
        self._owe(1000.0)
        url = self.policy.with_user(self.reader).action_export()["url"]
        self.authenticate("relance_rita", "relance_rita")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("assurance_credit_", response.headers["Content-Disposition"])
        self._user("paul", "base.group_user")
        self.authenticate("relance_paul", "relance_paul")
        self.assertIn(self.url_open(url).status_code, (403, 404))
