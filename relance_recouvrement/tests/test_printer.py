import io
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from ..models.engine import document, printer
from .common import DUE, RelanceCommon, days

NAMES = ("Hotel Bleu", "Menuiserie Petit", "Garage Noir")
MANY = 45  # items


@tagged("post_install", "-at_install")
class TestPrinter(RelanceCommon, HttpCase):
    """Chunks of letters printed side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False
        customers = [cls._customer(name, street="9 rue Haute") for name in NAMES]
        for number in range(MANY):
            cls._invoice(customers[1], amount=100 + number)
        cls._invoice(customers[0])
        cls._invoice(customers[2])
        cls.engine._run(cls.company, today=DUE + days(30))
        cls.customers = customers

    def setUp(self):
        super().setUp()
        self.reminders = (
            self.env["relance.reminder"]
            .sudo()
            .concat(*map(self._reminder, self.customers))
        )
        deliver = self.env["relance.engine.deliver"].sudo()
        for reminder in self.reminders:
            deliver._freeze_texts(reminder)
        self.documents = self.env["relance.engine.document"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )

    def _print(self, chunk=2):
        with self.allow_pdf_render(), patch.object(document, "CHUNK", chunk):
            return self.documents.sudo()._render_all("letter", self.reminders)

    def _assert_own_letters(self, files):
        self.assertEqual(set(files), set(self.reminders.ids))
        lengths = []
        for reminder, name in zip(self.reminders, NAMES, strict=True):
            pages = PdfReader(io.BytesIO(files[reminder.id])).pages
            text = "".join(page.extract_text() for page in pages)
            for other in NAMES:
                self.assertEqual(other in text, other == name, text)
            lengths.append(len(pages))
        self.assertEqual(lengths[0], lengths[2])
        self.assertGreater(lengths[1], lengths[0], "a longer letter stays whole")

    def _count_odoo(self):
        report = type(self.env["ir.actions.report"])
        return patch.object(
            report,
            "_pre_render_qweb_pdf",
            autospec=True,
            side_effect=report._pre_render_qweb_pdf,
        )

    def test_side_by_side(self):
        with self._count_odoo() as odoo:
            files = self._print()
        odoo.assert_not_called()
        self._assert_own_letters(files)

    def test_one_chunk_is_printed_by_odoo(self):
        with self._count_odoo() as odoo:
            files = self._print(chunk=3)
        odoo.assert_called_once()
        self._assert_own_letters(files)

    def test_a_chunk_that_fails_is_printed_by_odoo(self):
        """Whether it fails while written, while printed or when cut."""
        pages = printer.print_pages

        def fail_for_two(command, bodies, header, footer):
            if len(bodies) == 2:
                raise RuntimeError("-11: killed")
            return pages(command, bodies, header, footer)

        for name, broken, chunks in (
            ("print_pages", fail_for_two, 1),
            ("LONG_BODY", 10, 2),
            ("_headings", lambda root: [0], 1),
        ):
            with (
                self.subTest(name),
                patch.object(printer, name, broken),
                self._count_odoo() as odoo,
            ):
                files = self._print()
                self.assertEqual(odoo.call_count, chunks)
                self._assert_own_letters(files)

    def test_a_letter_without_its_header_never_leaves(self):
        service = type(self.documents)
        error = UserError("no header")
        with patch.object(service, "_check_rendering", side_effect=error):
            self.assertEqual(self._print(), {})
        self.assertEqual(set(self.reminders.mapped("confirm_reason")), {"no header"})
