import hashlib
import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common_doubtful import JUDGMENT, PROOF, DoubtfulCommon


@tagged("post_install", "-at_install")
class TestDoubtfulPdf(DoubtfulCommon, HttpCase):
    """The duplicate of article 272 and the summary of several, as real PDF files."""

    def _print(self, *invoices):
        lines = self.env["relance.doubtful.line"].with_user(self.manager)
        for invoice in invoices:
            lines += self._debt(invoice)
        loss = self._loss(
            lines, ground="liquidation", event_date=JUDGMENT, certificate=PROOF
        )
        loss.action_book()
        bookings = self.env["relance.doubtful.booking"].with_user(self.manager)
        for invoice in invoices:
            bookings += self._bookings(invoice, "loss").with_user(self.manager)
        with self.allow_pdf_render():
            bookings.with_context(force_report_rendering=True).action_print_duplicate()
        return bookings

    def _read(self, content):
        self.assertTrue(content.startswith(b"%PDF"))
        pages = PdfFileReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_invoice_is_printed_again_with_the_mention(self):
        rows = [self._row(self.vat_20, 25.0) for _index in range(50)]
        invoice = self._taxed(invoice_line_ids=rows)
        booking = self._print(invoice)
        content = booking.duplicate_id.raw
        self.assertEqual(
            booking.duplicate_checksum, hashlib.sha256(content).hexdigest()
        )
        pages = self._read(content)
        self.assertGreater(len(pages), 1)
        for text in pages:
            self.assertIn("DUPLICATA", text)
            self.assertIn(
                "Facture demeurée impayée pour la somme de 1 250,00 euros (prix net) et"
                " pour la somme de 250,00 euros (TVA correspondante) qui ne peut faire"
                " l'objet d'une déduction (article 272 du CGI).",
                text,
            )
        self.assertIn(invoice.name, pages[0])
        self.assertIn("Pose de menuiseries", pages[0])

    def test_summary_of_several_invoices(self):
        first, second = self._taxed(), self._taxed(amount=500.0)
        bookings = self._print(first, second)
        text = " ".join(self._read(bookings[0].duplicate_id.raw))
        for words in (
            "état récapitulatif",
            "Boulangerie Morel",
            "44000 NANTES",
            first.name,
            second.name,
            "31/01/2026",
            "Pose de menuiseries",
            "1 000,00 euros (prix net)",
            "100,00 euros (TVA correspondante)",
            "article 272 du CGI",
            "1 500,00",
            "n'est pas un avoir",
        ):
            with self.subTest(words):
                self.assertIn(words, text)

    def test_an_invoice_and_its_mention_stay_on_one_page(self):
        invoices = [self._taxed(amount=100.0 + number) for number in range(12)]
        bookings = self._print(*invoices)
        pages = self._read(bookings[0].duplicate_id.raw)
        self.assertGreater(len(pages), 1)
        mentions = 0
        for text in pages:
            numbers = [invoice for invoice in invoices if invoice.name in text]
            found = text.count("Facture demeurée impayée pour la somme de 1")
            self.assertEqual(found, len(numbers), text)
            mentions += found
        self.assertEqual(mentions, len(invoices))
        self.assertIn("Total 1 266,00 € 253,20 €", pages[-1].replace("\u00a0", " "))
