import base64
import io

from markupsafe import Markup
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import FRIENDLY, LATE, RelanceCommon

FORMULA = "=HYPERLINK(1)"


@tagged("post_install", "-at_install")
class TestAccessExport(RelanceCommon):
    """All that is held on a customer, for their request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("chef", "relance_recouvrement.group_manager")
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Claire Petit", "parent_id": cls.customer.id}
        )
        cls.other = cls._customer("Garage Petit")
        cls.invoice = cls._invoice()
        cls._invoice(cls.other, amount=77)

    def setUp(self):
        super().setUp()
        self._play(FRIENDLY)
        self._call(LATE, note=FORMULA, contact_id=self.contact.id)
        self._call(LATE, self.other, note="autre client")
        self._case().message_post(body=Markup("<p>Message gardé</p>"))

    def _export(self, user=None, partner=None):
        partner = (partner or self.customer).with_user(user or self.manager)
        action = partner.with_company(self.company).action_relance_access_export()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        content = base64.b64decode(wizard.with_user(user or self.manager).file)
        return load_workbook(io.BytesIO(content))

    def _text(self, book):
        return "\n".join(
            str(cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        )

    def test_every_record(self):
        book = self._export()
        names = {
            self.env["ir.model"]._get(model).name[:31]
            for model in (
                "res.partner",
                "relance.case",
                "relance.case.line",
                "relance.call",
                "relance.reminder",
                "relance.delivery",
                "mail.message",
            )
        }
        self.assertLessEqual(names, set(book.sheetnames))
        text = self._text(book)
        for words in ("Claire Petit", "Message gardé", self.invoice.name, FORMULA):
            self.assertIn(words, text)

    def test_of_this_customer_only(self):
        text = self._text(self._export())
        self.assertNotIn("autre client", text)
        self.assertNotIn("Garage Petit", text)

    def test_texts_are_no_formulas(self):
        for sheet in self._export().worksheets:
            for row in sheet.iter_rows():
                self.assertFalse([c.value for c in row if c.data_type == "f"])

    def test_from_any_contact(self):
        self.assertIn(FORMULA, self._text(self._export(partner=self.contact)))

    def test_logged_without_data(self):
        self._export()
        log = self._case().message_ids.sorted("id")[-1:]
        self.assertIn("exported (RGPD)", str(log.body))
        self.assertEqual(log.author_id, self.manager.partner_id)

    def test_logged_on_a_customer_without_case(self):
        partner = self._customer("Hotel Bleu")
        self._export(partner=partner)
        self.assertIn("exported", str(partner.message_ids[:1].body))

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self._export(self.collector)

    def test_companies_of_the_manager_only(self):
        other = self.setup_other_company(name="Autre")
        company = other["company"]
        theirs = self._invoice(amount=4321, company=company, accounts=other)
        self.engine._run(company, today=FRIENDLY)
        self._case(company=company).message_post(body="chez Autre")
        text = self._text(self._export())
        self.assertNotIn("chez Autre", text)
        self.assertNotIn("4321", text)
        self.manager.company_ids += company
        self.assertIn("chez Autre", self._text(self._export()))
        self.assertTrue(theirs)
