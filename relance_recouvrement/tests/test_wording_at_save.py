from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools.mail import html2plaintext

from ..tools.wording import check_style, find_advice, find_threats
from .common import FRIENDLY, RelanceCommon

BASE = "base.group_user,account.group_account_invoice,relance_recouvrement.group_"
THREAT = "<p>Sans paiement, un huissier passera.</p>"
ORDER = "<p>Bonjour. Vous devez 3 200 €. À bientôt.</p>"


@tagged("post_install", "-at_install")
class TestWordingAtSave(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector", BASE + "collector")
        cls.manager = cls._user("manager", BASE + "manager")
        cls._invoice()
        cls.engine._run(cls.company, today=FRIENDLY)
        cls.reminder = cls.env["relance.reminder"].search(
            [("partner_id", "=", cls.customer.id)]
        )

    # === RULES === #

    def test_each_fault_is_pointed_at_with_a_better_sentence(self):
        for text, fragment, is_threat in (
            ("Bonjour. Vous devez 3 200 €.", "Vous devez", False),
            ("<p>Pourquoi ce retard ?</p>", "Pourquoi", False),
            ("N’avez-vous pas reçu la facture ?", "N’avez-vous pas reçu", False),
            ("Ceci est un petit&nbsp;rappel.", "petit\xa0rappel", False),
            ("Payez dès que   possible !", "dès que   possible", False),
            ("Réglez <b>sous 8 jours</b>.", "sous 8 jours", False),
            ("Nous mandaterons un huissier.", "huissier", True),
            ("Nous porterons plainte.", "porterons plainte", True),
            ("Vous irez au fichier central.", "fichier", True),
        ):
            with self.subTest(text=text):
                [advice] = find_advice(text)
                self.assertEqual(advice.fragment, fragment)
                self.assertEqual(advice.is_threat, is_threat)
                self.assertTrue(advice.problem)
                self.assertTrue(advice.better)
                self.assertEqual(len(find_threats(text)), int(is_threat))

    def test_no_better_sentence_is_itself_faulty(self):
        text = "Vous devez. Pourquoi ? Désolé. Bientôt. huissier. plainte. fichage."
        for advice in find_advice(text):
            self.assertEqual(find_advice(advice.better), [], advice.better)

    def test_in_its_sentence(self):
        advice = find_advice("Bonjour. Ici vous devez 3 200 €. Merci.")[0]
        parts = (advice.before, advice.fragment, advice.after)
        self.assertEqual(parts, ("Ici ", "vous devez", " 3 200 €."))

    def test_in_order(self):
        found = find_advice("Pourquoi ? Vous devez payer, un huissier viendra.")
        fragments = [advice.fragment for advice in found]
        self.assertEqual(fragments, ["Pourquoi", "Vous devez", "huissier"])

    def test_neutral_text(self):
        for text in ("", False, "<p>À quelle date est prévu ce règlement ?</p>"):
            self.assertEqual(find_advice(text), [])

    # === SCENARIOS AND TEMPLATES === #

    def test_script_of_a_level(self):
        with Form(self.level_call.with_user(self.manager)) as form:
            self.assertFalse(form.wording_advice)
            form.call_script = ORDER
            self.assertIn("<u", form.wording_advice)
            self.assertIn("Où en est son règlement", form.wording_advice)
            form.call_script = "<p>Où en est le règlement ?</p>"
            self.assertFalse(form.wording_advice)
            form.call_script = THREAT
        self.assertIn("huissier", self.level_call.call_script)
        self.assertIn("huissier", self.level_call.wording_advice)

    def test_consequence_of_a_level(self):
        self.level_firm.announced_consequence = "dépôt de plainte"
        self.assertIn("plainte", self.level_firm.wording_advice)

    def test_text_of_a_level(self):
        template = self.level_friendly.mail_template_id
        template.with_user(self.manager).sudo().body_html = ORDER
        self.assertIn("Vous devez", self.level_friendly.wording_advice)
        self.assertIn("Vous devez", template.relance_wording_advice)
        # one who reads the level reads its advice
        level = self.level_friendly.with_user(self.collector)
        self.assertIn("Vous devez", level.wording_advice)

    def test_template_with_a_threat(self):
        writer = self._user(
            "writer", BASE + "collector,mail.group_mail_template_editor"
        )
        template = self.level_friendly.mail_template_id
        with self.assertRaises(UserError) as refused:
            template.with_user(writer).body_html = THREAT
        for part in ("huissier", "injonction de payer"):
            self.assertIn(part, str(refused.exception))
        template.with_user(writer).body_html = ORDER
        self.manager.group_ids += self.env.ref("mail.group_mail_template_editor")
        template.with_user(self.manager).body_html = THREAT
        self.assertIn("huissier", template.body_html)

    def test_other_templates_are_left_alone(self):
        template = self.env["mail.template"].create(
            {
                "name": "Invoice",
                "model_id": self.env.ref("account.model_account_move").id,
                "subject": "Un huissier",
            }
        )
        self.assertFalse(template.relance_wording_advice)

    # === REMINDERS === #

    def test_edited_reminder(self):
        reminder = self.reminder.with_user(self.collector)
        self.assertFalse(reminder.wording_advice)
        with Form(reminder) as form:
            form.email_body_html = ORDER
            self.assertIn("Vous devez", form.wording_advice)
        self.assertIn("Vous devez", reminder.body)
        self.assertIn("Vous devez", reminder.wording_advice)

    def test_threat_is_refused_except_to_a_manager(self):
        reminder = self.reminder.with_user(self.collector)
        for name in ("email_body_html", "email_subject_text"):
            with self.subTest(name), self.assertRaises(UserError) as refused:
                reminder[name] = THREAT
            self.assertIn("huissier", str(refused.exception))
        self.assertFalse(self.reminder.body)
        reminder = self.reminder.with_user(self.manager)
        reminder.email_body_html = THREAT
        self.assertIn("huissier", reminder.wording_advice)
        # saved, yet the law's guard holds at sending, whoever wrote it
        reminder.action_send_now()
        self.assertFalse(self.reminder.frozen_date)

    def test_charges_that_the_debtor_does_not_owe(self):
        self.customer.write(
            {"relance_debtor_regime": "b2c", "relance_regime_confirmed": True}
        )
        reminder = self.reminder.with_user(self.collector)
        reminder.email_body_html = "<p>Une indemnité de 40 € est due.</p>"
        self.assertIn("particulier", reminder.wording_advice)

    def test_sent_reminder_is_advised_no_more(self):
        reminder = self.reminder.with_user(self.collector)
        reminder.email_body_html = ORDER
        reminder.action_send_now()
        self.assertTrue(reminder.frozen_date)
        reminder.sudo().state = "sent"
        self.assertFalse(reminder.wording_advice)

    # === OUR OWN TEXTS === #

    def _ours(self, model):
        """Records of ``model`` that our data made."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "relance_recouvrement"), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def test_our_templates_pass(self):
        templates = self._ours("mail.template")
        self.assertGreater(len(templates), 10)
        for template in templates:
            with self.subTest(template=template.name):
                text = f"{template.subject}. {template.body_html}"
                self.assertEqual(check_style(text), [])
                self.assertEqual(find_advice(text), [])

    def test_our_templates_pass_once_rendered(self):
        reminder = self.reminder.sudo()
        for level in self._ours("relance.level"):
            if level.stage == "decision":
                continue
            reminder.level_id = level
            reminder.invalidate_recordset()
            for channel in ("email", "letter"):
                with self.subTest(level=level.name, channel=channel):
                    text = reminder._get_text(channel)
                    whole = f"{text['subject']}. {text['body']}"
                    self.assertEqual(find_advice(whole), [])

    def test_our_scripts_pass(self):
        levels = self._ours("relance.level")
        scripts = levels.filtered(lambda level: html2plaintext(level.call_script or ""))
        self.assertGreater(len(scripts), 3)
        for level in levels:
            with self.subTest(level=f"{level.scenario_id.name} / {level.name}"):
                self.assertFalse(level.wording_advice)
