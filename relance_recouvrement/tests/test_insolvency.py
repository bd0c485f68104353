from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import days
from .common_insolvency import JUDGMENT, PUBLISHED, ClaimCommon

DECLARE = "relance_recouvrement.activity_insolvency_declare"
RECLAIM = "relance_recouvrement.activity_insolvency_reclaim"
ANSWER = "relance_recouvrement.activity_insolvency_answer"


@tagged("post_install", "-at_install")
class TestInsolvency(ClaimCommon):
    """The proceedings: who enters them, their deadlines and their tasks."""

    def _tasks(self, insolvency, xmlid):
        kind = self.env.ref(xmlid)
        return insolvency.activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def _on(self, day):
        self._freeze(day)
        self.env["relance.engine.insolvency"].sudo()._remind(self.company, day)

    # === DEADLINES === #

    def test_deadlines(self):
        insolvency = self._insolvency()
        self.assertEqual(insolvency.declaration_deadline, date(2026, 5, 18))
        self.assertEqual(insolvency.reclaim_deadline, date(2026, 6, 18))
        self.assertEqual(insolvency.relief_deadline, date(2026, 9, 18))
        insolvency.bodacc_date = False
        self.assertEqual(insolvency.declaration_deadline, date(2026, 5, 10))
        self.assertTrue(insolvency.deadline_provisional)

    def test_a_creditor_overseas(self):
        self.assertFalse(self._insolvency().outside_metropole)
        self.company.zip = "97400"
        other = self._insolvency(self._customer("Garage Petit"))
        self.assertTrue(other.outside_metropole)
        self.assertEqual(other.declaration_deadline, date(2026, 7, 18))

    # === COUNTDOWN (J+1, 30, 45, 55) === #

    def test_countdown(self):
        insolvency = self._insolvency(user_id=self.collector.id)
        for after, made in ((0, 0), (1, 1), (2, 0), (30, 1), (44, 0), (45, 1), (55, 1)):
            before = self._tasks(insolvency, DECLARE)
            self._on(PUBLISHED + days(after))
            task = self._tasks(insolvency, DECLARE)
            self.assertEqual(len(task - before), made, after)
            self.assertLessEqual(len(task), 1)
        self.assertEqual(task.date_deadline, insolvency.declaration_deadline)
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("18/05/2026", task.note)

    def test_a_task_done_does_not_come_back_the_day_after(self):
        insolvency = self._insolvency()
        self._on(PUBLISHED + days(1))
        self._tasks(insolvency, DECLARE).action_done()
        self._on(PUBLISHED + days(2))
        self.assertFalse(self._tasks(insolvency, DECLARE))

    def test_after_the_deadline_relief_is_proposed_once(self):
        """R-PC-6: relevé de forclusion within six months."""
        insolvency = self._insolvency()
        self._on(insolvency.declaration_deadline + days(1))
        task = self._tasks(insolvency, DECLARE)
        self.assertEqual(task.date_deadline, insolvency.relief_deadline)
        self.assertIn("L622-26", task.note)
        self._on(insolvency.declaration_deadline + days(2))
        self.assertEqual(self._tasks(insolvency, DECLARE), task)

    def test_a_publication_found_is_counted_again(self):
        self._freeze(JUDGMENT + days(31))
        insolvency = self._insolvency(bodacc_date=False)
        self.assertIn("10/05/2026", self._tasks(insolvency, DECLARE).note)
        insolvency.bodacc_date = PUBLISHED
        task = self._tasks(insolvency, DECLARE)
        self.assertEqual(task.date_deadline, date(2026, 5, 18))
        self.assertIn("18/05/2026", task.note)

    def test_no_countdown_once_declared(self):
        self._invoice()
        insolvency = self._declare(self._claim())
        self._on(PUBLISHED + days(45))
        self.assertFalse(insolvency.activity_ids)

    # === GOODS AND ANSWER === #

    def test_goods_under_retention_of_title(self):
        """R-PC-9: one task when entered, another three weeks before the end."""
        insolvency = self._insolvency(retention_of_title=True)
        task = self._tasks(insolvency, RECLAIM)
        self.assertEqual(task.date_deadline, date(2026, 6, 18))
        task.action_done()
        self._on(PUBLISHED + days(30))
        self.assertFalse(self._tasks(insolvency, RECLAIM))
        self._on(date(2026, 5, 28))
        self.assertTrue(self._tasks(insolvency, RECLAIM))
        insolvency.reclaimed_date = date(2026, 6, 1)
        self.assertFalse(self._tasks(insolvency, RECLAIM))

    def test_no_goods_no_task(self):
        insolvency = self._insolvency()
        self._on(date(2026, 6, 10))
        self.assertFalse(self._tasks(insolvency, RECLAIM))

    def test_the_answer_to_a_contestation(self):
        """R-PC-8: thirty days, one task."""
        self._invoice()
        insolvency = self._declare(self._claim())
        insolvency.contested_date = PUBLISHED
        self.assertFalse(self._tasks(insolvency, ANSWER))
        insolvency.action_contest()
        task = self._tasks(insolvency, ANSWER)
        self.assertEqual(task.date_deadline, PUBLISHED + days(30))
        self._on(PUBLISHED + days(9))
        self.assertEqual(self._tasks(insolvency, ANSWER), task)

    def test_tasks_end_with_the_proceedings(self):
        insolvency = self._insolvency(retention_of_title=True)
        self._on(PUBLISHED + days(1))
        self.assertEqual(len(insolvency.activity_ids), 2)
        insolvency.with_user(self.manager).action_cancel()
        self.assertFalse(insolvency.activity_ids)

    # === CHECKS === #

    def test_one_at_a_time(self):
        """A conversion is entered on the same proceedings."""
        first = self._insolvency()
        with (
            self.assertRaisesRegex(ValidationError, "already has proceedings"),
            self.env.cr.savepoint(),
        ):
            self._insolvency()
        first.action_cancel()
        self._insolvency()
        with self.assertRaisesRegex(ValidationError, "already has proceedings"):
            first.action_reopen()

    def test_dates_in_order(self):
        for name in ("bodacc_date", "conversion_date", "closed_date"):
            with self.assertRaisesRegex(ValidationError, "check the dates"):
                self._insolvency(**{name: JUDGMENT - days(1)})

    def test_a_contact_stands_for_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Julie", "parent_id": self.customer.id}
        )
        self.assertEqual(self._insolvency(contact).partner_id, self.customer)

    # === SHOWN === #

    def test_shown_on_the_customer_and_the_case(self):
        self._invoice()
        self._run(PUBLISHED)
        case = self._case().with_user(self.reader)
        partner = self.customer.with_user(self.reader)
        self.assertFalse(case.relance_is_insolvent or partner.relance_is_insolvent)
        insolvency = self._insolvency()
        for record in (case, partner):
            record.invalidate_recordset()
            self.assertEqual(record.relance_insolvency_id, insolvency)
            self.assertTrue(record.relance_is_insolvent)
            action = record.action_relance_insolvency()
            self.assertEqual(action["res_id"], insolvency.id)
        self.assertEqual(insolvency.case_id, case)

    # === RIGHTS === #

    def test_a_collector_enters_and_a_reader_does_not(self):
        values = {
            "partner_id": self.customer.id,
            "judgment_date": JUDGMENT,
            "kind": "liquidation",
        }
        model = self.env["relance.insolvency"]
        insolvency = model.with_user(self.own).create(values)
        self.assertEqual(insolvency.user_id, self.own)
        insolvency.court = "Tribunal de commerce de Nantes"
        with self.assertRaises(AccessError):
            model.with_user(self.reader).create(values)
        with self.assertRaises(AccessError):
            insolvency.with_user(self.reader).action_prepare_claim()
        self.assertEqual(insolvency.with_user(self.reader).kind, "liquidation")

    def test_not_that_of_a_colleague(self):
        insolvency = self._insolvency(user_id=self.collector.id)
        with self.assertRaises(AccessError):
            insolvency.with_user(self.own).court = "Ailleurs"
        insolvency.with_user(self.collector).court = "Ailleurs"

    def test_the_state_is_not_written_by_hand(self):
        insolvency = self._insolvency(user_id=self.collector.id)
        insolvency = insolvency.with_user(self.collector)
        for name, value in (("state", "declared"), ("milestone", 55)):
            with self.assertRaises(AccessError):
                insolvency[name] = value
        with self.assertRaises(AccessError):
            insolvency.create(
                {
                    "partner_id": self.agent.id,
                    "judgment_date": JUDGMENT,
                    "state": "closed",
                }
            )

    def test_a_manager_ends_them(self):
        insolvency = self._insolvency(user_id=self.collector.id)
        mine = insolvency.with_user(self.collector)
        for method in ("action_close", "action_cancel", "action_reopen"):
            with self.assertRaisesRegex(UserError, "manager"):
                getattr(mine, method)()
        with self.assertRaisesRegex(UserError, "manager"):
            mine.close_reason = "paid"
        with self.assertRaises(AccessError):
            mine.unlink()
        boss = insolvency.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "how and when"):
            boss.action_close()
        boss.write({"close_reason": "paid", "closed_date": PUBLISHED})
        boss.action_close()
        self.assertEqual(insolvency.state, "closed")
        with self.assertRaisesRegex(UserError, "already over"):
            boss.action_close()
        boss.action_reopen()
        self.assertEqual(insolvency.state, "open")

    def test_companies_are_apart(self):
        """A user of one company neither sees nor freezes the other's."""
        other = self.setup_other_company(name="Autre SA")
        theirs = self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other["company"].id,
                "judgment_date": JUDGMENT,
            }
        )
        mine = self._invoice()
        self._run(PUBLISHED)
        self.assertEqual(self._line(mine).hold, "none")
        found = self.env["relance.insolvency"].with_user(self.manager).search([])
        self.assertNotIn(theirs, found)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).court = "Ailleurs"
