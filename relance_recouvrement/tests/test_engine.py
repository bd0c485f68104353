from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.relance_recouvrement.models.engine import prepare, relance_engine

from .common import CALL, DUE, FRIENDLY, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestEngine(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()

    def _snapshot(self):
        """Everything stored that a second run could change."""
        self.env.flush_all()
        rows = []
        for table in (
            "relance_case",
            "relance_case_line",
            "relance_reminder",
            "relance_reminder_line",
            "relance_delivery",
            "relance_announcement",
            "mail_activity",
        ):
            self.env.cr.execute(f"SELECT * FROM {table} ORDER BY id")  # pylint: disable=sql-injection
            rows.append((table, self.env.cr.fetchall()))
        return rows

    # === IDEMPOTENCY === #

    def test_second_run_writes_nothing(self):
        self._run(FRIENDLY)
        before = self._snapshot()
        totals = self._run(FRIENDLY)
        self.assertEqual(self._snapshot(), before)
        self.assertEqual(totals["queued"] + totals["to_confirm"], 0)
        self.assertEqual(totals["cancelled"], 0)

    def test_every_step_twice(self):
        """Run, deliver, feedback, each twice: one message and one proof."""
        for _attempt in range(2):
            self._run(FRIENDLY)
        for _attempt in range(2):
            self._deliver()
        reminder = self._case().reminder_ids
        self.assertEqual(len(reminder), 1)
        self.assertEqual(len(reminder.delivery_ids.mail_id), 1)
        self._send_mail(reminder)
        self._read_feedback()
        self._run(FRIENDLY)
        self._deliver()
        self._run(FRIENDLY + days(1))
        self.assertEqual(self._case().reminder_ids, reminder)
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(reminder.date, FRIENDLY)
        self.assertEqual(len(self._mails), 1)

    def test_one_open_reminder_in_the_database(self):
        self._run(FRIENDLY)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    """INSERT INTO relance_reminder (case_id, level_id, state)
                       SELECT case_id, level_id, 'to_confirm' FROM relance_reminder
                        WHERE case_id = %s""",
                    [self._case().id],
                )
        self.assertIn("relance_reminder_one_open", str(caught.exception))

    # === DAYS === #

    def test_missed_days_lose_nothing(self):
        """Three nights without a run: the step leaves on the fourth."""
        self._run(FRIENDLY - days(1))
        self.assertFalse(self._case().reminder_ids)
        self._run(FRIENDLY + days(4))  # Tuesday
        self.assertEqual(self._case().reminder_ids.level_id, self.level_friendly)

    def test_replay_before_last_run(self):
        self._run(FRIENDLY)
        with self.assertRaisesRegex(UserError, "06/03/2026"):
            self._run(FRIENDLY - days(1))
        self._run(FRIENDLY)

    def test_run_date_is_shown(self):
        self._run(FRIENDLY)
        self.assertEqual(self._case().run_date, FRIENDLY)
        self.assertEqual(self.company.relance_last_run, FRIENDLY)

    # === SIMULATION === #

    def test_simulate_writes_nothing(self):
        before = self._snapshot()
        [row] = [
            row
            for row in self.engine._simulate(today=FRIENDLY)
            if row["partner_id"] == self.customer.id
        ] or [None]
        self.assertEqual(self._snapshot(), before)
        self.assertFalse(self.company.relance_last_run)
        # the case itself is not there yet: nothing the user may see
        self.assertIsNotNone(row)
        self.assertEqual(row["decision"], "send")
        self.assertEqual(row["level_id"], self.level_friendly.id)
        self.assertTrue(row["reasons"])

    def test_simulate_is_what_the_run_does(self):
        self._run(FRIENDLY - days(1))
        case = self._case()
        [row] = self.engine._simulate(case, today=FRIENDLY)
        self._run(FRIENDLY)
        self.assertEqual(row["case_id"], case.id)
        self.assertEqual(row["decision"], case.next_decision)
        self.assertEqual(row["level_id"], case.next_level_id.id)
        self.assertEqual("\n".join(row["reasons"]), case.next_action_reason)

    # === ISOLATION === #

    def test_broken_case_is_shown_and_stops_nobody(self):
        other = self._customer("Garage Petit")
        self._invoice(other)
        broken = self.customer
        insert = prepare.RelanceEnginePrepare._insert_reminders

        def fail(self, plans, today):
            if any(plan.partner_id == broken.id for plan in plans):
                raise ValueError("poisoned")
            return insert(self, plans, today)

        target = "odoo.addons.relance_recouvrement.models.engine.relance_engine"
        with (
            patch.object(prepare.RelanceEnginePrepare, "_insert_reminders", fail),
            mute_logger(target),
        ):
            totals = self._run(FRIENDLY)
        self.assertEqual(totals["errors"], 1)
        self.assertIn("poisoned", self._case().error)
        self.assertEqual(self._case(other).reminder_ids.state, "queued")
        self.assertFalse(self._case(other).error)
        self._run(FRIENDLY)
        self.assertFalse(self._case().error)
        self.assertEqual(self._case().reminder_ids.state, "queued")

    def test_broken_rule_is_shown_on_the_case(self):
        with patch(
            "odoo.addons.relance_recouvrement.models.engine.schedule.next_step",
            side_effect=ZeroDivisionError("rule"),
        ):
            totals = self._run(FRIENDLY)
        self.assertGreaterEqual(totals["errors"], 1)
        self.assertIn("ZeroDivisionError", self._case().error)
        self.assertEqual(self._case().next_decision, "hold")
        self.assertFalse(self._case().reminder_ids)

    # === KILLED === #

    def test_killed_before_commit(self):
        """What was not committed never happened; the next delivery does it once."""
        self._run(FRIENDLY)
        reminder = self._case().reminder_ids
        with self.assertRaises(KeyboardInterrupt):
            with self.env.cr.savepoint():
                self._deliver()
                self.assertTrue(reminder.delivery_ids.mail_id)
                raise KeyboardInterrupt
        self.env.invalidate_all()
        self.assertEqual(reminder.state, "queued")
        self.assertFalse(reminder.frozen_date)
        self._deliver()
        self.assertEqual(len(reminder.delivery_ids.mail_id), 1)

    def test_killed_between_commit_and_smtp(self):
        """The mail waits in Odoo's queue: no second one, and no level meanwhile."""
        self._run(FRIENDLY)
        self._deliver()
        for offset in range(3):
            self._run(FRIENDLY + days(offset))
            self._deliver()
        case = self._case()
        reminder = case.reminder_ids
        self.assertEqual(len(reminder), 1)
        self.assertEqual(len(reminder.delivery_ids.mail_id), 1)
        self.assertEqual(reminder.delivery_ids.mail_id.state, "outgoing")
        self.assertFalse(case.line_ids.level_id)
        self._send_mail(reminder)
        self.assertEqual(case.line_ids.level_id, self.level_friendly)

    # === CRONS === #

    def _trigger(self, name):
        cron = self.env.ref(f"relance_recouvrement.{name}")
        with self.enter_registry_test_mode():
            return cron.method_direct_trigger()

    def _freeze(self, day, hour=12):
        """The engine's clock, without freezing Odoo's."""
        now = datetime.combine(day, datetime.min.time()).replace(hour=hour)
        company = type(self.env["res.company"])
        return patch.object(company, "_relance_now", lambda company: now)

    def test_cron_run_prepares_once_started(self):
        self.env["res.company"].search([]).write({"relance_last_run": False})
        with self._freeze(FRIENDLY):
            self.assertIs(self._trigger("cron_run"), True)
        self.env.invalidate_all()
        self.assertFalse(self._case().reminder_ids, "not started: nothing prepared")
        self.assertEqual(self._case().next_decision, "send")
        self.company.relance_followed_from = date(2025, 1, 1)
        with self._freeze(FRIENDLY + days(3)):
            self.assertIs(self._trigger("cron_run"), True)
            self.assertIs(self._trigger("cron_run"), True)
        self.env.invalidate_all()
        self.assertEqual(self._case().reminder_ids.state, "queued")
        self.assertEqual(self.company.relance_last_run, FRIENDLY + days(3))

    def test_cron_deliver_hours_and_days(self):
        self._run(FRIENDLY)
        reminder = self._case().reminder_ids
        for day, hour in (
            (FRIENDLY, 8),
            (FRIENDLY, 17),
            (FRIENDLY + days(1), 12),  # Saturday
            (FRIENDLY + days(3), 12),  # not run that day
        ):
            with self._freeze(day, hour):
                self.assertIs(self._trigger("cron_deliver"), True)
            self.env.invalidate_all()
            self.assertFalse(reminder.frozen_date, (day, hour))
        with self._freeze(FRIENDLY, 10):
            self.assertIs(self._trigger("cron_deliver"), True)
        self.env.invalidate_all()
        self.assertTrue(reminder.delivery_ids.mail_id)

    def test_cron_daily_cap(self):
        for name in ("Garage Petit", "Hotel Bleu"):
            self._invoice(self._customer(name))
        self._run(FRIENDLY)
        self.company.relance_daily_cap = 2
        with self._freeze(FRIENDLY):
            self._trigger("cron_deliver")
            self._trigger("cron_deliver")
        self.env.invalidate_all()
        reminders = self.env["relance.reminder"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(reminders.filtered("frozen_date")), 2)
        self._deliver()
        self.assertEqual(len(reminders.filtered("frozen_date")), 3)

    def test_postponed_reminders_do_not_starve_the_others(self):
        self._run(FRIENDLY)
        late = self._case().reminder_ids
        late.scheduled_date = CALL
        other = self._customer("Garage Petit")
        self._invoice(other)
        self._run(FRIENDLY)
        self._deliver(limit=1)
        self.assertFalse(late.frozen_date)
        self.assertTrue(self._case(other).reminder_ids.frozen_date)

    # === TWO AT ONCE === #

    def test_second_run_at_once_is_skipped(self):
        """A run under way elsewhere holds the company's lock."""
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s)",
                [relance_engine.LOCK_SPACE, self.company.id],
            )
            [locked] = other.fetchone()
            self.assertTrue(locked)
            totals = self._run(FRIENDLY)
            self.assertEqual(totals["cases"], 0)
            self.assertFalse(self._case())
        totals = self._run(FRIENDLY)
        self.assertEqual(totals["queued"], 1)

    def test_due_day_itself_is_not_overdue(self):
        self._run(DUE)
        case = self._case()
        self.assertEqual(case.amount_overdue, 0)
        self._run(DUE + days(1))
        self.assertEqual(case.amount_overdue, 1000)
