from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CALL, DUE, FIRM, FRIENDLY, LATE, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestDay(RelanceCommon):
    """The board of the day: one card per task, gone when it is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "base.group_user,relance_recouvrement.group_"
        cls.collector = cls._user("collector", group + "collector")
        cls.own = cls._user("own", group + "collector_own")
        cls.reader = cls._user("reader", group + "reader")

    def _tasks(self, day, user=None, domain=()):
        with freeze_time(day):
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["relance.day"].with_user(user or self.collector)
            found = model.search([("partner_id", "=", self.customer.id), *domain])
            return {task.task: task for task in found}

    def _hold(self, model, invoice, **vals):
        line = self._line(invoice)
        return self.env[model].create(
            {
                "case_id": line.case_id.id,
                "line_ids": [
                    Command.create(
                        {"case_line_id": line.id, "amount": line.amount_residual}
                    )
                ],
                **vals,
            }
        )

    # === KINDS OF TASKS === #

    def test_nothing_before_its_day(self):
        self._invoice()
        self._run(DUE)
        self.assertFalse(self._tasks(DUE))

    def test_message_to_confirm(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        task = self._tasks(FRIENDLY)["confirm"]
        self.assertEqual(task.level_id, self.level_friendly)
        self.assertEqual(task.amount, 1000)
        opened = task.action_open()
        self.assertEqual(opened["res_id"], self._reminder().id)
        self._reminder().with_user(self.collector).action_confirm()
        self.assertEqual(self._reminder().state, "queued")
        self.assertFalse(self._tasks(FRIENDLY), "done: gone")

    def test_on_hold_nothing_is_asked(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        case = self._case()
        case._relance_activity("relance_recouvrement.activity_call", "x", date=FRIENDLY)
        self.assertEqual(set(self._tasks(FRIENDLY)), {"call", "confirm"})
        case.write({"hold_until": LATE, "hold_reason": "Congés"})
        case._refresh(FRIENDLY)
        self.assertFalse(self._tasks(FRIENDLY))
        case.action_release()
        self.assertTrue(self._tasks(FRIENDLY))

    def test_message_that_leaves_by_itself_is_no_task(self):
        self._prepared()
        self.assertFalse(self._tasks(FRIENDLY))

    def test_call_and_what_it_does_not_settle(self):
        self._invoice()
        self._play(FRIENDLY)
        self._run(CALL)
        self.assertEqual(set(self._tasks(CALL)), {"call"})
        self._call(CALL, outcome="voicemail")
        self._run(CALL)
        self.assertIn("call", self._tasks(CALL), "voicemail settles nothing")

    def test_unread_answer(self):
        self._prepared()
        case = self._case()
        case.message_post(
            body="Bonjour", author_id=self.customer.id, message_type="email"
        )
        self.assertIn("reply", self._tasks(FRIENDLY))
        case.action_reply_handled()
        self.assertNotIn("reply", self._tasks(FRIENDLY))

    def test_promise_on_its_day_not_before(self):
        invoice = self._invoice()
        self._play(FRIENDLY)
        promise = self._hold("relance.promise", invoice, taken_date=FRIENDLY, date=LATE)
        self.assertNotIn("promise", self._tasks(LATE - days(1)))
        task = self._tasks(LATE)["promise"]
        self.assertEqual((task.res_id, task.amount), (promise.id, 1000))
        self._pay(invoice, day=LATE)
        self._run(LATE)
        self.assertNotIn("promise", self._tasks(LATE))

    def test_dispute_late_not_before(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        reason = self.env["relance.dispute.reason"].create({"name": "Prix"})
        self._hold(
            "relance.dispute",
            invoice,
            reason_id=reason.id,
            date_open=FRIENDLY,
            date_target=LATE,
            owner_id=self.own.id,
        )
        self.assertNotIn("dispute", self._tasks(LATE - days(1)))
        task = self._tasks(LATE)["dispute"]
        self.assertEqual(task.reason_id, reason)
        self.assertEqual(task.action_open()["res_model"], "relance.dispute")

    def test_announcement_replaces_the_message_it_announces(self):
        invoice = self._invoice(amount=300.0)
        self._play(FRIENDLY)
        deadline = self._play(FIRM).announcement_ids.deadline
        self._run(deadline)
        self.assertNotIn("announcement", self._tasks(deadline), "not over yet")
        day = self._case().next_action_date
        self.assertGreater(day, deadline)
        self._run(day)
        self.assertEqual(self._reminder().level_id, self.level_last_notice)
        tasks = self._tasks(day)
        self.assertEqual(set(tasks), {"announcement"}, "one card for one step")
        self.assertIn("+4", tasks["announcement"].priority_reason)
        opened = tasks["announcement"].action_prepare()
        self.assertEqual(opened["res_id"], self._reminder().id)
        self._pay(invoice, day=day)
        self._run(day)
        self.assertFalse(self._tasks(day))

    def test_letter_to_post(self):
        _invoice, reminder = self._prepared()
        deliveries = self.env["relance.delivery"].sudo()
        letter = deliveries.create(
            {"reminder_id": reminder.id, "channel": "letter", "state": "to_post"}
        )
        task = self._tasks(FRIENDLY)["post"]
        self.assertEqual(task.action_open()["res_id"], letter.id)

    def test_failure(self):
        self._prepared()
        self._case().sudo().contact_issue = "Adresse inconnue"
        task = self._tasks(FRIENDLY)["failure"]
        self.assertEqual(task.note, "Adresse inconnue")
        self.assertEqual(task.action_open()["res_model"], "relance.case")

    def test_other_activity(self):
        self._prepared()
        self._case().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=LATE,
            summary="Relire le contrat",
            user_id=self.collector.id,
        )
        self.assertNotIn("other", self._tasks(FRIENDLY))
        self.assertEqual(self._tasks(LATE)["other"].note, "Relire le contrat")

    def test_call_asked_for_by_an_activity(self):
        self._prepared()
        self._case()._relance_activity(
            "relance_recouvrement.activity_promise_broken", "x", date=FRIENDLY
        )
        self.assertEqual(set(self._tasks(FRIENDLY)), {"call"})

    # === ORDER, COUNTERS === #

    def test_ordered_by_priority(self):
        self.level_friendly.gate = "confirm"
        large = self._customer("Grande Maison")
        self._invoice(amount=300.0)
        self._invoice(large, amount=30_000.0)
        self._run(FRIENDLY)
        tasks = self.env["relance.day"].search(
            [("partner_id", "in", (self.customer | large).ids)]
        )
        self.assertEqual(tasks.partner_id.ids, [large.id, self.customer.id])

    def test_counters(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        model = self.env["relance.day"].with_user(self.collector)
        scope = [("partner_id", "=", self.customer.id)]
        with freeze_time(LATE):
            counters = model.get_counters(scope)
            filtered = model.get_counters([*scope, ("task", "=", "call")])
        self.assertEqual(
            [counter["task"] for counter in counters][:3],
            ["announcement", "reply", "promise"],
        )
        found = {c["task"]: (c["count"], c["late"]) for c in counters}
        self.assertEqual(found["confirm"], (1, 1))
        self.assertEqual(found["call"], (0, 0))
        self.assertEqual(counters, filtered, "the chosen kind hides no counter")

    def test_columns_in_order(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        self._case().sudo().write({"error": "x", "hold_until": DUE})
        self._case().activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=FRIENDLY
        )
        groups = (
            self.env["relance.day"]
            .with_context(read_group_expand=True)
            .web_read_group(
                [("partner_id", "=", self.customer.id)], ["task"], ["__count"]
            )["groups"]
        )
        self.assertEqual(
            [group["task"] for group in groups], ["confirm", "failure", "other"]
        )

    # === WHO SEES WHAT === #

    def test_my_tasks(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        case = self._case()
        mine = [("is_mine", "=", True)]
        self.assertTrue(self._tasks(FRIENDLY, self.own, mine), "of nobody: mine")
        case.user_id = self.own
        self.assertTrue(self._tasks(FRIENDLY, self.own, mine))
        self.assertFalse(self._tasks(FRIENDLY, self.collector, mine))
        self.assertTrue(self._tasks(FRIENDLY, self.collector), "sees all")
        case.user_id = self.collector
        self.assertFalse(self._tasks(FRIENDLY, self.own), "of somebody else")
        self.assertTrue(self._tasks(FRIENDLY, self.reader))

    def test_a_reader_acts_on_nothing(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        task = self._tasks(FRIENDLY, self.reader)["confirm"]
        for name in ("call", "prepare", "promise", "dispute", "hold"):
            with self.subTest(action=name), self.assertRaises(AccessError):
                getattr(task, f"action_{name}")()

    def test_cards_act(self):
        self.level_friendly.gate = "confirm"
        self._invoice()
        self._run(FRIENDLY)
        task = self._tasks(FRIENDLY)["confirm"]
        case = self._case()
        for name, model in (
            ("promise", "relance.promise"),
            ("dispute", "relance.dispute"),
        ):
            action = getattr(task, f"action_{name}")()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["default_case_id"], case.id)
        self.assertEqual(task.action_hold()["context"]["default_case_ids"], case.ids)
        self.assertIn("relance.call", task.action_call()["res_model"])

    # === NOBODY WITHOUT A NEXT STEP === #

    def test_no_open_case_without_next_step(self):
        """A mixed ledger: late, due, paid, credited, promised, disputed, small."""
        reason = self.env["relance.dispute.reason"].create({"name": "Prix"})
        ledger = {}
        for name in ("Tard", "Promis", "Litige", "Avoir", "Petit", "Lu", "Tenu"):
            ledger[name] = self._customer(f"Client {name}")
        self._invoice(ledger["Tard"])
        self._invoice(ledger["Petit"], amount=5.0)
        self._invoice(ledger["Avoir"])
        self._credit(1500.0, partner=ledger["Avoir"])
        self._invoice(ledger["Avoir"], due=LATE + days(60), amount=2000)
        promised = self._invoice(ledger["Promis"])
        disputed = self._invoice(ledger["Litige"])
        self._invoice(ledger["Lu"])
        held = self._invoice(ledger["Tenu"])
        self._run(FRIENDLY)
        self._hold("relance.promise", promised, taken_date=FRIENDLY, date=LATE)
        self._hold(
            "relance.dispute",
            disputed,
            reason_id=reason.id,
            date_open=FRIENDLY,
            date_target=LATE,
            owner_id=self.own.id,
        )
        self._case(ledger["Lu"]).sudo().reply_pending = True
        self._case(held.partner_id).write({"hold_until": LATE, "hold_reason": "Congés"})
        domain = [
            ("stage", "!=", "settled"),
            ("next_action_date", "=", False),
            ("hold_until", "=", False),
            ("company_id", "=", self.company.id),
        ]
        for day in (FRIENDLY, CALL, LATE, FIRM, FIRM + days(30)):
            self._run(day)
            found = self.env["relance.case"].search(domain)
            self.assertFalse(found.mapped("display_name"), day)
        self.assertEqual(
            self._case(ledger["Avoir"]).next_decision,
            "nothing",
            "covered, and looked at again",
        )

    def test_what_was_agreed_dates_the_next_look(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        promise = self._hold("relance.promise", invoice, taken_date=FRIENDLY, date=CALL)
        case = self._case()
        self.assertEqual(case.stage, "promise")
        self.assertGreater(case.next_action_date, promise.deadline_date)
