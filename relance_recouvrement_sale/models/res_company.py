from odoo import fields, models

from odoo.addons.relance_recouvrement.const import STOP_ACTIONS


class ResCompany(models.Model):
    _inherit = "res.company"

    relance_sale_stop = fields.Selection(
        STOP_ACTIONS,
        string="Stopped orders",
        default="refuse",
        required=True,
        help="What happens to orders of a customer whose debt stops sales."
        " The root company decides for its branches.",
    )
