from odoo import api, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "relance.stop.mixin"]

    # === COMPUTE METHODS === #

    @api.depends(
        "company_id",
        "location_dest_id",
        "partner_id",
        "picking_type_id",
        "relance_release_user_id",
        "state",
    )
    def _compute_relance_stop(self):
        return super()._compute_relance_stop()

    # === STOP === #

    def _relance_get_debtor(self):
        """Who is invoiced where sales say so, else who is delivered."""
        if not self._relance_is_delivery():
            return self.env["res.partner"]
        # sudo: warehouse staff read no order; its invoice address only
        order = "sale_id" in self._fields and self.sudo().sale_id
        debtor = order and order.partner_invoice_id or self.partner_id
        return debtor.sudo(self.env.su)

    def _relance_is_delivery(self):
        """Goods that leave for a customer: not a return, not a move inside, not
        what goes back to a supplier, nor the exchange of what came back."""
        return (
            self.picking_type_code == "outgoing"
            and self.location_dest_id.usage == "customer"
            and not self.return_id
        )

    def _relance_get_stop_action(self):
        # sudo: a branch's user reads the decision of the root company
        return self.company_id.sudo().root_id.relance_stock_stop

    def _relance_may_stop(self):
        return self.state not in ("done", "cancel")

    def _relance_go_on(self):
        return self.button_validate()

    def button_validate(self):
        """Validate, unless the customer's debt stops one of the deliveries.

        Nothing of a batch is validated while one of its deliveries is stopped. The
        till and background jobs do not come by here.
        """
        self._relance_check_stop()
        warned = self._relance_get_stopped("warn")
        reasons = {picking: picking.relance_stop_reason for picking in warned}
        result = super().button_validate()
        for picking, reason in reasons.items():
            if picking.state == "done":
                picking._relance_log_warned(reason)
        return result
