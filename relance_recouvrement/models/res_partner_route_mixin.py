from odoo import api, fields, models

from ..const import CONTRACT_CLAUSES, TRADERS
from ..tools.legal_form import get_printed_trader, get_trader

GROUPS = "relance_recouvrement.group_user"


class ResPartnerRouteMixin(models.AbstractModel):
    """What opens or closes routes against somebody: trader or not, clause agreed."""

    _name = "res.partner.route.mixin"
    _description = "Routes against a Customer"

    relance_trader = fields.Selection(
        TRADERS,
        string="Trader",
        tracking=True,
        groups=GROUPS,
        help="Commerçant, by its form or its activity: the uncontested commercial"
        " claims procedure is between traders only (CPCE L126-1). Artisans and liberal"
        " professions are none.",
    )
    relance_proposed_trader = fields.Selection(
        TRADERS,
        string="From the legal form",
        compute="_compute_relance_proposed_trader",
        groups=GROUPS,
    )
    relance_contract_clause = fields.Selection(
        CONTRACT_CLAUSES,
        string="Clause of the contract",
        company_dependent=True,
        groups=GROUPS,
        help="A clause that both sides signed and that binds the choice of the route.",
    )

    @api.depends("name", "is_company")
    def _compute_relance_proposed_trader(self):
        for partner in self:
            named = partner.is_company and get_trader(partner.name)
            partner.relance_proposed_trader = named or False

    def _relance_get_trader(self):
        """Whether this partner is a trader: confirmed, else as its form says.

        :return: ``yes``, ``no`` or an empty string
        :rtype: str
        """
        self.ensure_one()
        office = self.commercial_partner_id
        return office.relance_trader or office.relance_proposed_trader or ""

    @api.model
    def _relance_get_company_trader(self, company):
        """Whether a company of ours is a trader, from its form or its letterhead.

        :param res.company company: root company
        :rtype: str
        """
        known = company.partner_id._relance_get_trader()
        return known or get_printed_trader(company._relance_printed_identity())
