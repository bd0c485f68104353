from base64 import b64encode

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.mail import html2plaintext

from .common import CALL, DUE, days
from .common_charge import LAST, ChargeCommon
from .common_insolvency import JUDGMENT, PUBLISHED, ClaimCommon, InsolvencyCommon
from .common_interest import T_DUE, T_PAID, T_PART, InterestCommon

NOTICE = DUE + days(38)  # 9 April, after Easter


@tagged("post_install", "-at_install")
class TestSeamsNotice(ChargeCommon, InsolvencyCommon):
    """What was settled, corrected or judged before, and the letters that follow."""

    def _only_notice(self):
        for level in self.scenario.level_ids - self.level_formal_notice:
            level.active = False
        self.level_formal_notice.claims = "overdue"
        self.customer.relance_scenario_id = self.scenario

    def _notice(self, day=NOTICE):
        self._only_notice()
        self._run(day)
        notice = self._reminder()
        self.assertEqual(notice.level_id, self.level_formal_notice)
        return notice

    # === WHAT WAS SETTLED BEFORE ===

    def test_a_waived_indemnity_is_not_asked_by_the_gate(self):
        self._count_until(LAST)
        self._waive(self._indemnity())
        notice = self._notice()
        self.assertEqual(notice.indemnity_count, 0)
        self.assertNotIn("D.441-5", str(notice.letter_body_html))
        self.assertFalse(notice.missing_html)
        notice.action_confirm()
        self._deliver()
        self.assertTrue(notice.frozen_date, notice.confirm_reason)

    def test_all_waived_until_today(self):
        """Nothing accrued since: the notice claims the principal alone."""
        self._count_until(NOTICE)
        self._waive(self._charges())
        notice = self._notice()
        self.assertFalse(notice.charges_text)
        self.assertFalse(notice.missing_html)
        notice.action_confirm()
        self._deliver()
        self.assertTrue(notice.frozen_date, notice.confirm_reason)
        self.assertEqual(notice.amount_claimed, 10000)

    # === WHAT WAS CORRECTED AFTER ===

    def test_kind_corrected_on_a_draft(self):
        """The same screen, the same moment: no 40 € for a consumer."""
        self._run(LAST)
        reminder = self._reminder()
        self.assertEqual(reminder.charges_mode, "amount")
        self.customer.relance_debtor_regime = "b2c"
        self.assertEqual((reminder.regime, reminder.charges_mode), ("b2c", "none"))
        self.assertEqual(reminder.amount_claimed, reminder.amount_total)
        self.assertFalse(reminder.indemnity_text)

    def test_kind_corrected_after_it_left(self):
        """What was printed stays told as it was printed."""
        reminder = self._claimed()
        claimed, text = reminder.amount_claimed, reminder.claim_text
        self.customer.relance_debtor_regime = "b2c"
        self.level_last_notice.charges = "none"
        reminder.invalidate_recordset()
        self.assertEqual((reminder.regime, reminder.charges_mode), ("b2b", "amount"))
        self.assertEqual(
            (reminder.amount_claimed, reminder.claim_text), (claimed, text)
        )
        self.assertEqual(reminder.state, "sent")
        findings = self.env["relance.engine.proof"]._check(reminder)
        self.assertFalse([row for row in findings if row.result == "changed"])

    def test_a_printed_letter_is_withdrawn_from_a_consumer(self):
        reminder = self._frozen()
        self.customer.relance_debtor_regime = "b2c"
        letter = reminder.delivery_ids.filtered("is_proof")
        self.assertEqual((reminder.state, letter.state), ("cancelled", "cancelled"))
        self._post(reminder, LAST)
        self.assertEqual(set(reminder.delivery_ids.mapped("state")), {"cancelled"})
        self._run(LAST + days(1))
        self.assertEqual(self._reminder().charges_mode, "none")

    # === PROCEEDINGS ===

    def _closed(self, reason):
        self._only_notice()
        self._run(CALL)
        insolvency = self._insolvency()
        insolvency.write({"close_reason": reason, "closed_date": CALL})
        insolvency.action_close()

    def test_a_notice_once_the_proceedings_are_over(self):
        self._closed("plan_done")
        notice = self._notice()
        self.assertEqual(self._judgments(self.invoice), {self.invoice: JUDGMENT})
        self.assertFalse(notice.missing_html)
        notice.action_confirm()
        self._deliver()
        self.assertTrue(notice.frozen_date, notice.confirm_reason)
        [row] = notice.line_ids.interest_ids
        self.assertEqual(row.date_to, JUDGMENT, "C. com. L622-28")

    def test_an_indemnity_that_the_judgment_barred(self):
        """L441-10 II in fine: payment was forbidden on the due date."""
        later = self._invoice(
            due=JUDGMENT + days(5), invoice_date=JUDGMENT - days(20), amount=2000
        )
        self._pay(self.invoice, day=DUE)
        self._closed("plan_done")
        notice = self._notice(DUE + days(64))
        self.assertEqual(notice.line_ids.move_line_id.move_id, later)
        self.assertFalse(notice.charges_text)
        self.assertFalse(notice.missing_html)

    def test_a_judgment_set_aside_stopped_nothing(self):
        self._closed("refused")
        self.assertEqual(self._judgments(self.invoice), {})
        found = self._item(self.invoice)._relance_late_interest(LAST)
        self.assertEqual((found["amount"], found["indemnity"]), (99.86, 40.0))

    def test_a_note_of_prior_charges_is_prior(self):
        """Interest of a frozen debt, invoiced after the judgment, is frozen too."""
        self._claimed()
        self._insolvency(judgment_date=LAST, bodacc_date=LAST)
        note = self._book(self._charges(), post=True, date=LAST + days(20))
        self._run(LAST + days(20))
        self.assertEqual(self._line(note).hold, "insolvency")
        self.assertFalse(any(self._owed().values()))

    def test_waived_then_transferred_twice(self):
        """Waived on the first item: the third one claims it no more."""
        self._count_until(LAST)
        self._waive(self._charges())
        item = self._item(self.invoice)
        for _time in range(2):
            moved = self._entry(
                LAST,
                [
                    (self.receivable, 10000, self.customer),
                    (self.receivable, -10000, self.customer),
                ],
            )
            debit = self._item(moved).filtered(lambda line: line.balance > 0)
            (item + (self._item(moved) - debit)).reconcile()
            debit.write({"date_maturity": DUE, "no_followup": False})
            self._run(LAST)
            lines = self.env["relance.case.line"].sudo()
            old = lines.search([("move_line_id", "=", item.id)])
            self._line(moved).sudo().origin_line_id = old
            item = debit
        settled = self.env["relance.engine.charge"]._get_settled(item.ids)
        self.assertEqual(settled[item.id], {"interest": 99.86, "indemnity": 40.0})


