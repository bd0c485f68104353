from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.formal_notice import missing_elements

BODIES = {
    "b2b": "Valant mise en demeure (article 1344 du Code civil) de payer, avec les"
    " pénalités (L.441-10) et l'indemnité de 40 € (D.441-5).",
    "b2c": "Valant mise en demeure (articles 1344 et 1231-6) de payer.",
    "nonpro": "Nous vous mettons en demeure (articles 1344 et 1231-6) de régler.",
    "public": "Valant mise en demeure (article 1344) de payer, avec les intérêts"
    " moratoires (L.2192-13).",
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
