from odoo.tests import tagged

from .common import DUE, FRIENDLY, RelanceCommon


@tagged("post_install", "-at_install")
class TestMultiCurrency(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        # three decimals
        cls.bhd = cls.setup_other_currency(
            "BHD", rates=[("1900-01-01", 0.5)], rounding=0.001
        )

    def _totals(self):
        return {
            currency.name: amount for currency, amount in self._reminder()._get_totals()
        }

    def test_amounts_in_the_invoice_s_currency(self):
        invoice = self._invoice(amount=1000, currency_id=self.usd.id)
        self._run(FRIENDLY)
        line = self._line(invoice)
        self.assertEqual(line.currency_id, self.usd)
        self.assertEqual((line.amount_residual, line.amount_company), (1000, 500))
        case = self._case()
        self.assertEqual(case.currency_id.name, "EUR")
        self.assertEqual(case.amount_claimable, 500)
        self.assertEqual(self._totals(), {"USD": 1000})
        self.assertIn("$", self._reminder().total_text)
        self.assertNotIn("€", self._reminder().total_text)

    def test_totals_by_currency(self):
        self._invoice(amount=1000, currency_id=self.usd.id)
        self._invoice(amount=300)
        self._run(FRIENDLY)
        self.assertEqual(self._totals(), {"USD": 1000, "EUR": 300})
        text = self._reminder().total_text
        self.assertIn(" et ", text)
        self.assertEqual(self._case().amount_claimable, 800)
        self.assertFalse(self._reminder().qr_src, "one code cannot pay two currencies")

    def test_euro_credit_never_pays_dollars(self):
        self._invoice(amount=1000, currency_id=self.usd.id)
        self._credit(5000, DUE)
        self._run(FRIENDLY)
        case = self._case()
        self.assertEqual(case.next_decision, "send")
        self.assertEqual(self._totals(), {"USD": 1000})
        self.assertEqual(self._reminder().line_ids.currency_id, self.usd)
        self.assertEqual(case.amount_claimable, 500)

    def test_dollar_credit_pays_dollars(self):
        self._invoice(amount=1000, currency_id=self.usd.id)
        self._invoice(amount=400, currency_id=self.usd.id, move_type="out_refund")
        self._invoice(amount=50)
        self._run(FRIENDLY)
        self.assertEqual(self._totals(), {"USD": 600, "EUR": 50})
        self.assertEqual(self._case().amount_claimable, 350)

    def test_thresholds_in_company_currency(self):
        """20 dollars are 10 euros: below the smallest line of 15 euros."""
        self._invoice(amount=20, currency_id=self.usd.id)
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "wait")
        self._invoice(amount=30, currency_id=self.usd.id)
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "send")

    def test_three_decimals(self):
        invoice = self._invoice(amount=1000.125, currency_id=self.bhd.id)
        self._run(FRIENDLY)
        self.assertEqual(self._line(invoice).amount_residual, 1000.125)
        self.assertEqual(self._totals(), {"BHD": 1000.125})
        self._deliver()
        self.assertEqual(self._reminder().line_ids.amount_residual, 1000.125)
        self.assertTrue(self._reminder().frozen_date)

    def test_cents(self):
        """0.10 + 0.20 is no more than 0.30."""
        self._invoice(amount=100.10)
        self._invoice(amount=100.20)
        self._credit(200.30)
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "nothing")
        self.assertFalse(self._reminder())

    def test_exchange_difference_left_over(self):
        """Paid in dollars: what remains in euros only is not claimed."""
        invoice = self._invoice(amount=1000, currency_id=self.usd.id)
        self._run(FRIENDLY)
        self._register_payment(invoice)
        self._run(FRIENDLY)
        self.assertFalse(self._case().open_line_ids)
        self.assertEqual(self._case().stage, "settled")
