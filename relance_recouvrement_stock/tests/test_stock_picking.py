from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from odoo.addons.relance_recouvrement.tests.common_stop import StopCommon


@tagged("post_install", "-at_install")
class TestStockPicking(StopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.relance_stock_stop = "refuse"
        cls.packer = cls._user("packer", "stock.group_stock_user")
        cls.boss = cls._user(
            "boss_stock", "stock.group_stock_manager,relance_recouvrement.group_release"
        )
        cls.warehouse = (
            cls.env["stock.warehouse"]
            .sudo()
            .search([("company_id", "=", cls.company.id)], limit=1)
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Carton", "is_storable": True}
        )
        cls.shelf = cls.warehouse.lot_stock_id
        cls.outside = cls.env.ref("stock.stock_location_customers")
        cls.env["stock.quant"].sudo()._update_available_quantity(
            cls.product, cls.shelf, 100.0
        )

    @classmethod
    def _picking(cls, kind="out", partner=None, origin=None, target=None, **vals):
        company = vals.pop("company", cls.company)
        origin, target = origin or cls.shelf, target or cls.outside
        picking = (
            cls.env["stock.picking"]
            .sudo()
            .with_company(company)
            .create(
                {
                    "partner_id": (partner or cls.customer).id,
                    "picking_type_id": cls.warehouse[f"{kind}_type_id"].id,
                    "location_id": origin.id,
                    "location_dest_id": target.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": 1.0,
                                "location_id": origin.id,
                                "location_dest_id": target.id,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        return picking.sudo(False)

    def _validate(self, pickings, user=None):
        return pickings.with_user(user or self.packer).button_validate()

    def _notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    # === STOPPED === #

    def test_below_the_level_is_delivered(self):
        self._reach(self.level_firm)
        picking = self._picking()
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_blocking_level_refuses(self):
        self._reach(self.level_formal_notice)
        picking = self._picking()
        with self.assertRaisesRegex(UserError, picking.sudo().name):
            self._validate(picking)
        self.assertEqual(picking.sudo().state, "assigned")

    def test_delivery_address_of_the_customer(self):
        self._reach(self.level_formal_notice)
        address = self.env["res.partner"].create(
            {"name": "Quai", "type": "delivery", "parent_id": self.customer.id}
        )
        with self.assertRaises(UserError):
            self._validate(self._picking(partner=address))

    def test_above_the_limit(self):
        self._limit(999.0)
        with self.assertRaises(UserError):
            self._validate(self._picking())
        self._limit(1000.0)
        self._validate(self._picking())

    def test_payment_releases_without_a_run(self):
        self._reach(self.level_formal_notice)
        picking = self._picking()
        with self.assertRaises(UserError):
            self._validate(picking)
        self._pay(self.invoice)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_batch_with_a_stopped_delivery(self):
        """Nothing is validated, and the message names the one to take out."""
        self._reach(self.level_formal_notice)
        free = self._picking(partner=self._customer("Garage Petit"))
        stopped = self._picking()
        with self.assertRaises(UserError) as caught:
            self._validate(free + stopped)
        self.assertIn(stopped.sudo().name, str(caught.exception))
        self.assertNotIn(free.sudo().name, str(caught.exception))
        self.assertEqual(free.sudo().state, "assigned")
        self._validate(free)
        self.assertEqual(free.sudo().state, "done")

    # === NEVER STOPPED === #

    def test_receipt(self):
        self._reach(self.level_formal_notice)
        supplier = self.env.ref("stock.stock_location_suppliers")
        picking = self._picking("in", origin=supplier, target=self.shelf)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_customer_return(self):
        self._reach(self.level_formal_notice)
        picking = self._picking("in", origin=self.outside, target=self.shelf)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_exchange_after_a_return(self):
        self._reach(self.level_formal_notice)
        back = self._picking("in", origin=self.outside, target=self.shelf)
        self._validate(back)
        picking = self._picking(return_id=back.id)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_internal_transfer(self):
        self._reach(self.level_formal_notice)
        target = self.env["stock.location"].sudo()
        target = target.create({"name": "B", "location_id": self.shelf.id})
        picking = self._picking("int", target=target)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    def test_return_to_a_supplier(self):
        self._reach(self.level_formal_notice)
        supplier = self.env.ref("stock.stock_location_suppliers")
        picking = self._picking(target=supplier)
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    # === WARNED, OFF, RELEASED === #

    def test_warning_lets_through_and_logs(self):
        self.company.relance_stock_stop = "warn"
        self._reach(self.level_formal_notice)
        picking = self._picking()
        self.assertEqual(picking.with_user(self.packer).relance_stop, "warn")
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")
        self.assertIn(self.level_formal_notice.name, self._notes(picking))
        self.assertIn(picking.sudo().name, self._notes(self._case()))

    def test_off(self):
        self.company.relance_stock_stop = "off"
        self._reach(self.level_formal_notice)
        picking = self._picking()
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")
        self.assertNotIn(self.level_formal_notice.name, self._notes(picking))

    def test_manager_releases_with_a_reason(self):
        self._reach(self.level_formal_notice)
        picking = self._picking()
        with self.assertRaises(RedirectWarning):
            self._validate(picking, self.boss)
        wizard = (
            self.env["relance.stop.release"]
            .with_user(self.boss)
            .create(
                {
                    "res_model": "stock.picking",
                    "res_ids": picking.ids,
                    "reason": "Chèque reçu",
                }
            )
        )
        wizard.action_release_and_go_on()
        self.assertEqual(picking.sudo().state, "done")
        self.assertIn("Chèque reçu", self._notes(picking))
        self.assertIn("Chèque reçu", self._notes(self._case()))

    def test_packer_delivers_what_was_released(self):
        self._reach(self.level_formal_notice)
        picking = self._picking()
        picking.with_user(self.boss)._relance_release("Chèque reçu")
        self._validate(picking)
        self.assertEqual(picking.sudo().state, "done")

    # === RIGHTS, COMPANIES === #

    def test_form_without_accounting_rights(self):
        self._reach(self.level_formal_notice)
        with Form(self._picking().with_user(self.packer)) as form:
            self.assertEqual(form.relance_stop, "refuse")
            self.assertIn(self.level_formal_notice.name, form.relance_stop_reason)

    def test_packer_cannot_release(self):
        self._reach(self.level_formal_notice)
        picking = self._picking().with_user(self.packer)
        with self.assertRaises(UserError):
            picking._relance_release("Parce que")
        with self.assertRaises(AccessError):
            picking.write({"relance_release_user_id": self.packer.id})

    def test_packer_asks(self):
        self._reach(self.level_formal_notice)
        picking = self._picking()
        picking.with_user(self.packer).action_relance_ask_release()
        self.assertEqual(len(picking.sudo().activity_ids), 1)

    def test_other_company_delivers(self):
        self._reach(self.level_formal_notice)
        other = self.setup_other_company()["company"]
        other.relance_stock_stop = "refuse"
        warehouse = self.env["stock.warehouse"].sudo()
        warehouse = warehouse.search([("company_id", "=", other.id)], limit=1)
        picking = self._picking(
            picking_type_id=warehouse.out_type_id.id,
            origin=warehouse.lot_stock_id,
            company=other,
        )
        self.assertEqual(picking.sudo().relance_stop, "none")
