from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import days
from .common_insurance import BEFORE, DEADLINE, LIMIT, PAPER, InsuranceCommon
from .common_plan import SIGNED


@tagged("post_install", "-at_install")
class TestInsuranceEngine(InsuranceCommon):
    """Alerts before the declaration, and the insurer's agreement to more time."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(1000.0)[0]

    def _at(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)
        self._run(day)

    def _agreed(self, day=SIGNED):
        return {
            "insurer_agreement_date": day,
            "insurer_agreement_proof": PAPER,
            "insurer_agreement_name": "accord.pdf",
        }

    # === ALERTS === #

    def test_alerts_once_each(self):
        self._at(BEFORE[30] - days(1))
        self.assertFalse(self._task())
        for count in (30, 15, 5):
            with self.subTest(count=count):
                self._at(BEFORE[count])
                task = self._task()
                self.assertEqual(len(task), 1)
                self.assertEqual(task.date_deadline, BEFORE[count])
                self.assertIn(f"{self.invoice.name} : 31/05/2026", task.note)
                self.assertIn("AC-2026-001", task.note)
                task.action_done()
                self._at(BEFORE[count] + days(1))
                self.assertFalse(self._task())

    def test_open_task_says_the_new_day(self):
        self._at(BEFORE[30])
        task = self._task()
        self._at(BEFORE[15])
        self.assertEqual(self._task(), task)
        self.assertEqual(task.date_deadline, BEFORE[15])

    def test_item_found_late_is_told(self):
        self._at(BEFORE[5])
        self._task().action_done()
        late = self._invoice()
        self._at(BEFORE[5] + days(1))
        self.assertIn(late.name, self._task().note)

    def test_declared_is_not_told(self):
        self._declare(self.invoice)
        self._at(BEFORE[30])
        self.assertFalse(self._task())

    def test_task_ends_with_the_declaration_or_the_payment(self):
        other = self._invoice()
        self._at(BEFORE[30])
        self._declare(self.invoice)
        self.assertTrue(self._task(), "the other one is still to declare")
        self._pay(other)
        self._at(BEFORE[30] + days(1))
        self.assertFalse(self._task())

    def test_declared_alone_ends_the_task(self):
        self._at(BEFORE[30])
        self._declare(self.invoice)
        self.assertFalse(self._task())

    def test_nothing_is_read_without_policy(self):
        self.policy.active = False
        insurance = self.env["relance.engine.insurance"]
        insurance._remind(self.company, BEFORE[30])
        with self.assertQueryCount(0):
            insurance._remind(self.company, BEFORE[30])
        self.assertFalse(self._task())

    def test_of_several_customers_same_number_of_queries(self):
        counts = []
        for number in range(3):
            partner = self._customer(f"Client {number}")
            self._cover(partner)
            self._owe(100.0, partner=partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["relance.engine.insurance"]._remind(self.company, SIGNED)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        self.assertLess(counts[-1], 10)

    # === PLANS === #

    def test_plan_within_the_limit(self):
        plan = self._plan(number=1, first_date=date(2026, 3, 27))
        self.assertEqual(plan.insurer_deadline, LIMIT)
        self.assertNotIn("insurer", plan.check_text or "")
        self._sign(plan)
        self.assertEqual(plan.state, "active")
        case = self._case()
        self.assertEqual(case.insurance_deadline, DEADLINE)
        self.assertEqual(case.insurance_extended_deadline, plan.end_date + days(90))

    def test_plan_past_it_needs_the_agreement(self):
        plan = self._plan()
        self.assertGreater(plan.end_date, LIMIT)
        self.assertIn("insurer", plan.check_text)
        with self.assertRaisesRegex(UserError, "manager"):
            self._sign(plan)
        plan = plan.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "01/04/2026.*agreement"):
            self._sign(plan)
        plan.insurer_agreement_date = SIGNED
        with self.assertRaisesRegex(UserError, "agreement"):
            self._sign(plan)
        plan.write(self._agreed(SIGNED + days(1)))
        with self.assertRaisesRegex(UserError, "future"):
            self._sign(plan)
        plan.write(self._agreed())
        self._sign(plan)
        self.assertEqual(plan.state, "active")
        self.assertEqual(self._case().insurance_deadline, plan.end_date + days(90))
        with self.assertRaisesRegex(UserError, "signed"):
            plan.insurer_agreement_date = False

    def test_agreement_of_a_signed_plan_is_kept(self):
        plan = self._plan(user=self.manager, **self._agreed())
        self._sign(plan)
        proof = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "relance.plan"),
                ("res_field", "=", "insurer_agreement_proof"),
                ("res_id", "=", plan.id),
            ]
        )
        self.assertTrue(proof)
        with self.assertRaisesRegex(UserError, "kept"):
            proof.unlink()

    def test_a_later_deadline_entered_by_hand_changes_nothing(self):
        plan = self._plan()
        plan.insurer_deadline = plan.end_date
        with self.assertRaisesRegex(UserError, "insurer"):
            self._sign(plan)

    def test_an_earlier_one_counts(self):
        plan = self._plan(
            user=self.manager,
            number=1,
            first_date=date(2026, 3, 27),
            insurer_deadline=date(2026, 3, 20),
        )
        with self.assertRaisesRegex(UserError, "20/03/2026"):
            self._sign(plan)

    def test_no_limit_without_cover(self):
        other = self._customer("Garage Petit")
        self._owe(1000.0, partner=other)
        plan = self._plan(partner=other)
        self.assertFalse(plan.insurer_deadline)
        self._sign(plan)

    # === DEFERRALS === #

    def _defer(self, day, **vals):
        action = self._case().with_user(self.manager).action_defer()
        wizard = self.env["relance.promise.defer"].with_user(self.manager)
        with Form(wizard.with_context(**action["context"])) as form:
            form.date = day
            form.reason = "Attend son propre client"
            self.assertEqual(form.insurer_deadline, LIMIT)
            for name, value in vals.items():
                form[name] = value
        form.record.action_grant()
        return self._case().promise_ids.filtered("is_deferral")

    def test_deferral_within_the_limit(self):
        self.assertEqual(self._defer(LIMIT).state, "open")
        case = self._case()
        self.assertEqual(case.insurance_deadline, DEADLINE)
        self.assertEqual(case.insurance_extended_deadline, LIMIT + days(90))

    def test_deferral_past_it_needs_the_agreement(self):
        day = LIMIT + days(1)
        context = self._case().with_user(self.manager).action_defer()["context"]
        wizard = self.env["relance.promise.defer"].with_user(self.manager)
        vals = {"date": day, "reason": "x"}
        wizard = wizard.with_context(**context).create(vals)
        with self.assertRaisesRegex(UserError, "agreement"):
            wizard.action_grant()
        deferral = self._defer(
            day, insurer_agreement_date=SIGNED, insurer_agreement_proof=PAPER
        )
        self.assertEqual(deferral.insurer_agreement_date, SIGNED)
        self.assertEqual(deferral.insurer_agreement_proof, PAPER)
        self.assertEqual(self._case().insurance_deadline, day + days(90))

    def test_extended_no_further_than_the_policy_without_agreement(self):
        self._defer(LIMIT)
        self.policy.max_extension = 10
        case = self._case()
        self.assertEqual(case.insurance_extended_deadline, date(2026, 3, 12) + days(90))
