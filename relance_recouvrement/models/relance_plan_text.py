from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_amount, format_date

from ..const import LANG
from ..tools.french_words import amount_in_words
from ..tools.letter_layout import split_closing

MEANS = {
    "transfer": "par virement",
    "cheque": "par chèque",
    "card": "par carte bancaire",
    "direct_debit": "par prélèvement",
    "bill": "par effet de commerce",
    "cash": "en espèces",
    "other": "par tout moyen convenu entre les parties",
}


class RelancePlanText(models.AbstractModel):
    """What the protocol, the reminders and the notice of a plan print, in French.

    Everything is computed when read.
    """

    _name = "relance.plan.text"
    _description = "Payment Plan Text"

    regime = fields.Char(compute="_compute_regime")
    contact_id = fields.Many2one("res.partner", compute="_compute_contact")
    address_lines = fields.Text(compute="_compute_contact")
    collector_name = fields.Char(compute="_compute_collector")
    collector_phone = fields.Char(compute="_compute_collector")
    collector_email = fields.Char(compute="_compute_collector")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_payment_means")
    payment_reference = fields.Char(compute="_compute_payment_means")
    means_text = fields.Char(compute="_compute_payment_means")
    total_text = fields.Char(compute="_compute_words")
    total_words = fields.Char(compute="_compute_words")
    late_text = fields.Char(compute="_compute_words")
    late_dates_text = fields.Char(compute="_compute_words")
    left_text = fields.Char(compute="_compute_words")
    signature_text = fields.Char(compute="_compute_words")
    reminded_text = fields.Char(compute="_compute_words")
    notice_deadline_text = fields.Char(compute="_compute_words")
    date_text = fields.Char(compute="_compute_words")

    def _get_regime(self):
        """Kind of debtor of the signature; before, the confirmed one or unknown."""
        self.ensure_one()
        partner = self.partner_id
        known = partner.relance_regime_confirmed and partner.relance_debtor_regime
        return self.signed_regime or known or "unknown"

    def _compute_regime(self):
        for plan in self:
            plan.regime = plan._get_regime()

    def _compute_contact(self):
        for plan in self:
            partner = plan.partner_id
            plan.contact_id = partner._relance_get_contact("dunning", "email")
            # a formal notice goes to the registered office (LAW §4.1)
            plan.address_lines = partner._relance_postal_address()

    def _compute_collector(self):
        for plan in self:
            # sudo: a collector's name and phone are meant for the customer
            owner = plan.user_id.sudo().partner_id
            company = plan.company_id.partner_id.sudo()
            plan.collector_name = owner.name or company.name
            plan.collector_phone = owner.phone or company.phone
            plan.collector_email = owner.email or company.email

    def _compute_payment_means(self):
        for plan in self:
            # sudo: the creditor's own bank account is printed for the customer
            own_banks = plan.company_id.sudo().partner_id.bank_ids
            invoices = plan.line_ids.move_id
            banks = invoices.partner_bank_id.sudo() & own_banks
            plan.bank_id = banks[:1] or own_banks[:1]
            plan.payment_reference = f"ECH-{plan._origin.id or plan.id}"
            plan.means_text = MEANS[plan.payment_means or "other"]

    def _compute_words(self):
        for plan in self:
            reminded = plan.installment_ids.filtered("reminded_date")
            plan.total_text = plan._format_amount(plan.total)
            plan.total_words = amount_in_words(
                plan.total, plan.plan_currency_id.name or "EUR"
            )
            plan.late_text = plan._format_amount(plan.amount_late)
            plan.late_dates_text = " et ".join(
                plan._format_date(row.date) for row in plan._get_late()
            )
            plan.left_text = plan._format_amount(plan.amount_left)
            plan.signature_text = plan._format_date(plan.signature_date)
            plan.reminded_text = plan._format_date(
                max(reminded.mapped("reminded_date"), default=False)
            )
            plan.notice_deadline_text = plan._format_date(
                plan.notice_deadline or plan._get_notice_deadline()
            )
            plan.date_text = plan._format_date(plan._get_day())

    def _get_day(self):
        """Today, or the day of the last run when it was replayed later."""
        today = self.company_id._relance_today()
        return max(today, self.case_id.run_date or today)

    def _format_amount(self, amount):
        return format_amount(self.env, amount, self.plan_currency_id, lang_code=LANG)

    def _format_date(self, day):
        if not day:
            return ""
        words = format_date(self.env, day, LANG, "d MMMM y")
        return f"1er{words[1:]}" if day.day == 1 else words

    def _split_closing(self, body):
        """The text of a notice and its last paragraph, which follows the table.

        :param markupsafe.Markup body: as rendered
        :rtype: tuple(markupsafe.Markup, markupsafe.Markup)
        """
        start, last = split_closing(body)
        return Markup(start), Markup(last)

    def _get_schedule_rows(self):
        """Rows of the schedule: ``(instalment, left after it)``."""
        self.ensure_one()
        left, rows = self.total, []
        for row in self.installment_ids.sorted(lambda row: (row.date, row.id)):
            left = self.plan_currency_id.round(left - row.amount)
            rows.append((row, left))
        return rows

    def _get_late(self):
        return self.installment_ids.filtered(lambda row: row.state == "late").sorted(
            lambda row: (row.date, row.id)
        )
