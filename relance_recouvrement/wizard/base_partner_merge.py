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
        target_partner = dst_partner.commercial_partner_id
        for source in cases.search([("partner_id", "in", src_partners.ids)]):
            target = cases.search(
                [
                    ("partner_id", "=", target_partner.id),
                    ("company_id", "=", source.company_id.id),
                ]
            )
            if target:
                source._fold_into(target)
        return super()._update_foreign_keys(src_partners, dst_partner)
