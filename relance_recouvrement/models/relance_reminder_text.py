import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri
from odoo.tools.mail import is_html_empty

from ..const import LANG
from ..tools.qr_code import qr_png

REPLY_DAYS = 5
TEXT_FIELDS = {
    "email": ("subject", "body", "mail_template_id"),
    "letter": ("letter_subject", "letter_body", "letter_template_id"),
}


class RelanceReminderText(models.AbstractModel):
    """The words of a reminder: what its templates may print, and its text.

    Every field here is what a person wrote, or is computed when read: nothing is
    rendered by the nightly run.
    """

    _name = "relance.reminder.text"
    _description = "Reminder Text"

    # Written when a person edits them, and when the reminder is frozen
    subject = fields.Char(string="Frozen subject", readonly=True)
    body = fields.Html(string="Frozen text", readonly=True, sanitize_style=True)
    letter_subject = fields.Char(string="Frozen subject of the letter", readonly=True)
    letter_body = fields.Html(
        string="Frozen text of the letter", readonly=True, sanitize_style=True
    )

    email_subject_text = fields.Char(
        string="Subject", compute="_compute_email_text", inverse="_inverse_email_text"
    )
    email_body_html = fields.Html(
        string="Message", compute="_compute_email_text", inverse="_inverse_email_text"
    )
    letter_subject_text = fields.Char(
        string="Subject of the letter",
        compute="_compute_letter_text",
        inverse="_inverse_letter_text",
    )
    letter_body_html = fields.Html(
        string="Text of the letter",
        compute="_compute_letter_text",
        inverse="_inverse_letter_text",
    )
    preview_html = fields.Html(compute="_compute_preview_html", sanitize=False)
    letter_preview_html = fields.Html(compute="_compute_preview_html", sanitize=False)

    stated_regime = fields.Char(readonly=True, copy=False)

    # For the templates
    contact_id = fields.Many2one("res.partner", compute="_compute_contact")
    post_contact_id = fields.Many2one("res.partner", compute="_compute_contact")
    contact_lang = fields.Char(compute="_compute_contact")
    address_lines = fields.Text(compute="_compute_address_lines")
    collector_id = fields.Many2one("res.users", compute="_compute_collector")
    collector_name = fields.Char(compute="_compute_collector")
    collector_phone = fields.Char(compute="_compute_collector")
    collector_email = fields.Char(compute="_compute_collector")
    regime = fields.Char(compute="_compute_regime")
    total_text = fields.Char(compute="_compute_words")
    deadline_text = fields.Char(compute="_compute_words")
    reply_by_text = fields.Char(compute="_compute_words")
    invoice_text = fields.Char(compute="_compute_words")
    oldest_due_text = fields.Char(compute="_compute_words")
    date_text = fields.Char(compute="_compute_words")
    previous_dates_text = fields.Char(compute="_compute_previous_dates_text")
    is_registered = fields.Boolean(compute="_compute_is_registered")
    tracking_number = fields.Char(compute="_compute_is_registered")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_payment_means")
    payment_reference = fields.Char(compute="_compute_payment_means")
    qr_src = fields.Char(compute="_compute_payment_means")

    # === TEXT === #

    def _compute_email_text(self):
        for reminder in self:
            text = reminder._get_text_or_error("email")
            reminder.email_subject_text = text["subject"]
            reminder.email_body_html = text["body"]

    def _compute_letter_text(self):
        for reminder in self:
            text = reminder._get_text_or_error("letter")
            reminder.letter_subject_text = text["subject"]
            reminder.letter_body_html = text["body"]

    def _inverse_email_text(self):
        for reminder in self:
            reminder._edit(
                subject=reminder.email_subject_text, body=reminder.email_body_html
            )

    def _inverse_letter_text(self):
        for reminder in self:
            reminder._edit(
                letter_subject=reminder.letter_subject_text,
                letter_body=reminder.letter_body_html,
            )

    def _edit(self, **vals):
        self.case_id.check_access("write")
        self.env["relance.wording"]._refuse_threats(
            [
                (
                    self.env._("Subject")
                    if name.endswith("subject")
                    else self.env._("Text"),
                    text,
                )
                for name, text in vals.items()
            ]
        )
        # sudo: texts are engine-kept; rights were checked above
        self.sudo().write({**vals, "edited": True})

    def _get_text_or_error(self, channel):
        """As :meth:`_get_text`; a broken template is shown instead of raised."""
        try:
            return self._get_text(channel)
        except UserError as error:
            return {"subject": "", "body": Markup("<p>%s</p>") % error}

    def _get_text(self, channel):
        """Subject and text of the message, before its table.

        :param str channel: ``email`` or ``letter``
        :return: ``{"subject": str, "body": Markup}``
        :raise UserError: when the template is missing or broken; names the level
            and the language
        """
        self.ensure_one()
        subject_field, body_field, template_field = TEXT_FIELDS[channel]
        if self[subject_field] or not is_html_empty(self[body_field]):
            return {"subject": self[subject_field] or "", "body": self[body_field]}
        template = self.level_id._get_text_template(template_field, self.contact_lang)
        if not template:
            return {"subject": "", "body": Markup("")}
        try:
            return {
                "subject": template._render_field("subject", self.ids)[self.id],
                "body": Markup(template._render_field("body_html", self.ids)[self.id]),
            }
        except Exception as error:
            raise UserError(
                self.env._(
                    "The text of level “%(level)s” (%(template)s, language"
                    " %(lang)s) cannot be rendered: %(error)s",
                    level=self.level_id.name,
                    template=template.name,
                    lang=self.contact_lang,
                    error=error,
                )
            ) from error

    @api.depends_context("uid")
    def _compute_preview_html(self):
        for reminder in self:
            level = reminder.level_id
            by_post = level.channel_letter or level.channel_registered
            reminder.preview_html = level.channel_email and reminder._render_email()
            reminder.letter_preview_html = by_post and reminder._render_letter()

    def _render_email(self):
        """The e-mail as it leaves: text, table, payment means, signature."""
        self.ensure_one()
        return self._render_view(self._get_text_or_error("email")["body"])

    def _render_letter(self):
        """The words of the letter on screen; Print shows its pages."""
        self.ensure_one()
        return self._render_view(self._get_text_or_error("letter")["body"])

    def _render_view(self, body):
        lang = self.contact_lang
        reminder = self.with_context(lang=lang)
        return self.env["ir.qweb"]._render(
            "relance_recouvrement.mail_reminder",
            {
                "reminder": reminder,
                "company": reminder.company_id,
                "body": body,
                "bank": reminder.bank_id,
                "qr_src": reminder.qr_src,
                "lang": lang,
            },
            lang=lang,
            minimal_qcontext=True,
        )

    # === RECIPIENTS === #

    def _compute_contact(self):
        for reminder in self:
            partner, role = reminder.partner_id, reminder.level_id.contact_role
            email_contact = partner._relance_get_contact(role, "email")
            # a formal notice goes to the registered office (LAW §4.1)
            at_office = reminder.stage == "formal_notice" and partner
            post_contact = at_office or partner._relance_get_contact(role, "post")
            reminder.contact_id = email_contact
            reminder.post_contact_id = post_contact
            reminder.contact_lang = reminder.level_id._get_text_lang(
                email_contact.lang or post_contact.lang or partner.lang or LANG
            )

    def _compute_address_lines(self):
        for reminder in self:
            contact = reminder.post_contact_id
            reminder.address_lines = contact and contact._relance_postal_address()

    def _compute_collector(self):
        for reminder in self:
            user = reminder.case_id.user_id or reminder.partner_id.user_id
            # sudo: a collector's name and phone are meant for the customer
            owner = user.sudo().partner_id
            company = reminder.company_id.partner_id.sudo()
            reminder.collector_id = user
            reminder.collector_name = owner.name or company.name
            reminder.collector_phone = owner.phone or company.phone
            reminder.collector_email = owner.email or company.email

    @api.depends(
        "frozen_date",
        "stated_regime",
        "partner_id.relance_debtor_regime",
        "partner_id.relance_regime_confirmed",
    )
    def _compute_regime(self):
        """The confirmed kind of debtor; once frozen, that of the day it left."""
        for reminder in self:
            partner = reminder.partner_id
            known = partner.relance_regime_confirmed and partner.relance_debtor_regime
            if reminder.frozen_date and reminder.stated_regime:
                known = reminder.stated_regime
            reminder.regime = known or "unknown"

    # === WORDS === #

    def _get_day(self):
        """The day of the message: that of its freezing, else the engine's."""
        if self.frozen_date and self.prepared_date:
            return self.prepared_date
        return self.case_id.run_date or fields.Date.context_today(self)

    def _compute_words(self):
        for reminder in self:
            day = reminder._get_day()
            debts = reminder.line_ids.filtered(lambda line: line.amount_residual > 0)
            reminder.total_text = reminder._get_total_text()
            reminder.date_text = reminder._format_date(day)
            reminder.deadline_text = reminder._format_date(reminder.deadline_date)
            reminder.reply_by_text = reminder._format_date(
                fields.Date.add(day, days=REPLY_DAYS)
            )
            reminder.oldest_due_text = reminder._format_date(
                min(debts.mapped("date_maturity"), default=False)
            )
            reminder.invoice_text = reminder._get_words().say_invoices(
                debts.mapped("move_name")
            )

    def _get_totals(self):
        """Net claim per currency, those with something to pay.

        :rtype: list(tuple(res.currency, float))
        """
        totals = {}
        for line in self.line_ids:
            totals.setdefault(line.currency_id, 0.0)
            totals[line.currency_id] += line.amount_residual
        return [
            (currency, amount)
            for currency, amount in totals.items()
            if currency.compare_amounts(amount, 0.0) > 0
        ]

    def _get_total_text(self):
        return self._get_words()["and"].join(
            self._format_amount(amount, currency)
            for currency, amount in self._get_totals()
        )

    def _compute_previous_dates_text(self):
        for reminder in self:
            dates = sorted(set(reminder._get_previous().mapped("date")))[-4:]
            reminder.previous_dates_text = reminder._get_words().say_list(
                [reminder._format_date(date) for date in dates]
            )

    def _get_previous(self):
        """Earlier reminders that count and claimed some of the same items, or what
        these items continue."""
        items = self.line_ids.case_line_id
        items |= items.origin_line_id
        return self.case_id.reminder_ids.filtered(
            lambda rem: (
                rem.state == "sent"
                and rem.stage != "prevention"
                and rem.line_ids.case_line_id & items
            )
        )

    def _compute_is_registered(self):
        for reminder in self:
            registered = reminder.delivery_ids.filtered(
                lambda delivery: delivery.channel == "registered"
            )[:1]
            reminder.is_registered = bool(registered)
            reminder.tracking_number = registered.tracking_number

    # === PAYMENT MEANS === #

    def _compute_payment_means(self):
        for reminder in self:
            # sudo: the creditor's own bank account is printed for the customer
            company = reminder.company_id.sudo()
            debts = reminder.line_ids.filtered(lambda line: line.amount_residual > 0)
            own_banks = company.partner_id.bank_ids
            banks = debts.move_line_id.move_id.partner_bank_id.sudo() & own_banks
            reminder.bank_id = banks[:1] or own_banks[:1]
            reminder.payment_reference = (
                debts.move_name
                if len(debts) == 1
                else f"{reminder.partner_id.ref or 'CLIENT'}-{reminder.case_id.id}"
            )
            reminder.qr_src = reminder._get_qr_src()

    def _get_qr_src(self):
        """SEPA QR code of the claim, when Odoo offers one for its account."""
        totals = self._get_claim_totals()
        if len(totals) != 1 or not self.bank_id:
            return False
        currency, amount = totals[0]
        code = self.bank_id._build_qr_code_vals(
            amount, self.payment_reference, "", currency, self.partner_id
        )
        if not code:
            return False
        if code["qr_method"] != "sct_qr":
            return self.bank_id._get_qr_code_base64(**code)
        drawing = self.bank_id._get_qr_code_generation_params(**code)
        image = qr_png(drawing["value"], drawing.get("barLevel", "L"))
        return image_data_uri(base64.b64encode(image))
