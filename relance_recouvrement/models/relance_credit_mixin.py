from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import CREDIT_REVIEW_MONTHS

REVIEW = "relance_recouvrement.activity_credit_review"
GROUPS = "relance_recouvrement.group_user"


class RelanceCreditMixin(models.AbstractModel):
    """Before the sale: signed terms and the review of the customer's credit.

    Per company: each has its own terms and gives its own credit. The limit itself is
    Odoo's (``credit_limit``). Its two many2one fields are declared on the partner: Odoo
    reads the table of a company-dependent one when its target is deleted.
    """

    _name = "relance.credit.mixin"
    _description = "Signed Terms and Credit Review of a Customer"

    relance_terms_date = fields.Date(
        string="Terms signed on",
        company_dependent=True,
        help="Day on which the customer signed the general terms of sale.",
    )
    relance_terms_document = fields.Binary(
        string="Signed terms",
        compute="_compute_relance_terms_document",
        inverse="_inverse_relance_terms_document",
        groups=GROUPS,
    )
    relance_terms_filename = fields.Char(
        compute="_compute_relance_terms_document", groups=GROUPS, readonly=False
    )
    relance_terms_missing = fields.Boolean(
        compute="_compute_relance_terms_missing", groups=GROUPS
    )
    relance_review_date = fields.Date(
        string="Credit reviewed on", company_dependent=True, groups=GROUPS
    )
    relance_review_next_date = fields.Date(
        string="Next credit review",
        company_dependent=True,
        groups=GROUPS,
        index="btree_not_null",
    )
    relance_review_conclusion = fields.Char(
        string="Conclusion", company_dependent=True, groups=GROUPS
    )
    relance_review_is_due = fields.Boolean(
        compute="_compute_relance_review_is_due", groups=GROUPS
    )

    # === COMPUTE METHODS === #

    @api.depends_context("company")
    @api.depends("relance_terms_attachment_id")
    def _compute_relance_terms_document(self):
        for partner in self:
            attachment = partner.relance_terms_attachment_id
            partner.relance_terms_document = attachment.datas
            partner.relance_terms_filename = attachment.name

    def _inverse_relance_terms_document(self):
        for partner in self:
            name = partner.relance_terms_filename or self.env._("Signed terms")
            document = partner.relance_terms_document
            partner.relance_terms_attachment_id = document and self.env[
                "ir.attachment"
            ].create(
                {
                    "name": name,
                    "datas": document,
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "company_id": self.env.company.id,
                }
            )

    @api.depends_context("company")
    @api.depends("relance_case_id", "relance_terms_date")
    def _compute_relance_terms_missing(self):
        """Followed, and nothing signed: said where the company wants it said."""
        wanted = self.env.company.relance_terms_check
        for partner in self:
            partner.relance_terms_missing = (
                wanted
                and bool(partner.relance_case_id)
                and not partner.relance_terms_date
            )

    @api.depends_context("company")
    @api.depends("relance_review_next_date")
    def _compute_relance_review_is_due(self):
        today = self.env.company._relance_today()
        for partner in self:
            day = partner.relance_review_next_date
            partner.relance_review_is_due = bool(day) and day <= today

    # === CONSTRAINTS === #

    @api.constrains("relance_review_date", "relance_review_next_date")
    def _check_relance_review(self):
        # sudo: whoever writes the partner, the dates agree
        for partner in self.sudo():
            last, following = (
                partner.relance_review_date,
                partner.relance_review_next_date,
            )
            if last and following and following <= last:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the next credit review comes after the last one.",
                        name=partner.name,
                    )
                )

    # === ACTIONS === #

    def action_relance_review_done(self):
        """The credit was reviewed today by the user; the next review is in a year.

        :raise UserError: when the user works on no case
        """
        if not self.env.user.has_group("relance_recouvrement.group_collector_own"):
            raise UserError(self.env._("Only collectors review the credit."))
        self.check_access("read")
        today = self.env.company._relance_today()
        # sudo: collectors need not have the right to change contacts
        partners = self.sudo()
        partners.write(
            {
                "relance_review_date": today,
                "relance_review_next_date": fields.Date.add(
                    today, months=CREDIT_REVIEW_MONTHS
                ),
                "relance_review_user_id": self.env.uid,
            }
        )
        known = partners.activity_search(
            [REVIEW], additional_domain=self._review_domain()
        )
        known.action_feedback(feedback=self.env._("Credit reviewed"))

    # === TASKS === #

    def _review_domain(self):
        """The review tasks of the current company: each gives its own credit."""
        return [("summary", "=", self.env.company.name)]

    def _schedule_review(self, day):
        """Ask for the review of the customer's credit.

        :param date day: deadline
        """
        self.ensure_one()
        company = self.env.company
        case = self.env["relance.case"].search(
            [("partner_id", "=", self.id), ("company_id", "=", company.root_id.id)]
        )
        owner = (
            self.relance_review_user_id
            or case.user_id
            or company._relance_collectors()[:1]
            or self.env.user
        )
        self.activity_schedule(
            REVIEW,
            date_deadline=day,
            user_id=owner.id,
            summary=company.name,
            note=self.env._(
                "Review the credit: accounts, payments, orders; then its limit and"
                " the date of the next review."
            ),
        )
