import hashlib
import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import DUE, RelanceCommon, days

PRINTED = DUE + days(30)


@tagged("post_install", "-at_install")
class TestLetterPdf(RelanceCommon, HttpCase):
    """Real PDF files: one of each, they are slow."""

    def _text(self, content):
        pages = PdfFileReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)

    def test_two_letters_in_one_rendering(self):
        """One wkhtmltopdf for the batch, one frozen file for each customer."""
        other = self._customer("Hotel Bleu", street="9 rue Haute")
        for level in (self.level_friendly, self.level_call, self.level_firm):
            level.active = False
        self._invoice()
        self._invoice(other, amount=2500)
        self._run(PRINTED)
        reminders = self._reminder() + self._reminder(other)
        reminders.action_confirm()
        deliver = self.env["relance.engine.deliver"].sudo()
        with self.allow_pdf_render():
            deliver.with_context(force_report_rendering=True)._deliver()
        self.assertEqual(reminders.mapped("confirm_reason"), [False, False])
        letters = reminders.delivery_ids.filtered(lambda dlv: dlv.channel == "letter")
        self.assertEqual(letters.mapped("state"), ["to_post", "to_post"])
        mine, theirs = (
            letters.filtered(lambda dlv, rem=reminder: dlv.reminder_id == rem)
            for reminder in reminders
        )
        for letter, name, amount, absent in (
            (mine, "Boulangerie Morel", "000,00", "Bleu"),
            (theirs, "Hotel Bleu", "500,00", "Morel"),
        ):
            content = letter.attachment_id.raw
            self.assertTrue(content.startswith(b"%PDF"))
            self.assertEqual(letter.checksum, hashlib.sha256(content).hexdigest())
            text = self._text(content)
            self.assertIn(name, text)
            self.assertIn(amount, text)
            self.assertIn("Durand", text, "the company's header")
            self.assertNotIn(absent, text)
