from odoo import models


class RelanceEngineExhibitPrint(models.AbstractModel):
    _inherit = "relance.engine.exhibit.print"

    def _print_sale_order(self, order):
        """The order with its signature, as Odoo prints it."""
        return self._print_report("sale.action_report_saleorder", order)
