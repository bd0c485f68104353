from odoo import api, fields, models

from .relance_hold_line_mixin import IN_PARENT


class RelanceHoldMixin(models.AbstractModel):
    """What was agreed or contested with a customer: promise, dispute, plan.

    It holds the amounts of its lines only; what it does not hold stays claimable.
    The inheriting model declares ``state`` and ``line_ids``, and computes
    ``is_holding``. Amounts are in company currency.
    """

    _name = "relance.hold.mixin"
    _description = "Agreement or Dispute that Holds Items"
    _inherit = ["relance.kept.mixin", "mail.thread", "mail.activity.mixin"]

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_case", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_case",
        store=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        default=lambda self: self.env.user,
        required=True,
        index=True,
    )
    call_id = fields.Many2one(
        "relance.call", ondelete="set null", index="btree_not_null"
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)
    is_holding = fields.Boolean(
        compute="_compute_is_holding",
        store=True,
        index=True,
        help="Its amounts are not claimed meanwhile.",
    )

    @api.model
    def _default_tolerance_days(self):
        # sudo: a branch's user reads the settings of the root company
        return self.env.company.sudo().root_id.relance_promise_tolerance

    @api.depends("case_id.company_id", "case_id.partner_id")
    def _compute_case(self):
        for record in self:
            record.company_id = record.case_id.company_id
            record.partner_id = record.case_id.partner_id

    @api.depends("line_ids.amount_company")
    def _compute_amount(self):
        for record in self:
            record.amount = sum(record.line_ids.mapped("amount_company"))

    def _compute_is_holding(self):
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        """Only who works on the case agrees on something about it."""
        records = super().create(vals_list)
        records.case_id.check_access("write")
        return records

    def write(self, vals):
        """Its lines are added, changed and taken off with it."""
        if "line_ids" in vals:
            self = self.with_context(relance_in_parent=IN_PARENT)
        return super().write(vals)

    def _get_items_now(self):
        """Its items, and those that continue them after a transfer."""
        items = found = self.line_ids.case_line_id
        while found:
            found = found.search([("origin_line_id", "in", found.ids)]) - items
            items |= found
        return items

    def _refresh_cases(self):
        """The case says at once what the new state of things changes."""
        self.case_id._refresh()
