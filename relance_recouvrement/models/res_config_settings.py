from odoo import api, fields, models

from ..const import PENALTY_MODES


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_bank_check = fields.Selection(
        related="company_id.relance_bank_check", readonly=False
    )
    relance_bank_date = fields.Date(
        related="company_id.relance_bank_date", readonly=False
    )
    relance_followed_from = fields.Date(
        related="company_id.relance_followed_from", readonly=False
    )
    relance_excluded_account_ids = fields.Many2many(
        related="company_id.relance_excluded_account_ids", readonly=False
    )
    relance_only_sent = fields.Boolean(
        related="company_id.relance_only_sent", readonly=False
    )
    relance_check_sent = fields.Selection(
        related="company_id.relance_check_sent", readonly=False
    )
    relance_check_sent_days = fields.Integer(
        related="company_id.relance_check_sent_days", readonly=False
    )
    relance_check_due_date = fields.Selection(
        related="company_id.relance_check_due_date", readonly=False
    )
    relance_check_unmatched = fields.Selection(
        related="company_id.relance_check_unmatched", readonly=False
    )
    relance_check_dispute = fields.Selection(
        related="company_id.relance_check_dispute", readonly=False
    )
    relance_check_bank_account = fields.Selection(
        related="company_id.relance_check_bank_account", readonly=False
    )
    relance_check_contact = fields.Selection(
        related="company_id.relance_check_contact", readonly=False
    )
    relance_daily_cap = fields.Integer(
        related="company_id.relance_daily_cap", readonly=False
    )
    relance_hour_from = fields.Float(
        related="company_id.relance_hour_from", readonly=False
    )
    relance_hour_to = fields.Float(related="company_id.relance_hour_to", readonly=False)
    relance_holiday_subdivision = fields.Char(
        related="company_id.relance_holiday_subdivision", readonly=False
    )
    relance_attachment_limit = fields.Integer(
        related="company_id.relance_attachment_limit", readonly=False
    )
    relance_penalty_mode = fields.Selection(
        PENALTY_MODES,
        string="Late-payment rate",
        compute="_compute_relance_penalty",
        inverse="_inverse_relance_penalty",
        readonly=False,
    )
    relance_penalty_rate = fields.Float(
        string="Contract rate (% a year)",
        digits=(5, 2),
        compute="_compute_relance_penalty",
        inverse="_inverse_relance_penalty",
        readonly=False,
    )
    relance_day_basis = fields.Selection(
        related="company_id.relance_day_basis", readonly=False
    )
    relance_imputation = fields.Selection(
        related="company_id.relance_imputation", readonly=False
    )
    relance_mediator = fields.Char(
        related="company_id.relance_mediator", readonly=False
    )
    relance_headcount = fields.Integer(
        related="company_id.relance_headcount", readonly=False
    )
    relance_debt_nature = fields.Selection(
        related="company_id.relance_debt_nature", readonly=False
    )
    relance_promise_tolerance = fields.Integer(
        related="company_id.relance_promise_tolerance", readonly=False
    )
    relance_terms_check = fields.Boolean(
        related="company_id.relance_terms_check", readonly=False
    )
    relance_guard_hours = fields.Integer(
        related="company_id.relance_guard_hours", readonly=False
    )
    relance_guard_minutes = fields.Integer(
        related="company_id.relance_guard_minutes", readonly=False
    )
    relance_attempts_count = fields.Integer(
        related="company_id.relance_attempts_count", readonly=False
    )
    relance_attempts_days = fields.Integer(
        related="company_id.relance_attempts_days", readonly=False
    )
    relance_call_limits = fields.Selection(
        related="company_id.relance_call_limits", readonly=False
    )
    relance_call_morning_from = fields.Float(
        related="company_id.relance_call_morning_from", readonly=False
    )
    relance_call_morning_to = fields.Float(
        related="company_id.relance_call_morning_to", readonly=False
    )
    relance_call_afternoon_from = fields.Float(
        related="company_id.relance_call_afternoon_from", readonly=False
    )
    relance_call_afternoon_to = fields.Float(
        related="company_id.relance_call_afternoon_to", readonly=False
    )
    relance_call_talks = fields.Integer(
        related="company_id.relance_call_talks", readonly=False
    )
    relance_call_attempts = fields.Integer(
        related="company_id.relance_call_attempts", readonly=False
    )

    @api.depends("company_id")
    def _compute_relance_penalty(self):
        for settings in self:
            company = settings.company_id
            settings.relance_penalty_mode = company.relance_penalty_mode
            settings.relance_penalty_rate = company.relance_penalty_rate

    def _inverse_relance_penalty(self):
        """Both at once: the mode needs the rate that goes with it."""
        for settings in self:
            settings.company_id.write(
                {
                    "relance_penalty_mode": settings.relance_penalty_mode,
                    "relance_penalty_rate": settings.relance_penalty_rate,
                }
            )

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
