import re
from datetime import date
from html import unescape

from odoo.tests import tagged

from ..tools.formal_notice import missing_elements
from ..tools.wording import check_letter, check_style, plain
from .common import DUE, RelanceCommon, days
from .test_templates import LEFTOVERS, REGIMES

DAY = DUE + days(43)  # 14 April 2026
UNKNOWN_RATE = date(2026, 8, 10)  # its half-year has no rate in our data
EURO = re.compile(r"[\d.,\s\u00a0\u202f]*\d\s?€")
FRENCH_AMOUNT = re.compile(r"\d{1,3}([\u00a0\u202f]\d{3})*,\d{2}\u00a0€$")
NUMERIC_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
ARTICLES = {"b2b": ("L.441-10", "D.441-5"), "public": ("L.2192-13", "D.2192-35")}
# What asks for a sum states it with its charges.
CLAIMING = ("firm", "last_notice", "formal_notice")


@tagged("post_install", "-at_install")
class TestLetterTexts(RelanceCommon):
    """Every text × kind of debtor × what is said of the charges × rate known or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.invoices = cls._invoice(amount=10000) + cls._invoice(amount=250.5)
        cls._credit(100)
        cls.engine._run(cls.company, today=DAY)
        case = cls.env["relance.case"].sudo()
        cls.case = case.search([("partner_id", "=", cls.customer.id)])
        cls.reminder = cls.case.reminder_ids
        cls.level = cls.level_last_notice

    def _templates(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "relance_recouvrement"), ("model", "=", "mail.template")]
        )
        for row in data:
            template = self.env["mail.template"].browse(row.res_id)
            if template.model == "relance.reminder":
                yield row.name, template

    def _read(self, name, template, regime, charges="none", day=DAY, level=None):
        """The text as a debtor of this kind reads it."""
        english = name.endswith("_en")
        lang = "en_US" if english else "fr_FR"
        self.customer.write({"relance_debtor_regime": regime, "lang": lang})
        self.customer.relance_regime_confirmed = regime != "unknown"
        level = level or self.level
        if "formal_notice" in name:
            level = self.level_formal_notice
        level.charges = charges
        self.case.run_date = day
        self.reminder.sudo().write(
            {"level_id": level.id, "deadline_date": level._get_deadline(day)}
        )
        self.env.invalidate_all()
        template = template.with_context(lang=lang)
        parts = [
            template._render_field(field, self.reminder.ids)[self.reminder.id]
            for field in ("subject", "body_html")
        ]
        return ". ".join(map(str, parts))

    def _each(self):
        """``(label of the case, text)``; who owes no charges is told of amounts."""
        for name, template in self._templates():
            for regime in REGIMES:
                owes = regime in ARTICLES
                for charges in ("none", "mention", "amount") if owes else ("amount",):
                    for day in (DAY, UNKNOWN_RATE) if charges != "none" else (DAY,):
                        label = {"name": name, "regime": regime, "charges": charges}
                        text = self._read(name, template, regime, charges, day)
                        yield {**label, "day": day}, text

    def test_wording(self):
        """Lawful for who reads it, dated, without order nor excuse (METHOD)."""
        count = 0
        for label, text in self._each():
            count += 1
            with self.subTest(**label):
                self._check_wording(label, text)
        self.assertGreater(count, 250)

    def _check_wording(self, label, text):
        self.assertNotRegex(plain(text), LEFTOVERS)
        self.assertEqual(check_letter(text, label["regime"]), [])
        self.assertEqual(check_style(text), [])
        self.assertNotRegex(plain(text), r"\bdevez|\bdevoir\b|pourquoi|prescription")
        visible = unescape(re.sub(r"<[^>]+>", "", text))
        visible = re.sub(r"[ \n]+", " ", visible)
        self.assertNotRegex(visible, NUMERIC_DATE, "dates are in words")
        self.assertNotRegex(visible, r"\( | \)| [,.]|,\.|\.\.")
        if label["name"].endswith("_en"):
            self._check_english(visible)
        else:
            self._check_french(visible)

    def _check_english(self, visible):
        self.assertNotIn("€", visible)
        self.assertNotRegex(visible, r"\b(le|les|des|factures?|du|et)\b (?!seq)")
        amounts = re.findall(r"EUR\s[\d,.]*\d", visible)
        self.assertTrue(amounts)
        for amount in amounts:
            self.assertRegex(amount, r"^EUR\s(\d{1,3}(,\d{3})*\.\d{2}|40)$")

    def _check_french(self, visible):
        self.assertNotRegex(visible, r"\bEUR\b")
        self.assertNotRegex(visible, r"[^\u00a0][;:?!]", "a space that never breaks")
        amounts = [found.strip() for found in EURO.findall(visible)]
        self.assertTrue(amounts)
        for amount in amounts:
            if amount != "40\u00a0€":
                self.assertRegex(amount, FRENCH_AMOUNT)

    def test_charges_are_told_to_who_owes_them(self):
        """A mention names the article and the rate, amounts add up to the claim."""
        for label, text in self._each():
            name, regime = label["name"], label["regime"]
            claiming = any(part in name for part in CLAIMING)
            if not claiming or "consumer" in name:
                continue
            serves = ("public",) if "public" in name else tuple(ARTICLES)
            if name.endswith("_en") and "public" not in name:
                serves = ("b2b",)
            with self.subTest(**label):
                if regime in serves and label["charges"] != "none":
                    self._check_charges(label, text)
                else:
                    self.assertNotRegex(text, "441-10|2192-13")

    def _check_charges(self, label, text):
        reminder = self.reminder
        # a public body's rate is that of the half-year of its due date
        unknown = label["day"] == UNKNOWN_RATE and label["regime"] == "b2b"
        self.assertEqual(reminder.charges_provisional, unknown)
        provisional = "provisoire" in text or "provisional" in text
        self.assertEqual(provisional, reminder.charges_provisional)
        for part in (
            *ARTICLES[label["regime"]],
            reminder.rate_text,
            reminder.rate_basis_text,
            reminder.principal_text,
        ):
            self.assertIn(part, text)
        for part in (
            reminder.interest_text,
            reminder.indemnity_text,
            reminder.daily_text,
            reminder.claim_text,
        ):
            if label["charges"] == "amount" or part == reminder.principal_text:
                self.assertIn(part, text)
            else:
                self.assertNotIn(part, text)

    def test_formal_notice_of_a_business(self):
        """LAW T4: the order to pay, each sum, what is added each day, the route.

        10 150.50 + 9 900 × 12.15 % × 43 / 365 (141.71) + 250.50 × … (3.59) + 80.
        """
        template = self.env.ref("relance_recouvrement.letter_template_formal_notice")
        self.level_formal_notice.route = "injonction"
        text = self._read("formal_notice", template, "b2b", "amount")
        words = plain(text)
        for part in (
            "mise en demeure de payer, 2 factures, 10 375,80 €",
            "valant mise en demeure au sens des articles 1344 et suivants du code"
            " civil, nous vous demandons de payer, au plus tard le 26 avril 2026, la"
            " somme de 10 375,80 €, soit :",
            "principal, toutes taxes comprises : 10 150,50 €",
            "2 × 40 € : 80,00 €",
            "du lendemain de chaque echeance au 14 avril 2026",
            "a defaut de paiement a cette date, nous demanderons au tribunal competent"
            " une injonction de payer, sans autre avis de notre part",
            "sur justificatifs",
        ):
            with self.subTest(part):
                self.assertIn(part, words)

    def test_formal_notice_of_a_consumer(self):
        """LAW T4-c: the principal alone, legal interest, the mediator, no cost."""
        name = "letter_template_consumer_formal_notice"
        template = self.env.ref(f"relance_recouvrement.{name}")
        text = plain(self._read(name, template, "b2c", "amount"))
        for part in (
            "articles 1344 et 1231-6 du code civil",
            "la somme de 10 150,50 € au titre du principal",
            "a compter de la reception de cette lettre, l'interet au taux legal est du",
            "aucun frais de relance ne vous est facture",
            "mediateur de la consommation dont nous relevons ; ses coordonnees",
            "echeancier sans frais",
        ):
            with self.subTest(part):
                self.assertIn(part, text)
        self.company.relance_mediator = "Médiation Forges, 3 rue Basse, 69001 Lyon"
        text = self._read(name, template, "b2c", "amount")
        self.assertIn("Médiation Forges, 3 rue Basse, 69001 Lyon.", text)
        text = self._read(name, template, "nonpro", "amount")
        self.assertNotIn("médiateur", text, "for consumers only")


@tagged("post_install", "-at_install")
class TestLetterLanguage(RelanceCommon):
    """Who reads French, who reads English, and what follows the language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "de_DE", "fr_BE"):
            cls.env["res.lang"]._activate_lang(lang)
        cls._invoice(amount=1234.56)
        cls.engine._run(cls.company, today=DUE + days(4))
        cls.reminder = (
            cls.env["relance.case"]
            .sudo()
            .search([("partner_id", "=", cls.customer.id)])
            .reminder_ids
        )

    def _speak(self, lang):
        self.customer.lang = lang
        self.env.invalidate_all()
        return self.reminder

    def test_language_of_the_contact(self):
        for lang, spoken, hello, total, day in (
            ("fr_FR", "fr_FR", "Madame, Monsieur", "1 234,56 €", "2 mars 2026"),
            (False, "fr_FR", "Madame, Monsieur", "1 234,56 €", "2 mars 2026"),
            ("fr_BE", "fr_FR", "Madame, Monsieur", "1 234,56 €", "2 mars 2026"),
            ("en_US", "en_US", "Dear Sir or Madam", "EUR 1,234.56", "2 March 2026"),
            ("de_DE", "en_US", "Dear Sir or Madam", "EUR 1,234.56", "2 March 2026"),
        ):
            with self.subTest(lang=lang):
                reminder = self._speak(lang)
                self.assertEqual(reminder.contact_lang, spoken)
                text = reminder._get_text("email")
                self.assertIn(hello, text["body"])
                self.assertEqual(plain(reminder.total_text), plain(total))
                self.assertIn(plain(total), plain(text["subject"]))
                self.assertIn(day, text["subject"])

    def test_whole_email_in_english(self):
        body = plain(self._speak("de_DE")._render_email())
        for part in (
            "due date",
            "total to be paid",
            "eur 1,234.56",
            "reference to be quoted",
            "yours faithfully",
            "your data are processed",
        ):
            with self.subTest(part):
                self.assertIn(part, body)
        self.assertNotRegex(body, r"echeance|solde|regler|cordialement|donnees")

    def test_whole_letter_in_english(self):
        """Its annex, mention and closing too."""
        reminder = self._speak("en_US")
        level = self.level_formal_notice
        reminder.write({"level_id": level.id, "chosen_route": "lawyer"})
        reminder.case_id.run_date = DUE + days(30)
        self.env.invalidate_all()
        html, _type = (
            self.env["ir.actions.report"]
            .with_company(self.company)
            ._render_qweb_html(
                "relance_recouvrement.action_report_reminder", reminder.ids
            )
        )
        text = plain(html.decode())
        for part in (
            "registered letter",
            "lyon, 1 april 2026",
            "subject: formal notice to pay (mise en demeure), 1 invoice, eur 1,286.89",
            "we will entrust the file to our lawyer, without further notice",
            "statement of penalties and indemnities",
            "half-year",
            "12.15%",
            "yours faithfully",
            "enclosures: invoices, statement of account",
        ):
            with self.subTest(part):
                self.assertIn(part, text)
        self.assertNotRegex(text, r"objet|lyon, le|semestre|taux annuel|pieces jointes")

    def test_french_text_edited_in_french(self):
        """What Odoo keeps for English is then the text before: never sent."""
        template = self.level_friendly.mail_template_id
        edited = template.body_html.replace("Madame, Monsieur", "Bonjour")
        template.with_context(lang="fr_FR").body_html = edited
        for lang, spoken, hello in (
            ("fr_FR", "fr_FR", "Bonjour"),
            ("fr_BE", "fr_FR", "Bonjour"),
            ("en_US", "en_US", "Dear Sir or Madam"),
            ("de_DE", "en_US", "Dear Sir or Madam"),
        ):
            with self.subTest(lang=lang):
                reminder = self._speak(lang)
                self.assertEqual(reminder.contact_lang, spoken)
                self.assertIn(hello, reminder._get_text("email")["body"])

    def test_level_without_english_text(self):
        """The French text, with French words: never half of each."""
        self.level_friendly.mail_template_en_id = False
        reminder = self._speak("en_US")
        self.assertEqual(reminder.contact_lang, "fr_FR")
        self.assertEqual(plain(reminder.total_text), "1 234,56 €")

    def test_formal_notice_in_english_is_complete(self):
        """The elements that the law asks for are found in English too."""
        reminder = self._speak("en_US")
        reminder.write(
            {"level_id": self.level_formal_notice.id, "chosen_route": "lawyer"}
        )
        reminder.case_id.run_date = DUE + days(30)
        reminder.deadline_date = DUE + days(42)
        self.env.invalidate_all()
        text = reminder._get_text("letter")
        data = {
            **reminder._get_notice_data(),
            "subject": text["subject"],
            "body": text["body"],
        }
        self.assertEqual(
            [missing for missing in missing_elements(data) if "modèle" in missing], []
        )
