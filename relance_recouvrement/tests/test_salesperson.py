from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DUE, RelanceCommon, days

SOON = DUE + days(29)
TASK = "relance_recouvrement.activity_salesperson"


@tagged("post_install", "-at_install")
class TestSalesperson(RelanceCommon):
    """Told before a last notice, on a record that they can open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", "base.group_user", email="v@durand.example")
        cls.customer.user_id = cls.seller
        cls._invoice()
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False

    def _tasks(self, record):
        return record.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(TASK)
        )

    def test_task_on_the_customer(self):
        self._run(SOON)
        case = self._case()
        self.assertEqual(case.next_level_id, self.level_last_notice)
        with self.assertRaises(AccessError):
            case.with_user(self.seller).read(["partner_id"])
        self.assertFalse(self._tasks(case), "a case that they cannot open")
        task = self._tasks(self.customer)
        self.assertEqual(task.user_id, self.seller)
        self.assertIn("31/03/2026", task.note)
        self.assertTrue(self.customer.with_user(self.seller).has_access("read"))
        self._run(SOON)
        self.assertEqual(self._tasks(self.customer), task, "once")

    def test_task_on_the_case_of_a_reader(self):
        self.seller.group_ids += self.env.ref("relance_recouvrement.group_reader")
        self._run(SOON)
        self.assertEqual(self._tasks(self._case()).user_id, self.seller)
        self.assertFalse(self._tasks(self.customer))

    def test_left_out_by_the_level(self):
        self.level_last_notice.copy_salesperson = False
        self._run(SOON)
        self.assertFalse(self._tasks(self._case()) + self._tasks(self.customer))
