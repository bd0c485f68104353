import io
from datetime import date

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import DUE, days
from .common_insolvency import JUDGMENT, ClaimCommon


@tagged("post_install", "-at_install")
class TestInsolvencyPdf(ClaimCommon, HttpCase):
    """The declaration as a real PDF file (R-PC-7)."""

    def _render(self, insolvency):
        action = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                "relance_recouvrement.action_report_insolvency_claim", insolvency.ids
            )
        self.assertTrue(content.startswith(b"%PDF"))
        pages = PdfFileReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return " ".join(text.split())

    def _check(self, text, present, absent=()):
        for words in present:
            self.assertIn(words, text)
        for words in absent:
            self.assertNotIn(words, text)

    def test_declaration_of_a_business_debt(self):
        due = self._invoice(amount=1234.5, due=DUE - days(60))
        coming = self._invoice(
            due=JUDGMENT + days(20), invoice_date=JUDGMENT - days(10), amount=250
        )
        insolvency = self._claim(
            retention_of_title=True,
            retention_note="Dix pompes livrées le 3 février, article 8",
            exhibit_note="Conditions générales de vente signées",
        )
        interest = insolvency.amount_interest
        self.assertGreater(interest, 0)
        self.assertEqual(insolvency.amount_indemnity, 40)
        self._check(
            self._render(insolvency),
            (
                "Ateliers Durand",
                "SELARL Perrin Associés",
                "44000 NANTES",
                "DÉCLARATION DE CRÉANCE",
                "redressement judiciaire",
                "10 mars 2026",
                "18 mars 2026",
                "BODACC A n° 54, annonce 1234",
                "2026J00123",
                "Boulangerie Morel",
                "552100554",
                "L.622-24",
                "L.631-14",
                "1 234,50",
                "250,00",
                f"{insolvency.amount_declared:,.2f}".replace(",", " ").replace(
                    ".", ","
                ),
                "01/01/2026",
                "Réserve de propriété",
                "Dix pompes",
                "sincère et véritable",
                "Claire Durand",
                "Présidente",
                due.name,
                coming.name,
                "À échoir",
                "L.622-28",
                "Pièce n° 1",
                "Conditions générales de vente signées",
            ),
            ("chirographaire",),
        )

    def test_declaration_without_charges_nor_security(self):
        self._invoice(amount=1000)
        insolvency = self._claim(
            kind="liquidation", claim_interest=False, bodacc_date=False
        )
        self._check(
            self._render(insolvency),
            ("liquidation judiciaire", "L.641-3", "chirographaire", "mille euros"),
            ("L.622-28", "publié au BODACC", "Pénalités", "Réserve de propriété"),
        )

    def test_converted_proceedings(self):
        self._invoice(amount=1000)
        insolvency = self._claim(kind="liquidation", conversion_date=date(2026, 3, 17))
        self._check(
            self._render(insolvency),
            ("procédure collective", "convertie en liquidation", "17 mars 2026"),
        )

    def test_debtor_with_a_long_name(self):
        """Its name is not taken for the beginning of its address."""
        name = "Société des menuiseries et charpentes de la Loire inférieure"
        self.customer.name = name
        self._invoice(amount=1000)
        text = self._render(self._claim()).replace(" ,", ",")
        self.assertIn(f"{name}, SIREN ou SIRET 552100554, 2 rue du Port, 44000", text)
