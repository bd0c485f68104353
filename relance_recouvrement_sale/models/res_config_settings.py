from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_sale_stop = fields.Selection(
        related="company_id.relance_sale_stop", readonly=False
    )
