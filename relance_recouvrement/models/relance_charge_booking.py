from odoo import api, fields, models


class RelanceChargeBooking(models.Model):
    """One row of a debit note or of an entry that books a charge.

    The ledger says what it is worth: a draft that is deleted or cancelled, or a
    document that is reversed, gives the charge back.
    """

    _name = "relance.charge.booking"
    _description = "Booking of a Charge"
    _order = "id desc"
    _rec_name = "move_id"

    charge_id = fields.Many2one(
        "relance.charge", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="charge_id.currency_id")
    move_id = fields.Many2one(
        "account.move",
        string="Document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    income_line_id = fields.Many2one(
        "account.move.line", required=True, index=True, ondelete="cascade"
    )
    until_date = fields.Date(string="Interest until")
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")],
        compute="_compute_amounts",
        store=True,
    )
    amount = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        help="As in the document, less its credit notes and reversals.",
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_amounts", store=True)
    amount_lost = fields.Monetary(
        string="Written off",
        compute="_compute_amounts",
        store=True,
        help="Settled otherwise than by a payment or a credit note.",
    )

    @api.depends(
        "income_line_id.amount_currency",
        "move_id.state",
        "move_id.amount_total",
        "move_id.line_ids.amount_residual_currency",
        "move_id.reversal_move_ids.state",
        "move_id.reversal_move_ids.amount_total",
    )
    def _compute_amounts(self):
        for booking in self:
            move = booking.move_id
            full = -booking.income_line_id.amount_currency
            total = move.amount_total
            back = move.reversal_move_ids.filtered(lambda rev: rev.state == "posted")
            credited = min(total, sum(back.mapped("amount_total")))
            booking.state = move.state
            booking.amount = booking.amount_paid = booking.amount_lost = 0.0
            if move.state == "cancel" or not total:
                continue
            currency = booking.currency_id
            booking.amount = currency.round(full * (total - credited) / total)
            if move.state == "posted":
                paid, lost = booking._get_settled()
                share = min(1.0, paid / total)
                booking.amount_paid = min(booking.amount, currency.round(full * share))
                share = min(1.0, (paid + lost) / total)
                settled = min(booking.amount, currency.round(full * share))
                booking.amount_lost = currency.round(settled - booking.amount_paid)

    def _get_settled(self):
        """What of the document was paid, and what was written off, in its currency.

        Its reversals and its transfer to a doubtful account are neither.

        :rtype: tuple(float, float)
        """
        # sudo: the ledger, for whoever sees the charge
        move = self.sudo().move_id
        items = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines = self.env["relance.case.line"].sudo()  # sudo: as above
        lines = lines.search([("origin_line_id.move_line_id", "in", items.ids)])
        neither = move.reversal_move_ids | lines.move_line_id.move_id
        paid = lost = 0.0
        parts = items.matched_credit_ids
        payments = self.env["relance.engine.payments"]._filter_payments(
            parts.credit_move_id.move_id
        )
        for part in parts:
            source = part.credit_move_id.move_id
            if source in payments:
                paid += part.debit_amount_currency
            elif source not in neither:
                lost += part.debit_amount_currency
        return paid, lost

    def action_open_document(self):
        """Open the debit note or the entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
