from odoo import fields, models

from odoo.addons.relance_recouvrement.const import STOP_ACTIONS


class ResCompany(models.Model):
    _inherit = "res.company"

    relance_stock_stop = fields.Selection(
        STOP_ACTIONS,
        string="Stopped deliveries",
        default="warn",
        required=True,
        help="What happens to deliveries of a customer whose debt stops sales."
        " The root company decides for its branches.",
    )
