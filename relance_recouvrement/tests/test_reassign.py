from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CALL, FRIENDLY, LATE, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestReassign(RelanceCommon):
    """Cases change hands, for good or for the holidays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "base.group_user,relance_recouvrement.group_"
        cls.manager = cls._user("manager", group + "manager")
        cls.collector = cls._user("collector", group + "collector")
        cls.lea = cls._user("lea", group + "collector_own")
        cls.karim = cls._user("karim", group + "collector_own")
        cls.reader = cls._user("reader", group + "reader")
        cls.other = cls._customer("Garage Petit")
        cls._invoice()
        cls._invoice(cls.other)
        cls.engine._run(cls.company, today=FRIENDLY)

    def setUp(self):
        super().setUp()
        self.case = self._case()
        self.case.user_id = self.lea

    def _reassign(self, user, cases=None, **vals):
        wizard = self.env["relance.case.reassign"].with_user(user)
        vals = {"user_id": self.karim.id, **vals}
        if cases:
            vals["case_ids"] = [Command.set(cases.ids)]
        return wizard.create(vals).action_apply()

    # === REASSIGN === #

    def test_activities_and_commitments_go_along(self):
        self.case.activity_schedule("mail.mail_activity_data_todo", user_id=self.lea.id)
        self.case.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.manager.id
        )
        line = self.case.open_line_ids
        promise = self.env["relance.promise"].create(
            {
                "case_id": self.case.id,
                "taken_date": FRIENDLY,
                "date": CALL,
                "user_id": self.lea.id,
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 100.0})
                ],
            }
        )
        self._reassign(self.manager, self.case, reason="Nouveau secteur")
        self.assertEqual(self.case.user_id, self.karim)
        self.assertEqual(
            self.case.activity_ids.sorted("id").mapped("user_id"),
            self.karim | self.manager,
            "those of a manager stay",
        )
        self.assertEqual(promise.user_id, self.karim)
        note = self.case.message_ids[0].body
        for word in ("Lea", "Karim", "Nouveau secteur"):
            self.assertIn(word, note)

    def test_collector_of_all_cases_reassigns(self):
        self._reassign(self.collector, self.case)
        self.assertEqual(self.case.user_id, self.karim)

    def test_others_may_not(self):
        for user in (self.lea, self.karim, self.reader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._reassign(user, self.case)
        self.assertEqual(self.case.user_id, self.lea)

    def test_all_cases_of_a_collector(self):
        second = self._case(self.other)
        second.user_id = self.lea
        wizard = self.env["relance.case.reassign"].with_user(self.manager)
        wizard = wizard.create(
            {
                "scope": "collector",
                "source_id": self.lea.id,
                "user_id": self.karim.id,
            }
        )
        self.assertEqual(wizard.case_count, 2)
        wizard.action_apply()
        self.assertEqual((self.case | second).user_id, self.karim)

    def test_tasks_of_cases_of_nobody(self):
        second = self._case(self.other)
        self.assertFalse(second.user_id)
        second._relance_activity("relance_recouvrement.activity_call", "x")
        self._reassign(self.manager, second)
        self.assertEqual(second.activity_ids.user_id, self.karim)

    def test_new_collector_must_have_rights(self):
        with self.assertRaisesRegex(UserError, "Reader"):
            self._reassign(self.manager, self.case, user_id=self.reader.id)

    def test_new_collector_must_work_for_the_company(self):
        other = self.env["res.company"].create({"name": "Autre société"})
        self.karim.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        with self.assertRaisesRegex(UserError, self.company.name):
            self._reassign(self.manager, self.case)

    def test_nothing_to_reassign(self):
        self.case.user_id = self.karim
        with self.assertRaises(UserError):
            self._reassign(self.manager, self.case)

    # === REPLACEMENT === #

    def _replace(self, user=None, **vals):
        return (
            self.env["relance.replacement"]
            .with_user(user or self.manager)
            .create(
                {
                    "user_id": self.lea.id,
                    "replacement_id": self.karim.id,
                    "date_from": CALL,
                    "date_to": LATE,
                    **vals,
                }
            )
        )

    def _sees(self, day, user=None):
        with freeze_time(day):
            self.env.invalidate_all()
            cases = self.env["relance.case"].with_user(user or self.karim)
            return self.case in cases.search([("partner_id", "=", self.customer.id)])

    def test_sees_the_cases_between_the_dates_only(self):
        self.assertFalse(self._sees(CALL))
        self._replace()
        self.assertFalse(self._sees(CALL - days(1)))
        self.assertTrue(self._sees(CALL))
        self.assertTrue(self._sees(LATE))
        self.assertFalse(self._sees(LATE + days(1)))

    def test_works_on_the_case_meanwhile(self):
        self._replace()
        with freeze_time(CALL):
            case = self.case.with_user(self.karim)
            case.action_refresh()
            for name in ("reminder", "call", "announcement", "promise", "dispute"):
                self.env[f"relance.{name}"].with_user(self.karim).search(
                    [("case_id", "=", case.id)]
                )
            self.assertTrue(case.open_line_ids.mapped("amount_residual"))
        with freeze_time(LATE + days(1)), self.assertRaises(AccessError):
            self.env.invalidate_all()
            self.case.with_user(self.karim).action_refresh()

    def test_tasks_come_to_the_replacement(self):
        self._replace()
        self.case.sudo().reply_pending = True
        for day, mine in ((CALL - days(1), False), (CALL, True)):
            with freeze_time(day):
                self.env.invalidate_all()
                tasks = self.env["relance.day"].with_user(self.karim)
                found = tasks.search(
                    [("is_mine", "=", True), ("case_id", "=", self.case.id)]
                )
                self.assertEqual(bool(found), mine)
                self.assertEqual(all(found.mapped("is_mine")), True)
        self.case.sudo().run_date = CALL
        self.assertEqual(self.case._get_owner(), self.karim)
        self.case.sudo().run_date = LATE + days(1)
        self.assertEqual(self.case._get_owner(), self.lea)

    def test_my_cases_filter(self):
        self._replace()
        domain = [("user_id.relance_stand_in_ids", "in", self.karim.id)]
        cases = self.env["relance.case"].with_user(self.karim)
        with freeze_time(CALL):
            self.assertIn(self.case, cases.search(domain))
            self.assertEqual(self.lea.relance_stand_in_ids, self.karim)
        with freeze_time(LATE + days(1)):
            self.env.invalidate_all()
            self.assertNotIn(self.case, cases.search(domain))

    def test_who_enters_a_replacement(self):
        self._replace(self.lea)
        with self.assertRaises(AccessError):
            self._replace(self.karim, date_from=LATE + days(5), date_to=LATE + days(6))
        with self.assertRaises(AccessError):
            self._replace(self.reader, date_from=LATE + days(5), date_to=LATE + days(6))

    def test_checks(self):
        self._replace()
        for vals in (
            {},
            {"replacement_id": self.reader.id, "date_from": LATE + days(1)},
        ):
            with self.subTest(**vals), self.assertRaises(ValidationError):
                self._replace(**{"date_to": LATE + days(9), **vals})
