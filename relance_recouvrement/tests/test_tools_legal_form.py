from odoo.tests import BaseCase, tagged

from ..tools.legal_form import get_printed_trader, get_trader


@tagged("post_install", "-at_install")
class TestToolsLegalForm(BaseCase):
    """Traders by their form (C. com. L210-1): nothing else is guessed."""

    def test_from_a_name(self):
        for name, expected in (
            ("Martin SARL", "yes"),
            ("SAS Durand & Fils", "yes"),
            ("Dupont S.A.S.", "yes"),
            ("EURL Bâti-Rénov", "yes"),
            ("Établissements Leroy (SA)", "yes"),
            ("Lambert et Cie, SNC", "yes"),
            ("Société anonyme des Eaux", "yes"),
            ("SCI Les Tilleuls", "no"),
            ("EARL du Moulin", "no"),
            ("Syndicat des copropriétaires du 12 rue Haute", "no"),
            ("Association sportive", "no"),
            ("Transports Sasportas", ""),
            ("Bois et Forêts", ""),
            ("Jean Martin", ""),
            ("SELARL Lefort Avocats", ""),
            ("", ""),
            (False, ""),
        ):
            with self.subTest(name):
                self.assertEqual(get_trader(name), expected)

    def test_from_a_letterhead(self):
        for text, expected in (
            ("Bois Clair SAS au capital de 10 000 €, RCS Lyon", "yes"),
            ("S.A.R.L. au capital de 8 000 euros", "yes"),
            ("SAS, au capital variable", "yes"),
            ("Société civile au capital de 100 €", "no"),
            ("Entrepreneur individuel, SIREN 123 456 789", ""),
            ("", ""),
        ):
            with self.subTest(text):
                self.assertEqual(get_printed_trader(text), expected)
