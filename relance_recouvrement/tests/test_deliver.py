from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CALL, FRIENDLY, RelanceCommon, days

DELIVER = "odoo.addons.relance_recouvrement.models.engine.deliver"


@tagged("post_install", "-at_install")
class TestDeliver(RelanceCommon):
    # === BETWEEN PREPARATION AND SENDING === #

    def test_paid_meanwhile(self):
        invoice, reminder = self._prepared()
        self._pay(invoice)
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_partly_paid_meanwhile(self):
        invoice, reminder = self._prepared()
        self._pay(invoice, 400)
        self._deliver()
        self.assertEqual(reminder.line_ids.amount_residual, 600)
        self.assertIn("600,00", reminder.delivery_ids.mail_id.body_html)
        self.assertNotIn("1\xa0000,00\xa0€</strong>", reminder.body)

    def test_one_of_two_paid_meanwhile(self):
        paid = self._invoice(amount=100)
        _invoice, reminder = self._prepared()
        self._pay(paid)
        self._deliver()
        self.assertEqual(
            reminder.line_ids.move_line_id.move_id.mapped("name"), [_invoice.name]
        )

    def test_unallocated_payment_meanwhile(self):
        """Money received and not matched is in the message, or stops it."""
        _invoice, reminder = self._prepared()
        self._credit(400)
        self._deliver()
        self.assertEqual(reminder._get_totals()[0][1], 600)
        self.assertTrue(reminder.delivery_ids.mail_id)

    def test_confirmed_then_covered_by_a_payment(self):
        """A person's confirmation does not send a claim that is covered."""
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        reminder.action_confirm()
        self._credit(1000)
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)
        self.assertNotEqual(reminder.state, "queued")

    def test_confirmed_then_partly_covered(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        reminder.action_confirm()
        self._credit(300)
        self._deliver()
        self.assertEqual(reminder._get_totals()[0][1], 700)

    def test_blocked_meanwhile(self):
        invoice, reminder = self._prepared()
        invoice.action_toggle_block_payment()
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)
        self.assertEqual(reminder.state, "cancelled")

    def test_held_meanwhile(self):
        _invoice, reminder = self._prepared()
        self._case().write({"hold_until": FRIENDLY, "hold_reason": "Accord oral"})
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)
        self.assertIn("Accord oral", reminder.cancel_reason)

    def test_line_held_meanwhile(self):
        invoice, reminder = self._prepared()
        self._line(invoice)._hold("excluded", "Litige")
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_answered_meanwhile(self):
        """An unread answer holds what a person confirmed too."""
        _invoice, reminder = self._prepared()
        reminder.action_confirm()
        self._case().message_post(
            body="Je paie demain",
            author_id=self.customer.id,
            message_type="email",
        )
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)
        self.assertEqual(reminder.state, "to_confirm")

    # === RECIPIENTS === #

    def test_contacts_by_role_with_fallbacks(self):
        def contact(name, **vals):
            return self.env["res.partner"].create(
                {"name": name, "parent_id": self.customer.id, **vals}
            )

        invoice = contact("Factures", type="invoice", email="f@client.example.com")
        dunning = contact("Relances", type="other", email="r@client.example.com")
        chief = contact("Direction", type="other", email="d@client.example.com")
        customer = self.customer
        customer.relance_dunning_contact_id = dunning
        customer.relance_escalation_contact_id = chief
        for role, expected in (
            ("invoice", invoice),
            ("dunning", dunning),
            ("escalation", chief),
        ):
            self.assertEqual(customer._relance_get_contact(role, "email"), expected)
        chief.email = False
        self.assertEqual(customer._relance_get_contact("escalation", "email"), dunning)
        dunning.email = "pas une adresse"
        self.assertEqual(customer._relance_get_contact("escalation", "email"), invoice)
        invoice.email = False
        self.assertEqual(customer._relance_get_contact("escalation", "email"), customer)
        customer.email = False
        self.assertFalse(customer._relance_get_contact("escalation", "email"))

    def test_recipient_is_frozen(self):
        _invoice, reminder = self._prepared()
        self._deliver()
        self.customer.write({"name": "Autre nom", "email": "autre@client.example.com"})
        delivery = reminder.delivery_ids
        self.assertEqual(delivery.email, "morel@client.example.com")
        self.assertIn("Boulangerie Morel", delivery.recipient)

    def test_copies_are_not_multiplied_when_it_breaks_once(self):
        copy = self._customer("Direction Générale")
        self.customer.relance_copy_contact_ids = copy
        _invoice, reminder = self._prepared()
        email = "odoo.addons.relance_recouvrement.models.engine.email"
        with (
            patch(
                f"{email}.RelanceEngineEmail._prepare_mail",
                side_effect=UserError("Panne"),
            ),
            mute_logger(DELIVER),
        ):
            self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertIn("Panne", reminder.confirm_reason)
        self.assertFalse(reminder.frozen_date)
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(
            sorted(reminder.delivery_ids.mapped("email")),
            sorted([self.customer.email, copy.email]),
        )

    def test_given_up_texts_are_written_again(self):
        """What was rendered for a delivery that broke is not kept as edited."""
        invoice, reminder = self._prepared()
        with (
            patch(
                "odoo.addons.relance_recouvrement.models.engine.email"
                ".RelanceEngineEmail._prepare_mail",
                side_effect=UserError("Panne"),
            ),
            mute_logger(DELIVER),
        ):
            self._deliver()
        self._pay(invoice, 250)
        self._run(FRIENDLY)
        self._deliver()
        self.assertIn("750,00", self._reminder().body)

    # === ONE MESSAGE === #

    def test_three_levels_one_message(self):
        self.level_call.active = False
        old = self._invoice(due=FRIENDLY - days(25))
        self._play(FRIENDLY - days(21))
        middle = self._invoice(due=FRIENDLY - days(6))
        young = self._invoice(due=FRIENDLY - days(4))
        mails = self.env["mail.mail"].search_count([])
        reminder = self._play(FRIENDLY)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)
        self.assertEqual(reminder.level_id, self.level_firm)
        levels = {line.move_name: line.level_id.name for line in reminder.line_ids}
        self.assertEqual(
            levels,
            {
                old.name: self.level_firm.name,
                middle.name: self.level_friendly.name,
                young.name: self.level_friendly.name,
            },
        )
        body = reminder.delivery_ids.mail_id.body_html
        for name in (old.name, middle.name, young.name):
            self.assertIn(name, body)
        self.assertEqual(self._line(young).level_id, self.level_friendly)
        self.assertEqual(self._line(old).level_id, self.level_firm)

    # === ANSWERS === #

    def test_reply_comes_back_and_holds(self):
        """An answer to the e-mail lands on the case and waits to be read."""
        self.env["mail.alias.domain"].create(
            {
                "name": "durand.example.com",
                "catchall_alias": "reponses",
                "bounce_alias": "retours",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        _invoice, reminder = self._prepared()
        self._deliver()
        self._send_mail(reminder)
        message = reminder.delivery_ids.mail_message_id
        self.assertIn("reponses@durand.example.com", message.reply_to)
        answer = f"""From: Morel <{self.customer.email}>
To: {message.reply_to}
Message-Id: <reponse-1@client.example.com>
In-Reply-To: {message.message_id}
Subject: Re: relance
Content-Type: text/plain; charset=utf-8

Le virement part vendredi.
"""
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(None, answer)
        case = self._case()
        self.assertTrue(case.reply_pending)
        self.assertIn("vendredi", case.message_ids[0].body)
        self._run(CALL)
        self.assertEqual(case.next_decision, "hold")
        case.action_reply_handled()
        self.assertEqual(case.next_decision, "call")

    def test_bounce_through_the_mailbox(self):
        """The report that comes back to the bounce alias fails the delivery."""
        self.env["mail.alias.domain"].create(
            {
                "name": "durand.example.com",
                "catchall_alias": "reponses",
                "bounce_alias": "retours",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        _invoice, reminder = self._prepared()
        self._deliver()
        self._send_mail(reminder)
        message = reminder.delivery_ids.mail_message_id
        report = f"""Return-Path: <>
From: MAILER-DAEMON <mailer-daemon@client.example.com>
To: retours@durand.example.com
Message-Id: <bounce-1@client.example.com>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Type: text/plain; charset=us-ascii

User unknown.

--limit
Content-Type: message/delivery-status

Reporting-MTA: dns; client.example.com

Final-Recipient: rfc822; {self.customer.email}
Action: failed
Status: 5.1.1

--limit
Content-Type: text/rfc822-headers

Message-Id: {message.message_id}
To: {self.customer.email}
Subject: relance

--limit--
"""
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(None, report)
        self._read_feedback()
        self.assertEqual(reminder.delivery_ids.state, "bounced")
        self.assertEqual(reminder.state, "failed")
        self.assertFalse(self._case().reply_pending, "a bounce is no answer")

    def test_own_note_does_not_hold(self):
        self._prepared()
        self._case().message_post(body="Relu par moi", message_type="comment")
        self.assertFalse(self._case().reply_pending)
