from odoo.tests import BaseCase, tagged

from ..const import ROUTES as LABELS
from ..tools.routes import (
    ROUTES,
    Claim,
    Limits,
    get_possible,
    get_refusal,
    get_sentence,
)
from ..tools.wording import check_letter, check_style

# Thresholds of 2026; they are data of the types of procedure.
LIMITS = {
    "petites_creances": Limits(amount_max=5000.0),
    "assignation": Limits(amicable_until=5000.0),
}


@tagged("post_install", "-at_install")
class TestToolsRoutes(BaseCase):
    """What may really follow a formal notice (LAW §5)."""

    def test_every_route_has_its_label(self):
        self.assertEqual(list(ROUTES), [code for code, _label in LABELS])

    def test_by_kind_of_debtor(self):
        for regime, expected in (
            (
                "b2b",
                "agency lawyer mediation conciliation petites_creances l126 injonction"
                " refere assignation",
            ),
            (
                "b2c",
                "agency lawyer mediation conciliation petites_creances injonction"
                " refere",
            ),
            ("nonpro", "agency lawyer mediation conciliation injonction refere"),
            ("public", "lawyer mediation admin_claim refere_admin mandatement"),
            ("unknown", ""),
        ):
            with self.subTest(regime):
                self.assertEqual(
                    get_possible(Claim(regime, 1200.0), LIMITS), expected.split()
                )

    def test_small_claims_up_to_5000(self):
        """CPCE L125-1: interest included."""
        self.assertFalse(get_refusal("petites_creances", Claim("b2b", 5000.0), LIMITS))
        refusal = get_refusal("petites_creances", Claim("b2b", 5000.01), LIMITS)
        self.assertIn("5 000 €", refusal)

    def test_amicable_attempt_before_the_civil_court(self):
        """CPC 750-1, tribunal judiciaire only; an order for payment needs none."""
        self.assertIn("750-1", get_refusal("assignation", Claim("b2c", 5000.0), LIMITS))
        self.assertFalse(get_refusal("assignation", Claim("b2c", 5000.01), LIMITS))
        self.assertFalse(get_refusal("assignation", Claim("b2b", 100.0), LIMITS))
        self.assertFalse(get_refusal("injonction", Claim("b2c", 100.0), LIMITS))

    def test_uncontested_commercial_claim_between_traders(self):
        for claim in (
            Claim("b2c", 900.0),
            Claim("b2b", 900.0, is_company=False),
            Claim("b2b", 900.0, disputed=True),
            Claim("b2b", 900.0, country="BE"),
        ):
            with self.subTest(claim):
                self.assertTrue(get_refusal("l126", claim))
        self.assertFalse(get_refusal("l126", Claim("b2b", 90000.0)))

    def test_disputed_in_part(self):
        possible = get_possible(Claim("b2b", 900.0, disputed=True), LIMITS)
        for code in ("injonction", "refere", "l126"):
            self.assertNotIn(code, possible)
        for code in ("assignation", "mediation", "lawyer"):
            self.assertIn(code, possible)

    def test_foreign_debtor(self):
        self.assertEqual(
            get_possible(Claim("b2b", 900.0, country="BE"), LIMITS),
            ["agency", "lawyer", "mediation", "injonction_eu"],
        )
        for country in ("DK", "US", "CH"):
            possible = get_possible(Claim("b2b", 900.0, country=country), LIMITS)
            self.assertEqual(possible, ["agency", "lawyer", "mediation"])

    def test_sentences_may_leave(self):
        for code, route in ROUTES.items():
            for regime in route.regimes:
                with self.subTest(code=code, regime=regime):
                    sentence = get_sentence(code, regime)
                    self.assertTrue(sentence.startswith("nous "), "after a comma")
                    self.assertFalse(sentence.endswith("."))
                    self.assertEqual(check_letter(sentence, regime), [])
                    self.assertEqual(check_style(sentence), [])
