from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.relance_recouvrement.tests.common_stop import StopCommon


@tagged("post_install", "-at_install")
class TestExhibit(StopCommon):
    """Deliveries of what a procedure claims, for its file."""

    def test_delivery_of_the_order_is_found(self):
        engine = self.env["relance.engine.exhibit"].sudo()
        orders = self.env.get("sale.order")
        if orders is None or "picking_ids" not in orders._fields:
            # without sales, deliveries do not know what they were invoiced by
            self.assertIn("_find_delivery", dir(engine))
            return
        procedure, picking = self._deliver_order(orders)
        [found] = engine._find_delivery(procedure)
        self.assertEqual((found.report, found.source), ("stock_picking", picking))
        self.assertIn(picking.name, found.name)
        scan = self.env["ir.attachment"].create(
            {
                "name": "signé.pdf",
                "raw": b"%PDF-1.4 x",
                "res_model": "stock.picking",
                "res_id": picking.id,
            }
        )
        [found] = engine._find_delivery(procedure)
        self.assertEqual(found.attachment, scan)

    def _deliver_order(self, orders):
        self.company.write({"relance_stock_stop": "off", "relance_sale_stop": "off"})
        product = self.env["product.product"].create(
            {"name": "Carton", "is_storable": True, "invoice_policy": "delivery"}
        )
        order = orders.sudo().create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "price_unit": 900.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 1.0, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        invoice = order._create_invoices()
        day = self.company._relance_today() - timedelta(days=60)
        invoice.write(
            {
                "invoice_date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": day,
            }
        )
        invoice.action_post()
        self._run(self.company._relance_today())
        procedure = self.env["relance.procedure"].create(
            {
                "case_id": self._case().id,
                "type_id": self.env.ref(
                    "relance_recouvrement.procedure_type_injonction"
                ).id,
            }
        )
        return procedure.sudo(), picking
