from odoo.tests import tagged

from .common import days
from .common_promise import OVER, PROMISED, TAKEN, PromiseCommon


@tagged("post_install", "-at_install")
class TestPromiseStats(PromiseCommon):
    """How a customer keeps promises, in number and in amount."""

    def test_none(self):
        stats = self.customer._relance_promise_stats()
        self.assertEqual(set(stats.values()), {0})
        self.assertTrue(self.customer.relance_promise_reliability)

    def test_number_and_amount(self):
        kept, broken, part, running, mistake = (self._invoice() for _n in range(5))
        for move in (kept, broken):
            self._promise(move)
        self._promise(part, amounts=[500])
        self._promise(running, day=OVER + days(2))
        self._promise(mistake).action_cancel()
        self._pay(kept, day=PROMISED)
        self._pay(part, 400, day=PROMISED)
        self._run(OVER)
        stats = self.customer._relance_promise_stats()
        self.assertEqual(
            stats,
            {
                "made": 3,
                "kept": 1,
                "rate": 33,
                "amount": 2500,
                "amount_kept": 1400,
                "amount_rate": 56,
            },
        )
        text = self.customer.relance_promise_reliability
        for part_of in ("1", "3", "33", "56"):
            self.assertIn(part_of, text)

    def test_credit_note_lowers_what_had_to_be_paid(self):
        invoice = self._invoice()
        self._promise(invoice)
        self._refund(invoice, 400)
        self._pay(invoice, 600, day=PROMISED)
        self._run(OVER)
        stats = self.customer._relance_promise_stats()
        self.assertEqual((stats["amount"], stats["amount_rate"]), (600, 100))

    def test_seen_from_a_contact(self):
        invoice = self._invoice()
        self._promise(invoice)
        self._run(OVER)
        contact = self._customer("Léa Morel", is_company=False, company_registry=False)
        contact.parent_id = self.customer
        self.assertEqual(contact._relance_promise_stats()["made"], 1)

    def test_other_customers_and_companies(self):
        invoice = self._invoice()
        self._promise(invoice)
        self._run(OVER)
        self.assertEqual(self._customer("Petit")._relance_promise_stats()["made"], 0)
        other = self.setup_other_company(name="Briqueterie Lebel")["company"]
        stats = self.customer.with_company(other)._relance_promise_stats()
        self.assertEqual(stats["made"], 0)
        promise = self._promise(invoice, taken=TAKEN + days(8), day=OVER)
        both = [other.id, self.company.id]
        seen = promise.with_context(allowed_company_ids=both)
        self.assertIn("0", seen.reliability, "of the promise's own company")
        self.assertIn("1", seen.reliability)
