from odoo.tests import BaseCase, tagged

from ..tools.siren import siren_of


@tagged("post_install", "-at_install")
class TestToolsSiren(BaseCase):
    def test_siren(self):
        for registry, vat, expected in (
            ("552 100 554 00013", None, "552100554"),
            ("552100554", "FR99999999999", "552100554"),
            (False, "FR 83 404 833 048", "404833048"),
            ("RCS Paris B", "FR83404833048", "404833048"),
            ("HRB 12345", "DE123456789", ""),
            ("12345", False, ""),
            (False, False, ""),
        ):
            with self.subTest(registry=registry, vat=vat):
                self.assertEqual(siren_of(registry, vat), expected)
