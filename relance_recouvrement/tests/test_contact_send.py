from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..const import CONTACT_MINUTES
from .common import FRIENDLY, days
from .common_contact import ContactCommon

BASE = "base.group_user,account.group_account_invoice,relance_recouvrement.group_"


@tagged("post_install", "-at_install")
class TestContactSend(ContactCommon):
    """Messages and the engine wait for who is in contact."""

    def test_sending_asks_why(self):
        reminder = self.case.reminder_ids
        self._call_as(self.anne, "voicemail", 5, note="Message laissé")
        action = self._confirm_as(self.bruno, "action_send_now")
        self.assertEqual(action["res_model"], "relance.contact.confirm")
        self.assertFalse(reminder.frozen_date)
        wizard = self._wizard(self.bruno, action, " ")
        self.assertIn("Message laissé", wizard.contacts)
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.reason = "Le client veut un écrit"
        wizard.action_apply()
        self.assertTrue(reminder.frozen_date)
        self.assertEqual(reminder.user_id, self.bruno)
        self.assertEqual(reminder.guard_reason, "Le client veut un écrit")
        bodies = " ".join(self.case.message_ids.mapped("body"))
        self.assertIn("Le client veut un écrit", bodies)

    def test_confirming_asks_why(self):
        self.case.reminder_ids.sudo().state = "to_confirm"
        self._call_as(self.anne, "voicemail", 60)
        action = self._confirm_as(self.bruno)
        self.assertEqual(self.case.reminder_ids.state, "to_confirm")
        self._wizard(self.bruno, action, "Écrit demandé").action_apply()
        self.assertEqual(self.case.reminder_ids.state, "queued")
        self.assertFalse(self._confirm_as(self.bruno))

    def test_who_called_sends_at_once(self):
        self._call_as(self.anne, "voicemail", 5)
        self.assertFalse(self._confirm_as(self.anne, "action_send_now"))
        self.assertTrue(self.case.reminder_ids.frozen_date)

    def test_only_the_guarded_ones_wait(self):
        other = self._customer("Garage Petit")
        self._invoice(other)
        self._run(FRIENDLY)
        self._call_as(self.anne, "voicemail", 5)
        reminders = self.case.reminder_ids + self._reminder(other)
        reminders.sudo().state = "to_confirm"
        action = reminders.with_user(self.bruno).action_confirm()
        self.assertEqual(action["context"]["default_reminder_ids"], reminders[0].ids)
        self.assertEqual(reminders.mapped("state"), ["to_confirm", "queued"])

    def test_confirming_many_costs_no_query_each(self):
        self.bruno.has_group("base.group_user")
        customers = [self._customer(f"Client {number}") for number in range(6)]
        for customer in customers:
            self._invoice(customer)
        self._run(FRIENDLY)
        cases = self.env["relance.case"]
        for customer in customers:
            cases |= self._case(customer)
        cases = cases.with_user(self.bruno)
        counts = []
        for some in (cases[:1], cases):
            self.env.invalidate_all()
            some.mapped("company_id.relance_guard_hours")
            some.mapped("contact_user_id")
            before = self.env.cr.sql_log_count
            self.assertFalse(some._contact_touched())
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_wizard_keeps_the_rights(self):
        self._call_as(self.anne, "voicemail", 5)
        action = self._confirm_as(self.bruno)
        reader = self._user("reader", BASE + "reader")
        with self.assertRaises(AccessError):
            self._wizard(reader, action, "x")
        self.level_friendly.manager_confirms = True
        wizard = self._wizard(self.bruno, action, "x")
        with self.assertRaisesRegex(UserError, "manager"):
            wizard.action_apply()

    def test_review_marks_the_case(self):
        self._as(self.anne).action_prepare_reminder()
        self.assertEqual(self.case.contact_user_id, self.anne)
        self._as(self.bruno).action_prepare_reminder()
        self.assertEqual(self.case.contact_user_id, self.anne)
        warning = self.case.reminder_ids.with_user(self.bruno).guard_warning
        self.assertIn("Anne", warning)
        self._confirm_as(self.anne)
        self.assertFalse(self.case.contact_user_id)

    def test_next_message_marks_the_case(self):
        self.case.reminder_ids.sudo().state = "to_confirm"
        self._as(self.anne).action_send_next()
        self.assertEqual(self.case.contact_user_id, self.anne)
        self._as(self.bruno).action_send_next()
        self.assertEqual(self.case.contact_user_id, self.anne)

    # === THE ENGINE === #

    def test_engine_waits_while_in_contact(self):
        reminder = self.case.reminder_ids
        self.assertEqual(reminder.state, "queued")
        self._as(self.anne)._contact_open()
        self.assertEqual(self._deliver(), 0)
        self.assertFalse(reminder.frozen_date)
        self.assertIn("Anne", self.case._explain())
        self._run(FRIENDLY)
        self.assertEqual(self.case.next_decision, "wait")
        self.assertEqual(self.case.reminder_ids, reminder)
        self._as(self.anne)._contact_close()
        self.assertEqual(self.case.next_decision, "send")
        self.assertEqual(self._deliver(), 1)

    def test_engine_forgets_a_forgotten_contact(self):
        self._as(self.anne)._contact_open()
        self._run(FRIENDLY)
        self._since(CONTACT_MINUTES)
        self.assertEqual(self._deliver(), 0)
        self.env["relance.case"].sudo()._contact_free(self.company)
        self.assertEqual(self._deliver(), 1)

    def test_confirmed_message_waits_for_a_colleague(self):
        self._confirm_as(self.bruno)
        self._as(self.anne)._contact_open()
        self.assertEqual(self._deliver(), 0)
        self._as(self.anne)._contact_close()
        self._as(self.bruno)._contact_open()
        self.assertEqual(self._deliver(), 1)

    def test_engine_waits_the_day_of_a_talk(self):
        self.scenario.min_contact_days = 0
        self._call(FRIENDLY, reached=True, outcome="call_back")
        self._run(FRIENDLY)
        self.assertEqual(self.case.next_decision, "wait")
        self.assertIn("contacté le client", self.case.next_action_reason)
        self.assertEqual(self._deliver(), 0)
        self._run(FRIENDLY + days(3))
        self.assertEqual(self.case.next_decision, "send")
        self.assertEqual(self._deliver(), 1)

    def test_call_in_vain_postpones_nothing(self):
        self.scenario.min_contact_days = 0
        for outcome in ("no_answer", "voicemail"):
            self._call(FRIENDLY, outcome=outcome)
        self._call(FRIENDLY, reached=True, outcome="call_back", direction="in")
        self._run(FRIENDLY)
        self.assertEqual(self.case.next_decision, "send")
        self.assertEqual(self._deliver(), 1)

    def test_simulation_waits_only_today(self):
        self._as(self.anne)._contact_open()
        [today] = self.env["relance.engine"]._simulate(self.case, FRIENDLY)
        self.assertEqual(today["decision"], "wait")
        self.assertIn("Anne", " ".join(today["reasons"]))
        rows = self.env["relance.engine"]._simulate_days(self.company, FRIENDLY, 7)
        self.assertEqual(rows[0]["decision"], "send")
        self.assertGreater(rows[0]["date"], FRIENDLY)

    # === COMPANIES === #

    def test_nothing_crosses_companies(self):
        data = self.setup_other_company(name="Briqueterie Lebel")
        other = data["company"]
        self._invoice(company=other, accounts=data)
        self._run(FRIENDLY, other)
        theirs = self._case(company=other)
        self._as(self.anne)._contact_open()
        self._call_as(self.anne, "voicemail", 5)
        self.bruno.company_ids += other
        bruno = theirs.with_user(self.bruno).with_company(other)
        self.assertFalse(bruno._contact_open())
        self.assertNotIn(self.anne, theirs._contact_watchers())
        with self.assertRaises(AccessError):
            theirs.with_user(self.anne)._contact_open()
        self.env["relance.case"].sudo()._contact_free(other)
        self.assertEqual(self.case.contact_user_id, self.anne)
