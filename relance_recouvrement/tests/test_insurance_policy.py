from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, mute_logger, tagged

from .common_insurance import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsurancePolicy(InsuranceCommon):
    """The terms of the policy, and who enters them."""

    def test_manager_enters(self):
        policies = self.env["relance.insurance.policy"].with_user(self.manager)
        form = Form(policies.with_company(self.company))
        form.insurer_id = self.insurer
        form.number = "AC-2026-002"
        form.declaration_days = 60
        policy = form.save()
        self.assertEqual(policy.company_id, self.company)
        self.assertEqual(policy.currency_id, self.company.currency_id)
        self.assertIn("AC-2026-002", policy.display_name)

    def test_collector_and_reader_only_read(self):
        for user in (self.collector, self.reader):
            policy = self.policy.with_user(user)
            self.assertEqual(policy.declaration_days, 90)
            with self.assertRaises(AccessError):
                policy.declaration_days = 180

    def test_days_and_percent_are_checked(self):
        for vals, message in (
            ({"declaration_days": 0}, "how many days"),
            ({"max_extension": -1}, "0 or more"),
            ({"waiting_days": -1}, "0 or more"),
            ({"cover_percent": 0}, "percentage"),
            ({"cover_percent": 101}, "percentage"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.policy.write(vals)

    def test_entered_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            with self.env.cr.savepoint():
                self._policy()

    def test_another_company_sees_nothing(self):
        other = self.setup_other_company()["company"]
        user = self._user("other", "relance_recouvrement.group_manager")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        policies = self.env["relance.insurance.policy"].with_user(user)
        self.assertFalse(policies.search([("id", "=", self.policy.id)]))
        with self.assertRaises(AccessError):
            self.policy.with_user(user).read(["number"])
        with self.assertRaises(AccessError):
            self.cover.with_user(user).read(["amount"])

    def test_insured_companies_are_known_without_query(self):
        policies = self.env["relance.insurance.policy"]
        other = self.setup_other_company()["company"]
        self.assertTrue(policies._is_insured(self.company))
        self.assertFalse(policies._is_insured(other))
        with self.assertQueryCount(0):
            policies._is_insured(other)
        self.policy.active = False
        self.assertFalse(policies._is_insured(self.company))
        self.policy.active = True
        self.assertTrue(policies._is_insured(self.company))

    def test_counts_open_their_lists(self):
        self.assertEqual(self.policy.cover_count, 1)
        action = self.policy.with_user(self.collector).action_view_covers()
        covers = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(covers, self.cover)
        action = self.policy.action_view_declarations()
        self.assertFalse(self.env[action["res_model"]].search(action["domain"]))
