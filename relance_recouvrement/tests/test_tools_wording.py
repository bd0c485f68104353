from odoo.tests import BaseCase, tagged

from ..tools.wording import check_letter, check_style, plain

REGIMES = ("unknown", "b2b", "b2c", "nonpro", "public")
B2B_LAW = (
    "Les pénalités de retard (article L.441-10 du Code de commerce) courent de plein"
    " droit et une indemnité forfaitaire de 40 € est due (article D.441-5)."
)
PUBLIC_LAW = (
    "Les intérêts moratoires et l'indemnité forfaitaire de 40 € par facture (articles"
    " L.2192-13 et D.2192-35 du Code de la commande publique) sont dus."
)
CONSUMER_LAW = (
    "Nous vous mettons en demeure (articles 1344 et 1231-6 du Code civil) de régler"
    " 180,00 € au plus tard le 15 mars 2026. L'intérêt au taux légal est dû. Aucun"
    " frais de relance ne vous est facturé. Vous pourrez saisir gratuitement le"
    " médiateur de la consommation. Nous pourrons saisir le tribunal judiciaire."
)


@tagged("post_install", "-at_install")
class TestToolsWording(BaseCase):
    def assertRefused(self, text, regime, part=""):
        problems = check_letter(text, regime)
        self.assertTrue(problems, f"accepted for {regime}: {text}")
        self.assertTrue(
            any(part in problem for problem in problems), f"{part!r} not in {problems}"
        )

    def test_business_charges(self):
        self.assertEqual(check_letter(B2B_LAW, "b2b"), [])
        for regime in ("b2c", "nonpro", "unknown", "public"):
            with self.subTest(regime=regime):
                self.assertRefused(B2B_LAW, regime, "L.441-10")

    def test_public_charges(self):
        self.assertEqual(check_letter(PUBLIC_LAW, "public"), [])
        for regime in ("b2b", "b2c", "nonpro", "unknown"):
            with self.subTest(regime=regime):
                self.assertRefused(PUBLIC_LAW, regime)

    def test_consumer_formal_notice_passes(self):
        for regime in ("b2c", "nonpro"):
            self.assertEqual(check_letter(CONSUMER_LAW, regime), [])

    def test_consumer_fragments(self):
        fragments = (
            "une indemnité de 40 €",
            "40€ par facture",
            "soit 3 × 40 € = 120 €",
            "quarante euros",
            "40 euros",
            "une indemnité de 40,00 €",
            "40&nbsp;€",
            "<b>40</b> €",
            "article L. 441-10",
            "article L441‑10",
            "l'article D441-5",
            "des pénalités de retard",
            "l'indemnité forfaitaire",
            "des frais de relance de 15,00 €",
            "Frais d’impayé : 12,00 €",
        )
        for fragment in fragments:
            for regime in ("b2c", "nonpro", "unknown"):
                with self.subTest(fragment=fragment, regime=regime):
                    self.assertRefused(f"Nous ajoutons {fragment}.", regime)

    def test_amounts_of_the_ledger_pass(self):
        for amount in ("40,00 €", "1 240,00 €", "140,00 €", "2 040,00 €", "40,50 €"):
            with self.subTest(amount=amount):
                self.assertEqual(
                    check_letter(f"La facture F12 est de {amount} TTC.", "b2c"), []
                )

    def test_no_costs_passes(self):
        for text in (
            "Aucun frais de relance ne vous est facturé.",
            "Un échéancier sans frais de dossier peut être convenu.",
        ):
            self.assertEqual(check_letter(text, "b2c"), [])

    def test_forbidden_to_everybody(self):
        texts = (
            ("Nous mandaterons un huissier.", "huissier"),
            ("Une saisie de vos comptes suivra.", "saisie"),
            ("Une saisie-attribution suivra.", "saisie"),
            ("Nous ferons saisir vos biens.", "saisir vos"),
            ("La présente interrompt la prescription.", "prescription"),
            ("Cette lettre interrompra le cours de la prescription.", "prescription"),
            ("Les frais seront à votre charge.", "a votre charge"),
            ("Le recouvrement se fera à vos frais.", "a vos frais"),
            ("Nous porterons plainte.", "plainte"),
            ("Des poursuites pénales suivront.", "penales"),
            ("Vous serez inscrit au fichier de la Banque de France.", "fichier"),
            ("Ceci est un commandement de payer.", "commandement"),
            ("Nous informerons votre employeur.", "employeur"),
        )
        for text, part in texts:
            for regime in REGIMES:
                with self.subTest(text=text, regime=regime):
                    self.assertRefused(text, regime, part)

    def test_allowed_words(self):
        for text in (
            "Nous demanderons au tribunal compétent une injonction de payer.",
            "Nous saisirons la juridiction administrative compétente.",
            "La clause pénale du contrat est rappelée.",
            "La fiche produit est jointe.",
            "Votre réclamation sera étudiée.",
        ):
            with self.subTest(text=text):
                self.assertEqual(check_letter(text, "b2b"), [])

    def test_title_allows_enforcement(self):
        text = "Un commissaire de justice procédera à une saisie."
        self.assertTrue(check_letter(text, "b2b"))
        self.assertEqual(check_letter(text, "b2b", has_title=True), [])

    def test_style(self):
        for text in (
            "Vous devez 3 200 €.",
            "Pourquoi la facture est-elle impayée ?",
            "N'avez-vous pas reçu notre facture ?",
            "Désolé de vous déranger.",
            "Ceci est un petit rappel.",
            "Merci de payer dès que possible.",
            "Merci de payer sous 8 jours.",
        ):
            with self.subTest(text=text):
                self.assertEqual(len(check_style(text)), 1)
        self.assertEqual(check_style("À quelle date est prévu ce règlement ?"), [])

    def test_plain(self):
        self.assertEqual(plain("<p>Échéance&nbsp;: l’été</p>"), "echeance : l'ete.")
        self.assertEqual(plain("<style>p {color: red}</style>Ici"), "ici")
        self.assertEqual(plain(False), "")
        self.assertEqual(check_letter("", "b2c"), [])
