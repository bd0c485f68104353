from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.formal_notice import advised_elements, missing_elements

BODIES = {
    "b2b": "Valant mise en demeure (article 1344 du Code civil) de payer, avec les"
    " pénalités (L.441-10) et l'indemnité de 40 € (D.441-5).",
    "b2c": "Valant mise en demeure (articles 1344 et 1231-6) de payer.",
    "nonpro": "Nous vous mettons en demeure (articles 1344 et 1231-6) de régler.",
    "public": "Valant mise en demeure (article 1344) de payer, avec les intérêts"
    " moratoires (L.2192-13) et l'indemnité (D.2192-35).",
}


def letter(regime="b2b", **changes):
    """A complete formal notice, less what the test takes away."""
    return {
        "regime": regime,
        "subject": "MISE EN DEMEURE DE PAYER, 1 200,00 €",
        "body": BODIES.get(regime, BODIES["b2c"]),
        "registered": True,
        "mention": "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION",
        "creditor_name": "Ateliers Lebrun",
        "creditor_address": "3 rue des Forges\n69007 LYON",
        "creditor_registry": "RCS Lyon 552 100 554",
        "signatory": "Claire Martin",
        "contact": "04 72 00 00 00",
        "debtor_name": "Menuiserie Roux",
        "debtor_address": "12 quai Jean Moulin\n38000 GRENOBLE",
        "debtor_registry": "732829320",
        "debtor_country": "FR",
        "place": "Lyon",
        "date": date(2026, 3, 2),
        "currency": "EUR",
        "bank_account": "FR76 3000 4000 0312 3456 7890 143",
        "payment_reference": "REL/42",
        "deadline": date(2026, 3, 14),
        "consequence": "nous demanderons une injonction de payer",
        "charges": {
            "mode": "amount",
            "rate": "12,15 %",
            "interest": "11,98 €",
            "calc_date": "2 mars 2026",
            "indemnity_count": 1,
        },
        "total": 1200.0,
        "lines": [
            {
                "number": "F2026-001",
                "date": date(2026, 1, 5),
                "due_date": date(2026, 2, 4),
                "total": 1200.0,
                "paid": 0.0,
                "balance": 1200.0,
            }
        ],
        **changes,
    }


