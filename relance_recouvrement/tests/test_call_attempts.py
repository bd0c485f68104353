from datetime import datetime, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CALL, FIRM, RelanceCommon, days

BASE = "base.group_user,account.group_account_invoice,relance_recouvrement.group_"
# 10:00 in Paris on the day of the call level, a Wednesday
TEN = datetime.combine(CALL, datetime.min.time()).replace(hour=9)


@tagged("post_install", "-at_install")
class TestCallAttempts(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector", BASE + "collector")
        cls.manager = cls._user("manager", BASE + "manager")
        cls._invoice()
        cls.level_friendly.auto_below = 0

    def _reach_call(self, partner=None):
        self._play(CALL - days(5), partner)
        self._run(CALL)
        case = self._case(partner)
        self.assertEqual(self._next(partner)[:2], ("call", self.level_call))
        return case

    def _attempts(self, case, *outcomes, user=None, **vals):
        for hours, outcome in enumerate(outcomes):
            self.env["relance.call"].with_user(user or self.collector).create(
                {
                    "case_id": case.id,
                    "outcome": outcome,
                    "date": TEN - timedelta(days=1, hours=-hours),
                    **vals,
                }
            )

    # === THREE CALLS IN VAIN === #

    def test_three_in_vain_move_to_writing(self):
        case = self._reach_call()
        self._attempts(case, "no_answer", "voicemail")
        self.assertEqual(case.next_level_id, self.level_call)
        self._attempts(case, "wrong_number")
        self.assertEqual(case.level_id, self.level_call)
        self.assertEqual(case.next_level_id, self.level_firm)
        self.assertEqual(case.reminder_ids[0].state, "cancelled")
        bodies = " ".join(case.message_ids.mapped("body"))
        self.assertIn("3 calls without answer", bodies)
        self._run(FIRM)
        self.assertEqual(self._reminder().level_id, self.level_firm)

    def test_a_talk_keeps_the_call(self):
        case = self._reach_call()
        self._attempts(case, "no_answer", "voicemail")
        self._attempts(case, "call_back", reached=True)
        self._attempts(case, "no_answer")
        bodies = " ".join(case.message_ids.mapped("body"))
        self.assertNotIn("without answer", bodies)

    def test_old_or_inbound_calls_do_not_count(self):
        case = self._reach_call()
        self._attempts(case, "no_answer", "no_answer")
        self._attempts(case, "no_answer", date=TEN - timedelta(days=9))
        self._attempts(case, "no_answer", direction="in")
        self.assertEqual(case.next_level_id, self.level_call)

    def test_setting_off(self):
        self.company.relance_attempts_count = 0
        case = self._reach_call()
        self._attempts(case, "no_answer", "no_answer", "no_answer", "no_answer")
        self.assertEqual(case.next_level_id, self.level_call)

    def test_calls_in_a_row_are_skipped_together(self):
        self.level_firm.write(
            {"channel_email": False, "channel_call": True, "proof_channel": "call"}
        )
        case = self._reach_call()
        self._attempts(case, "no_answer", "no_answer", "no_answer")
        self.assertEqual(case.next_level_id, self.level_last_notice)

    def test_written_level_is_not_skipped(self):
        self._run(CALL - days(5))
        case = self._case()
        self._attempts(case, "no_answer", "no_answer", "no_answer")
        self.assertEqual(case.next_level_id, self.level_friendly)

    def test_other_company_keeps_its_calls(self):
        data = self.setup_other_company(name="Briqueterie Lebel")
        other = data["company"]
        other.relance_bank_check = "off"
        self._invoice(company=other, accounts=data)
        self.collector.company_ids += other
        case = self._reach_call()
        self._run(CALL, other)
        theirs = self._case(company=other)
        self._attempts(case, "no_answer", "no_answer")
        self._attempts(theirs, "no_answer")
        self.assertEqual(case.next_level_id, self.level_call)
        self.assertEqual(theirs._get_attempts(TEN, 7)[0].outcome, "no_answer")
        self.assertEqual(len(theirs._get_attempts(TEN, 7)), 1)

    # === HOURS AND FREQUENCY === #

    def _warnings(self, now, user=None):
        case = self._case().with_user(user or self.collector)
        return len(case._get_call_warnings(now)), case._get_call_refusal(now)

    def test_a_business_is_never_refused(self):
        self._run(CALL)
        self.assertEqual(self._warnings(TEN), (0, False))
        self.assertEqual(self._warnings(TEN.replace(hour=20)), (1, False))
        self.assertEqual(self._warnings(TEN + timedelta(days=3)), (1, False))
        # Easter Monday
        self.assertEqual(self._warnings(datetime(2026, 4, 6, 9)), (1, False))

    def test_a_consumer_is_refused_but_to_a_manager(self):
        self.customer.write({"relance_debtor_regime": "b2c", "is_company": False})
        self._run(CALL)
        self.assertEqual(self._warnings(TEN), (0, False))
        saturday = TEN + timedelta(days=3)
        count, refusal = self._warnings(saturday)
        self.assertEqual(count, 1)
        self.assertIn("weekend", refusal)
        self.assertEqual(self._warnings(saturday, self.manager), (1, False))
        self.company.relance_call_limits = "warn"
        self.assertEqual(self._warnings(saturday), (1, False))
        self.company.relance_call_limits = "off"
        self.assertEqual(self._warnings(saturday), (0, False))

    def test_a_person_of_unknown_kind_is_a_consumer(self):
        self._run(CALL)
        sunday = TEN + timedelta(days=4)
        self.customer.relance_debtor_regime = "unknown"
        self.assertFalse(self._warnings(sunday)[1])
        self.customer.is_company = False
        self.assertTrue(self._warnings(sunday)[1])

    def test_frequency(self):
        self.customer.write({"relance_debtor_regime": "b2c", "is_company": False})
        self._run(CALL)
        case = self._case()
        self._attempts(case, "no_answer", "no_answer")
        self.assertEqual(self._warnings(TEN), (0, False))
        self._attempts(case, "no_answer", user=self.manager)
        count, refusal = self._warnings(TEN)
        self.assertEqual(count, 1)
        self.assertIn("3", refusal)

    def test_call_made_now_is_refused(self):
        self.customer.write({"relance_debtor_regime": "b2c", "is_company": False})
        self._run(CALL)
        case = self._case()
        saturday = TEN + timedelta(days=3)
        with freeze_time(saturday):
            with self.assertRaises(UserError) as refused:
                self._attempts(case, "no_answer", date=saturday)
            self.assertIn("consumer", str(refused.exception))
            # the customer called, a manager calls, a fact of this morning
            self._attempts(case, "call_back", date=saturday, direction="in")
            self._attempts(
                case,
                "no_answer",
                date=saturday,
                user=self.manager,
                guard_reason="Convenu ensemble",
            )
            self._attempts(
                case,
                "no_answer",
                date=saturday - timedelta(hours=2),
                guard_reason="Fait ce matin",
            )
        self.assertEqual(len(case.call_ids), 3)

    def test_hours_of_the_company(self):
        with self.assertRaises(ValidationError):
            self.company.relance_call_morning_to = 15
        with self.assertRaises(ValidationError):
            self.company.relance_attempts_count = -1
        self.company.write(
            {"relance_call_afternoon_from": 12.5, "relance_call_afternoon_to": 21}
        )
        self._run(CALL)
        self.assertEqual(self._warnings(TEN.replace(hour=19)), (0, False))
