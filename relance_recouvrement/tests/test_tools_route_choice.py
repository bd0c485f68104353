from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..const import PROCEDURE_ROUTES
from ..tools.route_choice import (
    Facts,
    Option,
    get_amount,
    get_court_kind,
    get_notes,
    get_reasons,
    recommend,
)
from ..tools.route_documents import Wanted, sort_documents
from ..tools.routes import Claim, Limits

TODAY = date(2026, 11, 22)
CLAIM = Claim("b2b", 3000.0, debtor_trader="yes", creditor_trader="yes")
FACTS = Facts(CLAIM, TODAY)
# Thresholds of 2026; they are data of the types of procedure.
LIMITS = {
    "petites_creances": Limits(amount_max=5000.0),
    "assignation": Limits(amicable_until=5000.0, contested=True),
    "lawyer": Limits(contested=True),
    "mediation": Limits(contested=True),
    "conciliation": Limits(contested=True),
    "arbitration": Limits(contested=True),
}
CODES = [code for code, _label in PROCEDURE_ROUTES]
PRIVATE = (
    "agency lawyer mediation conciliation petites_creances l126 injonction refere"
    " assignation"
)


def claim(**values):
    return replace(FACTS, claim=replace(CLAIM, **values))


@tagged("post_install", "-at_install")
class TestToolsRouteChoice(BaseCase):
    """Which way to go, case by case (LAW §5)."""

    def _open(self, facts):
        return [code for code in CODES if not get_reasons(code, facts, LIMITS)]

    def test_open_routes(self):
        """One row for each situation: what is open, nothing else."""
        public = "lawyer mediation admin_claim refere_admin mandatement"
        without_small = PRIVATE.replace(" petites_creances", "")
        for label, facts, expected in (
            ("two traders, 3 000 €", FACTS, PRIVATE),
            ("at the ceiling", claim(amount=5000.0), PRIVATE),
            ("above it", claim(amount=5000.01), without_small),
            (
                "debtor not a trader",
                claim(debtor_trader="no"),
                PRIVATE.replace(" l126", ""),
            ),
            ("not known", claim(debtor_trader=""), PRIVATE.replace(" l126", "")),
            ("we are not", claim(creditor_trader="no"), PRIVATE.replace(" l126", "")),
            ("we do not know", claim(creditor_trader=""), PRIVATE.replace(" l126", "")),
            (
                "consumer",
                claim(regime="b2c", is_company=False),
                "agency lawyer mediation conciliation petites_creances injonction"
                " refere",
            ),
            (
                "consumer above 5 000 €",
                claim(regime="b2c", amount=5000.01),
                "agency lawyer mediation conciliation injonction refere assignation",
            ),
            ("public body", claim(regime="public"), public),
            ("kind not confirmed", claim(regime="unknown"), ""),
            ("Belgian", claim(country="BE"), "agency lawyer mediation injonction_eu"),
            ("Danish", claim(country="DK"), "agency lawyer mediation"),
            ("nothing due", claim(amount=0.0), ""),
            (
                "all of it contested",
                replace(claim(amount=0.0), contested=900.0),
                "lawyer mediation conciliation assignation",
            ),
            (
                "contested, arbitration agreed",
                replace(claim(amount=0.0), contested=900.0, clause="arbitration"),
                "lawyer mediation conciliation assignation arbitration",
            ),
            (
                "insolvent, all frozen",
                replace(claim(amount=0.0), insolvent=True, frozen=900.0),
                "insolvency",
            ),
            (
                "insolvent, later debts too",
                replace(FACTS, insolvent=True, frozen=900.0),
                PRIVATE + " insolvency",
            ),
            (
                "declared already",
                replace(
                    claim(amount=0.0),
                    insolvent=True,
                    frozen=900.0,
                    insolvency_declared=True,
                ),
                "",
            ),
            ("cheque refused", replace(FACTS, cheque=True), PRIVATE + " cheque"),
            (
                "payment came back, not known how",
                replace(FACTS, returned=TODAY),
                PRIVATE,
            ),
            (
                "insured, in time",
                replace(FACTS, insured=900.0, insurance_deadline=TODAY),
                PRIVATE + " insurance",
            ),
            (
                "insured, too late",
                replace(FACTS, insured=900.0, insurance_deadline=date(2026, 11, 21)),
                PRIVATE,
            ),
            (
                "insured and declared",
                replace(FACTS, insurance_declared=True),
                PRIVATE,
            ),
            (
                "time-barred",
                replace(FACTS, barred=True),
                "agency mediation conciliation",
            ),
        ):
            with self.subTest(label):
                self.assertEqual(sorted(self._open(facts)), sorted(expected.split()))

    def test_reasons_say_what_to_do(self):
        for code, facts, expected in (
            ("l126", claim(debtor_trader=""), "commerçant : l'indiquer sur sa fiche"),
            ("cheque", FACTS, "aucun chèque impayé n'est connu"),
            ("cheque", replace(FACTS, returned=TODAY), "revenu le 22/11/2026"),
            ("arbitration", FACTS, "article 2061"),
            ("injonction", replace(claim(amount=0.0), contested=9.0), "contestée"),
            ("agency", replace(claim(amount=0.0), insolvent=True), "L.622-21"),
            ("insolvency", FACTS, "aucune procédure collective"),
            ("agency", replace(claim(amount=0.0), held=("plan",)), "échelonné"),
            ("agency", replace(claim(amount=0.0), credits=9.0), "à lettrer"),
            ("petites_creances", claim(amount=6000.0), "5 000 €"),
        ):
            with self.subTest(code):
                self.assertIn(expected, " ".join(get_reasons(code, facts, LIMITS)))

    def test_contested_sums_go_where_they_are_judged(self):
        facts = replace(FACTS, contested=500.0)
        for code, amount in (
            ("injonction", 3000.0),
            ("agency", 3000.0),
            ("assignation", 3500.0),
            ("mediation", 3500.0),
        ):
            with self.subTest(code):
                self.assertEqual(get_amount(code, facts, LIMITS), amount)
        self.assertIn(
            "500 € contestés", " ".join(get_notes("injonction", facts, LIMITS))
        )
        self.assertEqual(get_notes("assignation", facts, LIMITS), [])

    def test_notes(self):
        near = replace(FACTS, limitation=date(2027, 1, 31))
        self.assertIn("prescription", " ".join(get_notes("agency", near)))
        self.assertEqual(get_notes("injonction", near), [])
        far = replace(FACTS, limitation=date(2028, 1, 31))
        self.assertEqual(get_notes("agency", far), [])
        agreed = replace(FACTS, clause="mediation")
        self.assertIn("médiation", " ".join(get_notes("assignation", agreed)))
        declared = replace(FACTS, insolvency_deadline=date(2026, 12, 1))
        self.assertIn("avant le 01/12/2026", get_notes("insolvency", declared)[0])
        waiting = replace(FACTS, notice_deadline=TODAY)
        self.assertIn("22/11/2026", get_notes("agency", waiting)[0])
        self.assertEqual(get_notes("insurance", waiting), [])
        late = replace(FACTS, insolvency_deadline=date(2026, 11, 21))
        self.assertIn("L.622-26", get_notes("insolvency", late)[0])

    def test_courts(self):
        for code, values, expected in (
            ("injonction", {}, "tc"),
            ("injonction", {"debtor_trader": ""}, "tc"),
            ("injonction", {"debtor_trader": "no"}, "tj"),
            ("injonction", {"regime": "b2c"}, "tj"),
            ("assignation", {"regime": "nonpro"}, "tj"),
            ("refere_admin", {"regime": "public"}, "ta"),
            ("l126", {}, "tc"),
            ("agency", {}, ""),
            ("petites_creances", {}, ""),
        ):
            with self.subTest(f"{code} {values}"):
                self.assertEqual(
                    get_court_kind(code, replace(CLAIM, **values)), expected
                )
        tenant = replace(CLAIM, regime="b2c")
        self.assertEqual(get_court_kind("injonction", tenant, "rent"), "jcp")

    # === RECOMMENDATION === #

    def _recommend(self, options, **values):
        return recommend(options, replace(FACTS, **values))

    def test_best_net(self):
        options = [Option("agency", 1500.0, 60), Option("injonction", 2000.0, 120)]
        code, reasons = self._recommend(options)
        self.assertEqual(code, "injonction")
        self.assertIn("laisse le plus", reasons[0])

    def test_nearly_as_much_but_faster(self):
        options = [Option("agency", 1900.0, 60), Option("refere", 2000.0, 120)]
        code, reasons = self._recommend(options)
        self.assertEqual(code, "agency")
        self.assertIn("plus vite", reasons[0])
        options[0].net = 1899.99
        self.assertEqual(self._recommend(options)[0], "refere", "above a twentieth")

    def test_near_limitation(self):
        """Only what interrupts it is left."""
        options = [Option("agency", 2500.0, 60), Option("injonction", 2000.0, 120)]
        code, reasons = self._recommend(options, limitation=date(2027, 1, 31))
        self.assertEqual(code, "injonction")
        self.assertIn("31/01/2027", reasons[0])

    def test_what_comes_before_any_figure(self):
        options = [
            Option("injonction", 2000.0, 120),
            Option("cheque", 900.0, 60),
            Option("insurance", 1000.0, 30),
            Option("insolvency", 10.0, 700),
        ]
        insured = {"insurance_expected": 1000.0, "insurance_deadline": TODAY}
        self.assertEqual(self._recommend(options, **insured)[0], "insolvency")
        del options[3]
        code, reasons = self._recommend(options, **insured)
        self.assertEqual(code, "insurance")
        self.assertIn("22/11/2026", " ".join(reasons))
        del options[2]
        self.assertEqual(self._recommend(options)[0], "cheque")

    def test_nothing_worth_it(self):
        code, reasons = self._recommend([Option("agency", -20.0, 60)])
        self.assertEqual(code, "")
        self.assertTrue(reasons)

    def test_missing_documents_are_told(self):
        option = Option("injonction", 100.0, 9, missing=["contrat"], title=True)
        reasons = " ".join(self._recommend([option])[1])
        self.assertIn("pièces manquantes", reasons)
        self.assertIn("titre exécutoire", reasons)
        option.missing = ["formal_notice"]
        reasons = " ".join(self._recommend([option])[1])
        self.assertIn("d'abord la mise en demeure", reasons)

    def test_what_was_announced_is_carried_out(self):
        options = [Option("agency", 900.0, 60), Option("injonction", 2000.0, 120)]
        code, reasons = self._recommend(
            options, announced="agency", announced_date=TODAY
        )
        self.assertEqual(code, "agency")
        self.assertIn("annoncée", reasons[0])
        code = self._recommend(options, announced="refere")[0]
        self.assertEqual(code, "injonction", "closed since it was announced")

    # === DOCUMENTS === #

    def test_documents(self):
        """Any of several kinds does; what the addon prints is not to be gathered."""
        order = Wanted("Commande", ("order", "contract"), required=True)
        notice = Wanted("Mise en demeure", ("formal_notice",))
        statement = Wanted("Relevé", ("statement",))
        wanted = [order, notice, statement]
        self.assertEqual(sort_documents(wanted, {"contract"}), ([order], [notice]))
        self.assertEqual(sort_documents(wanted, {"formal_notice"}), ([notice], [order]))
