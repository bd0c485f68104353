import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import DUE, LATE, RelanceCommon
from .common_call import make_pdf


@tagged("post_install", "-at_install")
class TestCallDocuments(RelanceCommon, HttpCase):
    """The open invoices and their proofs in one PDF, for who works on the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user(
            "collector", "base.group_user,relance_recouvrement.group_collector_own"
        )
        cls.other = cls._user(
            "other", "base.group_user,relance_recouvrement.group_collector_own"
        )
        cls.clerk = cls._user("clerk", "base.group_user,account.group_account_invoice")
        cls.invoice = cls._invoice(due=DUE)
        cls.second = cls._invoice(due=DUE)
        cls.paid = cls._invoice(due=DUE)
        for move in (cls.invoice, cls.second, cls.paid):
            cls._attach(move, "invoice.pdf", make_pdf(), "invoice_pdf_report_file")
            move.invalidate_recordset()
        cls._attach(cls.invoice, "bon de livraison signé.pdf", make_pdf(2))
        cls._attach(cls.invoice, "abîmé.pdf", b"%PDF-1.4 x")
        cls._attach(cls.invoice, "note.txt", b"texte", mimetype="text/plain")

    @classmethod
    def _attach(cls, move, name, raw, field=False, mimetype="application/pdf"):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": field,
                "raw": raw,
                "mimetype": mimetype,
            }
        )

    def setUp(self):
        super().setUp()
        self._pay(self.paid)
        self._run(LATE)
        self.case = self._case()
        self.case.user_id = self.collector
        self.documents = self.env["relance.call.documents"]

    def _pages(self, content):
        return len(PdfFileReader(io.BytesIO(content)).pages)

    def test_merged(self):
        """Two invoices and the delivery note; what is paid or broken is left out."""
        content = self.documents._get_merged(self.case.open_line_ids)
        self.assertEqual(self._pages(content), 4)

    def test_nothing_to_show(self):
        self.assertIsNone(self.documents._get_merged(self.case.line_ids.browse()))

    def test_served(self):
        self.authenticate(self.collector.login, self.collector.login)
        response = self.url_open(f"/relance/documents/{self.case.id}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._pages(response.content), 4)
        line = self._line(self.second)
        one = self.url_open(f"/relance/documents/{self.case.id}?line={line.id}")
        self.assertEqual(self._pages(one.content), 1)
        for query in ("line=x", f"line={self._line(self.paid).id}"):
            refused = self.url_open(f"/relance/documents/{self.case.id}?{query}")
            self.assertEqual(refused.status_code, 404)

    def test_refused(self):
        for user in (self.other, self.clerk):
            self.authenticate(user.login, user.login)
            response = self.url_open(f"/relance/documents/{self.case.id}")
            self.assertEqual(response.status_code, 404, user.login)
        missing = self.url_open("/relance/documents/999999999")
        self.assertEqual(missing.status_code, 404)

    def test_anonymous(self):
        response = self.url_open(
            f"/relance/documents/{self.case.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
