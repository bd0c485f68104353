from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..const import PROCEDURE_ROUTES
from .common import DUE, NO_CHECKS, days
from .common_route import TODAY, RouteCommon

ISSUE = {
    "agency",
    "lawyer",
    "petites_creances",
    "l126",
    "injonction",
    "cheque",
    "refere",
    "assignation",
    "mediation",
    "arbitration",
    "insurance",
    "insolvency",
}
BETWEEN_TRADERS = {
    *("agency", "lawyer", "mediation", "conciliation"),
    *("petites_creances", "l126", "injonction", "refere", "assignation"),
}


@tagged("post_install", "-at_install")
class TestRoutes(RouteCommon):
    """What ``relance.case._get_routes`` reads of a case, and what it concludes."""

    def test_every_route_is_told(self):
        routes = self._routes()
        self.assertEqual(set(routes), {code for code, _label in PROCEDURE_ROUTES})
        self.assertLessEqual(ISSUE, set(routes))
        for code, route in routes.items():
            with self.subTest(code):
                self.assertEqual(route["eligible"], not route["reasons"])

    def test_between_traders(self):
        self.assertEqual(self._open(), BETWEEN_TRADERS)
        best = [row["code"] for row in self._routes().values() if row["recommended"]]
        self.assertEqual(len(best), 1)
        self.assertTrue(self._routes()[best[0]]["recommendation"])

    def test_amount_includes_interest_and_indemnities(self):
        owed = self.env["relance.engine.interest"]._compute(
            self.case.open_line_ids.move_line_id.ids, TODAY
        )
        interest = sum(row["amount"] for row in owed.values())
        self.assertGreater(interest, 0)
        route = self._routes()["injonction"]
        self.assertAlmostEqual(route["amount"], 3000 + interest + 80, places=2)

    def test_not_due_yet(self):
        later = self._invoice(due=TODAY + days(30))
        self._run(TODAY)
        lines = self._routes()["agency"]["line_ids"]
        self.assertNotIn(self._line(later).id, lines)
        self.assertEqual(len(lines), 2)

    def test_credits_to_match_are_deducted(self):
        before = self._routes()["injonction"]["amount"]
        self._credit(500.0)
        self._run(TODAY)
        route = self._routes()["injonction"]
        self.assertAlmostEqual(route["amount"], before - 500, places=2)
        self.assertIn("lettrer", " ".join(route["notes"]))
        self._credit(3000.0)
        self._run(TODAY)
        self.assertIn("lettrer", self._routes()["injonction"]["reasons"][0])

    def test_kind_of_debtor_unconfirmed(self):
        self.customer.relance_regime_confirmed = False
        self.assertEqual(self._open(), set())
        self.assertIn("confirmée", self._routes()["agency"]["reasons"][0])

    def test_threshold_is_data(self):
        """CPCE R125-1: the ceiling is changed in the settings, not in the code."""
        self.assertTrue(self._routes()["petites_creances"]["eligible"])
        self._type("petites_creances").amount_max = 3000
        self.assertFalse(self._routes()["petites_creances"]["eligible"])
        self.assertIn("3 000 €", self._routes()["petites_creances"]["reasons"][0])

    def test_traders(self):
        self.assertEqual(self.customer.relance_proposed_trader, "yes")
        self.customer.name = "Boulangerie Morel"
        self.assertIn("commerçant", self._routes()["l126"]["reasons"][0])
        self.customer.relance_trader = "yes"
        self.assertTrue(self._routes()["l126"]["eligible"])
        self.company.partner_id.relance_trader = "no"
        self.assertIn("votre société", self._routes()["l126"]["reasons"][0])

    def test_our_form_is_read_on_our_letterhead(self):
        self.company.partner_id.relance_trader = False
        self.assertFalse(self._routes()["l126"]["eligible"])
        self.company.company_details = "<p>SAS au capital de 10 000 €</p>"
        self.assertTrue(self._routes()["l126"]["eligible"])

    def test_contested_item(self):
        """Its whole item goes where it is judged; the rest goes anywhere."""
        reason = self.env.ref("relance_recouvrement.dispute_reason_quantity")
        reason.write({"owner_role": "user", "owner_id": self.manager.id})
        line = self._line(self.second)
        self.env["relance.dispute"].create(
            {
                "case_id": self.case.id,
                "reason_id": reason.id,
                "date_open": TODAY,
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 100.0})
                ],
            }
        )
        self._run(TODAY)
        routes = self._routes()
        self.assertNotIn(line.id, routes["injonction"]["line_ids"])
        self.assertIn(line.id, routes["assignation"]["line_ids"])
        self.assertGreater(
            routes["assignation"]["amount"], routes["injonction"]["amount"]
        )
        self.assertIn("contestés", " ".join(routes["injonction"]["notes"]))

    def test_insolvent(self):
        self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "judgment_date": TODAY,
                "bodacc_date": TODAY,
            }
        )
        self._run(TODAY)
        self.assertEqual(self._open(), {"insolvency"})
        route = self._routes()["insolvency"]
        self.assertTrue(route["recommended"])
        self.assertEqual(len(route["line_ids"]), 2)
        self.assertEqual(route["amount"], 3000)
        self.assertIn("13/05/2026", " ".join(route["notes"]))
        self.assertIn("L.622-21", self._routes()["agency"]["reasons"][0])

    def test_time_barred(self):
        """Five years between traders (C. com. L110-4)."""
        old = date(2020, 1, 2)
        case = self.case
        self._pay(self.invoice)
        self._pay(self.second)
        self._invoice(due=old, invoice_date=old)
        self._run(TODAY)
        self.assertEqual(self._open(), {"agency", "mediation", "conciliation"})
        self.assertIn("prescrite", case._get_routes(TODAY)[0]["notes"][0])

    def test_unpaid_cheque(self):
        self.assertIn("aucun chèque", self._routes()["cheque"]["reasons"][0])
        self.case.line_ids[:1].sudo().returned_date = TODAY
        self.assertIn("revenu le 13/03/2026", self._routes()["cheque"]["reasons"][0])
        self.case.cheque_unpaid_date = TODAY
        route = self._routes()["cheque"]
        self.assertTrue(route["recommended"])
        self.assertEqual(route["cost"], 0)
        self.assertGreater(route["cost_debtor"], 0, "borne by the drawer")

    def test_cheque_seen_in_the_payments(self):
        means = self.env["account.payment.method.line"].create(
            {
                "name": "Chèque",
                "journal_id": self.bank_journal.id,
                "payment_method_id": self.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
            }
        )
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 1000.0,
                "date": DUE,
                "journal_id": self.bank_journal.id,
                "payment_method_line_id": means.id,
            }
        )
        self.assertFalse(self._routes()["cheque"]["eligible"], "nothing came back")
        self.case.line_ids[:1].sudo().returned_date = TODAY
        self.assertTrue(self._routes()["cheque"]["eligible"])

    def test_insured(self):
        insurer = self._customer("Assurance Crédit", email=False)
        policy = self.env["relance.insurance.policy"].create(
            {
                "insurer_id": insurer.id,
                "number": "AC-2026-001",
                "company_id": self.company.id,
                "cover_percent": 90,
                "declaration_days": 90,
            }
        )
        self.env["relance.insurance.cover"].create(
            {
                "policy_id": policy.id,
                "partner_id": self.customer.id,
                "amount": 2500,
                "date_from": date(2026, 1, 1),
            }
        )
        route = self._routes()["insurance"]
        self.assertTrue(route["recommended"])
        self.assertEqual(route["amount"], 2500)
        self.assertEqual(route["expected_base"], 2250)
        self.assertIn("31/05/2026", " ".join(route["notes"]))
        late = self._routes(date(2026, 6, 1))["insurance"]
        self.assertIn("dépassé", late["reasons"][0])

    # === FIGURES === #

    def test_net_expected(self):
        """Usual success of what is claimed, less what is left to us."""
        self._type("agency").write({"success_percent": 40, "usual_delay_days": 60})
        self._type("agency").fee_ids.unlink()
        self._fee("agency", percent=10, basis="recovered")
        self._fee("agency", fixed=25, kind="other")
        self._fee("agency", fixed=500, kind="service", borne_by="debtor")
        route = self._routes()["agency"]
        expected = route["amount"] * 0.4
        self.assertAlmostEqual(route["cost"], round(expected * 0.1, 2) + 25, places=2)
        self.assertEqual(route["cost_debtor"], 500)
        self.assertAlmostEqual(
            route["net_expected"], expected - route["cost"], delta=0.02
        )
        self.assertEqual(route["delay_days"], 60)
        first = route["cost_lines"][0]
        self.assertEqual(first["source"], "Convention du 1er janvier 2026")
        self.assertFalse(first["indicative"])

    def test_court_of_the_debtor(self):
        route = self._routes()["injonction"]
        self.assertFalse(route["court_id"])
        self.assertIn("Tribunal du siège du débiteur", route["documents_missing"])
        court = self._court()
        court._remember(self.customer, TODAY)
        self._court(name="Tribunal judiciaire de Nantes", kind="tj")._remember(
            self.customer, TODAY
        )
        route = self._routes()["injonction"]
        self.assertEqual(route["court_id"], court.id)
        self.assertIn("Tribunal du siège du débiteur", route["documents_present"])
        self.customer.relance_debtor_regime = "b2c"
        self.assertIn("judiciaire", self._routes()["injonction"]["court"])

    def test_contribution_before_a_tae(self):
        """Above 50 000 €, of companies of 250 employees or more."""
        court = self._court(name="TAE de Nantes", is_tae=True)
        court._remember(self.customer, TODAY)
        self._invoice(amount=60000.0)
        self._run(TODAY)

        def contribution():
            lines = self._routes()["injonction"]["cost_lines"]
            return [row["amount"] for row in lines if "TAE" in row["label"]]

        self.assertEqual(contribution(), [])
        self.company.relance_headcount = 250
        amount = self._routes()["injonction"]["amount"]
        self.assertEqual(contribution(), [round(amount * 0.05, 2)])
        court.tae_to = TODAY - days(1)
        self.assertEqual(contribution(), [])

    def test_civil_contribution(self):
        """CGI 1635 bis Q: civil courts only."""
        labels = [row["label"] for row in self._routes()["injonction"]["cost_lines"]]
        self.assertNotIn("Contribution pour l'aide juridique", labels)
        self.customer.relance_debtor_regime = "b2c"
        labels = [row["label"] for row in self._routes()["injonction"]["cost_lines"]]
        self.assertIn("Contribution pour l'aide juridique", labels)

    def test_documents(self):
        """Those of the checklist of the file, found as the file finds them."""
        route = self._routes()["injonction"]
        there = {one["kind"]: one["present"] for one in route["documents"]}
        self.assertEqual(
            {kind for kind, present in there.items() if present},
            {"invoice", "company_data"},
        )
        for kind in ("order", "terms", "delivery", "formal_notice", "receipt", "court"):
            self.assertIn(kind, there)
        self.assertNotIn("statement", there, "printed by Odoo")
        self.customer.write(
            {"relance_terms_filename": "cgv.pdf", "relance_terms_document": "UERG"}
        )
        self.customer.company_registry = False
        route = self._routes()["injonction"]
        there = {one["kind"]: one["present"] for one in route["documents"]}
        self.assertTrue(there["terms"])
        self.assertFalse(there["company_data"])
        self.assertIn("Identité des parties", route["documents_missing"])

    def test_items_of_a_promise_are_not_claimed(self):
        """A procedure does not open on them: their agreement is kept first."""
        self.env["relance.promise"].create(
            {
                "case_id": self.case.id,
                "date": TODAY + days(5),
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 100.0})
                    for line in self.case.open_line_ids
                ],
            }
        )
        self._run(TODAY)
        self.assertEqual(self._open(), set())
        self.assertIn("promis", self._routes()["agency"]["reasons"][0])

    def test_company_that_counts_in_another_currency(self):
        """Thresholds and fees are in euros, what is shown in its own currency."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        data = self.setup_other_company(name="Durand Inc.", currency_id=dollar.id)
        company = data["company"]
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "company_id": company.id,
                "name": date(2026, 1, 1),
                "rate": 0.5,
            }
        )
        self.assertEqual(company.currency_id, dollar)
        self.env.user.company_ids |= company
        company.write({**NO_CHECKS, "relance_followed_from": date(2026, 1, 1)})
        self._invoice(company=company, accounts=data, amount=8000.0)
        self._run(TODAY, company)
        case = self._case(company=company)
        self._fee("agency", fixed=100, kind="other")
        routes = self._routes(case=case)
        # 8 000 dollars are 4 000 euros: under the 5 000 of CPCE R125-1
        self.assertTrue(routes["petites_creances"]["eligible"])
        self.assertGreaterEqual(routes["agency"]["amount"], 8000)
        fees = {row["label"]: row["amount"] for row in routes["agency"]["cost_lines"]}
        self.assertEqual(fees["Frais convenus"], 200)

    # === RIGHTS AND COMPANIES === #

    def test_who_compares(self):
        """Who sees the case; a collector only their own."""
        for user in (self.reader, self.collector, self.manager):
            with self.subTest(user.name):
                self.assertTrue(self._routes(user=user)["agency"]["eligible"])
        self.case.user_id = self.own
        self.assertTrue(self._routes(user=self.own)["agency"]["eligible"])
        self.case.user_id = self.collector
        with self.assertRaises(AccessError):
            self._routes(user=self.own)

    def test_open_a_route(self):
        route = self._routes()["injonction"]
        case = self.case.with_user(self.collector)
        procedure = case._open_route(route)
        self.assertEqual(procedure.state, "draft")
        self.assertEqual(procedure.code, "injonction")
        self.assertEqual(procedure.line_ids.case_line_id.ids, route["line_ids"])
        with self.assertRaises(AccessError):
            self.case.with_user(self.reader)._open_route(route)
        with self.assertRaisesRegex(UserError, "aucun chèque"):
            case._open_route(self._routes()["cheque"])

    def test_other_company(self):
        """Another company's fees and courts' memory stay what they are."""
        data = self.setup_other_company(name="Ateliers du Nord")
        other = data["company"]
        own = self._fee("agency", percent=50, basis="recovered", company_id=other.id)
        labels = [row["label"] for row in self._routes()["agency"]["cost_lines"]]
        self.assertNotIn(own.name, labels)
        outside = self._user("olga", "relance_recouvrement.group_manager")
        outside.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self._routes(user=outside)

    # === PERFORMANCE === #

    def test_queries_do_not_grow_with_items(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._routes()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for _number in range(8):
            self._invoice(amount=100.0)
        self._run(TODAY)
        count()
        self.assertLessEqual(count(), few + 2)
