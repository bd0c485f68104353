from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import freeze_time, tagged

from .common import TRACKING, days
from .common_plan import NOTICE, OVERDUE, SIGNED, PlanCommon, SignedPlanCommon


@tagged("post_install", "-at_install")
class TestSeams(SignedPlanCommon):
    """Where a plan meets the ledger, the holds and a copy of the database."""

    def test_a_notice_paid_the_same_day_is_not_posted(self):
        self._at(OVERDUE)
        self._at(NOTICE)
        plan = self.plan.with_user(self.manager)
        plan.action_print_notice()
        plan.notice_tracking = TRACKING
        self._pay(self.invoice, 200.0, NOTICE)
        with self.assertRaises(UserError):
            plan.action_notice_posted()
        plan.action_print_notice()
        self._pay(self.invoice, 300.0, NOTICE)
        with self.assertRaises(UserError):
            plan.action_notice_posted()
        self.assertFalse(plan.notice_date)

    def test_what_a_plan_sent_is_not_changed(self):
        self._notify()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "relance.case"),
                ("res_id", "=", self._case().id),
                ("message_type", "=", "email_outgoing"),
            ]
        )
        self.assertEqual(len(messages), 2)
        for message in messages:
            with self.assertRaises(UserError):
                message.body = "autre chose"
            with self.assertRaises(UserError):
                message.unlink()

    def test_an_item_left_out_is_not_claimed_by_the_plan(self):
        self._line(self.invoice)._hold("excluded", "Compensation en cours")
        self._at(OVERDUE)
        self.assertFalse(self._mails())
        self._line(self.invoice)._release()
        self._at(OVERDUE)
        self.assertTrue(self._mails())

    def test_no_plan_reminder_while_somebody_is_on_the_phone(self):
        case = self._case()
        self._run(OVERDUE)
        case.sudo().write(
            {
                "contact_user_id": self.collector.id,
                "contact_since": "2026-03-25 08:00:00",
            }
        )
        with freeze_time("2026-03-25 08:05:00"):
            self._deliver()
        self.assertFalse(self._mails())
        with freeze_time("2026-03-25 10:05:00"):
            self._deliver()
        self.assertTrue(self._mails())

    def test_the_copy_of_a_notice_does_not_leave_a_copy_of_the_database(self):
        self._notify()
        self.env.flush_all()
        mails = self.env["mail.mail"].search(
            [("model", "=", "relance.case"), ("res_id", "=", self._case().id)]
        )
        self.assertIn("outgoing", mails.mapped("state"))
        for query in get_neutralization_queries(["relance_recouvrement"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertNotIn("outgoing", mails.mapped("state"))


@tagged("post_install", "-at_install")
class TestSeamsOfAgreements(PlanCommon):
    """Promises, disputes and plans that meet on one item, or change case."""

    def _part(self, invoice, amount):
        line = self._line(invoice)
        return [Command.create({"case_line_id": line.id, "amount": amount})]

    def _promise(self, lines, **vals):
        promises = self.env["relance.promise"].with_user(self.collector)
        return promises.create(
            {
                "case_id": self._case().id,
                "date": SIGNED + days(5),
                "line_ids": lines,
                **vals,
            }
        )

    def _dispute(self, lines):
        return self.env["relance.dispute"].create(
            {
                "case_id": self._case().id,
                "reason_id": self.env.ref(
                    "relance_recouvrement.dispute_reason_quantity"
                ).id,
                "owner_id": self.collector.id,
                "user_id": self.collector.id,
                "line_ids": lines,
            }
        )

    def test_no_more_is_disputed_than_owed(self):
        invoice = self._owe(1000.0)[0]
        self._dispute(self._part(invoice, 400.0))
        self._pay(invoice, 800.0, SIGNED)
        self._run(SIGNED)
        self.assertEqual(self._case().amount_disputed, 200.0)
        self.assertEqual(self._line(invoice).amount_claimable, 0.0)

    def test_an_agreement_on_two_cases_stays_with_one(self):
        first, second = self._owe(1000.0, 500.0)
        promise = self._promise(self._part(first, 1000.0) + self._part(second, 500.0))
        other = self._customer("Garage Petit")
        self._owe(100.0, partner=other)
        self._line(second).sudo().case_id = self._case(other)
        hold = self.env["relance.engine.hold"].sudo()
        found = set()
        for _turn in range(3):
            hold._follow_items()
            self.env.flush_all()
            found.add(promise.case_id)
        self.assertEqual(found, {self._case()})

    def test_the_task_of_who_left_comes_to_who_works_on_the_case(self):
        invoice = self._owe(1000.0)[0]
        promise = self._promise(self._part(invoice, 1000.0))
        self._case().user_id = self.manager
        self.collector.active = False
        self._run(SIGNED + days(20))
        self.assertEqual(promise.state, "broken")
        tasks = self._case().activity_ids.filtered(
            lambda task: (
                task.activity_type_id
                == self.env.ref("relance_recouvrement.activity_promise_broken")
            )
        )
        self.assertEqual(tasks.user_id, self.manager)

    def test_a_kind_of_task_that_was_deleted_stops_no_run(self):
        invoice = self._owe(1000.0)[0]
        promise = self._promise(self._part(invoice, 1000.0))
        self.env.ref("relance_recouvrement.activity_promise_broken").unlink()
        self._run(SIGNED + days(20))
        self.assertEqual(promise.state, "broken")

    def test_money_received_is_compared_in_one_currency(self):
        usd = self.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        invoice = self._owe(1000.0, currency_id=usd.id)[0]
        plan = self._sign(self._plan(number=2))
        self.assertEqual(plan.installment_ids.mapped("amount"), [500.0, 500.0])
        self._credit(300.0, OVERDUE)  # 600 dollars
        for run in (self._run, lambda _day: self._deliver()):
            with freeze_time(OVERDUE):
                run(OVERDUE)
        self.assertFalse(plan.sudo().installment_ids.mail_id, invoice.name)

    def test_a_user_of_a_branch_has_the_tolerance_of_the_root(self):
        branch = self.env["res.company"].create(
            {"name": "Durand Lille", "parent_id": self.company.id}
        )
        self.collector.company_ids += branch
        self.company.relance_promise_tolerance = 0
        branch.relance_promise_tolerance = 4
        invoice = self._owe(1000.0)[0]
        self.collector.company_id = branch
        promises = self.env["relance.promise"].with_user(self.collector)
        promise = promises.with_company(branch).create(
            {
                "case_id": self._case().id,
                "date": SIGNED + days(5),
                "line_ids": self._part(invoice, 1000.0),
            }
        )
        self.assertEqual((promise.tolerance_days, promise.state), (0, "open"))

    def test_a_promise_whose_lines_were_deleted_stops_no_run(self):
        invoice = self._owe(1000.0)[0]
        promise = self._promise(self._part(invoice, 1000.0))
        promise.sudo().line_ids.unlink()
        self._run(SIGNED + days(1))
        self.assertEqual(promise.state, "cancelled")

    def test_a_default_follows_a_doubtful_debt(self):
        invoice = self._owe(1000.0)[0]
        plan = self._sign(self._plan(number=2))
        plan.sudo().write({"state": "default", "closed_date": SIGNED})
        doubtful = self.receivable.copy({"code": "416900", "name": "Douteux"})
        entry = self._entry(
            SIGNED,
            [
                (doubtful, 1000.0, self.customer),
                (self.receivable, -1000.0, self.customer),
            ],
        )
        old = entry.line_ids.filtered(lambda item: item.balance < 0)
        (self._item(invoice)[:1] + old).reconcile()
        self._run(SIGNED)
        line = self._case().open_line_ids
        missed = self.env["relance.engine.plan"]._get_missed(self.company)
        self.assertIn(line.id, missed[self._case().id][1])
