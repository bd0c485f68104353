from odoo.tests import tagged

from .common import CALL, DUE, days
from .common_charge import LAST, ChargeCommon
from .common_insolvency import JUDGMENT, InsolvencyCommon

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

    def test_kind_corrected_after_the_freeze(self):
        """What was printed stays told as it was printed; its copy says the same."""
        reminder = self._frozen()
        claimed, text = reminder.amount_claimed, reminder.claim_text
        self.customer.relance_debtor_regime = "b2c"
        self.level_last_notice.charges = "none"
        reminder.invalidate_recordset()
        self.assertEqual((reminder.regime, reminder.charges_mode), ("b2b", "amount"))
        self.assertEqual(
            (reminder.amount_claimed, reminder.claim_text), (claimed, text)
        )
        self.assertIn("D.441-5", reminder._render_email())
        findings = self.env["relance.engine.proof"]._check(reminder)
        self.assertFalse([row for row in findings if row.result == "changed"])

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
