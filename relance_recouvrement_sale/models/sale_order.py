from odoo import api, fields, models

from odoo.addons.relance_recouvrement.const import LANG


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "relance.stop.mixin"]

    relance_stake_year = fields.Monetary(
        string="Over 12 months",
        currency_field="relance_currency_id",
        compute="_compute_relance_stake",
        compute_sudo=True,
    )
    relance_stake_open = fields.Monetary(
        string="In quotations",
        currency_field="relance_currency_id",
        compute="_compute_relance_stake",
        compute_sudo=True,
    )
    relance_stake_is_margin = fields.Boolean(
        compute="_compute_relance_stake", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "amount_total",
        "company_id",
        "currency_id",
        "partner_id",
        "partner_invoice_id",
        "relance_release_user_id",
        "state",
    )
    def _compute_relance_stop(self):
        return super()._compute_relance_stop()

    @api.depends("relance_stop", "partner_invoice_id", "company_id")
    def _compute_relance_stake(self):
        """Only where it helps to decide: while the order is stopped or warned about."""
        for order in self:
            stake = {"year": 0.0, "open": 0.0, "is_margin": False}
            if order.relance_stop != "none":
                debtor = order._relance_get_debtor()
                stake = debtor._relance_get_stake(order.company_id)
            order.relance_stake_year = stake["year"]
            order.relance_stake_open = stake["open"]
            order.relance_stake_is_margin = stake["is_margin"]

    # === STOP === #

    def _relance_get_debtor(self):
        return self.partner_invoice_id or self.partner_id

    def _relance_get_amount(self):
        day = fields.Date.context_today(self)
        return self.currency_id._convert(
            self.amount_total, self.company_id.currency_id, self.company_id, day
        )

    def _relance_get_stop_action(self):
        # sudo: a branch's user reads the decision of the root company
        return self.company_id.sudo().root_id.relance_sale_stop

    def _relance_may_stop(self):
        """An order paid in advance asks for no credit."""
        if self.state not in ("draft", "sent"):
            return False
        # sudo: payments by card, which salespeople do not see
        paid = self.sudo().amount_paid
        return not paid or self.currency_id.compare_amounts(paid, self.amount_total) < 0

    def _relance_go_on(self):
        return self.action_confirm()

    def action_confirm(self):
        """Confirm, unless the customer's debt stops the order.

        A salesperson is refused and told why. An order confirmed by the customer
        (signature, payment) or by a background job stays a quotation, and its
        salesperson gets a task: the customer sees no error.
        """
        if len(self) > 1 and any(self.company_id.mapped("account_use_credit_limit")):
            # each order leaves less credit to the next ones
            return all([order.action_confirm() for order in self])
        orders = self._relance_filter_stopped()
        if self and not orders:
            return True
        for order in orders._relance_get_stopped("warn"):
            order._relance_log_warned(order.relance_stop_reason)
        return super(SaleOrder, orders).action_confirm()

    def _relance_filter_stopped(self):
        if not self.env.su:
            self._relance_check_stop()
            return self
        stopped = self._relance_get_stopped("refuse")
        for order in stopped:
            order.activity_schedule(
                "relance_recouvrement.activity_release",
                user_id=(order.user_id or order._relance_get_releaser()).id,
                note=order.with_context(lang=LANG).env._(
                    "The customer agreed; not confirmed: %(reason)s",
                    reason=order.relance_stop_reason,
                ),
            )
        return self - stopped

    @api.model
    def _relance_sum(self, measure, domain, company):
        """Sum a measure of orders, in the currency of a company."""
        day = fields.Date.context_today(self)
        groups = self._read_group(domain, ["currency_id"], [f"{measure}:sum"])
        return sum(
            currency._convert(amount or 0.0, company.currency_id, company, day)
            for currency, amount in groups
        )
