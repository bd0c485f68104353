import re

from stdnum.fr import siren, siret

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import REGIMES
from ..tools.address import postal_lines

CONTACT_FALLBACKS = {
    "escalation": ("escalation", "dunning", "invoice"),
    "dunning": ("dunning", "invoice"),
    "invoice": ("invoice",),
}
GROUPS = "relance_recouvrement.group_user"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "relance.credit.mixin",
        "relance.sale.block.mixin",
        "relance.partner.call.mixin",
        "relance.penalty.mixin",
        "relance.case.link.mixin",
        "relance.charged.mixin",
        "relance.insolvent.mixin",
        "relance.debt.nature.mixin",
        "relance.lre.consent.mixin",
        "res.partner.route.mixin",
        "res.partner.procedure.mixin",
    ]

    relance_terms_attachment_id = fields.Many2one(
        "ir.attachment", company_dependent=True, groups=GROUPS
    )
    relance_review_user_id = fields.Many2one(
        "res.users", string="Reviewed by", company_dependent=True, groups=GROUPS
    )
    relance_debtor_regime = fields.Selection(
        REGIMES,
        string="Kind of debtor",
        default="unknown",
        help="What the law allows depends on it: penalties and the 40 € indemnity"
        " are for businesses and public bodies only. Kept on the commercial entity.",
    )
    relance_debt_nature = fields.Selection(company_dependent=True, groups=GROUPS)
    relance_regime_confirmed = fields.Boolean(
        string="Kind confirmed", help="A person checked the kind of debtor."
    )
    relance_proposed_regime = fields.Selection(
        REGIMES, compute="_compute_relance_proposed_regime"
    )
    relance_penalty_mode = fields.Selection(
        company_dependent=True, groups=GROUPS, tracking=True
    )
    relance_penalty_rate = fields.Float(
        company_dependent=True, groups=GROUPS, tracking=True
    )
    relance_scenario_id = fields.Many2one(
        "relance.scenario",
        string="Own scenario",
        company_dependent=True,
        groups=GROUPS,
        help="Replaces the scenario chosen by the customer rules.",
    )
    relance_dunning_contact_id = fields.Many2one(
        "res.partner", string="Dunning contact", index="btree_not_null"
    )
    relance_escalation_contact_id = fields.Many2one(
        "res.partner", string="Escalation contact", index="btree_not_null"
    )
    relance_copy_contact_ids = fields.Many2many(
        "res.partner",
        "relance_copy_contact_rel",
        "partner_id",
        "contact_id",
        string="Also receive reminders",
    )
    relance_factor_mention = fields.Text(
        string="Mention of the factor",
        help="Printed on the documents of the debts that this factor bought.",
    )
    relance_hold_until = fields.Date(string="No reminder until")
    relance_hold_reason = fields.Char()
    relance_case_ids = fields.One2many(
        "relance.case", "partner_id", string="Dunning cases", groups=GROUPS
    )
    relance_case_id = fields.Many2one(
        "relance.case", compute="_compute_relance_case", groups=GROUPS
    )
    relance_amount_overdue = fields.Monetary(
        compute="_compute_relance_case", groups=GROUPS, string="Overdue to claim"
    )
    relance_level_id = fields.Many2one(
        "relance.level", compute="_compute_relance_case", groups=GROUPS
    )

    relance_promise_reliability = fields.Char(
        string="Promises kept",
        compute="_compute_relance_promise_reliability",
        groups=GROUPS,
    )

    @api.depends_context("company", "uid")
    @api.depends("commercial_partner_id")
    def _compute_relance_promise_reliability(self):
        for partner in self:
            partner.relance_promise_reliability = partner._relance_promise_reliability()

    def _relance_promise_stats(self):
        """How this customer keeps promises to the current company.

        :return: see ``relance.promise.stats``
        :rtype: dict
        """
        return self.env["relance.promise.stats"]._get_stats(self)

    def _relance_promise_reliability(self):
        return self.env["relance.promise.stats"]._describe(self)

    @api.depends_context("company", "uid")
    @api.depends("commercial_partner_id")
    def _compute_relance_case(self):
        company = self.env.company.root_id
        cases = self.env["relance.case"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", company.id),
            ]
        )
        by_partner = {case.partner_id.id: case for case in cases}
        for partner in self:
            case = by_partner.get(
                partner.commercial_partner_id.id, self.env["relance.case"]
            )
            partner.relance_case_id = case
            partner.relance_amount_overdue = case.amount_overdue
            partner.relance_level_id = case.level_id

    def _get_insolvent_key(self):
        return self.commercial_partner_id, self.env.company.root_id

    # === KIND OF DEBTOR === #

    @api.model
    def _commercial_fields(self):
        return [
            *super()._commercial_fields(),
            "relance_debtor_regime",
            "relance_regime_confirmed",
            "relance_payment_run",
            "relance_payment_means",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create([self._confirm_chosen(vals) for vals in vals_list])
        partners._propose_regime()
        return partners

    def write(self, vals):
        result = super().write(self._confirm_chosen(vals))
        if {"vat", "company_registry"}.intersection(vals):
            self._propose_regime()
        return result

    @api.model
    def _confirm_chosen(self, vals):
        """Choosing a kind of debtor is confirming it."""
        if "relance_debtor_regime" in vals and "relance_regime_confirmed" not in vals:
            chosen = vals["relance_debtor_regime"] not in (False, "unknown")
            vals = {**vals, "relance_regime_confirmed": chosen}
        return vals

    def action_confirm_regime(self):
        """A person confirms the proposed kind of debtor."""
        for partner in self.commercial_partner_id:
            proposed = partner.relance_proposed_regime
            if partner.relance_debtor_regime == "unknown" and proposed == "unknown":
                raise UserError(
                    self.env._(
                        "Nothing tells what kind of debtor %(name)s is: choose it.",
                        name=partner.name,
                    )
                )
            known = partner.relance_debtor_regime
            partner.relance_debtor_regime = proposed if known == "unknown" else known

    @api.depends("vat", "company_registry", "is_company")
    def _compute_relance_proposed_regime(self):
        for partner in self:
            partner.relance_proposed_regime = partner._get_proposed_regime()

    def _propose_regime(self):
        """Take over a proposal that rests on a register number, unconfirmed."""
        for partner in self:
            if partner.relance_regime_confirmed:
                continue
            regime = partner._get_proposed_regime()
            if regime in ("b2b", "public") and partner.relance_debtor_regime != regime:
                partner.write(
                    {
                        "relance_debtor_regime": regime,
                        "relance_regime_confirmed": False,
                    }
                )

    def _get_proposed_regime(self):
        """Kind of debtor that the register numbers suggest.

        A SIREN, a SIRET or a VAT number tells a business; a SIREN that starts with 1
        or 2 without VAT number, a public body. A natural person without any is
        proposed as a consumer. A company without any may be an association or a
        co-ownership: a person decides (LAW §0).
        """
        registry = re.sub(r"\s", "", self.company_registry or "")
        if siren.is_valid(registry) or siret.is_valid(registry):
            return "public" if registry[0] in "12" and not self.vat else "b2b"
        if self.vat and len(self.vat) > 3:
            return "b2b"
        return "unknown" if self.is_company else "b2c"

    def action_relance_access_export(self):
        """All that is held on the customer, for their own request (RGPD art. 15)."""
        self.ensure_one()
        return self.env["relance.access.export"]._open(self)

    # === CONTACTS === #

    def _relance_get_contact(self, role, need):
        """Who receives a message of a level.

        The contact of the role, else the next role's, else the invoice address,
        else the commercial partner; a contact without what the channel needs is
        passed over.

        :param str role: ``invoice``, ``dunning`` or ``escalation``
        :param str need: ``email``, ``post`` or ``phone``
        :rtype: res.partner (empty when nobody can be reached)
        """
        self.ensure_one()
        candidates = self.browse()
        for step in CONTACT_FALLBACKS[role]:
            candidates += self._relance_role_contact(step)
        candidates += self
        return candidates.filtered(lambda contact: contact._relance_has(need))[:1]

    def _relance_role_contact(self, role):
        if role == "escalation":
            return self.relance_escalation_contact_id
        if role == "dunning":
            return self.relance_dunning_contact_id
        return self.browse(self.address_get(["invoice"])["invoice"])

    def _relance_has(self, need):
        if need == "email":
            return bool(self.email_normalized)
        if need == "post":
            return bool(self.city and (self.street or self.street2))
        return bool(self.phone)

    def _relance_postal_address(self):
        """Address block of a letter, at most seven lines (XP Z10-011).

        :rtype: str
        """
        self.ensure_one()
        company = self.commercial_partner_id
        person = "" if self == company else (self.name or "")
        return "\n".join(self._relance_postal_lines(company.name or "", person))

    def _relance_place(self):
        """The address on one line, without the name.

        :rtype: str
        """
        return ", ".join(self._relance_postal_lines("", ""))

    def _relance_postal_lines(self, name, person):
        self.ensure_one()
        foreign = self.country_id and self.country_id.code != "FR"
        return postal_lines(
            name,
            person,
            self.street,
            self.street2,
            self.zip,
            self.city,
            self.country_id.name if foreign else "",
        )
