from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.mail import is_html_empty

from ..const import LANG
from ..tools.letter_layout import split_closing
from ..tools.letter_words import ROUTES, english_amount, english_date, get_words


class RelanceReminderWords(models.AbstractModel):
    """Sentences of a reminder in the language of its text, French or English."""

    _name = "relance.reminder.words"
    _description = "Reminder Words"

    collector_text = fields.Char(compute="_compute_collector_text")
    invoice_count_text = fields.Char(compute="_compute_invoice_count_text")
    next_step_text = fields.Char(
        compute="_compute_next_step_text", help="What follows without payment."
    )
    mediator_text = fields.Char(compute="_compute_mediator_text")
    previous_count = fields.Integer(compute="_compute_previous_count")

    def _get_words(self):
        """Words of the language of this reminder's text; French without reminder.

        :rtype: odoo.addons.relance_recouvrement.tools.letter_words.LetterWords
        """
        return get_words(self.contact_lang if self else LANG)

    def _compute_collector_text(self):
        for reminder in self:
            reminder.collector_text = reminder._get_words().say_reach(
                reminder.collector_name,
                reminder.collector_phone,
                reminder.collector_email,
            )

    def _compute_invoice_count_text(self):
        for reminder in self:
            debts = reminder.line_ids.filtered(lambda line: line.amount_residual > 0)
            words = reminder._get_words()
            reminder.invoice_count_text = words.count_invoices(len(debts))

    @api.depends("consequence_text")
    def _compute_next_step_text(self):
        for reminder in self:
            consequence = reminder.consequence_text
            if consequence and reminder._get_words().is_english:
                level = reminder.level_id
                consequence = ROUTES.get(reminder.route, level.announced_consequence_en)
            reminder.next_step_text = consequence

    def _compute_mediator_text(self):
        for reminder in self:
            # sudo: the creditor's mediator is printed for the customer
            reminder.mediator_text = reminder.company_id.sudo().relance_mediator

    def _compute_previous_count(self):
        for reminder in self:
            days = set(reminder._get_previous().mapped("date"))
            reminder.previous_count = min(len(days), 4)

    def _get_letter_parts(self):
        """The text of the letter and its last paragraph, which follows the table; a
        message that has no letter is printed with the words of its e-mail.

        :rtype: tuple(markupsafe.Markup, markupsafe.Markup)
        """
        body = self.letter_body_html
        start, last = split_closing(
            self.email_body_html if is_html_empty(body) else body
        )
        # both are pieces of a field's HTML
        return Markup(start), Markup(last)

    # === DATES AND AMOUNTS === #

    def _format_date(self, day):
        """A day in words, « 1er avril 2026 »; empty without a day."""
        if not day:
            return ""
        if self._get_words().is_english:
            return english_date(day)
        words = format_date(self.env, day, LANG, "d MMMM y")
        return f"1er{words[1:]}" if day.day == 1 else words

    def _format_amount(self, amount, currency):
        """An amount and its currency, « 1 234,56 € »."""
        if self._get_words().is_english:
            return english_amount(amount, currency.name, currency.decimal_places)
        return format_amount(self.env, amount, currency, lang_code=LANG)
