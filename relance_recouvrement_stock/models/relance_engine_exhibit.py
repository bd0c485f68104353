from odoo import models

from odoo.addons.relance_recouvrement.models.engine.exhibit import Found


class RelanceEngineExhibit(models.AbstractModel):
    _inherit = "relance.engine.exhibit"

    def _find_delivery(self, procedure):
        """Deliveries of the orders invoiced: what the customer signed, else the
        delivery slip as it is printed."""
        found = super()._find_delivery(procedure)
        for picking in self._get_pickings(procedure).sorted("date_done"):
            day = picking.date_done.date()
            name = f"Bon de livraison {picking.name} du {self._say_day(day)}"
            files = self._get_files(picking, lambda _picking, name=name: name, day)
            if picking.signature or not files:
                printed = Found(name, day, report="stock_picking", source=picking)
                files = [printed, *files]
            found += files
        return found

    def _get_pickings(self, procedure):
        """Done deliveries of these invoices, known through their orders; none where
        deliveries do not know their order."""
        lines = self._get_moves(procedure).invoice_line_ids
        if "sale_line_ids" not in lines._fields:
            return self.env["stock.picking"]
        orders = lines.sale_line_ids.order_id
        if "picking_ids" not in orders._fields:
            return self.env["stock.picking"]
        return orders.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking._relance_is_delivery()
        )
