from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_stock_stop = fields.Selection(
        related="company_id.relance_stock_stop", readonly=False
    )
