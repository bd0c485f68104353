from odoo import Command

from odoo.addons.relance_recouvrement.tests.common_stop import StopCommon


class SaleStopCommon(StopCommon):
    """A quotation for a customer who owes 1 000 € since DUE."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman")
        cls.boss = cls._user(
            "boss",
            "sales_team.group_sale_manager,relance_recouvrement.group_release",
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Prestation", "list_price": 100.0, "taxes_id": [Command.clear()]}
        )

    @classmethod
    def _order(cls, amount=500.0, partner=None, company=None, **vals):
        partner = partner or cls.customer
        orders = cls.env["sale.order"].sudo().with_company(company or cls.company)
        return orders.create(
            {
                "partner_id": partner.id,
                "user_id": cls.seller.id,
                "company_id": (company or cls.company).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **vals,
            }
        ).sudo(False)

    def _confirm(self, order, user=None):
        order.with_user(user or self.seller).action_confirm()

    def _release(self, order, reason="Virement annoncé", user=None, go_on=False):
        wizard = (
            self.env["relance.stop.release"]
            .with_user(user or self.boss)
            .create({"res_model": order._name, "res_ids": order.ids, "reason": reason})
        )
        self.assertIn(order.display_name, wizard.summary)
        return wizard.action_release_and_go_on() if go_on else wizard.action_release()
