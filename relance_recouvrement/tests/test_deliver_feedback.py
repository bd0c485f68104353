import smtplib
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import FIRM, FRIENDLY, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestDeliverFeedback(RelanceCommon):
    """Sent, refused, bounced: only what reached the customer counts."""

    def _send_all(self, reminder):
        mails = reminder.delivery_ids.mail_id.sudo()
        mails.filtered(lambda mail: mail.state == "outgoing").send()
        self._read_feedback()

    def test_queued_is_not_sent(self):
        invoice, reminder = self._prepared()
        self._deliver()
        self.assertEqual(reminder.delivery_ids.state, "queued")
        self._run(FRIENDLY + days(3))
        self.assertFalse(self._line(invoice).level_id)
        self._send_mail(reminder)
        self.assertEqual(reminder.delivery_ids.state, "sent")
        self.assertEqual(self._line(invoice).level_id, self.level_friendly)
        self.assertEqual(self._line(invoice).level_date, FRIENDLY)

    def test_smtp_down_is_tried_again_a_bounded_number_of_times(self):
        invoice, reminder = self._prepared()
        self._deliver()
        mail = reminder.delivery_ids.mail_id
        with self.mock_mail_gateway(), self._smtp_down():
            for attempt in range(1, 4):
                self._send_all(reminder)
                self.assertEqual(mail.state, "outgoing", f"attempt {attempt}")
                self.assertEqual(reminder.state, "queued")
            self._send_all(reminder)
        self.assertEqual(mail.state, "exception")
        self.assertEqual(reminder.state, "failed")
        self.assertFalse(self._line(invoice).level_id)
        self._run(FRIENDLY + days(3))
        self.assertFalse(self._line(invoice).level_id)
        self.assertEqual(self._case().next_decision, "hold")
        self.assertEqual(len(self._case().reminder_ids), 1)
        kind = self.env.ref("relance_recouvrement.activity_fix_contact")
        self.assertIn(kind, self._case().activity_ids.activity_type_id)

    def test_smtp_down_then_up(self):
        invoice, reminder = self._prepared()
        self._deliver()
        with self.mock_mail_gateway(), self._smtp_down():
            self._send_all(reminder)
        self._send_mail(reminder)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(self._line(invoice).level_id, self.level_friendly)
        notification = self.env["mail.notification"].search(
            [("mail_mail_id", "=", reminder.delivery_ids.mail_id.id)]
        )
        self.assertEqual(notification.notification_status, "sent")

    def test_one_recipient_refused(self):
        """The copy is refused: the proof counts, and somebody is told."""
        copy = self._customer("Direction Générale", email="refuse@client.example.com")
        self.customer.relance_copy_contact_ids = copy
        invoice, reminder = self._prepared()
        self._deliver()
        self.assertEqual(len(reminder.delivery_ids), 2)
        original = IrMail_Server.send_email

        def refuse(model, message, *args, **kwargs):
            if "refuse@" in message["To"]:
                raise smtplib.SMTPRecipientsRefused({"refuse@": (550, b"unknown")})
            return original(model, message, *args, **kwargs)

        with (
            self.mock_mail_gateway(),
            patch.object(IrMail_Server, "send_email", refuse),
        ):
            for _attempt in range(5):
                self._send_all(reminder)
        proof = reminder.delivery_ids.filtered("is_proof")
        refused = reminder.delivery_ids - proof
        self.assertEqual((proof.state, refused.state), ("sent", "failed"))
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(self._line(invoice).level_id, self.level_friendly)

    def test_mail_cancelled_or_deleted_in_the_queue(self):
        for number, change in enumerate((lambda m: m.cancel(), lambda m: m.unlink())):
            with self.subTest(number):
                customer = self._customer(f"Client {number}")
                invoice = self._invoice(customer)
                self._run(FRIENDLY)
                self._deliver()
                reminder = self._reminder(customer)
                change(reminder.delivery_ids.mail_id.sudo())
                self._read_feedback()
                self.assertEqual(reminder.state, "failed")
                self.assertFalse(self._line(invoice).level_id)

    def test_late_bounce(self):
        """It un-counts the level, suspends what was announced, and holds the case
        until the e-mail changes."""
        self.level_call.active = False
        invoice = self._invoice()
        self._play(FRIENDLY)
        firm = self._play(FIRM)
        line = self._line(invoice)
        self.assertEqual(line.level_id, self.level_firm)
        self.assertEqual(firm.announcement_ids.state, "open")
        self._run(FIRM + days(4))
        self._bounce(firm)
        self.assertEqual(firm.state, "failed")
        self.assertEqual(firm.delivery_ids.state, "bounced")
        self.assertEqual(firm.announcement_ids.state, "suspended")
        self.assertEqual(line.level_id, self.level_friendly)
        case = self._case()
        kind = self.env.ref("relance_recouvrement.activity_fix_contact")
        self.assertIn(kind, case.activity_ids.activity_type_id)
        self._run(FIRM + days(5))
        self.assertEqual(case.next_decision, "hold")
        self.assertIn(self.customer.email, case.next_action_reason)
        self.assertEqual(case.last_contact_date, FRIENDLY)
        self.customer.email = "nouvelle@client.example.com"
        again = self._play(FIRM + days(6))
        self.assertNotEqual(again, firm)
        self.assertEqual(again.level_id, self.level_firm)
        self.assertEqual(again.state, "sent")
        self.assertEqual(line.level_id, self.level_firm)
        self._read_feedback()
        self.assertEqual(again.state, "sent", "the old bounce is not read twice")

    def test_bounce_confirmed_right(self):
        """The address is right after all: a person says so."""
        _invoice, reminder = self._prepared()
        self._deliver()
        self._send_mail(reminder)
        self._bounce(reminder)
        self._run(FRIENDLY + days(3))
        self.assertEqual(self._case().next_decision, "hold")
        self._case().action_contact_fixed()
        self.assertEqual(self._case().next_decision, "send")

    def test_no_email(self):
        self.customer.email = False
        invoice, reminder = self._prepared()
        self._deliver()
        self.assertEqual(reminder.state, "failed")
        self.assertFalse(reminder.delivery_ids.mail_id)
        self.assertFalse(self._line(invoice).level_id)
        kind = self.env.ref("relance_recouvrement.activity_fix_contact")
        self.assertIn(kind, self._case().activity_ids.activity_type_id)
        self._run(FRIENDLY + days(3))
        self.assertEqual(self._case().next_decision, "hold")
        self.assertEqual(len(self._case().reminder_ids), 1, "no new one each night")
        self.customer.email = "enfin@client.example.com"
        again = self._play(FRIENDLY + days(4))
        self.assertEqual((again.state, again.level_id), ("sent", self.level_friendly))
