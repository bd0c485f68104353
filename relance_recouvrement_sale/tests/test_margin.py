from odoo.tests import tagged

from odoo.addons.relance_recouvrement.tests.common import LATE, days

from .common import SaleStopCommon


@tagged("post_install", "-at_install")
class TestMargin(SaleStopCommon):
    """What is lost when the customer is stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.standard_price = 40.0
        cls.is_margin = "margin" in cls.env["sale.order"]._fields
        cls.cost = 40.0 if cls.is_margin else 0.0

    def _stake(self):
        return self.customer._relance_get_stake(self.company)

    def test_orders_of_twelve_months(self):
        order = self._order(200.0)
        self._confirm(order)
        old = self._order(999.0)
        self._confirm(old)
        old.sudo().date_order = LATE - days(400)
        stake = self._stake()
        self.assertEqual(stake["is_margin"], self.is_margin)
        self.assertAlmostEqual(stake["year"], 200.0 - self.cost)
        self.assertAlmostEqual(stake["open"], 0.0)

    def test_quotations(self):
        self._order(300.0)
        self._order(500.0).sudo().action_cancel()
        stake = self._stake()
        self.assertAlmostEqual(stake["open"], 300.0 - self.cost)
        self.assertAlmostEqual(stake["year"], 0.0)

    def test_other_customers_and_companies_do_not_count(self):
        self._order(300.0, partner=self._customer("Garage Petit"))
        self._order(300.0, company=self.setup_other_company()["company"])
        self.assertAlmostEqual(self._stake()["open"], 0.0)

    def test_shown_on_a_stopped_quotation_only(self):
        order = self._order(300.0)
        self.assertFalse(order.relance_stake_open)
        self._reach(self.level_formal_notice)
        order.invalidate_recordset()
        order = order.with_user(self.seller)
        self.assertAlmostEqual(order.relance_stake_open, 300.0 - self.cost)
