from odoo import fields, models
from odoo.tools import html2plaintext


class RelanceRouteCompanyMixin(models.AbstractModel):
    """What the routes depend on in the company that claims."""

    _name = "relance.route.company.mixin"
    _description = "Routes of a Company"

    relance_headcount = fields.Integer(
        string="Employees",
        help="Large companies pay a contribution on large claims before some"
        " commercial courts (TAE).",
    )

    def _relance_printed_identity(self):
        """What its documents print of it, without tags: form, capital, register.

        :rtype: str
        """
        self.ensure_one()
        parts = (self.company_details, self.report_footer)
        return " ".join(html2plaintext(part) for part in parts if part)
