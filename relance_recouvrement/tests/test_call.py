from odoo.exceptions import AccessError, ValidationError

from ..const import CALL_OUTCOMES, NOT_REACHED_OUTCOMES, REACHED_OUTCOMES
from .common import CALL, days
from .common_call import CallCommon


class TestCall(CallCommon):
    """Which calls count, what they plan, what they say of the customer."""

    def _log(self, outcome, user=None, **vals):
        calls = self.env["relance.call"].with_user(user or self.collector)
        return calls.create(
            {
                "case_id": self.case.id,
                "contact_id": self.contact.id,
                "outcome": outcome,
                **vals,
            }
        )

    def test_which_outcomes_reach(self):
        self.assertFalse(set(REACHED_OUTCOMES) & set(NOT_REACHED_OUTCOMES))
        for outcome, _label in CALL_OUTCOMES:
            with self.subTest(outcome):
                call = self.env["relance.call"].new({"outcome": outcome})
                self.assertEqual(call.reached, outcome in REACHED_OUTCOMES)

    def test_never_reached(self):
        for outcome in NOT_REACHED_OUTCOMES:
            with self.subTest(outcome), self.assertRaises(ValidationError):
                self._log(outcome, reached=True)
        self.assertTrue(self._log("call_back", reached=True).reached)

    def test_never_postpones(self):
        before = self._next()
        for outcome in (*NOT_REACHED_OUTCOMES[:2], "call_back"):
            self._log(outcome)
        self.assertEqual(self._reminder().state, "queued")
        self._run(CALL)
        self.assertEqual(self._next(), before)

    def test_reached_does_the_level(self):
        call = self._log("refuses")
        self.assertEqual(self._reminder().state, "sent")
        self.assertEqual(call.reminder_id, self._reminder())

    def test_phone_is_the_one_called(self):
        call = self._log("no_answer")
        self.contact.phone = "0240888888"
        self.assertEqual(call.phone, "02 40 00 00 01", "the number of that day")
        self.assertEqual(self._log("no_answer", phone="06").phone, "06")

    def test_times(self):
        for vals in ({"callback_hour": 24.5}, {"duration": -1}):
            with self.assertRaises(ValidationError):
                self._log("call_back", **vals)

    def test_call_back_ends_with_the_next_talk(self):
        first = self._log("call_back", callback_date=CALL + days(1), callback_hour=9.25)
        task = first.activity_id
        self.assertIn("9:15", task.summary)
        self._log("no_answer")
        self.assertTrue(task.active, "nobody was spoken to")
        self._log("promise")
        self.assertFalse(task.exists() and task.active)

    def test_next_step_is_a_task(self):
        call = self._log("reached", next_step="Écrire", next_step_date=CALL + days(3))
        self.assertEqual(call.activity_id.date_deadline, CALL + days(3))
        self.assertEqual(call.activity_id.user_id, self.collector)
        self.assertFalse(self._log("reached").activity_id)

    def test_note_warns_and_never_blocks(self):
        call = self._log("reached", note="Il est malade")
        self.assertIn("santé", call.note_warning)
        self.assertFalse(self._log("reached", note="Paie jeudi").note_warning)

    def test_access(self):
        with self.assertRaises(AccessError):
            self._log("reached", user=self.reader)
        with self.assertRaises(AccessError):
            self._log("reached", user=self.other)
        call = self._log("reached")
        self.assertEqual(call.with_user(self.reader).outcome, "reached")
        with self.assertRaises(AccessError):
            call.with_user(self.other).read(["note"])

    def test_another_company(self):
        """Calls and sheets stay in the company of their case."""
        other = self._create_company(name="Autre société")
        stranger = self._user(
            "stranger", "base.group_user,relance_recouvrement.group_manager"
        )
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self._sheet(stranger)
        with self.assertRaises(AccessError):
            self._log("reached").with_user(stranger).read(["note"])

    # === CASH TROUBLE === #

    def test_cash_trouble(self):
        self.assertFalse(self.case.cash_trouble)
        self._log("no_answer", delay_reason="cash")
        self.assertFalse(self.case.cash_trouble, "nobody was spoken to")
        self._log("reached", delay_reason="cash")
        self.assertTrue(self.case.cash_trouble)

    def test_cash_trouble_ends(self):
        for outcome, reason in (
            ("promise", "cash"),
            ("partial_promise", "cash"),
            ("plan_asked", "cash"),
            ("reached", "forgotten"),
        ):
            self._log("refuses", delay_reason="cash")
            self.assertTrue(self.case.cash_trouble)
            call = self._log(outcome, delay_reason=reason)
            call.date = call.date + days(0.01)
            self.assertFalse(self.case.cash_trouble, outcome)
            call.outcome = "no_answer"

    def test_cash_trouble_speeds_up(self):
        """The next level waits for its age only, not for the last contact."""
        self.level_firm.delay_days = 5
        self._log("refuses", delay_reason="cash")
        self.assertEqual(self._next()[1:], (self.level_firm, CALL + days(1)))
        self._run(CALL + days(1))
        self.assertEqual(self._next()[1:], (self.level_firm, CALL + days(1)))
        self.assertNotEqual(self._next()[0], "wait")

    def test_without_cash_trouble_it_waits(self):
        self.level_firm.delay_days = 5
        self._log("refuses", delay_reason="forgotten")
        self._run(CALL + days(1))
        decision, _level, day = self._next()
        self.assertEqual(decision, "wait")
        self.assertGreaterEqual(day, CALL + days(5))
