from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, format_date

from ..tools.proof import sha256

PROVED_FIELDS = {"partner_id", "company_id", "date", "email", "proof"}


class RelanceLreConsent(models.Model):
    """A non-professional agrees to receive electronic registered letters.

    Asked before the first one (code des postes et des communications électroniques,
    L100 and R53-4); a professional needs none. It holds until it is withdrawn.
    """

    _name = "relance.lre.consent"
    _description = "Consent to Electronic Registered Letters"
    _order = "date desc, id desc"
    _rec_name = "email"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self._default_company_id(),
    )
    date = fields.Date(string="Given on", required=True)
    email = fields.Char(
        string="E-mail", required=True, help="Where the letters are to be sent."
    )
    proof = fields.Binary(
        attachment=True, required=True, copy=False, help="Signed form, message…"
    )
    proof_name = fields.Char(copy=False)
    proof_checksum = fields.Char(string="SHA-256", readonly=True, copy=False)
    withdrawn_date = fields.Date(string="Withdrawn on", copy=False)

    def _default_company_id(self):
        return self.env.company.root_id

    # === CONSTRAINTS === #

    @api.constrains("date", "withdrawn_date", "email")
    def _check_consent(self):
        for consent in self:
            if not email_normalize(consent.email):
                raise ValidationError(
                    self.env._(
                        "“%(email)s” is not an e-mail address.", email=consent.email
                    )
                )
            if consent.withdrawn_date and consent.withdrawn_date < consent.date:
                raise ValidationError(
                    self.env._("A consent is withdrawn after it was given.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["proof_checksum"] = self._get_checksum(vals)
        return super().create(vals_list)

    def write(self, vals):
        if PROVED_FIELDS.intersection(vals):
            self._check_unused()
        if "proof" in vals:
            vals = dict(vals, proof_checksum=self._get_checksum(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _get_checksum(self, vals):
        proof = vals.get("proof")
        return bool(proof) and sha256(b64decode(proof))

    def _check_unused(self):
        # sudo: a letter that the user does not see was sent on it too
        letters = self.env["relance.delivery"].sudo()
        if letters.search_count([("lre_consent_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "A registered letter was sent on this consent: it is kept. Enter"
                    " the day it was withdrawn, or add a new one."
                )
            )

    # === BUSINESS METHODS === #

    @api.depends("email", "date")
    def _compute_display_name(self):
        for consent in self:
            day = consent.date and format_date(self.env, consent.date)
            consent.display_name = f"{consent.email} ({day})" if day else consent.email

    @api.model
    def _get_consent(self, partner, company, day):
        """The consent that holds on ``day``, the last one given.

        :param res.partner partner: commercial entity
        :param res.company company: root company
        :rtype: relance.lre.consent
        """
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("date", "<=", day),
                "|",
                ("withdrawn_date", "=", False),
                ("withdrawn_date", ">", day),
            ],
            limit=1,
        )

    def _get_proof_content(self):
        """The file itself, or nothing when it is gone.

        :rtype: bytes
        """
        return b64decode(self.with_context(bin_size=False).proof or b"")
