from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..const import CONTACT_MINUTES
from .common import RelanceCommon
from .common_contact import ContactCommon

BASE = "base.group_user,account.group_account_invoice,relance_recouvrement.group_"


@tagged("post_install", "-at_install")
class TestContactGuard(ContactCommon):
    # === IN CONTACT NOW === #

    def test_open_and_close(self):
        self.assertFalse(self._as(self.anne)._contact_open())
        self.assertEqual(self.case.contact_user_id, self.anne)
        self.assertTrue(self.case._contact_is_open())
        self._as(self.bruno)._contact_close()
        self.assertEqual(self.case.contact_user_id, self.anne)
        self._as(self.anne)._contact_close()
        self.assertFalse(self.case.contact_user_id)
        self.assertFalse(self.case.contact_since)

    def test_two_users_collide(self):
        self._as(self.anne)._contact_open()
        conflict = self._as(self.bruno)._contact_open()
        self.assertEqual(conflict["user"], self.anne)
        self.assertTrue(conflict["is_open"])
        self.assertTrue(conflict["is_hard"])
        self.assertIn("Anne", conflict["text"])
        self.assertEqual(self.case.contact_user_id, self.anne)
        self._as(self.bruno)._contact_open(reason="Anne me passe le client")
        self.assertEqual(self.case.contact_user_id, self.bruno)
        self.assertFalse(self._as(self.bruno)._contact_conflict())

    def test_forgotten_contact_is_freed(self):
        self._as(self.anne)._contact_open()
        self._since(CONTACT_MINUTES - 1)
        self.assertTrue(self._as(self.bruno)._contact_conflict())
        self.env["relance.case"].sudo()._contact_free(self.company)
        self.assertEqual(self.case.contact_user_id, self.anne)
        self._since(CONTACT_MINUTES)
        self.assertFalse(self._as(self.bruno)._contact_conflict())
        self.assertFalse(self._as(self.bruno)._contact_open())
        self.assertEqual(self.case.contact_user_id, self.bruno)
        self._since(CONTACT_MINUTES)
        self.env["relance.case"].sudo()._contact_free(self.company)
        self.assertFalse(self.case.contact_user_id)

    def test_readers_mark_nothing(self):
        reader = self._user("reader", BASE + "reader")
        with self.assertRaises(AccessError):
            self._as(reader)._contact_open()
        with self.assertRaises(AccessError):
            self._as(self.anne).write({"contact_user_id": False})

    def test_colleagues_see_it_live(self):
        own = self._user("own", BASE + "collector_own")
        stranger = self._user("stranger", "base.group_user")
        sent = []

        def send(users, kind, payload, **_kwargs):
            sent.append((users, kind, payload))

        self.case.user_id = self.anne
        with patch.object(type(self.env["res.users"]), "_bus_send", send):
            self._as(self.anne)._contact_open()
            self._as(self.anne)._contact_close()
        (users, kind, opened), (_users, _kind, closed) = sent
        self.assertEqual(kind, "relance.contact")
        self.assertLessEqual(self.anne + self.bruno + self.chef, users)
        self.assertFalse((own + stranger) & users)
        self.assertEqual(opened["case_id"], self.case.id)
        self.assertEqual(opened["user_name"], "Anne")
        self.assertFalse(closed["user_id"])
        self.case.user_id = False
        self.assertIn(own, self.case._contact_watchers())

    # === WHO WAS LAST === #

    def test_who_when_how_and_what_was_said(self):
        self._call_as(
            self.anne, "call_back", 60, reached=True, note="Rappeler M. Morel jeudi"
        )
        conflict = self._as(self.bruno)._contact_conflict()
        self.assertEqual(conflict["user"], self.anne)
        self.assertFalse(conflict["is_hard"])
        self.assertIn("Phone", conflict["how"])
        self.assertEqual(conflict["said"], "Rappeler M. Morel jeudi")
        for part in ("Anne", "Phone", "Rappeler"):
            self.assertIn(part, conflict["text"])
        self.assertFalse(self._as(self.anne)._contact_conflict())

    def test_message_of_a_colleague(self):
        self.case.reminder_ids.with_user(self.anne).action_send_now()
        conflict = self._as(self.bruno)._contact_conflict("send")
        self.assertEqual(conflict["how"], "E-mail")
        self.assertEqual(conflict["said"], self.case.reminder_ids.subject)
        self.assertFalse(conflict["is_hard"])
        self.assertTrue(self._as(self.bruno)._contact_conflict()["is_hard"])

    def test_message_of_the_engine_is_no_contact(self):
        self._deliver()
        self.assertTrue(self.case.reminder_ids.frozen_date)
        self.assertFalse(self._as(self.bruno)._contact_conflict())

    def test_message_in_the_thread(self):
        note = {"body": "Note", "subtype_xmlid": "mail.mt_note"}
        self._as(self.anne).message_post(**note)
        self.assertFalse(self._as(self.bruno)._contact_conflict())
        self._as(self.anne).message_post(
            body="Votre IBAN a changé ?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        conflict = self._as(self.bruno)._contact_conflict()
        self.assertIn("IBAN", conflict["said"])

    def test_guard_time(self):
        for minutes, hard, soft in (
            (5, True, True),
            (11, False, True),
            (23 * 60, False, True),
            (25 * 60, False, False),
        ):
            with self.subTest(minutes=minutes):
                self.case.call_ids.sudo().unlink()
                self._call_as(self.anne, "voicemail", minutes)
                conflict = self._as(self.bruno)._contact_conflict()
                self.assertEqual(bool(conflict), soft)
                self.assertEqual(bool(conflict and conflict["is_hard"]), hard)
        self.case.call_ids.sudo().unlink()
        self._call_as(self.anne, "voicemail", 30)
        self.company.relance_guard_hours = 0
        self.assertFalse(self._as(self.bruno)._contact_conflict())
        self._call_as(self.anne, "voicemail", 5)
        self.assertFalse(self._as(self.bruno)._contact_conflict("send"))
        self.assertTrue(self._as(self.bruno)._contact_conflict()["is_hard"])
        with self.assertRaises(ValidationError):
            self.company.relance_guard_hours = -1

    def test_exempt(self):
        self._call_as(self.anne, "call_back", 5, direction="in", reached=True)
        self.assertFalse(self._as(self.bruno)._contact_conflict())
        # no answer: nobody heard anything, yet not twice in ten minutes
        self._call_as(self.anne, "no_answer", 30)
        self.assertFalse(self._as(self.bruno)._contact_conflict())
        self._call_as(self.anne, "no_answer", 5)
        self.assertTrue(self._as(self.bruno)._contact_conflict()["is_hard"])
        self.assertFalse(self._as(self.bruno)._contact_conflict("send"))

    # === CALLS === #

    def test_call_within_ten_minutes_is_refused(self):
        self._call_as(self.anne, "voicemail", 5, note="Message laissé")
        with self.assertRaisesRegex(UserError, "Anne.*Message laissé.*10 minutes"):
            self._call_as(self.bruno, guard_reason="Je veux appeler")
        self.assertIn("Anne", self._as(self.bruno)._get_call_refusal())
        self.assertFalse(self._as(self.chef)._get_call_refusal())
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self._call_as(self.chef)
        self._call_as(self.chef, guard_reason="Le client attend mon appel")
        bodies = " ".join(self.case.message_ids.mapped("body"))
        self.assertIn("Le client attend mon appel", bodies)

    def test_call_within_the_guard_time_asks_why(self):
        self._call_as(self.anne, "voicemail", 60)
        self.assertFalse(self._as(self.bruno)._get_call_refusal())
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self._call_as(self.bruno)
        call = self._call_as(self.bruno, guard_reason="Urgent")
        self.assertEqual(call.guard_reason, "Urgent")

    def test_calls_that_ask_nothing(self):
        self._call_as(self.anne, "voicemail", 5)
        # the customer calls; anne calls again; an old call is recorded
        self._call_as(self.bruno, "call_back", direction="in")
        self._call_as(self.anne)
        self._call_as(self.bruno, minutes=30 * 60)
        # a call made before anne's and recorded after it
        self._call_as(self.bruno, minutes=6)
        self.assertEqual(len(self.case.call_ids), 5)

    def _sheet(self, user):
        action = self._as(user).action_open_call_sheet()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_call_sheets_of_two_users(self):
        self.customer.phone = "02 40 00 00 00"
        anne, bruno, chef = map(self._sheet, (self.anne, self.bruno, self.chef))
        self.assertEqual(self.case.contact_user_id, self.anne)
        self.assertFalse(anne.guard_warning and anne.is_conflict)
        self.assertTrue(anne.dial_html)
        self.assertIn("Anne", bruno.guard_warning)
        self.assertTrue(bruno.is_refused)
        self.assertFalse(bruno.dial_html)
        # a manager gives a reason; the customer who calls is always heard
        self.assertIn("Anne", chef.guard_warning)
        self.assertTrue(chef.is_conflict)
        self.assertFalse(chef.is_refused)
        bruno.direction = "in"
        self.assertFalse(bruno.guard_warning)


@tagged("post_install", "-at_install")
class TestContactTour(ContactCommon, HttpCase):
    def test_two_users_collide_in_the_browser(self):
        reminder = self.case.reminder_ids
        reminder.sudo().state = "to_confirm"
        self.case.sudo().next_decision = "confirm"
        self._as(self.anne)._contact_open()
        self.start_tour("/odoo", "relance_contact_guard_tour", login=self.bruno.login)
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(reminder.user_id, self.bruno)
        self.assertEqual(reminder.guard_reason, "Vu avec Anne")
        self.assertEqual(self.case.contact_user_id, self.anne)


@tagged("post_install", "-at_install")
class TestContactRace(RelanceCommon):
    """Two transactions at once, on a case that both see."""

    def test_the_second_sees_the_first(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env["res.company"].search([], limit=1, order="id")
            partner = env["res.partner"].create({"name": "Course"})
            case = env["relance.case"].create(
                {"partner_id": partner.id, "company_id": company.id}
            )
            case_id, partner_id = case.id, partner.id
        self.addCleanup(self._clean, case_id, partner_id)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})["relance.case"]
            two = api.Environment(second, SUPERUSER_ID, {})["relance.case"]
            self.assertFalse(two.browse(case_id).contact_user_id)
            one.browse(case_id)._contact_open()
            first.commit()
            # played again by the server, as any concurrent update
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                two.browse(case_id)._contact_open()
            second.rollback()
        with self.registry.cursor() as cr:
            case = api.Environment(cr, SUPERUSER_ID, {})["relance.case"]
            self.assertEqual(case.browse(case_id).contact_user_id.id, SUPERUSER_ID)

    def _clean(self, case_id, partner_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["relance.case"].browse(case_id).unlink()
            env["res.partner"].browse(partner_id).unlink()
