from odoo import models

from odoo.addons.relance_recouvrement.models.engine.exhibit import Found

CONFIRMED = ("sale",)


class RelanceEngineExhibit(models.AbstractModel):
    _inherit = "relance.engine.exhibit"

    def _find_order(self, procedure):
        """The order of each invoice: what the customer signed or sent, else the
        order as it is printed."""
        found = super()._find_order(procedure)
        lines = self._get_moves(procedure).invoice_line_ids
        orders = lines.sale_line_ids.order_id.filtered(
            lambda order: order.state in CONFIRMED
        )
        for order in orders.sorted("date_order"):
            day = order.date_order.date()
            name = f"Commande {order.name} du {self._say_day(day)}"
            files = self._get_files(order, lambda _order, name=name: name, day)
            if order.signature or not files:
                if order.signed_on:
                    day = order.signed_on.date()
                    name = f"Devis {order.name} signé le {self._say_day(day)}"
                printed = Found(name, day, report="sale_order", source=order)
                files = [printed, *files]
            found += files
        return found
