from unittest.mock import patch

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import SaleStopCommon


@tagged("post_install", "-at_install")
class TestSaleOrder(SaleStopCommon):
    def _notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    # === SHOWN === #

    def test_quotation_shows_the_debt(self):
        self._reach(self.level_firm)
        order = self._order().with_user(self.seller)
        self.assertEqual(order.relance_amount_overdue, 1000)
        self.assertEqual(order.relance_level_name, self.level_firm.name)
        self.assertEqual(order.relance_stop, "none")

    def test_invoice_address_owes(self):
        """Delivered to a shop, invoiced to its purchasing body: the latter's debt."""
        self._reach(self.level_formal_notice)
        shop = self._customer("Magasin Nord")
        order = self._order(partner=shop)
        self.assertEqual(order.relance_stop, "none")
        order.sudo().partner_invoice_id = self.customer
        self.assertEqual(order.relance_stop, "refuse")

    # === REFUSED === #

    def test_below_the_level_confirms(self):
        self._reach(self.level_firm)
        order = self._order()
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_blocking_level_refuses(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        with self.assertRaisesRegex(UserError, order.name):
            self._confirm(order)
        self.assertEqual(order.state, "draft")

    def test_limit_refuses(self):
        self._limit(1400.0)
        with self.assertRaises(UserError):
            self._confirm(self._order(500.0))
        self._confirm(self._order(400.0))

    def test_orders_not_invoiced_count(self):
        """Two orders that fit one by one, and not together."""
        self._limit(2000.0)
        self._confirm(self._order(600.0))
        with self.assertRaises(UserError):
            self._confirm(self._order(600.0))
        self._confirm(self._order(400.0))

    def test_orders_confirmed_together_count_together(self):
        self._limit(2000.0)
        orders = self._order(600.0) + self._order(600.0)
        with self.assertRaises(UserError):
            self._confirm(orders)

    def test_foreign_currency_against_the_limit(self):
        self._limit(1400.0)
        order = self._order(500.0)
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].sudo()
        pricelist = pricelist.create({"name": "CAD", "currency_id": currency.id})
        order = self._order(500.0, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(order.relance_stop, "none", "250 €")

    def test_one_stopped_stops_the_selection(self):
        self._reach(self.level_formal_notice)
        free = self._order(partner=self._customer("Garage Petit"))
        stopped = self._order()
        with self.assertRaises(UserError):
            self._confirm(free + stopped)
        self.assertEqual(free.state, "draft")

    # === RELEASED BY PAYMENT === #

    def test_payment_releases_without_a_run(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        with self.assertRaises(UserError):
            self._confirm(order)
        self._pay(self.invoice)
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_unmatched_payment_releases_too(self):
        self._reach(self.level_formal_notice)
        self._credit(1000.0)
        order = self._order()
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    # === RELEASED BY A MANAGER === #

    def test_manager_is_led_to_the_release(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        with self.assertRaises(RedirectWarning) as caught:
            self._confirm(order, self.boss)
        context = caught.exception.args[3]
        self.assertEqual(context["default_res_ids"], order.ids)
        self.assertEqual(order.state, "draft")

    def test_release_is_logged_on_order_and_case(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        self._release(order, "Virement annoncé", go_on=True)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.relance_release_user_id, self.boss)
        self.assertIn("Virement annoncé", self._notes(order))
        case = self._case()
        self.assertIn("Virement annoncé", self._notes(case))
        self.assertIn(order.name, self._notes(case))

    def test_salesperson_confirms_what_was_released(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        self._release(order)
        self.assertEqual(order.relance_stop, "released")
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_larger_order_needs_a_new_release(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        self._release(order)
        order.sudo().order_line.price_unit = 501.0
        with self.assertRaises(UserError):
            self._confirm(order)

    def test_copy_is_not_released(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        self._release(order)
        with self.assertRaises(UserError):
            self._confirm(order.sudo().copy())

    def test_release_needs_a_reason(self):
        self._reach(self.level_formal_notice)
        view = self.env.ref("relance_recouvrement.relance_stop_release_view_form")
        self.assertIn("reason", view.arch)
        self.assertTrue(self.env["relance.stop.release"]._fields["reason"].required)

    # === WARNED, OFF === #

    def test_warning_lets_through_and_logs(self):
        self.company.relance_sale_stop = "warn"
        self._reach(self.level_formal_notice)
        order = self._order()
        self.assertEqual(order.relance_stop, "warn")
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        self.assertIn(self.level_formal_notice.name, self._notes(order))
        self.assertIn(order.name, self._notes(self._case()))

    def test_off_shows_nothing(self):
        self.company.relance_sale_stop = "off"
        self._reach(self.level_formal_notice)
        order = self._order()
        self.assertFalse(order.relance_amount_overdue)
        self._confirm(order)
        self.assertNotIn(self.level_formal_notice.name, self._notes(order))

    # === CONFIRMED BY THE CUSTOMER === #

    def test_signed_by_the_customer_waits(self):
        """No error on the portal: the salesperson has a task."""
        self._reach(self.level_formal_notice)
        order = self._order()
        order.with_user(self.env.ref("base.public_user")).sudo()._validate_order()
        self.assertEqual(order.state, "draft")
        task = order.sudo().activity_ids
        self.assertEqual(task.user_id, self.seller)

    def test_paid_in_advance_goes_through(self):
        self._reach(self.level_formal_notice)
        order = self._order()
        compute = patch.object(
            type(order),
            "_compute_amount_paid",
            lambda orders: orders.update({"amount_paid": 500.0}),
        )
        with compute:
            order.invalidate_recordset()
            self._confirm(order)
        self.assertEqual(order.state, "sale")

    # === COMPANIES === #

    def test_other_company_sells(self):
        self._reach(self.level_formal_notice)
        other = self.setup_other_company()["company"]
        self.seller.sudo().company_ids += other
        order = self._order(company=other)
        self.assertEqual(order.relance_stop, "none")

    def test_branch_follows_its_root(self):
        self._reach(self.level_formal_notice)
        branch = self.env["res.company"].sudo()
        branch = branch.create({"name": "Sud", "parent_id": self.company.id})
        self.env.user.sudo().company_ids += branch
        branch.relance_sale_stop = "off"
        order = self._order(company=branch)
        self.assertEqual(order.relance_stop, "refuse")
