from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import FIRM, FRIENDLY, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestTeam(RelanceCommon):
    """What the manager sees of the team, and the announcements kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "base.group_user,relance_recouvrement.group_"
        cls.manager = cls._user("manager", group + "manager")
        cls.collector = cls._user("collector", group + "collector")
        cls.lea = cls._user("lea", group + "collector_own")

    def _team(self, day):
        with freeze_time(day):
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["relance.team"].with_user(self.manager)
            rows = rows.search([("company_id", "=", self.company.id)])
            rows.mapped("case_count")
            return {row.user_id: row for row in rows}

    def _announced(self):
        """A firm reminder with its deadline; returns the announcement."""
        invoice = self._invoice(amount=300.0)
        self._play(FRIENDLY)
        self._case().user_id = self.lea
        return invoice, self._play(FIRM).announcement_ids.sudo()

    def _result(self, announcement):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["relance.announcement.report"].browse(announcement.id)
        return report.result

    # === TEAM === #

    def test_figures(self):
        self.level_friendly.gate = "confirm"
        other = self._customer("Garage Petit")
        self._invoice()
        self._invoice(other, amount=500.0)
        self._run(FRIENDLY)
        self._case().user_id = self.lea
        self._case().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.lea.id,
            date_deadline=FRIENDLY - days(2),
        )
        team = self._team(FRIENDLY)
        lea = team[self.lea]
        self.assertEqual((lea.case_count, lea.amount_overdue), (1, 1000))
        self.assertEqual((lea.task_count, lea.call_count, lea.late_count), (2, 0, 1))
        nobody = team[self.env["res.users"]]
        self.assertEqual((nobody.case_count, nobody.amount_overdue), (1, 500))

    def test_opens_the_day(self):
        self._invoice()
        self._run(FRIENDLY)
        self._case().user_id = self.lea
        row = self._team(FRIENDLY)[self.lea]
        action = row.action_open_day()
        self.assertEqual(action["res_model"], "relance.day")
        self.assertIn(("user_id", "=", self.lea.id), action["domain"])
        self.assertNotIn("search_default_mine", action["context"])
        self.assertEqual(
            row.action_reassign()["context"]["default_source_id"], self.lea.id
        )

    def test_for_managers_only(self):
        for user in (self.collector, self.lea):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["relance.team"].with_user(user).search([])

    # === ANNOUNCEMENTS KEPT === #

    def test_carried_out(self):
        _invoice, announcement = self._announced()
        self.assertEqual(self._result(announcement), "other", "still open")
        announcement.write({"state": "kept", "closed_date": announcement.deadline})
        self.assertEqual(self._result(announcement), "kept")

    def test_paid_before(self):
        invoice, announcement = self._announced()
        self._pay(invoice, day=FIRM)
        self._run(FIRM + days(1))
        self.assertEqual(announcement.state, "lifted")
        self.assertEqual(self._result(announcement), "paid")

    def test_credited_counts_neither_way(self):
        invoice, announcement = self._announced()
        self._refund(invoice)
        self._run(FIRM + days(1))
        self.assertEqual(announcement.state, "lifted")
        self.assertEqual(self._result(announcement), "other")

    def test_broken(self):
        _invoice, announcement = self._announced()
        self._run(announcement.deadline + days(15))
        self.assertEqual(announcement.state, "broken")
        self.assertEqual(self._result(announcement), "broken")
        day = announcement.deadline + days(15)
        self.assertEqual(self._team(day)[self.lea].kept_rate, 0)

    def test_rate_leaves_out_what_counts_neither_way(self):
        _invoice, first = self._announced()
        first.write({"state": "kept", "closed_date": FIRM})
        second = first.copy({"state": "broken", "closed_date": FIRM})
        first.copy({"state": "suspended"})
        third = first.copy({"state": "kept", "closed_date": FIRM})
        self.env.flush_all()
        report = self.env["relance.announcement.report"].with_user(self.manager)
        [[rate, count]] = report._read_group(
            [("case_id", "=", first.case_id.id)], [], ["rate:avg", "__count"]
        )
        self.assertAlmostEqual(rate, 200 / 3, 2)
        self.assertEqual(count, 4)
        by_result = dict(
            report._read_group(
                [("id", "in", (first | second | third).ids)], ["result"], ["__count"]
            )
        )
        self.assertEqual(by_result, {"kept": 2, "broken": 1})
        self.assertAlmostEqual(self._team(FIRM)[self.lea].kept_rate, 200 / 3, 2)
        self.assertEqual(self._team(FIRM)[self.lea].ended_count, 3)
        old = FIRM + days(400)
        self.assertFalse(self._team(old)[self.lea].ended_count, "of twelve months")

    def test_own_collector_sees_only_theirs(self):
        _invoice, announcement = self._announced()
        report = self.env["relance.announcement.report"]
        own = report.with_user(self.lea)
        domain = [("id", "=", announcement.id)]
        self.assertTrue(own.search(domain))
        announcement.case_id.user_id = self.collector
        self.env.flush_all()
        self.assertFalse(own.search(domain))
