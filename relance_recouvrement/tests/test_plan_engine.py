from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from ..tools.wording import check_letter, check_style
from .common import days
from .common_plan import FIRST, OVERDUE, SECOND, SIGNED, SignedPlanCommon


@tagged("post_install", "-at_install")
class TestPlanEngine(SignedPlanCommon):
    """Instalments matched by the ledger, and reminded once."""

    # === MATCHING === #

    def test_payments_pay_the_oldest_first(self):
        self._pay(self.invoice, 700.0, FIRST)
        self._at(FIRST)
        self.assertEqual(self._states(), "paid open open")
        rows = self.plan.installment_ids.sorted("date")
        self.assertEqual(rows.mapped("amount_paid"), [500.0, 200.0, 0.0])
        self.assertEqual(rows[0].paid_date, FIRST)
        self.assertEqual(self.plan.amount_left, 800.0)
        self.assertEqual(self.plan.next_date, SECOND)
        self.assertEqual(self.plan.line_ids.amount_settled, 700.0)

    def test_nothing_claimed_meanwhile(self):
        self._pay(self.invoice, 500.0, FIRST)
        self._at(date(2026, 4, 20))
        self.assertEqual(set(self._case().reminder_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self._case().amount_claimable, 0.0)
        self.assertEqual(self._line(self.invoice).amount_held, 1000.0)

    def test_newer_invoice_is_still_claimed(self):
        self._invoice(amount=300.0, due=SIGNED)
        self._at(date(2026, 3, 19))
        self.assertEqual(self._reminder().amount_total, 300.0)

    def test_open_until_the_tolerance_ends(self):
        self._at(OVERDUE - days(1))
        self.assertEqual(self._states(), "open open open")
        self.assertFalse(self._mails())
        self._at(OVERDUE)
        self.assertEqual(self._states(), "late open open")
        self.assertEqual(self.plan.amount_late, 500.0)

    def test_kept(self):
        self._pay(self.invoice, 1500.0, FIRST)
        self._at(FIRST)
        self.assertEqual(self.plan.state, "kept")
        self.assertEqual(self.plan.closed_date, FIRST)
        self.assertFalse(self.plan.is_holding)

    def test_write_off_keeps_no_plan(self):
        """Nothing is owed any more, nothing was paid: the plan is over, not kept."""
        entry = self._entry(
            SIGNED,
            [
                (self.revenue, 1500.0, self.customer),
                (self.receivable, -1500.0, self.customer),
            ],
        )
        (self._item(self.invoice) + self._item(entry)).reconcile()
        self._at(FIRST)
        self.assertEqual(self.plan.state, "cancelled")

    def test_credit_note_shortens_the_end(self):
        self._refund(self.invoice, 600.0)
        self._at(OVERDUE)
        self.assertEqual(self._states(), "late open paid")
        self.assertEqual(self.plan.amount_left, 900.0)
        self._pay(self.invoice, 900.0, OVERDUE)
        self._at(OVERDUE + days(1))
        self.assertEqual(self.plan.state, "kept")

    def test_payment_undone_reopens(self):
        credit = self._pay(self.invoice, 1500.0, FIRST)
        self._at(FIRST)
        self.assertEqual(self.plan.state, "kept")
        credit.remove_move_reconcile()
        self._at(FIRST + days(1))
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self._states(), "open open open")
        self.assertTrue(self.plan.is_holding)
        self.assertEqual(self._line(self.invoice).hold, "plan")

    def test_promise_and_plan_share_no_euro(self):
        """A payment that keeps a promise on the rest pays no instalment."""
        other = self._owe(1000.0)[0]
        line = self._line(other)
        half = Command.create({"case_line_id": line.id, "amount": 600.0})
        plan = self._sign(self._plan(number=1, line_ids=[half]))
        promise = self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "date": SIGNED + days(3),
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 400.0})
                ],
            }
        )
        self._pay(other, 400.0, SIGNED + days(3))
        self._at(SIGNED + days(3))
        self.assertEqual(promise.state, "kept")
        self.assertEqual(plan.amount_paid, 0.0)
        self._pay(other, 600.0, FIRST)
        self._at(FIRST)
        self.assertEqual(plan.state, "kept")

    def test_moved_to_doubtful_accounts(self):
        """The debt goes on in another item: the plan holds it and counts on."""
        self._pay(self.invoice, 500.0, FIRST)
        self._at(FIRST)
        doubtful = self.receivable.copy({"code": "416900", "name": "Douteux"})
        entry = self._entry(
            FIRST,
            [
                (doubtful, 1000.0, self.customer),
                (self.receivable, -1000.0, self.customer),
            ],
        )
        items = entry.line_ids.filtered(lambda item: item.account_id == self.receivable)
        (self._item(self.invoice) + items).reconcile()
        self._at(FIRST + days(1))
        fresh = self._line(entry).filtered(lambda line: line.amount_residual > 0)
        self.assertEqual(self.plan.line_ids.case_line_id, fresh)
        self.assertEqual(self._states(), "paid open open")
        self.assertEqual((fresh.hold, fresh.amount_held), ("plan", 1000.0))

    # === REMINDER OF AN INSTALMENT === #

    def test_reminded_once(self):
        self._at(OVERDUE)
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("20 mars 2026", mail.subject)
        body = mail.body_html
        for words in ("500,00", "Échéance", "FR76", f"ECH-{self.plan.id}"):
            self.assertIn(words, body)
        self.assertNotIn("1 000,00", body.replace("\u202f", " "))
        self.assertEqual(mail.mail_message_id.res_id, self._case().id)
        self.assertEqual(
            self.plan.activity_ids.activity_type_id,
            self.env.ref("relance_recouvrement.activity_plan"),
        )
        self._at(OVERDUE)
        self._at(OVERDUE + days(1))
        self.assertEqual(self._mails(), mail)

    def test_not_reminded_again_after_an_undone_payment(self):
        self._at(OVERDUE)
        mail = self._mails()
        credit = self._pay(self.invoice, 500.0, OVERDUE)
        self._at(OVERDUE + days(1))
        self.assertEqual(self._states(), "paid open open")
        self.assertFalse(self.plan.activity_ids)
        credit.remove_move_reconcile()
        credit.move_id.button_draft()
        self._at(OVERDUE + days(2))
        self.assertEqual(self._states(), "late open open")
        self.assertEqual(self._mails(), mail)

    def test_each_instalment_has_its_own(self):
        self._at(OVERDUE)
        self._pay(self.invoice, 500.0, OVERDUE)
        self._at(date(2026, 4, 23))
        self.assertEqual(self._states(), "paid late open")
        self.assertEqual(len(self._mails()), 2)

    def test_run_alone_sends_nothing(self):
        self._run(OVERDUE)
        self.assertEqual(self._states(), "late open open")
        self.assertFalse(self._mails())

    def test_paid_between_run_and_delivery(self):
        self._run(OVERDUE)
        self._pay(self.invoice, 500.0, OVERDUE)
        self._deliver()
        self.assertFalse(self._mails())
        self.assertEqual(self._states(), "paid open open")

    def test_what_keeps_it_back(self):
        case = self._case()
        address = self.customer._relance_postal_address()
        bounce = {"contact_issue": "bounced", "contact_issue_address": address}
        for problem, words in (
            ({"reply_pending": True}, "réponse"),
            (bounce, "bounced"),
            ({"hold_until": OVERDUE, "hold_reason": "fire"}, "fire"),
        ):
            case.sudo().write(problem)
            self._at(OVERDUE)
            self.assertFalse(self._mails(), problem)
            self.assertIn(words, self.plan.status_text)
            case.sudo().write(dict.fromkeys(problem, False))
        self._at(OVERDUE)
        self.assertEqual(len(self._mails()), 1)

    def test_unmatched_payment_keeps_it_back(self):
        self._credit(500.0, FIRST)
        self._at(OVERDUE)
        self.assertEqual(self._states(), "late open open")
        self.assertFalse(self._mails())
        self.assertIn("500", self.plan.status_text)

    def test_small_credit_does_not(self):
        self._credit(499.0, FIRST)
        self._at(OVERDUE)
        self.assertTrue(self._mails())

    def test_stale_bank_keeps_it_back(self):
        self.company.relance_bank_check = "warn"
        self.company.relance_bank_date = FIRST
        self._at(OVERDUE)
        self.assertFalse(self._mails())
        self.company.relance_bank_date = OVERDUE
        self._at(OVERDUE)
        self.assertTrue(self._mails())

    def test_no_address_asks_for_a_call(self):
        self.customer.email = False
        self._at(OVERDUE)
        self.assertFalse(self._mails())
        self.assertEqual(
            self.plan.installment_ids.sorted("date")[0].reminded_date, OVERDUE
        )
        self.assertTrue(self.plan.activity_ids)

    def test_bounced_reminder_asks_for_a_call(self):
        self._at(OVERDUE)
        row = self.plan.installment_ids.sorted("date")[0]
        self.plan.activity_feedback(["relance_recouvrement.activity_plan"])
        self._read_feedback()
        self.assertFalse(row.mail_failed, "it left")
        self._mails().mail_message_id.notification_ids.notification_status = "bounce"
        self._read_feedback()
        self.assertTrue(row.mail_failed)
        self.assertTrue(self.plan.activity_ids)
        self.plan.activity_feedback(["relance_recouvrement.activity_plan"])
        self._read_feedback()
        self._at(OVERDUE + days(1))
        self.assertFalse(self.plan.activity_ids, "asked once")
        self.assertEqual(len(self._mails()), 1)

    def test_texts_for_every_kind_of_debtor(self):
        self._at(OVERDUE)
        for regime in ("unknown", "b2b", "b2c", "nonpro", "public"):
            self.plan.sudo().signed_regime = regime
            self.plan.invalidate_recordset()
            for name in ("late", "notice"):
                text = self.plan._render_text(f"mail_template_plan_{name}")
                words = f"{text['subject']} {text['body']}"
                with self.subTest(regime=regime, name=name):
                    self.assertEqual(check_letter(words, regime), [])
                    self.assertEqual(check_style(words), [])
                    for leftover in ("{{", "t-out", "False", "None"):
                        self.assertNotIn(leftover, words)

    def test_forbidden_wording_does_not_leave(self):
        template = self.env.ref("relance_recouvrement.mail_template_plan_late")
        template = template.with_context(lang="fr_FR")
        template.body_html = "<p>Nous enverrons un huissier.</p>"
        self._at(OVERDUE)
        self.assertFalse(self._mails())
        self.assertIn("huissier", self.plan.status_text)

    def test_broken_template_stops_nobody_else(self):
        template = self.env.ref("relance_recouvrement.mail_template_plan_late")
        template.unlink()
        with self.assertLogs("odoo.addons.relance_recouvrement", "ERROR"):
            self._at(OVERDUE)
        self.assertFalse(self._mails())
        self.assertTrue(self.plan.status_text)

    def test_copy_of_the_database_sends_nothing(self):
        self._at(OVERDUE)
        mail = self._mails()
        self.assertEqual(mail.state, "outgoing")
        self.env.flush_all()
        for query in get_neutralization_queries(["relance_recouvrement"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual(mail.sudo().state, "cancel")

    def test_simulation_writes_nothing(self):
        self._run(OVERDUE - days(1))
        self.engine._simulate(self._case(), today=OVERDUE)
        self.assertEqual(self._states(), "open open open")
        self.assertFalse(self._mails())

    # === ANNOUNCEMENTS === #

    def test_announcement_suspended(self):
        other = self._customer("Hotel Bleu")
        for level in (self.level_friendly, self.level_call):
            level.active = False
        self._invoice(other, amount=800.0, due=date(2026, 2, 20))
        reminder = self._play(SIGNED, other)
        announcement = reminder.announcement_ids
        self.assertEqual(announcement.state, "open")
        plan = self._sign(self._plan(partner=other))
        self.assertEqual(announcement.state, "suspended")
        plan.with_user(self.manager).action_cancel()
        self.assertEqual(announcement.state, "open")

    def test_two_companies(self):
        """The plan of one company holds nothing of the other."""
        data = self.setup_other_company(name="Autre SARL")
        other = data["company"]
        other.relance_bank_check = "off"
        theirs = self._invoice(amount=900.0, company=other, accounts=data)
        self._run(SIGNED, other)
        self.assertEqual(self._line(theirs).hold, "none")
        self._run(OVERDUE, other)
        self._deliver()
        self.assertEqual(self._states(), "open open open", "its run has not come")
        line = Command.create({"case_line_id": self._line(theirs).id, "amount": 900.0})
        with self.assertRaisesRegex(UserError, "another customer"):
            self._plan(line_ids=[line])
