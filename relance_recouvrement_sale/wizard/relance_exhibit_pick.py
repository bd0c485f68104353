from odoo import models


class RelanceExhibitPick(models.TransientModel):
    _inherit = "relance.exhibit.pick"

    def _get_records(self, procedure):
        """Attachments of the orders too."""
        records = super()._get_records(procedure)
        # sudo: which orders; their attachments are searched as the user
        moves = procedure.sudo().line_ids.case_line_id.move_id
        orders = moves.invoice_line_ids.sale_line_ids.order_id
        return [*records, orders.sudo(False)]
