from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DUE, RelanceCommon, days

PRINTED = DUE + days(30)  # 1 April, after the last notice's day
DELIVER = "odoo.addons.relance_recouvrement.models.engine.deliver"


@tagged("post_install", "-at_install")
class TestDeliverLetter(RelanceCommon):
    """Letters and registered letters: printed, posted, returned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()
        cls.other = cls._invoice(amount=200)
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False

    def _last_notice(self):
        """A printed last notice: letter as proof, e-mail as copy."""
        self._run(PRINTED)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_last_notice)
        reminder.action_confirm()
        self._deliver()
        return reminder

    def _formal_notice(self):
        notice = self._last_notice()
        self._post(notice, PRINTED)
        day = self.company._relance_calendar().next_working(
            notice.announcement_ids.deadline + days(1)
        )
        self._run(day)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_formal_notice)
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.state, "queued", reminder.confirm_reason)
        return reminder, day

    def _by_channel(self, reminder):
        return {dlv.channel: dlv for dlv in reminder.delivery_ids}

    # === POSTED === #

    def test_printed_is_not_sent(self):
        reminder = self._last_notice()
        channels = self._by_channel(reminder)
        self.assertEqual(channels["letter"].state, "to_post")
        self.assertTrue(channels["letter"].attachment_id)
        self.assertEqual(len(channels["letter"].checksum), 64)
        self.assertEqual(channels["email"].state, "pending", "leaves with the proof")
        self._run(PRINTED + days(1))
        self.assertFalse(self._line(self.invoice).level_id)
        self.assertEqual(self._case().next_decision, "wait")

    def test_posted_counts_and_the_copy_leaves(self):
        reminder = self._last_notice()
        self._post(reminder, PRINTED + days(1))
        self.assertEqual((reminder.state, reminder.date), ("sent", PRINTED + days(1)))
        self.assertEqual(self._line(self.invoice).level_id, self.level_last_notice)
        copy = self._by_channel(reminder)["email"]
        self.assertEqual(copy.state, "queued")
        self._send_mail(reminder)
        self.assertEqual(copy.state, "sent")
        self._run(PRINTED + days(5))
        self._by_channel(reminder)["letter"].action_mark_posted()
        self.assertEqual(reminder.date, PRINTED + days(1), "posted once")

    def test_salesperson_gets_one_copy(self):
        """Once, though the e-mail is not the proof; not where the level says no."""
        seller = self._user("seller", "base.group_user", email="vente@durand.example")
        boss = self._customer("Gérance", email="gerance@client.example")
        self.customer.write(
            {"user_id": seller.id, "relance_copy_contact_ids": [(4, boss.id)]}
        )
        notice = self._last_notice()
        self._post(notice, PRINTED)
        mails = notice.delivery_ids.mail_id
        self.assertEqual(len(mails), 2)
        self.assertEqual(
            mails.filtered("email_cc").mapped("email_cc"), ["vente@durand.example"]
        )

    def test_salesperson_left_out_by_the_level(self):
        seller = self._user("seller", "base.group_user", email="vente@durand.example")
        self.customer.user_id = seller
        self.level_last_notice.copy_salesperson = False
        notice = self._last_notice()
        self._post(notice, PRINTED)
        self.assertTrue(notice.delivery_ids.mail_id)
        self.assertFalse(any(notice.delivery_ids.mail_id.mapped("email_cc")))

    def test_copy_that_breaks_does_not_undo_the_post(self):
        """The letter is in the post: whatever happens to its copy, it counts."""
        reminder = self._last_notice()
        with (
            patch(
                "odoo.addons.relance_recouvrement.models.engine.email"
                ".RelanceEngineEmail._prepare_mail",
                side_effect=UserError("Panne"),
            ),
            mute_logger(DELIVER),
        ):
            self._post(reminder, PRINTED)
        self.assertEqual(reminder.state, "sent")
        self.assertTrue(reminder.frozen_date)
        copy = self._by_channel(reminder)["email"]
        self.assertEqual(copy.state, "failed")
        self.assertIn("Panne", copy.failure_reason)
        self._run(PRINTED + days(1))
        self.assertEqual(self._line(self.invoice).level_id, self.level_last_notice)

    def test_bounced_copy_does_not_undo_the_post(self):
        reminder = self._last_notice()
        self._post(reminder, PRINTED)
        self._send_mail(reminder)
        self._bounce(reminder)
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(self._by_channel(reminder)["email"].state, "bounced")

    def test_unposted_becomes_a_task(self):
        reminder = self._last_notice()
        kind = self.env.ref("relance_recouvrement.activity_post")
        self._run(PRINTED + days(3))
        self.assertNotIn(kind, reminder.case_id.activity_ids.activity_type_id)
        for offset in (4, 5, 6):
            self._run(PRINTED + days(offset))
            kinds = reminder.case_id.activity_ids.activity_type_id
            self.assertIn(kind, kinds)
        tasks = reminder.case_id.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(len(tasks), 1)

    def test_paid_before_the_post(self):
        """A printed letter whose amounts changed is withdrawn."""
        reminder = self._last_notice()
        self._pay(self.other)
        self._run(PRINTED + days(1))
        self.assertEqual(reminder.state, "cancelled")
        self.assertEqual(self._by_channel(reminder)["letter"].state, "cancelled")
        fresh = self._reminder()
        self.assertNotEqual(fresh, reminder)
        self.assertEqual(fresh.amount_total, 1000)
        letters = self._post(reminder, PRINTED + days(1))
        self.assertEqual(reminder.state, "cancelled", "it cannot be posted any more")
        self.assertFalse(letters.filtered(lambda dlv: dlv.state == "sent"))

    def test_no_address(self):
        self.customer.write({"street": False, "city": False})
        self._run(PRINTED)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.state, "failed")
        self._run(PRINTED + days(1))
        self.assertEqual(self._case().next_decision, "hold")
        self.customer.write({"street": "1 quai Neuf", "city": "Nantes"})
        self._run(PRINTED + days(2))
        self.assertEqual(self._case().next_decision, "confirm")

    # === REGISTERED === #

    def test_registered_needs_a_tracking_number(self):
        reminder, day = self._formal_notice()
        for number in (False, "", "123", "1A1234567890", "RR123456780FR"):
            with self.subTest(number=number), self.assertRaises(UserError) as caught:
                with self.env.cr.savepoint():
                    self._post(reminder, day, tracking=number)
            self.assertIn(self.customer.name, str(caught.exception))
            self.assertEqual(reminder.state, "queued")
        self._post(reminder, day, tracking="1a 123 456 78901")
        self.assertEqual(reminder.state, "sent")
        letter = self._by_channel(reminder)["registered"]
        self.assertEqual(letter.tracking_number, "1A12345678901")

    def test_returns(self):
        """Unclaimed and refused still count; an unknown address does not."""
        reminder, day = self._formal_notice()
        self._post(reminder, day)
        letter = self._by_channel(reminder)["registered"]
        line = self._line(self.invoice)
        for reason in ("unclaimed", "refused"):
            letter.return_reason = reason
            self.assertEqual(letter.state, "returned")
            self._run(day + days(1))
            self.assertEqual(reminder.state, "sent", reason)
            self.assertEqual(line.level_id, self.level_formal_notice)
        letter.return_reason = "unknown_address"
        self.assertEqual(reminder.state, "failed")
        self._run(day + days(2))
        self.assertEqual(line.level_id, self.level_last_notice)
        self.assertEqual(self._case().next_decision, "hold")
        self.assertEqual(reminder.announcement_ids.state, "suspended")
        self.customer.street = "18 rue Neuve"
        self._run(day + days(3))
        self.assertNotEqual(self._case().next_decision, "hold")

    def test_received(self):
        reminder, day = self._formal_notice()
        self._post(reminder, day)
        letter = self._by_channel(reminder)["registered"]
        letter.received_date = day + days(2)
        self.assertEqual(letter.state, "delivered")
        self.assertEqual(reminder.state, "sent")

    def test_formal_notice_claims_what_had_the_last_notice(self):
        fresh = self._invoice(due=PRINTED - days(2))
        reminder, _day = self._formal_notice()
        claimed = reminder.line_ids.case_line_id
        self.assertEqual(claimed, self._line(self.invoice) + self._line(self.other))
        self.assertNotIn(self._line(fresh), claimed)

    # === IMMUTABLE === #

    def test_letter_is_immutable(self):
        reminder = self._last_notice()
        letter = self._by_channel(reminder)["letter"]
        content, digest = letter.attachment_id.raw, letter.checksum
        self._post(reminder, PRINTED)
        for attempt in (
            lambda: letter.attachment_id.write({"raw": b"autre"}),
            lambda: letter.attachment_id.sudo().write({"name": "autre"}),
            lambda: letter.attachment_id.sudo().unlink(),
            lambda: letter.write({"attachment_id": False}),
            lambda: letter.write({"posted_date": PRINTED - days(30)}),
            lambda: letter.write({"is_proof": False}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.assertEqual(letter.attachment_id.raw, content)
        self.assertEqual(letter.checksum, digest)
