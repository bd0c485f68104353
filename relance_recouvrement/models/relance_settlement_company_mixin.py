from odoo import fields, models


class RelanceSettlementCompanyMixin(models.AbstractModel):
    """Whether a company ever made a settlement."""

    _name = "relance.settlement.company.mixin"
    _description = "Settlements of a Company"

    relance_has_settlements = fields.Boolean(
        readonly=True, help="The nightly run looks for them where there are some only."
    )
