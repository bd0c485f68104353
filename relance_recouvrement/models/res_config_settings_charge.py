from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_charge_account_id = fields.Many2one(
        related="company_id.relance_charge_account_id", readonly=False
    )
    relance_charge_journal_id = fields.Many2one(
        related="company_id.relance_charge_journal_id", readonly=False
    )
    relance_charge_entry_journal_id = fields.Many2one(
        related="company_id.relance_charge_entry_journal_id", readonly=False
    )
    relance_charge_paid_late = fields.Boolean(
        related="company_id.relance_charge_paid_late", readonly=False
    )
