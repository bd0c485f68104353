import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..tools.wording import check_letter
from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementPdf(SettlementCommon, HttpCase):
    """The protocol to sign, as a real PDF file."""

    def _render(self, settlement):
        action = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                "relance_recouvrement.action_report_settlement", settlement.ids
            )
        self.assertTrue(content.startswith(b"%PDF"))
        pages = PdfFileReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return " ".join(text.split())

    def _propose(self, **vals):
        self._owe(1000.0, 500.0)
        settlement = self._settlement(user=self.manager, **vals)
        settlement.action_propose()
        return settlement

    def _check(self, text, present, absent, regime):
        for words in present:
            self.assertIn(words, text)
        for words in absent:
            self.assertNotIn(words, text)
        self.assertEqual(check_letter(text, regime), [])

    def test_protocol_of_a_business(self):
        settlement = self._propose()
        self._check(
            self._render(settlement),
            (
                "Ateliers Durand",
                "Boulangerie Morel",
                "Articles 2044 et suivants",
                "concessions réciproques",
                "1 200,00",
                "mille deux cents euros",
                "300,00",
                "pénalités de retard",
                "conteste la quantité livrée",
                "renonce à toute réclamation",
                "27 mars 2026",
                "article 1225",
                "de plein droit",
                "article 2052",
                "FR76 3000 6000",
                settlement.payment_reference,
                "bon pour transaction",
                "Signature et cachet",
            ),
            ("Preuve de livraison incertaine", "30 jours"),
            "b2b",
        )

    def test_protocol_of_a_consumer(self):
        """Neither penalty nor term that resolves by itself, and no 40 euros."""
        self.customer.write({"relance_debtor_regime": "b2c", "is_company": False})
        self.customer.relance_regime_confirmed = True
        self._check(
            self._render(self._propose()),
            ("15 jours pour payer", "ni pénalité, ni majoration", "2044"),
            (
                "de plein droit",
                "1225",
                "Pénalités de retard",
                "compensation",
                "forfaitaire",
                "cachet",
            ),
            "b2c",
        )

    def test_protocol_in_instalments(self):
        self._check(
            self._render(self._propose(number=3)),
            ("27 mars 2026", "27 avril 2026", "27 mai 2026", "400,00", "huit jours"),
            ("sans mise en demeure",),
            "b2b",
        )
