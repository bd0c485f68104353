from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class RelanceInsurancePolicy(models.Model):
    """A credit insurance: what the insurer pays of unpaid invoices, and until when
    they are declared. Its covers say which customers, for how much."""

    _name = "relance.insurance.policy"
    _description = "Credit Insurance Policy"
    _inherit = ["mail.thread"]
    _order = "active desc, number, id"
    _rec_names_search = ["number", "insurer_id"]
    _check_company_auto = True

    active = fields.Boolean(default=True)
    insurer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True
    )
    number = fields.Char(string="Policy number", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self._default_company_id(),
        domain="[('parent_id', '=', False)]",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Of the amounts covered.",
    )
    cover_percent = fields.Float(
        string="Part paid (%)",
        digits=(5, 2),
        default=90.0,
        tracking=True,
        help="Of the amount covered, paid by the insurer.",
    )
    declaration_days = fields.Integer(
        string="Days to declare",
        required=True,
        tracking=True,
        help="From the original due date. What is declared later is not paid.",
    )
    max_extension = fields.Integer(
        string="Longest extension (days)",
        tracking=True,
        help="After the original due date, that you may grant without asking the"
        " insurer. 0: every plan or later date is asked first.",
    )
    waiting_days = fields.Integer(
        string="Waiting period (days)",
        tracking=True,
        help="From the declaration to the payment by the insurer.",
    )
    cover_ids = fields.One2many("relance.insurance.cover", "policy_id")
    declaration_ids = fields.One2many("relance.insurance.declaration", "policy_id")
    cover_count = fields.Integer(compute="_compute_counts")
    declaration_count = fields.Integer(compute="_compute_counts")

    _unique_number = models.Constraint(
        "UNIQUE(company_id, insurer_id, number)",
        "This policy is already entered: open it.",
    )

    # === DEFAULTS === #

    @api.model
    def _default_company_id(self):
        return self.env.company.root_id

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = policy.company_id.currency_id

    @api.depends("cover_ids", "declaration_ids")
    def _compute_counts(self):
        for policy in self:
            policy.cover_count = len(policy.cover_ids)
            policy.declaration_count = len(policy.declaration_ids)

    @api.depends("insurer_id", "number")
    def _compute_display_name(self):
        for policy in self:
            names = (policy.insurer_id.name, policy.number)
            policy.display_name = " ".join(filter(None, names))

    # === CHECKS === #

    @api.constrains("company_id")
    def _check_main_company(self):
        if self.company_id.parent_id:
            raise ValidationError(
                self.env._("A policy is the main company's, for all its branches.")
            )

    @api.constrains("cover_percent")
    def _check_percent(self):
        if any(not 0 < policy.cover_percent <= 100 for policy in self):
            raise ValidationError(
                self.env._("The part paid is a percentage from 1 to 100.")
            )

    @api.constrains("declaration_days", "max_extension", "waiting_days")
    def _check_days(self):
        for policy in self:
            if policy.declaration_days <= 0:
                raise ValidationError(
                    self.env._(
                        "Enter how many days the policy leaves to declare an unpaid"
                        " invoice, from its due date."
                    )
                )
            if min(policy.max_extension, policy.waiting_days) < 0:
                raise ValidationError(
                    self.env._("Extension and waiting period are days, 0 or more.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if {"company_id", "active"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === WHO IS INSURED === #

    @api.model
    def _is_insured(self, company):
        """Whether a company has a policy: known without any query.

        :param res.company company: root company, or a branch
        """
        return company.root_id.id in self._get_insured_ids()

    @api.model
    @tools.ormcache()
    def _get_insured_ids(self):
        # sudo: asked by every screen, whoever opens it
        groups = self.sudo()._read_group([("active", "=", True)], ["company_id"])
        return frozenset(company.id for (company,) in groups)

    # === ACTIONS === #

    def action_view_covers(self):
        """Open the customers covered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_insurance_cover_action"
        )
        return {
            **action,
            "domain": [("policy_id", "=", self.id)],
            "context": {"default_policy_id": self.id},
        }

    def action_view_declarations(self):
        """Open what was declared to the insurer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_insurance_declaration_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}

    def action_export(self):
        """Download what the covered customers owe, for the insurer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/relance/insurance/{self.id}/xlsx",
            "target": "download",
        }
