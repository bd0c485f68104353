import re

from odoo.tests import tagged

from ..tools.wording import check_letter, plain
from .common import DUE, FRIENDLY, RelanceCommon, days

REGIMES = ("unknown", "b2b", "b2c", "nonpro", "public")
SCENARIOS = ("default", "key_account", "consumer", "public")
LANGS = ("fr_FR", "en_US")
# What a broken template leaves behind.
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\$\{|t-out|t-if|\bobject\.|\bNone\b|\bFalse\b|\bnan\b|%\("
)


@tagged("post_install", "-at_install")
class TestTemplates(RelanceCommon):
    """Every text × kind of debtor × language × channel comes out whole and lawful."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.invoices = cls._invoice() + cls._invoice(amount=250.5)
        cls._credit(100)
        cls.engine._run(cls.company, today=DUE + days(43))
        cases = cls.env["relance.case"].sudo()
        cls.case = cases.search([("partner_id", "=", cls.customer.id)])
        cls.reminder = cls.case.reminder_ids

    def _levels(self):
        for name in SCENARIOS:
            scenario = self.env.ref(f"relance_recouvrement.scenario_{name}")
            yield from scenario.level_ids.filtered(lambda lv: lv.stage != "decision")

    def _regimes_of(self, level):
        """Kinds of debtors that the level's scenario serves."""
        scenario = level.scenario_id
        if scenario == self.env.ref("relance_recouvrement.scenario_consumer"):
            return ("b2c", "nonpro")
        if scenario == self.env.ref("relance_recouvrement.scenario_public"):
            return ("public",)
        # a business not confirmed yet reads neutral texts
        return ("b2b",) if level.needs_regime else ("unknown", "b2b")

    def _make(self, level, regime, lang):
        """The reminder of the case, as if it were at ``level``."""
        self.customer.write({"relance_debtor_regime": regime, "lang": lang})
        reminder = self.reminder.sudo()
        reminder.delivery_ids.unlink()
        reminder.write(
            {
                "level_id": level.id,
                "deadline_date": level._get_deadline(DUE + days(43)),
                "delivery_ids": [
                    (0, 0, {"channel": channel, "is_proof": True})
                    for channel in level._get_channels()
                ],
            }
        )
        reminder.invalidate_recordset()
        return reminder

    def _each(self, *channels):
        """``(level, kind of debtor, reminder)`` for each text and language."""
        for level in self._levels():
            if channels and not set(channels).intersection(level._get_channels()):
                continue
            for regime in self._regimes_of(level):
                for lang in LANGS:
                    yield level, regime, self._make(level, regime, lang)

    def _label(self, level, regime, reminder):
        return {
            "level": f"{level.scenario_id.name} / {level.name}",
            "regime": regime,
            "lang": reminder.partner_id.lang,
        }

    def _letter(self, reminder):
        report = self.env["ir.actions.report"].sudo().with_company(self.company)
        html, _type = report._render_qweb_html(
            "relance_recouvrement.action_report_reminder", reminder.ids
        )
        return html.decode()

    def _check_text(self, text, regime):
        self.assertNotRegex(plain(text), LEFTOVERS)
        self.assertFalse(check_letter(text, regime))

    def test_texts(self):
        """The words of each level, before the table."""
        for level, regime, reminder in self._each():
            for channel, wanted in (
                ("email", level.channel_email),
                ("letter", level.channel_letter or level.channel_registered),
            ):
                label = self._label(level, regime, reminder)
                if wanted:
                    with self.subTest(**label, channel=channel):
                        self._check_words(level, regime, reminder, channel)

    def _check_words(self, level, regime, reminder, channel):
        text = reminder._get_text(channel)
        self.assertTrue(text["subject"])
        self.assertGreater(len(plain(text["body"])), 100)
        self._check_text(f"{text['subject']} {text['body']}", regime)
        if level.deadline_days:
            self.assertIn(plain(reminder.deadline_text), plain(text["body"]))

    def test_emails(self):
        """The whole e-mail, with its table, bank account and legal mentions."""
        for level, regime, reminder in self._each("email"):
            with self.subTest(**self._label(level, regime, reminder)):
                body = str(reminder._render_email())
                self._check_text(body, regime)
                for part in (*self.invoices.mapped("name"), self.company.name):
                    self.assertIn(part, body)
                self.assertIn("FR76 3000 6000 0112 3456 7890 189", body)
                if regime in ("b2c", "nonpro"):
                    self.assertNotRegex(plain(body), r"40 (€|euros)|441-10")

    def test_letters(self):
        """The whole letter, address block and totals included."""
        for level, regime, reminder in self._each("letter", "registered"):
            with self.subTest(**self._label(level, regime, reminder)):
                html = self._letter(reminder)
                self._check_text(html, regime)
                self.assertRegex(plain(html), r"1\s150,50|1,150\.50")
                for part in (*self.invoices.mapped("name"), "44000 NANTES"):
                    self.assertIn(part, html)
                if regime in ("b2c", "nonpro"):
                    self.assertNotRegex(plain(html), r"40 (€|euros)|441-10")

    def test_frozen_content_passes_the_guards(self):
        """What the delivery checks before anything leaves, for each level."""
        deliver = self.env["relance.engine.deliver"].sudo()
        for level, regime, reminder in self._each():
            with self.subTest(**self._label(level, regime, reminder)):
                with self.env.cr.savepoint() as savepoint:
                    deliver._freeze_texts(reminder)
                    reminder._check_content()
                    savepoint.rollback()
            self.env.invalidate_all()

    def test_consumer_text_refuses_business_law(self):
        """A person may write what they like: the delivery refuses what is unlawful."""
        consumer = self.env.ref("relance_recouvrement.scenario_consumer").level_ids
        level = consumer.filtered("channel_email")[:1]
        reminder = self._make(level, "b2c", "fr_FR")
        reminder.write(
            {
                "state": "queued",
                "user_id": self.env.uid,
                "edited": True,
                "subject": "Relance",
                "body": "<p>Une indemnité de 40 € est due (L441-10).</p>",
            }
        )
        self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertFalse(reminder.frozen_date)
        self.assertIn("441-10", reminder.confirm_reason)
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_statement(self):
        report = self.env["ir.actions.report"].sudo().with_company(self.company)
        html, _type = report._render_qweb_html(
            "relance_recouvrement.action_report_statement", self.case.ids
        )
        text = html.decode()
        self.assertNotRegex(plain(text), LEFTOVERS)
        for invoice in self.invoices:
            self.assertIn(invoice.name, text)

    def test_language_of_the_recipient(self):
        """A text is read in the customer's language once it is translated."""
        self.level_friendly.mail_template_en_id = False
        reminder = self._make(self.level_friendly, "b2b", "en_US")
        self.assertEqual(reminder.contact_lang, "fr_FR", "not translated")
        template = self.level_friendly.mail_template_id
        french = template.body_html
        template.with_context(lang="en_US").write(
            {"subject": "Reminder", "body_html": "<p>Dear customer</p>"}
        )
        template.with_context(lang="fr_FR").body_html = french
        reminder.invalidate_recordset()
        self.assertEqual(reminder.contact_lang, "en_US")
        self.assertIn("Dear customer", reminder._get_text("email")["body"])
        self.customer.lang = "fr_FR"
        reminder.invalidate_recordset()
        self.assertIn("Madame, Monsieur", reminder._get_text("email")["body"])

    def test_first_of_the_month(self):
        self.assertEqual(self.reminder._format_date(DUE - days(1)), "1er mars 2026")
        self.assertEqual(self.reminder._format_date(FRIENDLY), "6 mars 2026")
        self.assertEqual(self.reminder._format_date(False), "")
