from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import (
    INSOLVENCY_KINDS,
    INSOLVENCY_LIVE,
    INSOLVENCY_STATES,
)
from ..tools.insolvency import get_deadlines
from .relance_insolvency_claim import CLAIM_FIELDS, PROOF_FIELDS

# What decides on which claims are frozen.
SCOPE_FIELDS = {
    "partner_id",
    "judgment_date",
    "prior_move_ids",
    "later_move_ids",
    "actions_recovered",
    "close_reason",
}
# What was declared rests on these.
DECLARED_FIELDS = {
    "partner_id",
    "company_id",
    "judgment_date",
    "prior_move_ids",
    "later_move_ids",
}
END_FIELDS = {"close_reason", "closed_date", "actions_recovered"}
# What the countdown to the declaration starts from.
START_FIELDS = {"judgment_date", "bodacc_date", "outside_metropole"}


class RelanceInsolvency(models.Model):
    """Collective proceedings of a customer: safeguard, receivership, liquidation.

    Claims born before the opening judgment may no longer be paid nor claimed (C. com.
    L622-7, L622-21): they are declared instead, within two months of the publication.
    Later claims go on. See ``relance.engine.insolvency``.
    """

    _name = "relance.insolvency"
    _description = "Insolvency of a Customer"
    _inherit = [
        "relance.kept.mixin",
        "relance.insolvency.claim",
        "relance.insolvency.outcome",
        "relance.insolvency.text",
        "relance.insolvency.tasks",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "judgment_date desc, id desc"
    _rec_names_search = ["partner_id", "case_number", "bodacc_ref"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Kept on the commercial entity. Over-indebtedness and personal recovery of"
        " a consumer (surendettement, rétablissement personnel) are other"
        " proceedings: they are not handled here.",
    )
    regime = fields.Selection(related="partner_id.relance_debtor_regime")
    case_id = fields.Many2one("relance.case", compute="_compute_case_id")
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    state = fields.Selection(
        INSOLVENCY_STATES,
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    # The proceedings
    kind = fields.Selection(
        INSOLVENCY_KINDS, default="redressement", required=True, tracking=True
    )
    judgment_date = fields.Date(
        string="Opening judgment",
        required=True,
        tracking=True,
        help="Claims born on or before this day are frozen. A conversion into"
        " liquidation does not change it.",
    )
    conversion_date = fields.Date(
        string="Converted into liquidation on",
        tracking=True,
        help="Judgment that ordered the liquidation, when other proceedings came"
        " first.",
    )
    bodacc_date = fields.Date(
        string="Published in the BODACC on",
        tracking=True,
        help="The time to declare runs from this day. Until it is known, the day of"
        " the judgment is used: it is earlier.",
    )
    bodacc_ref = fields.Char(string="BODACC announcement")
    court = fields.Char(help="Such as Tribunal de commerce de Lyon.")
    case_number = fields.Char(string="Case number at the court")
    mandataire_id = fields.Many2one(
        "res.partner",
        string="Judicial agent or liquidator",
        index="btree_not_null",
        tracking=True,
        help="Mandataire judiciaire, or liquidateur: receives the declaration.",
    )
    administrateur_id = fields.Many2one(
        "res.partner",
        string="Administrator",
        index="btree_not_null",
        help="Administrateur judiciaire, if one was appointed: later claims are"
        " addressed to the debtor and to him.",
    )
    outside_metropole = fields.Boolean(
        string="We are outside metropolitan France",
        compute="_compute_outside_metropole",
        store=True,
        readonly=False,
        help="Two more months to declare (C. com. R622-24).",
    )
    prior_move_ids = fields.Many2many(
        "account.move",
        "relance_insolvency_prior_rel",
        "insolvency_id",
        "move_id",
        string="Prior all the same",
        help="Invoiced after the judgment for what was delivered before.",
    )
    later_move_ids = fields.Many2many(
        "account.move",
        "relance_insolvency_later_rel",
        "insolvency_id",
        "move_id",
        string="Later all the same",
        help="Dated before the judgment for what was delivered after.",
    )

    # Deadlines
    declaration_deadline = fields.Date(
        string="Declare before", compute="_compute_deadlines", store=True, index=True
    )
    reclaim_deadline = fields.Date(
        string="Claim the goods before",
        compute="_compute_deadlines",
        store=True,
        help="Goods delivered under retention of title: three months from the"
        " publication (C. com. L624-9).",
    )
    relief_deadline = fields.Date(
        string="Relief until",
        compute="_compute_deadlines",
        store=True,
        help="Relevé de forclusion: a declaration made too late through no fault of"
        " ours, or left out by the debtor, may be admitted by the judge"
        " (C. com. L622-26).",
    )
    deadline_provisional = fields.Boolean(compute="_compute_deadlines", store=True)
    is_holding = fields.Boolean(
        compute="_compute_is_holding",
        store=True,
        index=True,
        help="Prior claims are frozen.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "company_id")
    def _compute_case_id(self):
        cases = self.env["relance.case"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        found = {(case.partner_id, case.company_id): case for case in cases}
        for record in self:
            record.case_id = found.get((record.partner_id, record.company_id), False)

    @api.depends("company_id")
    def _compute_outside_metropole(self):
        """Overseas departments and collectivities have postcodes in 97 and 98."""
        for record in self:
            company = record.company_id
            abroad = company.country_id and company.country_id.code != "FR"
            overseas = (company.zip or "")[:2] in ("97", "98")
            record.outside_metropole = bool(abroad or overseas)

    @api.depends("judgment_date", "bodacc_date", "outside_metropole")
    def _compute_deadlines(self):
        for record in self:
            found = record.judgment_date and get_deadlines(
                record.judgment_date,
                record.bodacc_date or None,
                record.outside_metropole,
            )
            record.declaration_deadline = found and found.declaration
            record.reclaim_deadline = found and found.reclaim
            record.relief_deadline = found and found.relief
            record.deadline_provisional = bool(found) and found.provisional

    @api.depends("state", "close_reason", "actions_recovered")
    def _compute_is_holding(self):
        """Frozen while it runs; and after, when nobody may pursue the debtor."""
        for record in self:
            record.is_holding = record.state in INSOLVENCY_LIVE or (
                record.state == "closed"
                and record.close_reason == "insufficient"
                and not record.actions_recovered
            )

    @api.depends("partner_id", "kind", "judgment_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.display_name = self.env._(
                "%(customer)s, %(kind)s",
                customer=record.partner_id.display_name or "",
                kind=kinds.get(record.kind, "").lower(),
            )

    # === CHECKS === #

    @api.constrains("judgment_date", "conversion_date", "bodacc_date", "closed_date")
    def _check_dates(self):
        for record in self:
            later = (record.conversion_date, record.bodacc_date, record.closed_date)
            if any(day and day < record.judgment_date for day in later):
                raise ValidationError(
                    self.env._(
                        "The publication, the conversion and the end come after the"
                        " opening judgment: check the dates."
                    )
                )

    @api.constrains("partner_id", "company_id", "state")
    def _check_one_at_a_time(self):
        for record in self.filtered(lambda rec: rec.state in INSOLVENCY_LIVE):
            others = self.search_count(
                [
                    ("id", "!=", record.id),
                    ("partner_id", "=", record.partner_id.id),
                    ("company_id", "=", record.company_id.id),
                    ("state", "in", INSOLVENCY_LIVE),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(customer)s already has proceedings under way: a conversion"
                        " into liquidation is entered there, with its date.",
                        customer=record.partner_id.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        records = super().create([self._complete(vals) for vals in vals_list])
        records._check_case_access()
        records._apply_now()
        return records

    def write(self, vals):
        if not self.env.su:
            self._check_kept(vals)
        partners = self.partner_id
        result = super().write(self._complete(vals))
        if {"partner_id", "company_id"}.intersection(vals):
            self._check_case_access()
        if PROOF_FIELDS.intersection(vals):
            self._seal_proof()
        if START_FIELDS.intersection(vals):
            # sudo: kept; a deadline that changes is counted down again
            self.sudo().with_context(relance_no_tasks=True).milestone = 0
        if SCOPE_FIELDS.intersection(vals):
            self._refresh_cases(partners)
        if not self.env.context.get("relance_no_tasks"):
            self._make_tasks_now()
        return result

    def _check_case_access(self):
        """Proceedings freeze the case, and show what it owes: who works on it enters
        them.

        :raise AccessError: on the case of a colleague, for who works on own cases
        """
        if not self.env.su:
            # sudo: finds the cases, then the rights of the user are checked
            cases = self.sudo().case_id
            cases.sudo(False).check_access("write")

    def _check_kept(self, vals):
        """What was declared stays; who declared may still add the proof."""
        if (DECLARED_FIELDS | CLAIM_FIELDS).intersection(vals):
            self._check_not_declared()
        if PROOF_FIELDS.intersection(vals):
            self._check_proof_free()
        if END_FIELDS.intersection(vals) and not self._is_manager():
            raise UserError(self.env._("A manager decides on the end."))

    @api.model
    def _complete(self, vals):
        """Proceedings are those of the legal person, towards the whole company."""
        vals = dict(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id
        if vals.get("company_id"):
            company = self.env["res.company"].browse(vals["company_id"])
            vals["company_id"] = company.root_id.id
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered(lambda rec: rec.state not in ("open", "cancelled"))
        # sudo: files of a declaration are seen by who works on the case
        if used or self.sudo().former_attachment_ids or self._was_declared():
            raise UserError(
                self.env._("What was declared is kept: close the proceedings instead.")
            )

    def unlink(self):
        scopes = [(rec.company_id, rec.partner_id) for rec in self]
        result = super().unlink()
        for company, partner in scopes:
            self.browse()._refresh_cases(partner, company)
        return result

    def _apply_now(self):
        self._refresh_cases()
        self._make_tasks_now()

    def _refresh_cases(self, partners=None, company=None):
        """The cases say at once what is frozen or given back."""
        # sudo: what a customer owes is frozen, whoever works on the case
        cases = self.env["relance.case"].sudo()
        partners = (partners or self.partner_id.browse()) | self.partner_id
        companies = company or self.company_id
        cases.search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "in", companies.ids),
            ]
        )._refresh()

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
