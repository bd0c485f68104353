from datetime import date, datetime
from unittest.mock import patch

import pytz

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CALL, DUE, FIRM, FRIENDLY, RelanceCommon, days

WEDNESDAY = date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestSchedule(RelanceCommon):
    """The schedule as the engine applies it; its arithmetic is in
    test_tools_schedule."""

    # === THE DEFAULT SCENARIO, DAY BY DAY === #

    def test_a_whole_life(self):
        """From the first reminder to the decision, at the earliest days."""
        self._invoice()
        friendly = self._play(FRIENDLY)
        self.assertEqual((friendly.state, friendly.date), ("sent", FRIENDLY))
        self._run(CALL - days(1))
        self.assertEqual(self._next(), ("wait", self.level_call, CALL))
        self._run(CALL)
        self.assertEqual(self._next()[:2], ("call", self.level_call))
        self._call(CALL)
        self._run(FIRM - days(1))
        self.assertEqual(self._next(), ("wait", self.level_firm, FIRM))
        firm = self._play(FIRM)
        self.assertEqual(firm.level_id, self.level_firm)
        announcement = firm.announcement_ids
        self.assertEqual(announcement.deadline, FIRM + days(8))  # Friday 27 March
        self.assertEqual(announcement.state, "open")
        self._run(FIRM + days(8))
        self.assertEqual(
            self._next(), ("wait", self.level_last_notice, date(2026, 3, 30))
        )
        self._run(date(2026, 3, 30))
        self.assertEqual(self._next()[:2], ("confirm", self.level_last_notice))
        notice = self._reminder()
        self.assertEqual(notice.state, "to_confirm")
        notice.action_confirm()
        self._deliver()
        self._post(notice, date(2026, 3, 31))
        self.assertEqual((notice.state, notice.date), ("sent", date(2026, 3, 31)))
        self.assertEqual(announcement.state, "kept")
        deadline = notice.announcement_ids.deadline
        self.assertEqual(deadline, date(2026, 4, 7))
        self._run(deadline)
        self.assertEqual(self._next()[0], "wait")
        self._run(deadline + days(1))
        formal = self._reminder()
        self.assertEqual(self._next()[:2], ("confirm", self.level_formal_notice))
        formal.action_confirm()
        self._deliver()
        self._post(formal, deadline + days(1))
        self.assertEqual(formal.state, "sent", formal.confirm_reason)
        end = formal.announcement_ids.deadline
        self.assertEqual(end, deadline + days(1) + days(12))
        self._run(end + days(1))
        case = self._case()
        self.assertEqual(case.stage, "formal_notice")
        self.assertEqual(self._next()[:2], ("confirm", self.level_decision))
        kinds = case.activity_ids.activity_type_id
        self.assertIn(self.env.ref("relance_recouvrement.activity_decision"), kinds)
        self.assertFalse(case.reminder_ids.filtered("is_open"))

    def test_every_day_at_most_one_message(self):
        """Run every night for four months: one message at a time, never two within
        the contact delay unless announced, none on a day off."""
        self._invoice()
        sent = []
        for offset in range(0, 75):
            day = DUE + days(offset)
            self._run(day)
            for reminder in self._case().reminder_ids.filtered("is_open"):
                if reminder.state == "to_confirm":
                    reminder.action_confirm()
                if reminder.level_id.proof_channel == "call":
                    self._call(day)
            self._deliver()
            for reminder in self._case().reminder_ids.filtered("is_open"):
                if reminder.level_id.proof_channel == "email":
                    self._send_mail(reminder)
                else:
                    self._post(reminder, day)
        reminders = self._case().reminder_ids.filtered("date").sorted("date")
        self.assertEqual(
            reminders.level_id.sorted("sequence"),
            self.scenario.level_ids.sorted("sequence")
            - self.level_prevention
            - self.level_decision,
        )
        calendar = self.company._relance_calendar()
        sent = reminders.mapped("date")
        self.assertEqual(len(sent), len(set(sent)))
        for before, after in zip(sent, sent[1:], strict=False):
            self.assertGreaterEqual((after - before).days, 5)
        self.assertTrue(all(calendar.is_working(day) for day in sent))

    # === PREVENTION === #

    def test_prevention(self):
        invoice = self._invoice(amount=2000)
        self._run(DUE - days(8))
        self.assertFalse(self._case().reminder_ids)
        reminder = self._play(DUE - days(7))
        self.assertEqual(reminder.level_id, self.level_prevention)
        self.assertEqual(self._line(invoice).level_id, self.level_prevention)
        self.assertEqual(self._case().stage, "prevention")
        self._run(FRIENDLY)
        self.assertEqual(self._next()[:2], ("send", self.level_friendly))

    def test_prevention_is_skipped_once_overdue(self):
        self._invoice(amount=2000)
        self._run(DUE + days(1))
        self.assertEqual(self._next(), ("wait", self.level_friendly, FRIENDLY))

    # === PAUSES AND HOLIDAYS === #

    def test_pause_of_the_company(self):
        self._invoice()
        self.env["relance.pause"].create(
            {"name": "Inventaire", "date_from": DUE, "date_to": DUE + days(9)}
        )
        self._run(FRIENDLY)
        self.assertEqual(self._next(), ("wait", self.level_friendly, DUE + days(10)))
        self._run(DUE + days(10))
        self.assertEqual(self._next()[0], "send")

    def test_pause_of_another_scenario_or_company(self):
        self._invoice()
        pause = self.env["relance.pause"].create(
            {
                "name": "Particuliers",
                "date_from": DUE,
                "date_to": DUE + days(9),
                "scenario_ids": [
                    (4, self.env.ref("relance_recouvrement.scenario_consumer").id)
                ],
            }
        )
        self._run(FRIENDLY)
        self.assertEqual(self._next()[0], "send")
        pause.scenario_ids = self.scenario
        self._run(FRIENDLY)
        self.assertEqual(self._next()[0], "wait")
        other = self.env["res.company"].create({"name": "Autre"})
        pause.company_id = other
        self._run(FRIENDLY)
        self.assertEqual(self._next()[0], "send")

    def test_pause_checks(self):
        for first, last in ((DUE, DUE - days(1)), (DUE, DUE + days(121))):
            with self.assertRaises(ValidationError):
                self.env["relance.pause"].create(
                    {"name": "x", "date_from": first, "date_to": last}
                )

    def test_local_holiday(self):
        """Good Friday is a day off in Moselle only."""
        self._invoice(due=date(2026, 3, 30))  # +4 is 3 April, Good Friday
        self.company.relance_holiday_subdivision = "57"
        self._run(date(2026, 3, 31))
        self.assertEqual(self._next()[2], date(2026, 4, 7))
        self.company.relance_holiday_subdivision = False
        self._run(date(2026, 3, 31))
        self.assertEqual(self._next()[2], date(2026, 4, 3))

    def test_today_is_the_company_s(self):
        """At 23:30 UTC it is already tomorrow in Paris, clocks forward or not."""
        company = self.company
        for utc, expected in (
            (datetime(2026, 1, 15, 23, 30), date(2026, 1, 16)),
            (datetime(2026, 3, 28, 22, 30), date(2026, 3, 28)),
            (datetime(2026, 3, 29, 22, 30), date(2026, 3, 30)),  # summer time
            (datetime(2026, 10, 24, 22, 30), date(2026, 10, 25)),
            (datetime(2026, 10, 25, 22, 30), date(2026, 10, 25)),  # winter time
        ):
            now = pytz.utc.localize(utc)
            with (
                self.subTest(utc=utc),
                patch(
                    "odoo.addons.relance_recouvrement.models.res_company.datetime"
                ) as clock,
            ):
                clock.now.return_value = now
                self.assertEqual(company._relance_today(), expected)

    # === CONTACTS === #

    def test_manual_call_postpones_the_reminder(self):
        """A call made by hand on the same day: the automatic message waits."""
        self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.state, "queued")
        self._call(FRIENDLY)
        self._deliver()
        self.assertFalse(reminder.delivery_ids.mail_id)
        self._run(FRIENDLY)
        self.assertEqual(
            self._next(), ("wait", self.level_friendly, FRIENDLY + days(5))
        )

    def test_missed_call_and_incoming_call_postpone_nothing(self):
        self._invoice()
        self._run(FRIENDLY - days(1))
        self._call(FRIENDLY - days(1), outcome="voicemail")
        self._call(FRIENDLY - days(1), direction="in")
        self._run(FRIENDLY)
        self.assertEqual(self._next()[0], "send")
        self.assertFalse(self._case().last_contact_date)

    def test_call_level(self):
        """The right person reached counts; voicemail, never."""
        self.company.relance_attempts_count = 0  # see test_call_attempts
        invoice = self._invoice()
        self._play(FRIENDLY)
        self._run(CALL)
        case = self._case()
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_call)
        kind = self.env.ref("relance_recouvrement.activity_call")
        self.assertIn(kind, case.activity_ids.activity_type_id)
        self.assertEqual(self._deliver(), 0, "a call is no message")
        for outcome in ("voicemail", "no_answer", "wrong_number", "call_back"):
            self._call(CALL, outcome=outcome)
            self.assertEqual(reminder.state, "queued", outcome)
        self._run(CALL + days(1))
        self.assertEqual(self._line(invoice).level_id, self.level_friendly)
        call = self._call(CALL + days(1))
        self.assertEqual(call.reminder_id, reminder)
        self.assertEqual((reminder.state, reminder.date), ("sent", CALL + days(1)))
        self.assertEqual(self._line(invoice).level_id, self.level_call)
        self.assertNotIn(kind, case.activity_ids.activity_type_id)

    def test_manual_call_level_is_not_forgotten(self):
        """A call that the scenario leaves to a person is a task all the same."""
        self.level_call.gate = "manual"
        invoice = self._invoice()
        self._play(FRIENDLY)
        self._run(CALL)
        kinds = self._case().activity_ids.activity_type_id
        self.assertTrue(kinds)
        self._call(CALL)
        self._run(CALL + days(1))
        self.assertEqual(self._line(invoice).level_id, self.level_call)

    # === RECIDIVISM === #

    def test_customer_warned_this_winter_starts_at_firm(self):
        old = self._invoice(due=DUE - days(120))
        self._run(DUE - days(100))
        case = self._case()
        reminders = self.env["relance.reminder"].sudo()
        reminder = reminders.create(
            {
                "case_id": case.id,
                "level_id": self.level_formal_notice.id,
                "state": "sent",
                "date": DUE - days(60),
            }
        )
        self._pay(old)
        self._invoice()
        self._run(DUE + days(1))
        self.assertEqual(self._next(), ("wait", self.level_firm, FIRM))
        reminder.date = DUE - days(200)
        self._run(DUE + days(2))
        self.assertEqual(self._next()[1], self.level_friendly)

    # === HOLDS === #

    def test_hold_of_the_case_and_of_the_customer(self):
        self._invoice()
        self._run(FRIENDLY - days(1))
        case = self._case()
        for record, field in (
            (case, "hold_until"),
            (self.customer, "relance_hold_until"),
        ):
            with self.subTest(field):
                record[field] = FRIENDLY
                self._run(FRIENDLY)
                self.assertEqual(case.next_decision, "hold")
                self.assertFalse(case.reminder_ids.filtered("is_open"))
                record[field] = FRIENDLY - days(1)
                self._run(FRIENDLY)
                self.assertEqual(case.next_decision, "send")
                self.company.relance_last_run = FRIENDLY - days(1)
                case.sudo().reminder_ids.filtered("is_open").unlink()

    # === WHO CONFIRMS === #

    def test_amount_above_which_a_person_confirms(self):
        self.level_friendly.auto_below = 1000
        self._invoice(amount=999.99)
        other = self._customer("Garage Petit")
        self._invoice(other, amount=1000)
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().state, "queued")
        self.assertEqual(self._reminder(other).state, "to_confirm")
        self.assertIn("1", self._reminder(other).confirm_reason)

    def test_first_days_of_use(self):
        self._invoice()
        self.company.relance_go_live_date = FRIENDLY - days(29)
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().state, "to_confirm")
        self.company.relance_go_live_date = FRIENDLY - days(30)
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().state, "queued")

    def test_open_reminder_follows_the_ledger(self):
        """What nobody touched is rewritten each night."""
        first = self._invoice()
        self._run(FRIENDLY)
        self._pay(first, 400)
        self._invoice(amount=50)
        self._run(FRIENDLY)
        self.assertEqual(
            sorted(self._reminder().line_ids.mapped("amount_residual")), [50, 600]
        )
        self.assertEqual(len(self._case().reminder_ids), 1)

    def test_postponed_reminder_of_a_paid_case(self):
        """It does not stay to be confirmed for ever."""
        invoice = self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        reminder.scheduled_date = FRIENDLY + days(30)
        self._run(FRIENDLY + days(3))
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(self._next()[0], "wait")
        self._pay(invoice)
        self._run(FRIENDLY + days(4))
        self.assertEqual(reminder.state, "cancelled")

    def test_edited_reminder_is_asked_again(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        reminder.email_body_html = "<p>Mot du comptable</p>"
        reminder.action_confirm()
        self._pay(invoice, 400)
        self._run(FRIENDLY)
        self.assertEqual(reminder.state, "to_confirm")
        self.assertTrue(reminder.confirm_reason)
        self.assertEqual(reminder.line_ids.amount_residual, 600)
        self.assertIn("Mot du comptable", reminder.body)

    # === EVERY CASE HAS A NEXT ACTION === #

    def test_a_date_or_a_hold_always(self):
        small = self._customer("Petit Compte")
        self._invoice(small, amount=5)
        self._invoice()
        for offset in range(7, 70, 7):
            self._run(DUE + days(offset))
            for partner in (small, self.customer):
                case = self._case(partner)
                self.assertTrue(
                    case.next_action_date or case.next_decision == "hold",
                    (offset, partner.name, case.next_decision),
                )
