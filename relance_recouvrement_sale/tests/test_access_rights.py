from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SaleStopCommon


@tagged("post_install", "-at_install")
class TestAccessRights(SaleStopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._reach(cls.level_formal_notice)

    def test_form_without_accounting_rights(self):
        order = self._order().with_user(self.seller)
        with Form(order) as form:
            self.assertEqual(form.relance_amount_overdue, 1000)
            self.assertIn(self.level_formal_notice.name, form.relance_stop_reason)
            self.assertNotIn("relance_case_id", form._view["fields"])

    def test_new_quotation_shows_the_debt(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            self.assertEqual(form.relance_amount_overdue, 1000)

    def test_salesperson_sees_no_case(self):
        order = self._order().with_user(self.seller)
        with self.assertRaises(AccessError):
            order.read(["relance_case_id"])
        with self.assertRaises(AccessError):
            self._case().with_user(self.seller).read(["amount_due"])

    def test_collector_opens_the_case(self):
        collector = self._user(
            "collector_sale",
            "relance_recouvrement.group_collector,sales_team.group_sale_salesman",
        )
        order = self._order(user_id=collector.id).with_user(collector)
        self.assertEqual(order.relance_case_id, self._case())
        self.assertEqual(order.action_view_relance_case()["res_id"], self._case().id)

    def test_salesperson_cannot_release(self):
        order = self._order()
        with self.assertRaises(AccessError):
            self._release(order, user=self.seller)
        with self.assertRaises(UserError):
            order.with_user(self.seller)._relance_release("Parce que")
        with self.assertRaises(UserError):
            order.with_user(self.seller).action_relance_release()

    def test_manager_of_collection_releases_without_sales_rights(self):
        manager = self._user("manager_sale", "relance_recouvrement.group_manager")
        order = self._order()
        self._release(order, user=manager)
        self.assertEqual(order.relance_stop, "released")
        self.assertEqual(order.relance_release_user_id, manager)

    def test_release_of_an_order_one_does_not_see(self):
        other = self.setup_other_company()["company"]
        order = self._order(company=other)
        with self.assertRaises(AccessError):
            order.with_user(self.boss)._relance_release("Parce que")

    def test_ask_for_release(self):
        self.env.ref("relance_recouvrement.group_release").sudo()
        order = self._order()
        order.with_user(self.seller).action_relance_ask_release()
        task = order.sudo().activity_ids
        self.assertEqual(len(task), 1)
        self.assertTrue(
            task.user_id.has_group("relance_recouvrement.group_release"), task.user_id
        )
        order.with_user(self.seller).action_relance_ask_release()
        self.assertEqual(order.sudo().activity_ids, task, "asked once")
        self._release(order)
        self.assertFalse(order.sudo().activity_ids)

    def test_release_fields_are_not_written_by_hand(self):
        """A salesperson cannot grant themselves a release through the API."""
        order = self._order().with_user(self.seller)
        with self.assertRaises(AccessError):
            order.write({"relance_release_user_id": self.boss.id})
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.seller).create(
                {
                    "partner_id": self.customer.id,
                    "relance_release_user_id": self.boss.id,
                }
            )

    def test_settings(self):
        settings = self.env["res.config.settings"].sudo().create({})
        settings.relance_sale_stop = "warn"
        settings.execute()
        self.assertEqual(self.env.company.relance_sale_stop, "warn")
