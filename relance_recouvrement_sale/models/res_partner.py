from odoo import fields, models

STAKE_MONTHS = 12


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _relance_get_stake(self, company):
        """What selling to a customer brings: the other side of stopping them.

        The margin where Odoo computes it (``sale_margin``), else the revenue before
        tax, in company currency.

        :param res.company company: its branches count too
        :return: ``year`` (orders confirmed within twelve months), ``open``
            (quotations not confirmed yet) and ``is_margin``
        :rtype: dict
        """
        self.ensure_one()
        # sudo: sums over the orders of every salesperson
        orders = self.env["sale.order"].sudo()
        is_margin = "margin" in orders._fields
        today = company._relance_today()
        domain = [
            (
                "partner_invoice_id.commercial_partner_id",
                "=",
                self.commercial_partner_id.id,
            ),
            ("company_id", "child_of", company.sudo().root_id.id),
        ]
        since = fields.Date.subtract(today, months=STAKE_MONTHS)
        confirmed = [("state", "=", "sale"), ("date_order", ">=", since)]
        waiting = [("state", "in", ("draft", "sent"))]
        measure = "margin" if is_margin else "amount_untaxed"
        return {
            "year": orders._relance_sum(measure, domain + confirmed, company),
            "open": orders._relance_sum(measure, domain + waiting, company),
            "is_margin": is_margin,
        }
