import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from ..tools.wording import plain
from .common import DUE, FRIENDLY, RelanceCommon, days

LAYOUTS = ("standard", "bold", "boxed", "striped", "folder", "wave", "bubble")
CHUNK = 6
PRINTED = DUE + days(50)


@tagged("post_install", "-at_install")
class TestLetterLayout(RelanceCommon, HttpCase):
    """The letterhead leaves the window free, the closing has company."""

    def _print(self, reminders):
        report = self.env["ir.actions.report"].sudo().with_company(self.company)
        html, _type = report._render_qweb_html(
            "relance_recouvrement.action_report_reminder", reminders.ids
        )
        return html.decode()

    def test_every_layout_of_odoo(self):
        """Its shapes and its address never come where the window is."""
        self._invoice()
        self._run(FRIENDLY)
        pages = set()
        for name in LAYOUTS:
            layout = self.env.ref(f"web.external_layout_{name}")
            self.company.external_report_layout_id = layout
            page = self._print(self._reminder())
            pages.add(page)
            self.assertNotIn("<svg", page)
        self.assertEqual(len(pages), 1, "the same letter")

    def test_letterhead_follows_the_settings(self):
        self._invoice()
        self._run(FRIENDLY)
        self.company.write(
            {
                "company_details": "<p>4 rue des Forges<br>69007 Lyon</p>",
                "report_header": "<p>Menuiserie depuis 1978</p>",
                "report_footer": "<p>RCS Lyon 732 829 320</p>",
            }
        )
        page = self._print(self._reminder())
        header = page[page.index('class="header') : page.index('class="article')]
        for words in ("Ateliers Durand", "4 rue des Forges", "depuis 1978"):
            self.assertIn(words, header, "a name is printed when the details lack it")
        self.assertIn("RCS Lyon", page[page.index('class="footer') :])

    def test_closing_is_never_alone(self):
        """Formal notices of one item more each: wherever the page ends."""
        consumer = self.env.ref("relance_recouvrement.scenario_consumer")
        levels = consumer.level_ids
        notice = levels.filtered(lambda level: level.stage == "formal_notice")
        (levels - notice).active = False
        notice.claims = "overdue"
        reminders = self.env["relance.reminder"]
        customers = [
            self._customer(
                f"Madame Petit {number}",
                is_company=False,
                company_registry=False,
                relance_debtor_regime="b2c",
            )
            for number in range(CHUNK)
        ]
        for number, customer in enumerate(customers):
            for index in range(number + 2):
                self._invoice(customer, amount=100 + index)
        self._run(PRINTED)
        for customer in customers:
            reminders += self._reminder(customer)
        self.assertEqual(reminders.level_id, notice)
        document = self.env["relance.engine.document"].sudo()
        document = document.with_context(force_report_rendering=True, lang="fr_FR")
        with self.allow_pdf_render():
            files = document._render_all("letter", reminders.sudo())
        lengths = []
        for reminder in reminders:
            pages = PdfReader(io.BytesIO(files[reminder.id])).pages
            texts = [plain(page.extract_text()) for page in pages]
            lengths.append(len(pages))
            closing = [text for text in texts if "recevez, madame" in text]
            self.assertEqual(len(closing), 1)
            self.assertIn("a defaut de paiement ou de reponse", closing[0])
            self.assertIn("traitees par ateliers durand", closing[0])
            total = [text for text in texts if "total a regler" in text]
            self.assertIn("pour regler", total[0] + closing[0])
        self.assertEqual(lengths[:2], [1, 1], "two and three invoices on one page")

    def test_message_without_a_letter(self):
        """Printed for a file, it says what its e-mail said."""
        self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertFalse(reminder.level_id.letter_template_id)
        page = plain(self._print(reminder))
        self.assertIn(plain(reminder.email_subject_text), page)
        self.assertIn("a quelle date ce reglement est-il prevu", page)

    def test_place_of_a_long_name(self):
        """The address on one line starts after the whole name."""
        self.customer.name = "Société des menuiseries et charpentes de la Loire"
        self.assertEqual(self.customer._relance_place(), "2 RUE DU PORT, 44000 NANTES")
        self.assertEqual(
            self.customer._relance_postal_address(),
            "Société des menuiseries et charpentes\nde la Loire\n2 RUE DU PORT\n"
            "44000 NANTES",
        )

    def test_letter_keeps_its_day(self):
        """Printed again later, it says the day it left."""
        self._invoice()
        for level in (self.level_friendly, self.level_call, self.level_firm):
            level.active = False
        self._run(PRINTED)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        self.assertTrue(reminder.frozen_date, reminder.confirm_reason)
        said = reminder.date_text
        self._run(PRINTED + days(20))
        reminder.invalidate_recordset()
        self.assertEqual(reminder.date_text, said)
        self.assertIn(said, self._print(reminder))


@tagged("post_install", "-at_install")
class TestStatement(RelanceCommon):
    """The statement of account, in the language of who reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "de_DE"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.invoice = cls._invoice(amount=1234.56)
        cls._invoice(due=DUE + days(90), amount=100)
        cls.engine._run(cls.company, today=FRIENDLY)

    def _read(self, lang):
        self.customer.lang = lang
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].sudo().with_company(self.company)
        html, _type = report._render_qweb_html(
            "relance_recouvrement.action_report_statement", self._case().ids
        )
        return plain(html.decode())

    def test_french(self):
        text = self._read("fr_FR")
        for words in (
            "releve de compte au 6 mars 2026",
            "lyon, le 6 mars 2026",
            "02/03/2026",
            "1 234,56 €",
            "echue",
            "a echoir",
            "solde du compte",
            "pour toute question : ",
            "siren",
        ):
            self.assertIn(words, text)
        self.assertNotIn("credits", text, "nothing is said of what there is none of")

    def test_english(self):
        for lang in ("en_US", "de_DE"):
            text = self._read(lang)
            for words in (
                "statement of account as of 6 march 2026",
                "lyon, 6 march 2026",
                "2 mar 2026",
                "eur 1,234.56",
                "overdue",
                "not yet due",
                "balance of the account",
                "how to pay",
                "for any question: ",
            ):
                self.assertIn(words, text)
            self.assertNotRegex(text, r"releve|echeance|solde|regler|ecritures|v/ref")

    def test_sold_to_a_factor(self):
        factor = self._customer("Factor Loire")
        line = self._line(self.invoice).sudo()
        line._hold("assigned", "Factures cédées", factor=factor)
        for lang, words in (
            ("fr_FR", "creance cedee a factor loire, seul habilite"),
            ("en_US", "claim assigned to factor loire, who alone may receive"),
        ):
            text = self._read(lang)
            self.assertIn(words, text)
            self.assertNotIn("1 234,56", text)
            self.assertNotIn("1,234.56", text)

    def test_public_body_reads_english(self):
        public = self.env.ref("relance_recouvrement.scenario_public")
        for level in public.level_ids:
            if level.mail_template_id or level.letter_template_id:
                self.assertEqual(level._get_text_lang("de_DE"), "en_US")
                self.assertEqual(level._get_text_lang("fr_FR"), "fr_FR")
