from odoo import models


class RelanceEngineExhibitPrint(models.AbstractModel):
    _inherit = "relance.engine.exhibit.print"

    def _print_stock_picking(self, picking):
        """The delivery slip, with its signature when there is one."""
        return self._print_report("stock.action_report_delivery", picking)
