from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import RelanceCommon
from .test_rate import CONFIRMED, S2

TASK = "relance_recouvrement.activity_rates"


@tagged("post_install", "-at_install")
class TestRateRemind(RelanceCommon):
    """Rates are asked on 15 June and 15 December, once, until they are confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.company._relance_managers()[:1]
        cls.rates = cls.env["relance.rate"]
        cls.row = cls.rates.search([("date_from", "=", S2)])

    def _remind(self, *day):
        self.env["relance.engine.rate"]._remind(self.company, date(*day))

    def _tasks(self, rate=None):
        return (rate or self.row).activity_search([TASK])

    def test_nothing_before_the_fifteenth(self):
        self._remind(2026, 6, 14)
        self.assertFalse(self._tasks())

    def test_asked_once_by_the_nightly_run(self):
        self._run(date(2026, 6, 15))
        task = self._tasks()
        self.assertEqual(task.user_id, self.manager)
        self.assertEqual(task.date_deadline, date(2026, 6, 15))
        self.assertEqual(task.summary, "2026-S2")
        self._run(date(2026, 6, 16))
        self.assertEqual(self._tasks(), task)

    def test_confirming_ends_the_task(self):
        self._remind(2026, 6, 15)
        row = self.row.with_user(self.manager)
        row.write(CONFIRMED)
        row.action_confirm()
        self.assertFalse(self._tasks())
        self._remind(2026, 6, 20)
        self.assertFalse(self._tasks())

    def test_next_semester_is_added(self):
        self.row.write({**CONFIRMED, "state": "confirmed"})
        self._remind(2026, 12, 14)
        self.assertFalse(self.rates.search([("date_from", ">", S2)]))
        self._remind(2026, 12, 15)
        added = self.rates.search([("date_from", ">", S2)])
        self.assertEqual(added.mapped("name"), ["2027-S1"])
        self.assertEqual(added.state, "missing")
        self.assertEqual(self._tasks(added).date_deadline, date(2026, 12, 15))

    def test_late_start(self):
        """Semesters forgotten for long are all asked."""
        self._remind(2027, 8, 3)
        missing = self.rates.search([("state", "=", "missing")], order="date_from")
        self.assertEqual(missing.mapped("name"), ["2026-S2", "2027-S1", "2027-S2"])
        for rate in missing:
            self.assertEqual(self._tasks(rate).date_deadline, date(2027, 8, 3))

    def test_two_companies_two_managers(self):
        other = self.setup_other_company()["company"]
        chief = self._user("chief", "relance_recouvrement.group_manager")
        chief.write({"company_ids": other.ids, "company_id": other.id})
        known = other._relance_managers() - chief
        known.write({"company_ids": [Command.unlink(other.id)]})
        for company in (self.company, other, self.company):
            self.env["relance.engine.rate"]._remind(company, date(2026, 6, 15))
        self.assertEqual(self._tasks().user_id, self.manager + chief)
        self.assertEqual(len(self._tasks()), 2)
        self.row.with_user(chief).write({**CONFIRMED, "state": "confirmed"})
        self.assertFalse(self._tasks())

    def test_confirmed_semesters_ask_nothing(self):
        self._remind(2026, 3, 2)
        self.assertFalse(self.rates.search([]).activity_search([TASK]))