@tagged("post_install", "-at_install")
class TestToolsFormalNotice(BaseCase):
    def assertMissing(self, data, part):
        missing = missing_elements(data)
        self.assertEqual(len(missing), 1, missing)
        self.assertIn(part, missing[0])

    def test_complete(self):
        for regime in BODIES:
            with self.subTest(regime=regime):
                self.assertEqual(missing_elements(letter(regime)), [])

    def test_each_element(self):
        for key, part in (
            ("creditor_name", "Nom du créancier"),
            ("creditor_address", "Adresse du créancier"),
            ("creditor_registry", "SIREN ou RCS du créancier"),
            ("signatory", "Signataire"),
            ("contact", "Contact"),
            ("debtor_name", "Nom légal du débiteur"),
            ("debtor_address", "Adresse du débiteur"),
            ("debtor_registry", "SIREN du débiteur"),
            ("place", "Lieu"),
            ("date", "Date :"),
            ("currency", "Devise"),
            ("bank_account", "IBAN"),
            ("payment_reference", "Référence de paiement"),
            ("deadline", "Date limite"),
            ("consequence", "Suite annoncée"),
            ("mention", "LETTRE RECOMMANDÉE"),
            ("lines", "Factures"),
            ("total", "Total réclamé"),
            ("subject", "l'objet"),
        ):
            for empty in (False, None, ""):
                with self.subTest(key=key, empty=empty):
                    self.assertMissing(letter(**{key: empty}), part)

    def test_debtor_registry_asked_of_french_businesses_only(self):
        for regime in ("b2c", "nonpro", "public"):
            self.assertFalse(missing_elements(letter(regime, debtor_registry=False)))
        data = letter(debtor_registry=False, debtor_country="BE")
        self.assertFalse(missing_elements(data))

    def test_unknown_regime(self):
        self.assertMissing(letter("unknown"), "Nature du débiteur")

    def test_tracking_number(self):
        self.assertFalse(missing_elements(letter(tracking_number=False)))
        data = letter(tracking_required=True)
        self.assertMissing(data, "Numéro de suivi")
        data["tracking_number"] = "2C12345678901"
        self.assertFalse(missing_elements(data))

    def test_not_registered(self):
        self.assertFalse(missing_elements(letter(registered=False, mention=False)))

    def test_lines(self):
        data = letter()
        data["lines"][0].update(due_date=None, total=False)
        self.assertMissing(data, "F2026-001 : compléter échéance, montant TTC")
        self.assertMissing(letter(total=-5.0), "Total réclamé")

    def test_text(self):
        for body, part in (
            (
                "Nous vous demandons de payer (1344, L.441-10, D.441-5).",
                "dans le texte",
            ),
            (
                "Voici une mise en demeure (1344, L.441-10, D.441-5).",
                "Demande de payer",
            ),
            ("Mise en demeure de payer (L.441-10, D.441-5).", "1344"),
            ("Mise en demeure de payer (1344, D.441-5).", "L.441-10"),
            ("Mise en demeure de payer (1344, L.441-10).", "D.441-5"),
        ):
            with self.subTest(body=body):
                self.assertMissing(letter(body=body), part)
        self.assertMissing(
            letter("b2c", body="Mise en demeure de payer (1344)."), "1231-6"
        )

    def test_forbidden_text(self):
        body = f"{BODIES['b2c']} Une indemnité de 40 € s'ajoute."
        self.assertMissing(letter("b2c", body=body), "Texte interdit")

    # === CHARGES === #

    def test_charges_stated_to_whom_owes_them(self):
        for regime in ("b2b", "public"):
            for key, part in (
                ("rate", "Taux des pénalités"),
                ("interest", "Montant des pénalités"),
                ("calc_date", "arrêté"),
            ):
                with self.subTest(regime=regime, key=key):
                    charges = {**letter()["charges"], key: ""}
                    self.assertMissing(letter(regime, charges=charges), part)
            for charges in (None, {"mode": "none"}, {"mode": "mention"}):
                self.assertMissing(letter(regime, charges=charges), "Leurs montants")
        for regime in ("b2c", "nonpro"):
            self.assertFalse(missing_elements(letter(regime, charges=None)))

    def test_public_indemnity_has_its_article(self):
        body = BODIES["public"].replace("D.2192-35", "décret")
        self.assertMissing(letter("public", body=body), "D.2192-35")
        charges = {**letter()["charges"], "indemnity_count": 0}
        self.assertFalse(missing_elements(letter("public", body=body, charges=charges)))

    # === WORDS === #

    def test_words_printed_as_they_are(self):
        printed = {"Date limite": "14\u00a0mars 2026"}
        self.assertMissing(letter(printed=printed), "Date limite")
        body = f"{BODIES['b2b']} Au plus tard le 14 mars 2026."
        self.assertFalse(missing_elements(letter(body=body, printed=printed)))

    def test_one_deadline(self):
        for other in (
            "sous huitaine",
            "sous 8 jours",
            "sous un délai de quinze jours",
            "dans un délai de 15 jours",
            "dans les huit jours de la réception",
        ):
            with self.subTest(other):
                data = letter(body=f"{BODIES['b2b']} Réglez {other}.")
                self.assertMissing(data, "Une seule date limite")

    def test_route_that_is_not_possible(self):
        data = letter(route_refusal="la somme dépasse 5 000 €")
        self.assertMissing(data, "la somme dépasse 5 000 €")

    # === GUARD RAILS (LAW §9.3) === #

    def test_forbidden_words(self):
        for words, part in (
            ("Un huissier se présentera.", "huissier"),
            ("Nous procéderons à une saisie-attribution.", "saisie"),
            ("La présente interrompt la prescription.", "prescription"),
            ("Elle interrompra le cours de la prescription.", "prescription"),
            ("Les frais sont à votre charge.", "frais sont a votre charge"),
        ):
            for regime, body in BODIES.items():
                with self.subTest(words=words, regime=regime):
                    data = letter(regime, body=f"{body} {words}")
                    self.assertMissing(data, part)

    def test_no_business_charges_for_others(self):
        for regime in ("b2c", "nonpro"):
            for words in (
                "Une indemnité de 40 € est due.",
                "Article L.441-10 du Code de commerce.",
                "L'article D. 441-5 s'applique.",
                "Les pénalités de retard courent.",
            ):
                with self.subTest(regime=regime, words=words):
                    data = letter(regime, body=f"{BODIES[regime]} {words}")
                    self.assertTrue(missing_elements(data))

    # === ADVICE === #

    def test_advised(self):
        strong = {
            "body": f"{BODIES['b2b']} Toute proposition écrite sera étudiée.",
            "previous": "5 janvier 2026",
            "attachments": True,
            "bic": "AGRIFRPP",
            "identity": "Ateliers Lebrun, SARL au capital de 10 000 €",
        }
        self.assertEqual(advised_elements(letter(**strong)), [])
        for key, part in (
            ("previous", "Relances précédentes"),
            ("attachments", "Pièces jointes"),
            ("bic", "BIC"),
            ("identity", "Forme juridique"),
            ("body", "dialogue"),
        ):
            with self.subTest(key):
                [advice] = advised_elements(letter(**{**strong, key: ""}))
                self.assertIn(part, advice)
        [advice] = advised_elements(letter("b2c", **strong))
        self.assertIn("Médiateur", advice)
        self.assertFalse(advised_elements(letter("b2c", **strong, mediator="CM2C")))
