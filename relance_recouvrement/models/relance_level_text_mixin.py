from odoo import fields, models

from ..const import LANG
from ..tools.letter_words import ENGLISH

TEMPLATE_DOMAIN = "[('model', '=', 'relance.reminder')]"


class RelanceLevelTextMixin(models.AbstractModel):
    """The texts of a level, and the language in which each debtor reads them."""

    _name = "relance.level.text.mixin"
    _description = "Texts of a Level"

    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail text", domain=TEMPLATE_DOMAIN
    )
    letter_template_id = fields.Many2one(
        "mail.template", string="Letter text", domain=TEMPLATE_DOMAIN
    )
    mail_template_en_id = fields.Many2one(
        "mail.template",
        string="E-mail text in English",
        domain=TEMPLATE_DOMAIN,
        help="For contacts whose language is not French, unless the text above is"
        " translated into it.",
    )
    letter_template_en_id = fields.Many2one(
        "mail.template",
        string="Letter text in English",
        domain=TEMPLATE_DOMAIN,
        help="For contacts whose language is not French, unless the text above is"
        " translated into it.",
    )
    mail_subject = fields.Char(
        string="E-mail subject", related="mail_template_id.subject"
    )
    mail_body = fields.Html(
        string="E-mail body", related="mail_template_id.body_html", sanitize=False
    )
    letter_subject = fields.Char(
        string="Letter subject", related="letter_template_id.subject"
    )
    letter_body = fields.Html(
        string="Letter body", related="letter_template_id.body_html", sanitize=False
    )

    def _get_wordings(self):
        """What the level says or writes: ``(label, text)``."""
        # sudo: whoever reads the level may read its texts
        level = self.sudo()
        texts = [
            (self.env._("E-mail"), level.mail_template_id),
            (self.env._("Letter"), level.letter_template_id),
            (self.env._("E-mail in English"), level.mail_template_en_id),
            (self.env._("Letter in English"), level.letter_template_en_id),
        ]
        return [
            *(
                (label, f"{text.subject or ''}. {text.body_html}")
                for label, text in texts
            ),
            (self.env._("Call script"), level.call_script),
            (self.env._("Announced consequence"), level.announced_consequence),
            (self.env._("Announced consequence"), level.announced_consequence_en),
        ]

    def _get_text_lang(self, lang):
        """The language in which this level speaks to a contact.

        Texts are written in French. Another language is used when they are
        translated into it, else English when the level has its texts in English;
        the dates and amounts of the message follow.

        :param str lang: code of the contact's language
        :rtype: str
        """
        if not lang or lang == LANG:
            return LANG
        if self._reads_english_text(lang) or self._is_translated(lang):
            return lang
        if not lang.startswith("fr") and self._has_english():
            return ENGLISH
        return LANG

    def _reads_english_text(self, lang):
        """The English texts go before a translation: what is stored for English may be
        the French text, since Odoo keeps there what a text was before it was edited."""
        return lang.startswith("en") and self._has_english()

    def _get_text_template(self, name, lang):
        """The text of one channel, in a language that :meth:`_get_text_lang` gave.

        :param str name: ``mail_template_id`` or ``letter_template_id``
        :param str lang: code of a language
        :rtype: odoo.addons.mail.models.mail_template.MailTemplate
        """
        if self._reads_english_text(lang):
            name = name.replace("_id", "_en_id")
        # sudo: whoever reads a reminder may read its text
        return self[name].sudo().with_context(lang=lang)

    def _is_translated(self, lang):
        # sudo: whoever reads a reminder may read its text
        template = (self.mail_template_id or self.letter_template_id).sudo()
        translated, french, source = (
            (template.with_context(lang=code).body_html or "").split()
            for code in (lang, LANG, ENGLISH)
        )
        # without a translation Odoo reads the source, which may be an older French
        fallback = [french] if lang.startswith("en") else [french, source]
        return translated not in fallback

    def _has_english(self):
        """Each text of the level has its English one."""
        pairs = (
            (self.mail_template_id, self.mail_template_en_id),
            (self.letter_template_id, self.letter_template_en_id),
        )
        return any(english for _french, english in pairs) and all(
            english or not french for french, english in pairs
        )
