from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import days
from .common_plan import SIGNED, PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """The simulation and what the law says of it."""

    # === SIMULATION === #

    def test_from_the_case(self):
        """What is overdue and free is spread at once, the rest is left out."""
        self._owe(1000.0, 500.0)
        self._invoice(amount=700.0, due=SIGNED + days(30))
        self._run(SIGNED)
        plan = self._plan()
        self.assertEqual(plan.total, 1500.0)
        self.assertEqual(
            self._schedule(plan),
            [
                (date(2026, 3, 20), 500.0),
                (date(2026, 4, 20), 500.0),
                (date(2026, 5, 20), 500.0),
            ],
        )
        self.assertEqual(plan.end_date, date(2026, 5, 20))
        self.assertEqual(plan.state, "draft")
        self.assertFalse(plan.is_holding)

    def test_first_date_is_a_working_day(self):
        """A Sunday goes to Monday; a working day stays."""
        plans = self.env["relance.plan"]
        for today, first in (
            (date(2026, 3, 15), date(2026, 3, 23)),
            (date(2026, 3, 16), date(2026, 3, 23)),
        ):
            with patch.object(
                type(self.env.company), "_relance_today", return_value=today
            ):
                self.assertEqual(plans._default_first_date(), first)

    def test_nothing_overdue(self):
        self._invoice(amount=700.0, due=SIGNED + days(30))
        self._run(SIGNED)
        self.assertEqual(self._plan().total, 700.0)

    def test_promised_part_left_out(self):
        invoice = self._owe(1000.0)[0]
        self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "date": SIGNED + days(3),
                "line_ids": [
                    Command.create(
                        {"case_line_id": self._line(invoice).id, "amount": 400.0}
                    )
                ],
            }
        )
        self.assertEqual(self._plan().total, 600.0)

    def test_form_simulates_at_once(self):
        self._owe(1000.0, 500.0)
        plans = self.env["relance.plan"].with_user(self.collector)
        with Form(plans.with_context(default_case_id=self._case().id)) as form:
            self.assertEqual(form.total, 1500.0)
            self.assertEqual(len(form.installment_ids), 3)
            form.first_date = date(2026, 3, 31)
            form.number = 4
            self.assertEqual(form.end_date, date(2026, 6, 30))
            form.down_payment = 300.0
            form.down_payment_date = SIGNED
            self.assertEqual(len(form.installment_ids), 5)
            form.rhythm = "weekly"
            self.assertEqual(form.end_date, date(2026, 4, 21))
            form.end_date = date(2026, 4, 10)
            self.assertEqual(form.number, 2)
            self.assertEqual(form.end_date, date(2026, 4, 7))
        plan = form.record
        self.assertEqual(
            self._schedule(plan),
            [(SIGNED, 300.0), (date(2026, 3, 31), 600.0), (date(2026, 4, 7), 600.0)],
        )

    def test_form_says_what_makes_no_schedule(self):
        self._owe(1000.0)
        plans = self.env["relance.plan"].with_user(self.collector)
        form = Form(plans.with_context(default_case_id=self._case().id))
        form.number = 0
        self.assertIn("number of instalments", form.simulation_error)
        form.number = 2
        self.assertFalse(form.simulation_error)
        form.down_payment = 2000.0
        self.assertIn("down payment", form.simulation_error)
        with self.assertRaisesRegex(ValidationError, "down payment"):
            form.save()

    def test_edited_by_hand(self):
        self._owe(1000.0)
        plan = self._plan(number=2)
        first, last = plan.installment_ids.sorted("date")
        plan.installment_ids = [
            Command.update(first.id, {"amount": 700.0}),
            Command.update(last.id, {"amount": 300.0, "date": date(2026, 6, 1)}),
        ]
        self.assertEqual(
            self._schedule(plan), [(first.date, 700.0), (date(2026, 6, 1), 300.0)]
        )
        self.assertEqual(plan.end_date, date(2026, 6, 1))

    def test_edited_by_hand_must_add_up(self):
        self._owe(1000.0)
        plan = self._plan(number=2)
        first = plan.installment_ids[0]
        with self.assertRaisesRegex(ValidationError, "add up"):
            plan.installment_ids = [Command.update(first.id, {"amount": 700.0})]
        with self.assertRaisesRegex(ValidationError, "same date"):
            plan.installment_ids = [
                Command.update(first.id, {"date": plan.installment_ids[1].date})
            ]

    def test_hand_written_schedule_kept_at_creation(self):
        self._owe(1000.0)
        plan = self._plan(
            installment_ids=[
                Command.create({"date": date(2026, 3, 20), "amount": 100.0}),
                Command.create({"date": date(2026, 5, 2), "amount": 900.0}),
            ]
        )
        self.assertEqual(
            self._schedule(plan),
            [(date(2026, 3, 20), 100.0), (date(2026, 5, 2), 900.0)],
        )

    def test_more_than_owed_refused(self):
        invoice = self._owe(1000.0)[0]
        line = {"case_line_id": self._line(invoice).id, "amount": 1000.01}
        with self.assertRaisesRegex(ValidationError, "owed"):
            self._plan(line_ids=[Command.create(line)])

    def test_another_customer_refused(self):
        self._owe(1000.0)
        other = self._customer("Hotel Bleu")
        theirs = self._owe(500.0, partner=other)[0]
        line = {"case_line_id": self._line(theirs).id, "amount": 500.0}
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._plan(line_ids=[Command.create(line)])

    def test_several_currencies_refused(self):
        dollars = self.setup_other_currency("USD", rates=[("2025-01-01", 2.0)])
        mine = self._owe(1000.0)[0]
        theirs = self._owe(800.0, currency_id=dollars.id)[0]
        lines = [
            Command.create({"case_line_id": self._line(move).id, "amount": 100.0})
            for move in (mine, theirs)
        ]
        with self.assertRaisesRegex(ValidationError, "one currency"):
            self._plan(line_ids=lines)
        self.assertEqual(self._plan().total, 1000.0, "the company's own by default")
        plan = self._plan(line_ids=lines[1:])
        self.assertEqual(plan.plan_currency_id, dollars)
        self.assertEqual(plan.amount, 50.0, "in company currency")
        self.assertEqual(sum(plan.installment_ids.mapped("amount")), 100.0)

    # === LAW === #

    def test_consumer_without_fee_nor_interest(self):
        self.customer.relance_debtor_regime = "b2c"
        self._owe(1000.0)
        plan = self._plan(charges_run=True)
        self.assertIn("no fee", plan.check_text)
        with self.assertRaisesRegex(UserError, "no fee"):
            self._sign(plan)
        self.assertEqual(plan.state, "draft")
        plan.charges_run = False
        self._sign(plan)
        self.assertEqual(plan.state, "active")

    def test_business_may_owe_penalties(self):
        self._owe(1000.0)
        plan = self._sign(self._plan(charges_run=True))
        self.assertEqual(plan.state, "active")

    def test_notice_delay_by_kind(self):
        self._owe(1000.0)
        self.assertEqual(self._plan().notice_days, 8)
        self.customer.relance_debtor_regime = "b2c"
        plan = self._plan()
        self.assertEqual(plan.notice_days, 30)
        plan.notice_days = 8
        with self.assertRaisesRegex(UserError, "30 days"):
            self._sign(plan)

    def test_long_plan_needs_a_manager(self):
        self._owe(1000.0)
        plan = self._plan(number=14)
        self.assertTrue(plan.needs_manager)
        with self.assertRaisesRegex(UserError, "manager"):
            self._sign(plan)
        self._sign(plan.with_user(self.manager))
        self.assertEqual(plan.state, "active")

    def test_twelve_months_need_none(self):
        self._owe(1000.0)
        self.assertEqual(self._sign(self._plan(number=12)).state, "active")

    def test_longer_than_a_judge_grants(self):
        self._owe(1000.0)
        self.assertNotIn("1343-5", self._plan(number=24).check_text)
        self.assertIn("1343-5", self._plan(number=26).check_text)

    def test_insurer_deadline(self):
        self._owe(1000.0)
        plan = self._plan(insurer_deadline=date(2026, 5, 19))
        self.assertIn("insurer", plan.check_text)
        with self.assertRaisesRegex(UserError, "insurer"):
            self._sign(plan)
        plan.insurer_deadline = plan.end_date
        self.assertFalse(plan.check_text)
        self._sign(plan)

    def test_unconfirmed_kind_is_a_consumer(self):
        self.customer.relance_regime_confirmed = False
        self._owe(1000.0)
        plan = self._plan()
        self.assertEqual(plan.notice_days, 30)
        self.assertIn("to be confirmed", plan.check_text)
