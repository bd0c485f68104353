from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CALL, DUE, FIRM, FRIENDLY, RelanceCommon


@tagged("post_install", "-at_install")
class TestScenario(RelanceCommon):
    """Scenarios and levels that change while cases are running."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.relance_followed_from = "2020-01-01"
        cls.consumer = cls.env.ref("relance_recouvrement.scenario_consumer")
        cls.key_account = cls.env.ref("relance_recouvrement.scenario_key_account")
        cls.invoice = cls._invoice()
        cls.line = cls.env["relance.case.line"]

    def setUp(self):
        super().setUp()
        self._play(FRIENDLY)
        self.line = self._line(self.invoice)
        self.assertEqual(self.line.level_id, self.level_friendly)

    def _levels(self, scenario):
        return scenario.level_ids.sorted()

    def _set_scenario(self, scenario):
        self.customer.with_company(self.company).relance_scenario_id = scenario

    # === ANOTHER SCENARIO === #

    def test_override_on_the_customer(self):
        """The customer's own scenario wins over the rules, from the next run."""
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().scenario_id, self.key_account)
        self.customer.with_company(self.company).relance_scenario_id = False
        self._run(FRIENDLY + timedelta(days=2))
        self.assertEqual(self._case().scenario_id, self.scenario)

    def test_override_is_per_company(self):
        """Chosen in one company, the scenario of the other one does not move."""
        other = self.setup_other_company()
        other["company"].write(
            {"relance_bank_check": "off", "relance_followed_from": "2020-01-01"}
        )
        self._invoice(company=other["company"], accounts=other)
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1), self.company + other["company"])
        self.assertEqual(self._case().scenario_id, self.key_account)
        self.assertEqual(
            self._case(company=other["company"]).scenario_id, self.scenario
        )

    def test_change_keeps_what_was_reached_by_delay(self):
        """Friendly (4 days) becomes the key accounts' level of 3 days, and keeps
        its date; the change is logged."""
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1))
        expected = self._levels(self.key_account).filtered(
            lambda level: level.delay_days <= 4
        )[-1]
        self.assertEqual(self.line.level_id, expected)
        self.assertEqual(self.line.level_date, FRIENDLY)
        case = self._case()
        self.assertGreater(case.next_level_id.sequence, expected.sequence)
        bodies = " ".join(case.message_ids.mapped("body"))
        self.assertIn(self.key_account.name, bodies)
        self.assertIn(self.scenario.name, bodies)

    def test_change_below_the_first_level_starts_again(self):
        """Friendly (4 days) comes before the consumers' first level (5 days)."""
        self.customer.relance_debtor_regime = "b2c"
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().scenario_id, self.consumer)
        self.assertFalse(self.line.level_id)
        self.assertEqual(self._case().next_level_id, self._levels(self.consumer)[0])

    def test_change_there_and_back(self):
        """What was really sent counts again in its own scenario."""
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1))
        self._set_scenario(self.scenario)
        self._run(FRIENDLY + timedelta(days=2))
        self.assertEqual(self.line.level_id, self.level_friendly)
        self.assertEqual(self.line.level_date, FRIENDLY)

    def test_change_cancels_nothing_that_was_sent(self):
        """Sent reminders stay as they were."""
        reminder = self._reminder()
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(reminder.level_id, self.level_friendly)

    def test_archived_scenario_gives_its_cases_away(self):
        """Cases of an archived scenario follow the one that matches, and keep what
        they reached."""
        self._set_scenario(self.key_account)
        self._run(FRIENDLY + timedelta(days=1))
        self.key_account.action_archive()
        self._run(FRIENDLY + timedelta(days=2))
        self.assertEqual(self._case().scenario_id, self.scenario)
        self.assertEqual(self.line.level_id, self.level_friendly)

    def test_used_scenario_is_not_deleted(self):
        """The message says what to do instead."""
        with self.assertRaisesRegex(ValidationError, "archive"):
            self.scenario.unlink()

    # === LEVELS OF A LIVE SCENARIO === #

    def test_level_inserted_above_is_next(self):
        """A new level between the reached one and the next is taken."""
        level = self.level_friendly.copy(
            {"name": "Deuxième rappel", "sequence": 25, "delay_days": 8}
        )
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().next_level_id, level)
        self.assertEqual(self.line.level_id, self.level_friendly)

    def test_level_inserted_below_is_not_sent(self):
        """A new level below the reached one is never sent to these items."""
        self.level_friendly.copy(
            {"name": "Tout premier rappel", "sequence": 15, "delay_days": 2}
        )
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().next_level_id, self.level_call)

    def test_next_level_archived_is_skipped(self):
        """The following one takes over."""
        self.level_call.action_archive()
        self._run(CALL)
        self.assertEqual(self._case().next_level_id, self.level_firm)
        self.assertEqual(self._case().next_action_date, FIRM)

    def test_reached_level_archived_still_counts(self):
        """The history of an archived level is kept: nothing is sent twice."""
        self.level_friendly.action_archive()
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self.line.level_id, self.level_friendly)
        self.assertEqual(self._case().next_level_id, self.level_call)

    def test_level_archived_with_an_open_reminder(self):
        """A draft at an archived level is replaced or cancelled."""
        self._run(CALL)
        draft = self._reminder()
        self.assertEqual(draft.level_id, self.level_call)
        self.level_call.action_archive()
        self._run(CALL + timedelta(days=1))
        self.assertFalse(draft.exists() and draft.is_open)

    def test_used_level_is_not_deleted(self):
        """Sent, reached, next or starting: archive it instead."""
        with self.assertRaisesRegex(ValidationError, "archive"):
            self.level_friendly.unlink()
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().next_level_id, self.level_call)
        with self.assertRaisesRegex(ValidationError, "archive"):
            self.level_call.unlink()
        self.line.sudo().write({"start_level_id": self.level_firm.id})
        with self.assertRaisesRegex(ValidationError, "archive"):
            self.level_firm.unlink()

    def test_unused_level_is_deleted(self):
        """A level that nothing refers to goes."""
        level = self.level_friendly.copy({"name": "Essai", "sequence": 55})
        level.unlink()
        self.assertFalse(level.exists())

    def test_collector_changes_no_scenario(self):
        """Scenarios and levels are a manager's."""
        collector = self._user("clerk", "relance_recouvrement.group_collector")
        with self.assertRaises(AccessError):
            self.scenario.with_user(collector).write({"min_contact_days": 1})
        with self.assertRaises(AccessError):
            self.level_firm.with_user(collector).action_archive()

    def test_delay_changed_in_a_live_scenario(self):
        """Dates follow the new delay at the next run, whatever was reached."""
        self.level_call.delay_days = 11
        self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().next_action_date, date(2026, 3, 13))
        self.assertEqual(DUE + timedelta(days=11), date(2026, 3, 13))

    def test_broken_customer_rule_changes_nobody(self):
        """A rule that no longer evaluates: running cases keep their scenario, new
        ones wait, and the run of the company goes on."""
        self.env.cr.execute(
            "UPDATE relance_scenario SET partner_domain = %s WHERE id = %s",
            ["[('no_such_field', '=', 1)]", self.consumer.id],
        )
        self.env.invalidate_all()
        newcomer = self._customer("Nouveau client")
        self._invoice(newcomer)
        with mute_logger("odoo.addons.relance_recouvrement.models.relance_scenario"):
            self._run(FRIENDLY + timedelta(days=1))
        self.assertEqual(self._case().scenario_id, self.scenario)
        case = self._case(newcomer)
        self.assertFalse(case.scenario_id)
        self.assertEqual(case.next_decision, "hold")
