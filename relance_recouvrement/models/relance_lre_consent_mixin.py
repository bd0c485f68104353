from odoo import fields, models


class RelanceLreConsentMixin(models.AbstractModel):
    """A customer whose consents to electronic registered letters are kept."""

    _name = "relance.lre.consent.mixin"
    _description = "Consents of a Customer"

    relance_lre_consent_ids = fields.One2many(
        "relance.lre.consent",
        "partner_id",
        string="Electronic registered letters",
        groups="relance_recouvrement.group_user",
    )
