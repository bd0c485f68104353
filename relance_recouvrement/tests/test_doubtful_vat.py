from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_doubtful import LATER, DoubtfulCommon


@tagged("post_install", "-at_install")
class TestDoubtfulVat(DoubtfulCommon):
    """Services taxed on collection: their VAT was never paid to the State."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.service = cls._tax("tva_normale_encaissement")

    def _due(self, invoice):
        """VAT made due for an invoice, whoever made the entry."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id.code", "=like", "44571%"),
                ("partner_id", "=", invoice.partner_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return -sum(lines.mapped("balance"))

    def _waiting(self, invoice):
        tax = invoice.line_ids.filtered("tax_line_id")
        return -tax.amount_residual

    def _pay_doubtful(self, invoice, amount):
        doubtful = self._entry_of(invoice, "transfer").line_ids.filtered(
            lambda line: line.balance > 0
        )
        payment = self._entry(
            LATER,
            [
                (self.bank_journal.default_account_id, amount, self.customer),
                (doubtful.account_id, -amount, self.customer),
            ],
            journal=self.bank_journal,
        )
        own = payment.line_ids.filtered(
            lambda line: line.account_id == doubtful.account_id
        )
        (own + doubtful).reconcile()

    def test_transfer_collects_nothing(self):
        invoice = self._taxed(self.service)
        self.assertEqual(self._waiting(invoice), 200.0)
        self._transfer(invoice)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self._due(invoice), 0.0)
        self.assertEqual(self._waiting(invoice), 200.0)

    def test_loss_recovers_nothing_and_empties_the_waiting_account(self):
        invoice = self._taxed(self.service)
        move = self._lose(invoice)
        self.assertEqual(
            self._accounts(move),
            {self.receivable.code: -1200.0, "654100": 1000.0, "445740": 200.0},
        )
        self.assertEqual(self._due(invoice), 0.0)
        self.assertEqual(self._waiting(invoice), 0.0)
        self.assertFalse(self._bookings(invoice, "loss").amount_tax)

    def test_loss_of_what_is_left_after_a_payment(self):
        invoice = self._taxed(self.service)
        self._pay(invoice, 300.0)
        self.assertEqual(self._due(invoice), 50.0)
        self._transfer(invoice)
        move = self._lose(invoice)
        self.assertEqual(self._accounts(move)["445740"], 150.0)
        self.assertEqual(self._accounts(move)["654100"], 750.0)
        self.assertEqual(self._due(invoice), 50.0)
        self.assertEqual(self._waiting(invoice), 0.0)

    def test_both_kinds_on_one_invoice(self):
        rows = [self._row(self.service, 1000.0), self._row(self.vat_20, 500.0)]
        move = self._lose(self._taxed(invoice_line_ids=rows))
        accounts = self._accounts(move)
        self.assertEqual((accounts["445740"], accounts["445710"]), (200.0, 100.0))
        self.assertEqual(accounts["654100"], 1500.0)

    def test_vat_of_what_is_collected_after_the_transfer(self):
        invoice = self._taxed(self.service)
        self._transfer(invoice)
        with self.assertRaises(UserError):
            self._debt(invoice).action_book_vat()
        self._pay_doubtful(invoice, 600.0)
        self.assertEqual(self._due(invoice), 0.0)
        self._debt(invoice).action_book_vat()
        move = self._entry_of(invoice, "vat")
        self.assertEqual(move.state, "draft")
        accounts = self._accounts(move)
        self.assertEqual((accounts["445740"], accounts["445710"]), (100.0, -100.0))
        with self.assertRaises(UserError):
            self._debt(invoice).action_book_vat()
        move.with_user(self.booker).action_post()
        self.assertEqual(self._due(invoice), 100.0)
        self.assertEqual(self._waiting(invoice), 100.0)
        tags = move.line_ids.tax_tag_ids
        self.assertTrue(tags)
        with self.assertRaises(UserError):
            self._debt(invoice).action_book_vat()

    def test_rest_is_lost_after_a_collection(self):
        invoice = self._taxed(self.service)
        self._transfer(invoice)
        self._pay_doubtful(invoice, 600.0)
        self._debt(invoice).action_book_vat()
        self._entry_of(invoice, "vat").action_post()
        move = self._lose(invoice)
        self.assertEqual(self._accounts(move)["445740"], 100.0)
        self.assertEqual(self._waiting(invoice), 0.0)
        self.assertEqual(self._due(invoice), 100.0)

    def test_reversed_loss_then_payment_makes_the_vat_due(self):
        invoice = self._taxed(self.service)
        move = self._lose(invoice)
        move._reverse_moves([{"date": LATER}], cancel=True)
        self.assertEqual(invoice.amount_residual, 1200.0)
        self._pay(invoice)
        self.assertEqual(self._due(invoice), 200.0)
