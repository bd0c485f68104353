import base64
import io
import itertools
from unittest.mock import patch

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo.tests import BaseCase, tagged

from ..tools.qr_code import MODULE, qr_png
from .common import RelanceCommon

PAYLOAD = (
    "BCD\n002\n1\nSCT\n\nAtelier Lumière\nFR7630006000011234567890189\nEUR1200.5"
    "\n\n\nC12-7\n"
)


def _read_modules(content):
    """The modules of an image, each read at its four corners."""
    image = Image.open(io.BytesIO(content)).convert("L")
    side = image.width // MODULE
    return [
        [
            {
                image.getpixel((column * MODULE + x, row * MODULE + y)) == 0
                for x, y in itertools.product((0, MODULE - 1), repeat=2)
            }
            for column in range(side)
        ]
        for row in range(side)
    ]


def _encode(text, level):
    code = QrCodeWidget(value=text, barLevel=level).qr
    code.make()
    return [[{bool(dark)} for dark in row] for row in code.modules]


class TestQrCode(BaseCase):
    def test_modules_are_reportlab_s(self):
        for level in "LM":
            content = qr_png(PAYLOAD, level)
            self.assertTrue(content.startswith(b"\x89PNG"))
            self.assertEqual(_read_modules(content), _encode(PAYLOAD, level))


@tagged("post_install", "-at_install")
class TestReminderQrCode(RelanceCommon):
    def setUp(self):
        super().setUp()
        self.bank = self.company.partner_id.bank_ids
        self._prepared()
        self.reminder = self._reminder()

    def test_code_says_what_odoo_s_says(self):
        source = self.reminder.qr_src
        content = base64.b64decode(source.removeprefix("data:image/png;base64,"))
        [[_currency, amount]] = self.reminder._get_totals()
        code = self.bank._build_qr_code_vals(
            amount,
            self.reminder.payment_reference,
            "",
            self.company.currency_id,
            self.reminder.partner_id,
        )
        value = self.bank._get_qr_code_generation_params(**code)["value"]
        self.assertIn(f"EUR{amount}", value)
        self.assertIn(self.reminder.payment_reference, value)
        self.assertEqual(_read_modules(content), _encode(value, "L"))

    def test_other_codes_are_drawn_by_odoo(self):
        banks = type(self.bank)
        drawn = {"qr_method": "other"}
        with (
            patch.object(banks, "_build_qr_code_vals", lambda *args, **kw: drawn),
            patch.object(
                banks, "_get_qr_code_base64", lambda bank, **kw: kw["qr_method"]
            ),
        ):
            self.assertEqual(self.reminder.qr_src, "other")

    def test_no_code_for_an_account_out_of_sepa(self):
        self.bank.acc_number = "123456"
        self.assertFalse(self.reminder.qr_src)
