from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceInsuranceCover(models.Model):
    """A customer that the insurer covers: up to how much, for what is delivered
    between two dates."""

    _name = "relance.insurance.cover"
    _description = "Insured Customer"
    _inherit = ["mail.thread"]
    _order = "partner_id, date_from desc, id desc"
    _rec_names_search = ["partner_id", "reference"]

    policy_id = fields.Many2one(
        "relance.insurance.policy",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_policy_id(),
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="policy_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        help="Kept on the commercial entity.",
    )
    amount = fields.Monetary(
        string="Amount covered", tracking=True, help="Limit given by the insurer."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        tracking=True,
        default=lambda self: self.env.company._relance_today(),
        help="Covers what is delivered from this day.",
    )
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="Last day: what is delivered later is not covered. Empty: no end.",
    )
    reference = fields.Char(help="Of the insurer's decision.")
    alerted = fields.Json(
        readonly=True, copy=False, help="Last alert given for each item, in days."
    )

    # Read from the ledger
    company_currency_id = fields.Many2one(
        string="Company currency", related="company_id.currency_id"
    )
    case_id = fields.Many2one("relance.case", compute="_compute_open")
    amount_open = fields.Monetary(
        string="Owed",
        compute="_compute_open",
        currency_field="company_currency_id",
        help="Items that this cover reaches, not paid yet.",
    )
    deadline = fields.Date(
        string="Declare before",
        compute="_compute_open",
        help="Of the oldest item that was not declared.",
    )

    # === DEFAULTS === #

    @api.model
    def _default_policy_id(self):
        """The policy, when the company has only one."""
        policies = self.env["relance.insurance.policy"].search(
            [("company_id", "=", self.env.company.root_id.id)], limit=2
        )
        return policies if len(policies) == 1 else False

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    @api.depends("policy_id", "partner_id", "amount", "date_from", "date_to")
    def _compute_open(self):
        """Of the customers whose case the user may see."""
        cases = self.env["relance.case"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        # sudo: the engine reads the ledger of cases that the user sees
        engine = self.env["relance.engine.insurance"].sudo()
        items = engine._get_items(cases.ids)
        by_customer = {(case.partner_id, case.company_id): case for case in cases}
        for cover in self:
            mine = [item for item in items if item.cover_id == cover._origin.id]
            cover.case_id = by_customer.get((cover.partner_id, cover.company_id), False)
            cover.amount_open = sum(item.balance for item in mine)
            days = [item.deadlines.binding for item in mine if not item.declared]
            cover.deadline = min(days, default=False)

    @api.depends("partner_id", "policy_id")
    def _compute_display_name(self):
        for cover in self:
            names = (cover.partner_id.name, cover.policy_id.display_name)
            cover.display_name = ", ".join(filter(None, names))

    # === CHECKS === #

    @api.constrains("amount")
    def _check_amount(self):
        if any(cover.amount <= 0 for cover in self):
            raise ValidationError(
                self.env._("Enter the amount that the insurer covers.")
            )

    @api.constrains("policy_id", "partner_id", "date_from", "date_to")
    def _check_dates(self):
        for cover in self:
            if cover.date_to and cover.date_to < cover.date_from:
                raise ValidationError(
                    self.env._("The cover ends before it starts: correct its dates.")
                )
            domain = [
                ("id", "!=", cover.id),
                ("policy_id", "=", cover.policy_id.id),
                ("partner_id", "=", cover.partner_id.id),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", cover.date_from),
            ]
            if cover.date_to:
                domain.append(("date_from", "<=", cover.date_to))
            if self.search_count(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(customer)s is already covered on these days: end the former"
                        " cover first.",
                        customer=cover.partner_id.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._complete(vals))

    @api.model
    def _complete(self, vals):
        """The insurer covers the legal person."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    # === ACTIONS === #

    def action_view_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
