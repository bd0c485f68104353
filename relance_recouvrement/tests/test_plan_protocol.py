from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools.wording import check_letter
from .common_plan import PlanCommon

COMPOSER = "mail.compose.message"


@tagged("post_install", "-at_install")
class TestPlanProtocol(PlanCommon):
    """The protocol sent by e-mail, to be signed."""

    def setUp(self):
        super().setUp()
        self._owe(1500.0)
        self.case = self._case()
        self.plan = self._plan()

    def _send(self, action, user=None):
        composer = self.env[COMPOSER].with_user(user or self.collector)
        with Form(composer.with_context(**action["context"])) as form:
            pass
        form.record.action_send_mail()
        return self.case.message_ids.filtered("attachment_ids")[:1]

    def test_leaves_with_its_file(self):
        action = self.plan.action_send_protocol()
        self.assertEqual(action["res_model"], COMPOSER)
        self.assertEqual(self.case.contact_user_id, self.collector, "in contact")
        message = self._send(action)
        self.assertEqual(message.partner_ids, self.plan.contact_id)
        self.assertIn(
            "1\N{NO-BREAK SPACE}500", message.subject.replace("\u202f", "\xa0")
        )
        self.assertIn("20 mars 2026", message.body)
        self.assertEqual(check_letter(message.body, "b2b"), [])
        self.assertEqual(
            message.attachment_ids.name,
            f"Échéancier {self.plan.payment_reference}.pdf",
        )
        self.assertEqual(message.attachment_ids.res_model, "relance.case")
        self.assertEqual(self.plan.protocol_sent_date, fields.Date.today())
        self.assertIn("Protocol sent", self.plan.message_ids[:1].body)
        self.assertFalse(self.case.contact_user_id, "no longer in contact")
        self.assertFalse(self.case.reply_pending)

    def test_a_colleagues_contact_asks_why(self):
        self.env["relance.call"].with_user(self.manager).create(
            {
                "case_id": self.case.id,
                "outcome": "voicemail",
                "date": fields.Datetime.now() - timedelta(minutes=30),
            }
        )
        action = self.plan.action_send_protocol()
        self.assertEqual(action["res_model"], "relance.contact.confirm")
        wizard = self.env[action["res_model"]].with_user(self.collector)
        wizard = wizard.with_context(**action["context"]).create({"reason": " "})
        self.assertIn("Marc", wizard.contacts.title())
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.reason = "Le client attend le protocole"
        self.assertEqual(wizard.action_apply()["res_model"], COMPOSER)
        bodies = " ".join(self.case.message_ids.mapped("body"))
        self.assertIn("Le client attend le protocole", bodies)

    def test_what_cannot_leave(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.reader).action_send_protocol()
        self.plan.contact_id.sudo().email = False
        with self.assertRaisesRegex(UserError, "e-mail address"):
            self.plan.action_send_protocol()
        self.plan.contact_id.sudo().email = "compta@client.example.com"
        self._sign(self.plan)
        with self.assertRaisesRegex(UserError, "signed"):
            self.plan.action_send_protocol()

    def test_another_message_is_no_protocol(self):
        other = self._plan()
        self.case.with_user(self.collector).message_post(
            body="Bonjour", subtype_xmlid="mail.mt_comment"
        )
        self._send(other.action_send_protocol())
        self.assertFalse(self.plan.protocol_sent_date)
        self.assertTrue(other.protocol_sent_date)
