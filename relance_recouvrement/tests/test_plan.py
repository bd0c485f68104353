from base64 import b64encode
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import LATE, RelanceCommon, days

SIGNED = LATE
SCAN = b64encode(b"%PDF-1.4 signed by hand")


class PlanCommon(RelanceCommon):
    """A customer who asks for time on two late invoices of 1 000 and 500 euros."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")

    def setUp(self):
        super().setUp()
        clock = freeze_time(SIGNED)
        clock.start()
        self.addCleanup(clock.stop)

    def _owe(self, *amounts, **vals):
        """Late invoices, followed; returns them."""
        invoices = [self._invoice(amount=amount, **vals) for amount in amounts]
        self._run(SIGNED)
        return invoices

    def _plan(self, user=None, partner=None, **vals):
        plans = self.env["relance.plan"].with_user(user or self.collector)
        return plans.create(
            {
                "case_id": self._case(partner).id,
                "first_date": SIGNED + days(7),
                **vals,
            }
        )

    def _sign(self, plan, day=SIGNED):
        plan.write(
            {
                "signature_date": day,
                "signed_document": SCAN,
                "signed_document_name": "protocole.pdf",
            }
        )
        plan.action_activate()
        return plan

    def _schedule(self, plan):
        rows = plan.installment_ids.sorted("date")
        return [(row.date, row.amount) for row in rows]


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """The simulation, what the law says of it, and its signature."""

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

    # === SIGNATURE === #

    def test_signature_holds(self):
        invoice = self._owe(1000.0)[0]
        plan = self._plan()
        self.assertEqual(self._line(invoice).hold, "none")
        self._sign(plan)
        self.assertEqual(plan.state, "active")
        self.assertEqual(self._line(invoice).hold, "plan")
        self.assertEqual(self._case().stage, "plan")
        self.assertEqual(self._case().amount_claimable, 0)
        self.assertTrue(plan.signed_checksum)
        self.assertEqual(plan.signed_regime, "b2b")

    def test_no_activation_without_date_or_document(self):
        self._owe(1000.0)
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        plan.signature_date = SIGNED
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        plan.write({"signature_date": False, "signed_document": SCAN})
        with self.assertRaisesRegex(UserError, "signed document"):
            plan.action_activate()
        self.assertEqual(plan.state, "draft")

    def test_signature_not_in_the_future(self):
        self._owe(1000.0)
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "future"):
            self._sign(plan, SIGNED + days(1))

    def test_no_activation_twice(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        with self.assertRaisesRegex(UserError, "signed or closed"):
            plan.action_activate()

    def test_down_payment_before_the_signature_counts(self):
        """Paid between the draft and the signature: an instalment, no obstacle."""
        invoice = self._owe(1000.0)[0]
        plan = self._plan(down_payment=400.0, down_payment_date=SIGNED)
        self._pay(invoice, 400.0, SIGNED)
        self._run(SIGNED)
        self._sign(plan)
        self.assertEqual(plan.amount_paid, 400.0)
        self.assertEqual(plan.installment_ids.sorted("date")[0].state, "paid")

    def test_credited_before_the_signature_refused(self):
        invoice = self._owe(1000.0)[0]
        plan = self._plan()
        self._refund(invoice, 200.0)
        self._run(SIGNED)
        with self.assertRaisesRegex(UserError, "signed again"):
            self._sign(plan)

    def test_two_plans_on_one_item_refused(self):
        self._owe(1000.0)
        first, second = self._plan(), self._plan()
        self._sign(first)
        with self.assertRaisesRegex(UserError, "signed again"):
            self._sign(second)

    def test_what_was_signed_stays(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        row, line = plan.installment_ids[0], plan.line_ids[0]
        for change in (
            lambda: plan.write({"number": 5}),
            lambda: plan.write({"charges_run": True}),
            lambda: plan.write({"signed_document": SCAN}),
            lambda: plan.write({"signature_date": SIGNED - days(1)}),
            lambda: row.write({"date": row.date + days(9)}),
            lambda: row.unlink(),
            lambda: row.create({"plan_id": plan.id, "date": SIGNED, "amount": 1.0}),
            lambda: line.write({"amount": 10.0}),
            lambda: line.unlink(),
            lambda: plan.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "stay as they are"):
                change()
        plan.note = "still free"

    def test_kept_fields_are_the_engines(self):
        self._owe(1000.0)
        plan = self._plan()
        row = plan.installment_ids[0]
        for change in (
            lambda: plan.write({"state": "active"}),
            lambda: plan.write({"notice_date": SIGNED}),
            lambda: row.write({"state": "paid"}),
            lambda: row.write({"amount_paid": 1.0}),
            lambda: plan.line_ids[0].write({"amount_settled": 1.0}),
            lambda: self._plan(state="active"),
        ):
            with self.assertRaises(AccessError):
                change()
        plans = self.env["relance.plan"].with_user(self.collector)
        with self.assertRaisesRegex(UserError, "stay as they are"):
            plans.with_context(default_state="active").create(
                {"case_id": self._case().id}
            )

    def test_signed_document_is_a_proof(self):
        self._owe(1000.0)
        plan = self._plan()
        plan.signed_document = SCAN
        domain = [
            ("res_model", "=", "relance.plan"),
            ("res_id", "=", plan.id),
            ("res_field", "=", "signed_document"),
        ]
        scan = self.env["ir.attachment"].sudo().search(domain)
        self._sign(plan)
        scan = self.env["ir.attachment"].sudo().search(domain)
        with self.assertRaisesRegex(UserError, "proves"):
            scan.unlink()
        with self.assertRaisesRegex(UserError, "proves"):
            scan.raw = b"other"

    def test_draft_is_dropped(self):
        self._owe(1000.0)
        plan = self._plan()
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")
        with self.assertRaisesRegex(UserError, "over"):
            plan.action_cancel()
        self._plan().unlink()

    def test_signed_plan_ended_by_a_manager(self):
        invoice = self._owe(1000.0)[0]
        plan = self._sign(self._plan())
        with self.assertRaisesRegex(UserError, "manager"):
            plan.action_cancel()
        plan.with_user(self.manager).action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self._line(invoice).hold, "none")
        self.assertEqual(self._line(invoice).amount_claimable, 1000.0)

    # === RIGHTS === #

    def test_reader_only_reads(self):
        self._owe(1000.0)
        plan = self._plan()
        theirs = plan.with_user(self.reader)
        self.assertEqual(theirs.total, 1000.0)
        self.assertTrue(theirs.check_text is not None)
        for change in (
            lambda: self._plan(self.reader),
            lambda: theirs.write({"number": 2}),
            lambda: theirs.action_activate(),
            lambda: theirs.action_cancel(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_own_cases_only(self):
        self._owe(1000.0)
        case = self._case()
        case.user_id = self.collector
        with self.assertRaises(AccessError):
            self._plan(self.own)
        plan = self._plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.own).read(["total"])
        case.user_id = self.own
        self.assertEqual(self._sign(plan.with_user(self.own)).state, "active")

    def test_other_company_sees_nothing(self):
        self._owe(1000.0)
        plan = self._sign(self._plan())
        other = self.setup_other_company(name="Autre SARL")["company"]
        stranger = self._user("sam", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        for record in (plan, plan.line_ids, plan.installment_ids):
            theirs = record.with_user(stranger)
            with self.assertRaises(AccessError):
                theirs.read(["amount"])
            self.assertFalse(theirs.search([("id", "in", record.ids)]))
        with self.assertRaises(AccessError):
            plan.with_user(stranger).action_cancel()
