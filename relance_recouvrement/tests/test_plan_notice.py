from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TRACKING, days
from .common_plan import NOTICE, OVERDUE, THIRD, SignedPlanCommon


@tagged("post_install", "-at_install")
class TestPlanNotice(SignedPlanCommon):
    """After the reminder: the notice, its delay, and the default."""

    # === NOTICE === #

    def test_notice_is_proposed_to_a_manager(self):
        self._at(OVERDUE)
        self._at(NOTICE - days(1))
        self.assertFalse(self.plan.notice_proposed_date)
        self._at(NOTICE)
        self.assertEqual(self.plan.notice_proposed_date, NOTICE)
        managers = self.company._relance_managers()
        self.assertIn(self.plan.activity_ids.user_id, managers)
        self.assertEqual(self.plan.state, "active")

    def test_next_instalment_leaves_the_managers_task(self):
        self._at(OVERDUE)
        self._at(NOTICE)
        task, situation = self.plan.activity_ids, self.plan.status_text
        self._at(date(2026, 4, 23))
        late = self.plan.installment_ids.filtered(lambda row: row.state == "late")
        self.assertEqual(len(late.filtered("reminded_date")), 2, "it is reminded")
        self.assertEqual(self.plan.activity_ids, task)
        self.assertEqual(self.plan.status_text, situation)

    def test_paid_before_the_notice(self):
        self._at(OVERDUE)
        self._at(NOTICE)
        self._pay(self.invoice, 500.0, NOTICE)
        self._at(NOTICE + days(1))
        self.assertFalse(self.plan.notice_proposed_date)
        self.assertFalse(self.plan.activity_ids)
        with self.assertRaisesRegex(UserError, "No instalment is late"):
            self.plan.with_user(self.manager).action_print_notice()

    def test_a_manager_decides_on_the_notice(self):
        self._at(OVERDUE)
        with self.assertRaisesRegex(UserError, "manager"):
            self.plan.action_print_notice()
        with self.assertRaisesRegex(UserError, "manager"):
            self.plan.with_user(self.reader).action_print_notice()
        self.plan.with_user(self.manager).action_print_notice()
        self.assertTrue(self.plan.notice_attachment_id)
        self.assertFalse(self.plan.notice_date, "not posted yet")

    def test_notice_needs_its_proof(self):
        self._at(OVERDUE)
        self._at(NOTICE)
        with self.assertRaisesRegex(UserError, "Print the notice"):
            self.plan.action_notice_posted()
        self.plan.with_user(self.manager).action_print_notice()
        with self.assertRaisesRegex(UserError, "tracking number"):
            self.plan.action_notice_posted()
        self.plan.notice_tracking = "12345"
        with self.assertRaisesRegex(UserError, "tracking number"):
            self.plan.action_notice_posted()
        self.plan.notice_tracking = TRACKING
        self.plan.action_notice_posted()
        self.assertEqual(self.plan.notice_date, NOTICE)
        self.assertEqual(self.plan.notice_deadline, NOTICE + days(12))

    def test_notice_printed_another_day(self):
        self._at(OVERDUE)
        self._at(NOTICE)
        self.plan.with_user(self.manager).action_print_notice()
        self.plan.notice_tracking = TRACKING
        self._at(NOTICE + days(1))
        with self.assertRaisesRegex(UserError, "Print the notice"):
            self.plan.action_notice_posted()

    def test_notice_needs_bank_and_address(self):
        self._at(OVERDUE)
        self.customer.city = False
        with self.assertRaisesRegex(UserError, "postal address"):
            self.plan.with_user(self.manager).action_print_notice()

    def test_notice_without_its_words_refused(self):
        self._at(OVERDUE)
        template = self.env.ref("relance_recouvrement.mail_template_plan_notice")
        template = template.with_context(lang="fr_FR")
        template.subject = "Relance"
        template.body_html = "<p>Merci de payer.</p>"
        with self.assertRaisesRegex(UserError, "mise en demeure"):
            self.plan.with_user(self.manager).action_print_notice()

    def test_notice_sends_its_copy(self):
        self._notify()
        message = self._case().message_ids.filtered(
            lambda message: "MISE EN DEMEURE" in (message.subject or "")
        )
        self.assertEqual(len(message), 1)
        self.assertEqual(message.attachment_ids, self.plan.notice_attachment_id)
        self.assertIn("14 avril 2026", message.body)
        with self.assertRaisesRegex(UserError, "proves"):
            self.plan.sudo().notice_attachment_id.unlink()

    def test_paid_within_the_notice(self):
        self._notify()
        self._pay(self.invoice, 500.0, date(2026, 4, 14))
        self._at(date(2026, 4, 15))
        self.assertEqual(self.plan.state, "active")
        self.assertFalse(self.plan.notice_date)
        self.assertFalse(self.plan.status_text)
        self._at(date(2026, 4, 17))
        self.assertEqual(self.plan.state, "active")

    def test_part_payment_cures_nothing(self):
        self._notify()
        self._pay(self.invoice, 499.0, date(2026, 4, 14))
        self._at(date(2026, 4, 17))
        self.assertEqual(self.plan.state, "default")

    # === DEFAULT === #

    def test_default_after_the_notice(self):
        self._notify()
        self._at(date(2026, 4, 16))
        self.assertEqual(self.plan.state, "active", "two bank days are left")
        self._at(date(2026, 4, 17))
        self.assertEqual(self.plan.state, "default")
        self.assertFalse(self.plan.is_holding)
        line = self._line(self.invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1500.0))
        self.assertTrue(self.plan.activity_ids)
        missed = self.env["relance.engine.plan"]._get_missed(self.company)
        self.assertEqual(
            missed, {self._case().id: (date(2026, 4, 17), frozenset(line.ids))}
        )
        self.assertIn(self._next()[0], ("send", "confirm", "call"))
        self._at(date(2026, 4, 18))
        self.assertEqual(self.plan.state, "default")

    def test_no_default_without_notice(self):
        self._at(OVERDUE)
        self._at(THIRD + days(60))
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self._states(), "late late late")
        self.assertEqual(self._case().amount_claimable, 0.0)

    def test_no_default_while_the_bank_is_stale(self):
        self._notify()
        self.company.relance_bank_check = "warn"
        self.company.relance_bank_date = NOTICE
        self._at(date(2026, 4, 17))
        self.assertEqual(self.plan.state, "active")
        self.company.relance_bank_date = date(2026, 4, 17)
        self._at(date(2026, 4, 17))
        self.assertEqual(self.plan.state, "default")

    def test_default_stays_but_counts_payments(self):
        self._notify()
        self._at(date(2026, 4, 17))
        self._pay(self.invoice, 500.0, date(2026, 4, 17))
        self._at(date(2026, 4, 20))
        self.assertEqual(self.plan.state, "default")
        self.assertEqual(self.plan.amount_paid, 500.0)
        self.assertEqual(self._line(self.invoice).amount_claimable, 1000.0)

    def test_a_manager_resumes(self):
        self._notify()
        self._at(date(2026, 4, 17))
        with self.assertRaisesRegex(UserError, "manager"):
            self.plan.action_resume()
        self.plan.with_user(self.manager).action_resume()
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self._line(self.invoice).hold, "plan")
        self.assertFalse(self.plan.notice_date)
        self._at(date(2026, 4, 20))
        self.assertFalse(self.plan.notice_proposed_date, "it has just been resumed")
        with self.assertRaisesRegex(UserError, "in default"):
            self.plan.with_user(self.manager).action_resume()

    def test_not_resumed_on_what_was_promised_meanwhile(self):
        self._notify()
        day = date(2026, 4, 17)
        self._at(day)
        plan = self.plan.with_user(self.manager)
        promise = self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "date": day + days(3),
                "taken_date": day,
                "line_ids": [
                    Command.create(
                        {"case_line_id": self._line(self.invoice).id, "amount": 200.0}
                    )
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "1,300.00"), self.env.cr.savepoint():
            plan.action_resume()
        self.assertEqual(plan.state, "default")
        promise.action_cancel()
        plan.action_resume()
        self.assertEqual(self._line(self.invoice).amount_held, 1500.0)

    def test_resumed_after_a_payment(self):
        self._notify()
        day = date(2026, 4, 17)
        self._at(day)
        self._pay(self.invoice, 400.0, day)
        self._run(day)
        self.plan.with_user(self.manager).action_resume()
        self.assertEqual(self._line(self.invoice).amount_held, 1100.0)

    def test_consumer_has_thirty_days(self):
        customer = self._customer(
            "Paul Petit",
            is_company=False,
            company_registry=False,
            relance_debtor_regime="b2c",
        )
        self.invoice = self._owe(1500.0, partner=customer)[0]
        self.plan = self._sign(self._plan(partner=customer))
        self._notify()
        self.assertEqual(self.plan.notice_deadline, NOTICE + days(34))
        self._at(date(2026, 5, 7))
        self.assertEqual(self.plan.state, "active")
        self._at(date(2026, 5, 12))
        self.assertEqual(self.plan.state, "default")
