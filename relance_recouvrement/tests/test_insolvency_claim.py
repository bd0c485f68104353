import hashlib
from base64 import b64encode
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TRACKING, days
from .common_insolvency import JUDGMENT, PUBLISHED, ClaimCommon

PROOF = b"%PDF-1.4 deposit"


@tagged("post_install", "-at_install")
class TestInsolvencyClaim(ClaimCommon):
    """The declaration: what was owed on the day of the judgment, then its proof."""

    def _rows(self, insolvency):
        return [
            (line.move_name, line.amount, line.is_due) for line in insolvency.line_ids
        ]

    # === AMOUNTS (R-PC-7) === #

    def test_due_and_to_fall_due(self):
        due = self._invoice(amount=1000)
        coming = self._invoice(
            due=JUDGMENT + days(20), invoice_date=JUDGMENT - days(10), amount=250
        )
        later = self._invoice(due=JUDGMENT + days(40), amount=77)
        insolvency = self._claim()
        self.assertEqual(
            self._rows(insolvency), [(due.name, 1000, True), (coming.name, 250, False)]
        )
        self.assertNotIn(later.name, insolvency.line_ids.mapped("move_name"))
        self.assertEqual((insolvency.amount_due, insolvency.amount_coming), (1000, 250))

    def test_the_balance_is_that_of_the_judgment(self):
        """Paid before: deducted. Paid after: declared all the same."""
        invoice = self._invoice(amount=1000)
        self._pay(invoice, 300, JUDGMENT)
        self._pay(invoice, 200, JUDGMENT + days(1))
        self.assertEqual(self._rows(self._claim()), [(invoice.name, 700, True)])

    def test_all_paid_since_is_still_declared(self):
        invoice = self._invoice(amount=1000)
        self._pay(invoice, day=JUDGMENT + days(2))
        self.assertEqual(self._rows(self._claim()), [(invoice.name, 1000, True)])

    def test_all_paid_before_is_not(self):
        self._pay(self._invoice(), day=JUDGMENT - days(2))
        self.assertFalse(self._claim().line_ids)

    def test_a_credit_note_reduces_whatever_its_day(self):
        invoice = self._invoice(amount=1000)
        refund = self._refund(invoice, 100)
        self.assertTrue(refund)
        self.assertEqual(self._rows(self._claim()), [(invoice.name, 900, True)])

    def test_an_unmatched_credit_is_deducted(self):
        invoice = self._invoice(amount=1000)
        credit = self._credit(300, JUDGMENT - days(1))
        self._credit(55, JUDGMENT + days(1))
        insolvency = self._claim()
        self.assertEqual(
            {(line.move_name, line.amount) for line in insolvency.line_ids},
            {(invoice.name, 1000), (credit.move_id.name, -300)},
        )
        self.assertEqual(insolvency.amount_due, 700)

    def test_what_is_not_followed_is_declared_too(self):
        """Left out of the declaration, it would be lost."""
        self.company.relance_followed_from = date(2026, 3, 1)
        old = self._invoice(due=date(2024, 5, 31))
        self.assertEqual(self._rows(self._claim()), [(old.name, 1000, True)])

    def test_a_doubtful_item_is_declared_once(self):
        invoice = self._invoice()
        self._run(JUDGMENT)
        doubtful = self.receivable.copy({"code": "416100", "name": "Douteux"})
        entry = self._entry(
            JUDGMENT + days(5),
            [(doubtful, 1000, self.customer), (self.receivable, -1000, self.customer)],
        )
        credit = entry.line_ids.filtered(lambda line: line.balance < 0)
        (self._item(invoice) + credit).reconcile()
        self._run(JUDGMENT + days(5))
        insolvency = self._claim()
        self.assertEqual(insolvency.amount_due, 1000)
        self.assertEqual(insolvency.line_ids.date_maturity, invoice.invoice_date_due)
        self.assertEqual(insolvency.line_ids.born_date, invoice.invoice_date)

    def test_a_sold_debt_is_the_factor_s_to_declare(self):
        invoice, kept = self._invoice(), self._invoice(amount=40)
        self._run(JUDGMENT)
        factor = self._customer("Factor SA")
        self._line(invoice)._hold("assigned", "Cédée", factor=factor)
        self.assertEqual(self._rows(self._claim()), [(kept.name, 40, True)])

    def test_foreign_currency_at_the_day_of_the_judgment(self):
        """L622-25: converted at the rate of the opening judgment."""
        dollar = self.setup_other_currency("USD", rates=[(JUDGMENT, 1.25)])
        self._invoice(amount=1000, currency_id=dollar.id)
        insolvency = self._claim()
        self.assertEqual(insolvency.line_ids.amount, 1000)
        self.assertEqual(insolvency.amount_due, 800)

    def test_waived_is_not_declared(self):
        """Nor what a debit note claims: it is declared as an item of its own."""
        self._invoice(amount=1000)
        self._run(JUDGMENT)
        case = self._case()
        self.env["relance.engine.charge"]._update_cases(case, JUDGMENT)
        case.charge_ids._waive("Geste", {row: 1.0 for row in case.charge_ids})
        insolvency = self._claim()
        line = insolvency.line_ids
        full = sum(period["amount"] for period in line.interest_detail)
        self.assertEqual(line.amount_settled, 1.0)
        self.assertEqual(line.amount_interest, round(full - 1.0, 2))
        self.assertEqual(line.amount_indemnity, 39.0)

    def test_no_interest_when_not_asked_for(self):
        self._invoice()
        insolvency = self._claim(claim_interest=False)
        self.assertEqual(insolvency.amount_interest + insolvency.amount_indemnity, 0)

    def test_a_claim_taken_off_the_list(self):
        self._invoice(amount=1000)
        other = self._invoice(amount=40)
        insolvency = self._claim()
        insolvency.line_ids.filtered(lambda line: line.move_name == other.name).unlink()
        self.assertEqual(insolvency.amount_due, 1000)
        with self.assertRaises(AccessError):
            insolvency.line_ids.amount = 5

    def test_each_company_declares_its_own(self):
        other = self.setup_other_company(name="Autre SA")
        mine = self._invoice()
        self._invoice(company=other["company"], accounts=other)
        self.assertEqual(self._rows(self._claim()), [(mine.name, 1000, True)])

    # === GATE === #

    def test_what_is_missing_is_said(self):
        self._invoice()
        insolvency = self._claim(
            mandataire_id=False, court=False, retention_of_title=True
        )
        for words in ("judicial agent", "court", "retention of title"):
            self.assertIn(words, insolvency.claim_missing)
        with self.assertRaisesRegex(UserError, "not complete"):
            insolvency.action_print_claim()
        insolvency.write(
            {
                "mandataire_id": self.agent.id,
                "court": "Tribunal de commerce de Nantes",
                "retention_note": "Dix pompes, article 8",
            }
        )
        self.assertFalse(insolvency.claim_missing)
        self.assertEqual(
            insolvency.action_print_claim()["report_name"],
            "relance_recouvrement.report_insolvency_claim",
        )

    def test_no_agent_without_an_address(self):
        self._invoice()
        self.agent.write({"street": False, "city": False})
        self.assertIn("postal address", self._claim().claim_missing)

    def test_nothing_to_declare(self):
        self.assertIn("prepare the claims", self._claim().claim_missing)

    # === DECLARED === #

    def test_declared_with_its_proof(self):
        self._invoice(amount=1000)
        insolvency = self._declare(
            self._claim(),
            declared_proof=b64encode(PROOF),
            declared_proof_name="depot.pdf",
        )
        self.assertEqual(insolvency.state, "declared")
        content = insolvency.declaration_attachment_id.raw
        self.assertEqual(
            insolvency.declaration_checksum, hashlib.sha256(content).hexdigest()
        )
        self.assertEqual(insolvency.proof_checksum, hashlib.sha256(PROOF).hexdigest())
        self.assertFalse(insolvency.activity_ids)
        with self.assertRaisesRegex(UserError, "proves the declaration"):
            insolvency.declaration_attachment_id.sudo().unlink()
        with self.assertRaisesRegex(UserError, "stays"):
            insolvency.judgment_date = JUDGMENT - days(1)
        with self.assertRaisesRegex(UserError, "proves"):
            insolvency.declared_proof = b64encode(b"other")
        with self.assertRaisesRegex(UserError, "stays"):
            insolvency.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "stays"):
            insolvency.action_prepare_claim()
        with self.assertRaisesRegex(UserError, "declared is kept"):
            insolvency.with_user(self.manager).unlink()

    def test_the_proof_may_come_later(self):
        self._invoice()
        insolvency = self._declare(self._claim())
        self.assertFalse(insolvency.proof_checksum)
        insolvency.declared_proof = b64encode(PROOF)
        self.assertEqual(insolvency.proof_checksum, hashlib.sha256(PROOF).hexdigest())

    def test_not_declared_without_date_or_proof(self):
        self._invoice()
        insolvency = self._claim()
        with self.assertRaisesRegex(UserError, "day and the means"):
            insolvency.action_declare()
        insolvency.declared_date = PUBLISHED
        with self.assertRaisesRegex(UserError, "tracking number"):
            insolvency.action_declare()
        insolvency.declared_ref = TRACKING
        for day in (PUBLISHED + days(1), JUDGMENT - days(1)):
            insolvency.declared_date = day
            with self.assertRaisesRegex(UserError, "correct its date"):
                insolvency.action_declare()
        self.assertEqual(insolvency.state, "open")

    def test_a_manager_corrects_the_declaration(self):
        self._invoice()
        insolvency = self._declare(self._claim())
        sent = insolvency.declaration_attachment_id
        with self.assertRaisesRegex(UserError, "manager"):
            insolvency.action_correct()
        insolvency.with_user(self.manager).action_correct()
        self.assertEqual(insolvency.state, "open")
        self.assertTrue(sent.exists())
        self._declare(insolvency)
        self.assertNotEqual(insolvency.declaration_attachment_id, sent)

    # === AFTER === #

    def test_contested_answered_admitted(self):
        self._invoice()
        insolvency = self._declare(self._claim())
        with self.assertRaisesRegex(UserError, "letter that contests"):
            insolvency.action_contest()
        insolvency.contested_date = date(2026, 5, 4)
        insolvency.action_contest()
        self.assertEqual(insolvency.state, "contested")
        self.assertEqual(insolvency.answer_deadline, date(2026, 6, 3))
        task = insolvency.activity_ids
        self.assertEqual(task.date_deadline, date(2026, 6, 3))
        with self.assertRaisesRegex(UserError, "day of the answer"):
            insolvency.action_answered()
        insolvency.answered_date = date(2026, 5, 20)
        insolvency.action_answered()
        self.assertFalse(insolvency.activity_ids)
        with self.assertRaisesRegex(UserError, "day of the decision"):
            insolvency.action_admit()
        insolvency.write({"admitted_date": date(2026, 9, 1), "amount_admitted": 900})
        insolvency.action_admit()
        self.assertEqual(insolvency.state, "admitted")
        self.assertTrue(insolvency.is_holding)

    # === LIMITATION === #

    def test_the_declaration_interrupts_limitation(self):
        """R-PC-8: until the end of the proceedings, without formal notice."""
        invoice = self._invoice()
        self._run(PUBLISHED)
        insolvency = self._declare(self._claim())
        act = insolvency.sudo().interruption_id
        self.assertEqual((act.kind, act.date), ("declaration", PUBLISHED))
        self.assertEqual(act.line_ids, self._line(invoice))
        boss = insolvency.with_user(self.manager)
        boss.write({"close_reason": "plan_done", "closed_date": PUBLISHED})
        boss.action_close()
        self.assertEqual(act.end_date, PUBLISHED)
        boss.action_reopen()
        self.assertFalse(act.end_date)
        self.assertEqual(insolvency.state, "declared")

    def test_a_declaration_taken_back_interrupted_nothing(self):
        self._invoice()
        self._run(PUBLISHED)
        insolvency = self._declare(self._claim())
        act = insolvency.sudo().interruption_id
        insolvency.with_user(self.manager).action_correct()
        self.assertEqual(act.state, "cancelled")
        self._declare(insolvency)
        again = insolvency.sudo().interruption_id
        self.assertEqual(again.state, "recorded")
        insolvency.with_user(self.manager).action_cancel()
        self.assertEqual(again.state, "cancelled")
