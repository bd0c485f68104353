import smtplib
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import CALL, FIRM, FRIENDLY, RelanceCommon, days

DELIVER = "odoo.addons.relance_recouvrement.models.engine.deliver"


@tagged("post_install", "-at_install")
class TestDeliver(RelanceCommon):
    def _prepared(self, amount=1000.0, **vals):
        """An invoice and its queued first reminder."""
        invoice = self._invoice(amount=amount, **vals)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.state, "queued")
        return invoice, reminder

    def _send_all(self, reminder):
        mails = reminder.delivery_ids.mail_id.sudo()
        mails.filtered(lambda mail: mail.state == "outgoing").send()
        self._read_feedback()

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

    # === FEEDBACK === #

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

    # === LANGUAGE, TEXTS, ATTACHMENTS === #

    def test_html_in_a_reference_is_escaped(self):
        self.customer.name = "Morel <b>& Fils</b>"
        _invoice, reminder = self._prepared(name="F<script>alert(1)</script>/1")
        self._deliver()
        body = reminder.delivery_ids.mail_id.body_html
        self.assertNotIn("<script>alert", body)
        self.assertIn("&lt;script&gt;", body)
        self.assertNotIn("<b>&", body)

    def test_broken_template_names_level_and_language(self):
        _invoice, reminder = self._prepared()
        other = self._customer("Hotel Bleu")
        self._invoice(other)
        self._run(FRIENDLY)
        # Odoo refuses it on the form; an update or an import lets it in
        self.env.cr.execute(
            """UPDATE mail_template
                  SET body_html = '{"en_US": "<p t-out=\\"object.nowhere\\"/>"}'
                WHERE id = %s""",
            [self.level_friendly.mail_template_id.id],
        )
        self.env.invalidate_all()
        with mute_logger(DELIVER, "odoo.addons.mail.models.mail_render_mixin"):
            self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertIn(self.level_friendly.name, reminder.confirm_reason)
        self.assertIn("fr_FR", reminder.confirm_reason)
        self.assertFalse(reminder.frozen_date)
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_one_broken_reminder_stops_nobody(self):
        _invoice, reminder = self._prepared()
        other = self._customer("Hotel Bleu")
        self._invoice(other)
        self._run(FRIENDLY)
        freeze = f"{DELIVER}.RelanceEngineDeliver._freeze_texts"
        original = type(self.env["relance.engine.deliver"])._freeze_texts

        def fail(engine, rem):
            if rem == reminder:
                raise ValueError("poisoned")
            return original(engine, rem)

        with patch(freeze, fail), mute_logger(DELIVER):
            self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertIn("poisoned", reminder.confirm_reason)
        self.assertTrue(self._reminder(other).delivery_ids.mail_id)

    def _with_pdf(self, invoice, size=10):
        self.env["ir.attachment"].create(
            {
                "name": f"{invoice.name}.pdf",
                "raw": b"%PDF" + b"x" * size,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()

    def test_sixty_invoices_within_the_limit(self):
        invoices = [self._invoice(amount=20) for _number in range(60)]
        for invoice in invoices:
            self._with_pdf(invoice, 20_000)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.company.relance_attachment_limit = 1
        self._deliver()
        message = reminder.delivery_ids.mail_message_id
        self.assertEqual(len(reminder.line_ids), 60)
        self.assertEqual(len(message.attachment_ids), 1, "the statement replaces them")

    def test_invoices_are_attached_as_issued(self):
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        attachment = reminder.delivery_ids.mail_message_id.attachment_ids
        self.assertEqual(attachment.raw, invoice.invoice_pdf_report_id.raw)

    # === IMMUTABLE === #

    def test_what_was_sent_is_immutable(self):
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        self._send_mail(reminder)
        delivery = reminder.delivery_ids
        message = delivery.mail_message_id
        attempts = (
            lambda: reminder.write({"body": "<p>Autre</p>"}),
            lambda: reminder.write({"user_id": self.env.uid}),
            lambda: reminder.write({"level_id": self.level_firm.id}),
            lambda: reminder.write({"frozen_date": False}),
            lambda: reminder.write({"deadline_date": FIRM}),
            lambda: reminder.unlink(),
            lambda: reminder.line_ids.write({"amount_residual": 1}),
            lambda: reminder.line_ids.unlink(),
            lambda: reminder.line_ids.copy(),
            lambda: delivery.write({"recipient": "Moi"}),
            lambda: delivery.write({"email": "x@example.com"}),
            lambda: delivery.write({"checksum": "0"}),
            lambda: delivery.write({"contact_id": self.company.partner_id.id}),
            lambda: delivery.unlink(),
            lambda: message.write({"body": "Autre"}),
            lambda: message.write({"attachment_ids": [Command.clear()]}),
            lambda: message.unlink(),
            lambda: message.attachment_ids.write({"raw": b"x"}),
            lambda: message.attachment_ids.unlink(),
            lambda: reminder.case_id.unlink(),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()
        self.assertTrue(reminder.exists())

    def test_what_was_sent_is_immutable_even_for_sudo(self):
        _invoice, reminder = self._prepared()
        self._deliver()
        for record, vals in (
            (reminder, {"subject": "x"}),
            (reminder.line_ids, {"amount_company": 1}),
            (reminder.delivery_ids, {"recipient": "x"}),
            (reminder.delivery_ids.mail_message_id, {"subject": "x"}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.sudo().write(vals)

    def test_invoice_reset_after_the_reminder(self):
        """Resetting and deleting an invoice is allowed; what was sent stays."""
        invoice = self._invoice()
        self._with_pdf(invoice)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._deliver()
        self._send_mail(reminder)
        content = reminder.delivery_ids.mail_message_id.attachment_ids.raw
        self.assertTrue(content)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.env.invalidate_all()
        attachments = reminder.delivery_ids.mail_message_id.attachment_ids
        self.assertEqual(attachments.raw, content)

    def test_withdrawn_reminder_keeps_its_proof(self):
        invoice, reminder = self._prepared()
        self._deliver()
        self._send_mail(reminder)
        reminder._void("Envoyée par erreur")
        self.assertEqual(reminder.state, "void")
        self.assertFalse(self._line(invoice).level_id)
        self.assertTrue(reminder.delivery_ids.checksum)
        self._run(FRIENDLY + days(6))
        self.assertEqual(self._case().next_level_id, self.level_friendly)

    # === NEUTRALISED COPY === #

    def test_neutralised_copy_sends_nothing(self):
        from odoo.modules.neutralize import get_neutralization_queries

        other = self._customer("Hotel Bleu")
        self._invoice(other)
        _invoice, reminder = self._prepared()
        self._deliver(limit=1)
        self.env.flush_all()
        for query in get_neutralization_queries(["relance_recouvrement"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        reminders = (self._case() + self._case(other)).reminder_ids
        self.assertEqual(set(reminders.mapped("state")), {"cancelled"})
        self.assertEqual(set(reminders.delivery_ids.mapped("state")), {"cancelled"})
        self.assertEqual(
            set(reminders.delivery_ids.mail_id.mapped("state")), {"cancel"}
        )
        self.assertFalse(self.env.ref("relance_recouvrement.cron_run").active)
        self.assertFalse(self.env.ref("relance_recouvrement.cron_deliver").active)
        self.assertEqual(self._deliver(), 0)
