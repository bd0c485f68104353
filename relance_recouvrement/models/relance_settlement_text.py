from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..const import LANG
from ..tools.french_words import amount_in_words
from ..tools.settlement import NOTICE_DAYS
from .relance_settlement_terms import BUSINESS


class RelanceSettlementText(models.AbstractModel):
    """What the protocol prints, in French; everything is computed when read."""

    _name = "relance.settlement.text"
    _description = "Settlement Text"

    regime = fields.Char(compute="_compute_regime")
    is_business = fields.Boolean(compute="_compute_regime")
    payment_reference = fields.Char(compute="_compute_print")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_print")
    collector_name = fields.Char(compute="_compute_print")
    collector_phone = fields.Char(compute="_compute_print")
    collector_email = fields.Char(compute="_compute_print")
    agreed_text = fields.Char(compute="_compute_print")
    agreed_words = fields.Char(compute="_compute_print")
    payment_text = fields.Char(compute="_compute_print")
    deadline_text = fields.Char(compute="_compute_print")
    valid_text = fields.Char(compute="_compute_print")
    mediation_text = fields.Char(compute="_compute_print")

    def _get_regime(self):
        """Kind of debtor of the signature; before, the confirmed one or unknown."""
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        known = partner.relance_regime_confirmed and partner.relance_debtor_regime
        return self.signed_regime or known or "unknown"

    def _compute_regime(self):
        for settlement in self:
            settlement.regime = settlement._get_regime()
            settlement.is_business = settlement.regime in BUSINESS

    def _compute_print(self):
        for settlement in self:
            # sudo: a collector's name and phone, the creditor's own bank account are
            # meant for the customer
            owner = settlement.user_id.sudo().partner_id
            company = settlement.company_id.partner_id.sudo()
            banks = settlement.line_ids.move_id.partner_bank_id.sudo()
            settlement.collector_name = owner.name or company.name
            settlement.collector_phone = owner.phone or company.phone
            settlement.collector_email = owner.email or company.email
            settlement.bank_id = (banks & company.bank_ids)[:1] or company.bank_ids[:1]
            settlement.payment_reference = f"TRA-{settlement._origin.id}"
            amount = settlement.amount_agreed
            currency = settlement.settlement_currency_id
            settlement.agreed_text = settlement._format_amount(amount)
            settlement.agreed_words = amount_in_words(amount, currency.name or "EUR")
            settlement.payment_text = settlement._format_date(settlement.payment_date)
            settlement.deadline_text = settlement._format_date(settlement.deadline_date)
            settlement.valid_text = settlement._format_date(settlement.valid_until)
            settlement.mediation_text = settlement._format_date(
                settlement.mediation_date
            )

    def _format_amount(self, amount):
        return format_amount(
            self.env, amount, self.settlement_currency_id, lang_code=LANG
        )

    def _format_date(self, day):
        if not day:
            return ""
        words = format_date(self.env, day, LANG, "d MMMM y")
        return f"1er{words[1:]}" if day.day == 1 else words

    def _get_schedule_rows(self):
        """Rows of the schedule: ``(number, day, amount)``."""
        return [
            (index, self._format_date(day), self._format_amount(amount))
            for index, (day, amount) in enumerate(self._get_schedule(), 1)
        ]

    def _get_notice_days(self):
        return NOTICE_DAYS

    def action_print_protocol(self):
        """Print the protocol to sign.

        :raise UserError: before it is proposed
        """
        if self.filtered(lambda record: record.state in ("draft", "to_approve")):
            raise UserError(
                self.env._("Propose it first: the protocol prints what was decided.")
            )
        return self.env.ref(
            "relance_recouvrement.action_report_settlement"
        ).report_action(self)
