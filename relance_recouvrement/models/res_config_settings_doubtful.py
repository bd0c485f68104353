from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_doubtful_journal_id = fields.Many2one(
        related="company_id.relance_doubtful_journal_id", readonly=False
    )
    relance_doubtful_account_id = fields.Many2one(
        related="company_id.relance_doubtful_account_id", readonly=False
    )
    relance_impairment_account_id = fields.Many2one(
        related="company_id.relance_impairment_account_id", readonly=False
    )
    relance_impairment_expense_account_id = fields.Many2one(
        related="company_id.relance_impairment_expense_account_id", readonly=False
    )
    relance_impairment_reversal_account_id = fields.Many2one(
        related="company_id.relance_impairment_reversal_account_id", readonly=False
    )
    relance_loss_account_id = fields.Many2one(
        related="company_id.relance_loss_account_id", readonly=False
    )
    relance_loss_prior_account_id = fields.Many2one(
        related="company_id.relance_loss_prior_account_id", readonly=False
    )
    relance_loss_vat_account_id = fields.Many2one(
        related="company_id.relance_loss_vat_account_id", readonly=False
    )