@tagged("post_install", "-at_install")
class TestSeamsDeclaration(ClaimCommon):
    """What was declared once stays, whatever is corrected or cancelled later."""

    def _declared(self):
        self._invoice()
        self._run(PUBLISHED)
        return self._declare(self._claim(), declared_proof=b64encode(b"%PDF depot"))

    def test_what_was_sent_outlives_its_correction(self):
        insolvency = self._declared()
        sent = insolvency.sudo().declaration_attachment_id
        insolvency.with_user(self.manager).action_correct()
        former = insolvency.sudo().former_attachment_ids
        self.assertEqual(len(former), 2, "the declaration and its proof of deposit")
        self.assertIn(sent, former)
        self.assertFalse(insolvency.declared_proof)
        for file in former:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                file.with_user(self.manager).unlink()

    def test_what_was_declared_is_not_deleted(self):
        insolvency = self._declared().with_user(self.manager)
        insolvency.action_cancel()
        with self.assertRaises(UserError):
            insolvency.unlink()


@tagged("post_install", "-at_install")
class TestSeamsPrinted(InterestCommon):
    """LAW §1.2: the vectors, from the ledger to the printed page."""

    def _print(self, imputation="principal", paid=0):
        for level in self.scenario.level_ids - self.level_last_notice:
            level.active = False
        self.customer.relance_scenario_id = self.scenario
        self.company.write(
            {
                "relance_followed_from": T_DUE - days(60),
                "relance_imputation": imputation,
            }
        )
        invoice = self._claim()
        if paid:
            self._pay(invoice, paid, T_PART)
        self._run(T_PAID)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.charges_date, T_PAID)
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "relance_recouvrement.action_report_reminder", reminder.ids
        )
        return " ".join(html2plaintext(html.decode()).split())

    def assertPrinted(self, page, *amounts):
        for amount in amounts:
            self.assertIn(f"{amount} €", page)

    def test_t1(self):
        page = self._print()
        self.assertPrinted(page, "393,42", "307,58", "701,00", "40,00", "12 741,00")

    def test_t2(self):
        page = self._print(paid=5000)
        self.assertPrinted(page, "216,16", "103,40", "179,42", "498,98", "7 538,98")

    def test_t3(self):
        """7 507.71 and the indemnity: what was paid of the interest is still due."""
        page = self._print("interest", 5000)
        self.assertPrinted(page, "7 216,16", "106,59", "184,96", "7 547,71")
        self.assertIn("1343-1", page)
