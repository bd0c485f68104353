from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Fold the cases of the merged customers into one, history included.

        Odoo deletes the rows that would break a unique constraint: an emptied case
        is all that it finds.
        """
        # sudo: the cases of every company follow the customer
        cases = self.env["relance.case"].sudo()
        partners = src_partners + dst_partner.commercial_partner_id
        merged = cases.search([("partner_id", "in", partners.ids)])
        for same_company in merged.grouped("company_id").values():
            kept = same_company.filtered(
                lambda case: case.partner_id == dst_partner.commercial_partner_id
            )
            kept = kept or same_company[0]
            for source in same_company - kept:
                source._fold_into(kept)
        return super()._update_foreign_keys(src_partners, dst_partner)
