import io
import os
import tempfile

from PIL import Image
from reportlab.pdfgen import canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from ..tools.pdf_exhibit import (
    STRIP,
    Assembler,
    Stamp,
    Unreadable,
    count_pages,
    place,
)
from ..tools.pdf_stream import A4
from .common_file import make_image, make_pdf

PDF = "application/pdf"
ORIENTATION = 0x0112


@tagged("post_install", "-at_install")
class TestToolsPdfExhibit(BaseCase):
    """Documents put one after the other, each page stamped in its own margin."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def _write(self, content, name="a"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as target:
            target.write(content)
        return path

    def _merge(self, *documents):
        """Pages of documents ``(content, mimetype)`` put together."""
        stream = io.BytesIO()
        pdf = Assembler(stream, PdfReader)
        for number, (content, mimetype) in enumerate(documents, 1):
            path = self._write(content, str(number))
            pdf.add(path, mimetype, Stamp(f"Pièce n° {number} – page %d/%d", 9), "x")
        pdf.close("Dossier")
        stream.seek(0)
        return PdfReader(stream).pages

    def _refuse(self, content, mimetype=PDF):
        with self.assertRaises(Unreadable) as caught:
            count_pages(self._write(content), mimetype, PdfReader)
        return str(caught.exception)

    def _encrypt(self, content, password):
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(content)).pages:
            writer.add_page(page)
        writer.encrypt(password, "owner")
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    def test_every_page_says_its_exhibit_and_its_number(self):
        pages = self._merge((make_pdf("alpha", 2), PDF), (make_pdf("beta"), PDF))
        texts = [page.extract_text() for page in pages]
        self.assertEqual(len(texts), 3)
        for index, words in enumerate(
            (
                ("Pièce n° 1 – page 1/2", "1 / 9", "alpha 1"),
                ("Pièce n° 1 – page 2/2", "2 / 9", "alpha 2"),
                ("Pièce n° 2 – page 1/1", "3 / 9", "beta 1"),
            )
        ):
            for word in words:
                self.assertIn(word, texts[index])

    def test_images_become_pages(self):
        pages = self._merge(
            (make_image("JPEG"), "image/jpeg"), (make_image("PNG"), "image/png")
        )
        self.assertEqual(len(pages), 2)
        for page in pages:
            picture = page["/Resources"]["/XObject"]["/P0"].get_object()
            self.assertEqual((picture["/Width"], picture["/Height"]), (400, 560))

    def test_a_transparent_or_indexed_image_is_encoded_again(self):
        for mode in ("RGBA", "P", "CMYK", "1"):
            content = io.BytesIO()
            kind = "TIFF" if mode == "CMYK" else "PNG"
            Image.new(mode, (30, 40)).save(content, kind)
            pages = self._merge((content.getvalue(), f"image/{kind.lower()}"))
            picture = pages[0]["/Resources"]["/XObject"]["/P0"].get_object()
            self.assertEqual(picture["/Filter"], "/DCTDecode")

    def test_a_scan_of_several_pages(self):
        content, page = io.BytesIO(), Image.new("L", (30, 40))
        page.save(content, "TIFF", save_all=True, append_images=[page, page])
        self.assertEqual(len(self._merge((content.getvalue(), "image/tiff"))), 3)

    def test_a_photograph_lying_down_is_turned(self):
        content, exif = io.BytesIO(), Image.Exif()
        exif[ORIENTATION] = 6
        Image.new("RGB", (400, 200)).save(content, "JPEG", exif=exif)
        page = self._merge((content.getvalue(), "image/jpeg"))[0]
        self.assertGreater(page.mediabox.height, page.mediabox.width)

    def test_a_page_is_made_smaller_under_its_strip(self):
        for rotation in (0, 90, 180, 270):
            sheet, (a, b, c, d, e, f) = place((10, 20, 605, 862), rotation)
            corners = [
                (a * x + c * y + e, b * x + d * y + f)
                for x in (10, 605)
                for y in (20, 862)
            ]
            self.assertEqual(sheet, A4 if rotation % 180 == 0 else A4[::-1])
            self.assertGreaterEqual(min(x for x, _y in corners), -0.01)
            self.assertGreaterEqual(min(y for _x, y in corners), -0.01)
            self.assertLessEqual(max(y for _x, y in corners), sheet[1] - STRIP + 0.01)

    def test_filled_fields_and_stamps_stay_visible(self):
        content = io.BytesIO()
        sheet = canvas.Canvas(content)
        sheet.acroForm.textfield(name="n", value="signé", x=90, y=90)
        sheet.showPage()
        sheet.save()
        page = self._merge((content.getvalue(), PDF))[0]
        # the page and the drawing of the field
        self.assertEqual(len(page["/Resources"]["/XObject"]), 2)
        self.assertNotIn("/Annots", page)

    def test_a_locked_document_is_told(self):
        locked = self._encrypt(make_pdf("secret"), "pass")
        self.assertEqual(self._refuse(locked), "encrypted")

    def test_a_document_that_anybody_opens_is_merged(self):
        pages = self._merge((self._encrypt(make_pdf("public"), ""), PDF))
        self.assertIn("public 1", pages[0].extract_text())

    def test_what_cannot_be_read_is_told(self):
        self.assertEqual(self._refuse(b"%PDF-1.4 nothing"), "unreadable")
        self.assertEqual(self._refuse(b"hello"), "unreadable")
        self.assertEqual(self._refuse(b"hello", "text/plain"), "unsupported")
        self.assertEqual(self._refuse(b"", "text/plain"), "empty")
        half = make_image("PNG")
        self.assertEqual(
            self._refuse(half[: len(half) // 2], "image/png"), "unreadable"
        )
        self.assertEqual(self._refuse(b"xyz", "image/jpeg"), "unsupported")

    def test_a_document_is_read_once_however_many_pages_share_it(self):
        """Fonts and images of all its pages are written once."""
        one, ten = (len(self._raw(make_pdf("a", count))) for count in (1, 10))
        self.assertLess(ten, one * 6)

    def _raw(self, content):
        stream = io.BytesIO()
        pdf = Assembler(stream, PdfReader)
        pdf.add(self._write(content), PDF, Stamp("x", 1))
        pdf.close("x")
        return stream.getvalue()
