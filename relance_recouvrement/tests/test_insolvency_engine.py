from odoo.tests import tagged

from .common import days
from .common_insolvency import JUDGMENT, InsolvencyCommon


@tagged("post_install", "-at_install")
class TestInsolvencyEngine(InsolvencyCommon):
    # === WHICH CLAIMS ARE PRIOR === #

    def test_no_insolvency_no_judgment(self):
        self.assertEqual(self._judgments(self._invoice()), {})

    def test_a_claim_is_prior_by_its_delivery(self):
        """R-PC-2: delivery, not the invoice, decides; the invoice when unknown."""
        before = self._invoice(invoice_date=JUDGMENT)
        after = self._invoice(invoice_date=JUDGMENT + days(1))
        delivered = self._invoice(
            invoice_date=JUDGMENT + days(20), delivery_date=JUDGMENT - days(3)
        )
        coming = self._invoice(
            invoice_date=JUDGMENT - days(5), delivery_date=JUDGMENT + days(2)
        )
        self._insolvency()
        found = self._judgments(before, after, delivered, coming)
        self.assertEqual(found, {before: JUDGMENT, delivered: JUDGMENT})

    def test_a_person_says_which_side(self):
        """One invoice for both sides: a person knows what was delivered when."""
        before = self._invoice(invoice_date=JUDGMENT - days(9))
        after = self._invoice(invoice_date=JUDGMENT + days(9))
        insolvency = self._insolvency()
        insolvency.prior_move_ids = after
        insolvency.later_move_ids = before
        self.assertEqual(self._judgments(before, after), {after: JUDGMENT})

    def test_a_credit_note_goes_with_its_invoice(self):
        invoice = self._invoice(invoice_date=JUDGMENT - days(9))
        refund = self._refund(invoice, 100)
        refund.button_draft()
        refund.invoice_date = refund.date = JUDGMENT + days(9)
        refund.action_post()
        self._insolvency()
        self.assertIn(refund, self._judgments(refund))

    def test_a_doubtful_item_keeps_the_day_it_was_born(self):
        invoice = self._invoice()
        self._run(JUDGMENT)
        doubtful = self.receivable.copy({"code": "416100", "name": "Douteux"})
        entry = self._entry(
            JUDGMENT + days(30),
            [(doubtful, 1000, self.customer), (self.receivable, -1000, self.customer)],
        )
        credit = entry.line_ids.filtered(lambda line: line.balance < 0)
        (self._item(invoice) + credit).reconcile()
        self._insolvency()
        self._run(JUDGMENT + days(31))
        item = entry.line_ids - credit
        found = self.env["relance.engine.insolvency"]._get_judgments(item.ids)
        self.assertEqual(found, {item.id: JUDGMENT})

    def test_the_first_judgment_counts_and_mistakes_do_not(self):
        invoice = self._invoice(invoice_date=JUDGMENT - days(40))
        first = self._insolvency(judgment_date=JUDGMENT - days(30))
        first.sudo().state = "closed"
        self._insolvency()
        self.assertEqual(self._judgments(invoice), {invoice: JUDGMENT - days(30)})
        first.sudo().state = "cancelled"
        self.assertEqual(self._judgments(invoice), {invoice: JUDGMENT})

    def test_each_company_its_own(self):
        other = self.setup_other_company(name="Autre SA")
        mine = self._invoice()
        theirs = self._invoice(company=other["company"], accounts=other)
        self._insolvency()
        self.assertEqual(self._judgments(mine, theirs), {mine: JUDGMENT})
