from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import days
from .common_route import TODAY, RouteCommon


@tagged("post_install", "-at_install")
class TestProcedureFee(RouteCommon):
    """The schedule of fees: data with source and date, changed without code."""

    def _schedule(self, code="agency", company=None):
        fees = self.env["relance.procedure.fee"]._get_schedule(company or self.company)
        return {fee.name: fee for fee in fees.get(self._type(code).id, [])}

    def test_seeded_fees_have_a_source(self):
        fees = self.env["relance.procedure.fee"].search([("company_id", "=", False)])
        self.assertTrue(fees)
        for fee in fees:
            with self.subTest(fee.name):
                self.assertTrue(fee.source and fee.checked_date)
        types = self.env["relance.procedure.type"].search([])
        for route in types:
            with self.subTest(route.code):
                self.assertTrue(route.success_source and route.success_date)

    def test_own_fees_replace_the_general_ones_of_their_kind(self):
        self._fee("agency", kind="other", name="Ouverture", fixed=20)
        self._fee("agency", name="Convention", percent=8, company_id=self.company.id)
        self.assertEqual(set(self._schedule()), {"Ouverture", "Convention"})
        other = self.setup_other_company(name="Ateliers du Nord")["company"]
        self.assertIn(
            "Commission, créance de moins de 6 mois", self._schedule(company=other)
        )

    def test_age_of_the_debt(self):
        def commission(day):
            lines = self._routes(day)["agency"]["cost_lines"]
            return [row["label"] for row in lines]

        self.assertEqual(commission(TODAY), ["Commission, créance de moins de 6 mois"])
        self.assertEqual(
            commission(TODAY + days(400)), ["Commission, créance de plus d'un an"]
        )

    def test_days_in_force(self):
        self._type("agency").fee_ids.unlink()
        self._fee("agency", fixed=10, valid_to=TODAY - days(1))
        self._fee("agency", fixed=12, valid_from=TODAY)
        self.assertEqual(self._routes()["agency"]["cost"], 12)

    def test_figures_are_checked(self):
        for values in (
            {"fixed": -1},
            {"percent": -1},
            {"amount_from": 100, "amount_to": 100},
            {"age_from": 10, "age_to": 9},
            {"valid_from": TODAY, "valid_to": TODAY - days(1)},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._fee("agency", **values)
        with self.assertRaises(ValidationError):
            self._type("agency").success_percent = 101

    def test_rights(self):
        fee = self._fee("agency", fixed=10)
        fee.with_user(self.manager).fixed = 12
        self.assertEqual(fee.with_user(self.reader).fixed, 12)
        with self.assertRaises(AccessError):
            fee.with_user(self.collector).fixed = 0
        other = self.setup_other_company(name="Ateliers du Nord")["company"]
        fee.company_id = other
        with self.assertRaises(AccessError):
            fee.with_user(self.manager).fixed = 0

    def test_limits_are_read_again(self):
        types = self.env["relance.procedure.type"]
        self.assertEqual(types._get_limits()["petites_creances"].amount_max, 5000)
        self._type("petites_creances").amount_max = 6000
        self.assertEqual(types._get_limits()["petites_creances"].amount_max, 6000)
