from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_aged_balance import AgedBalanceCommon


@tagged("post_install", "-at_install")
class TestAgedBalance(AgedBalanceCommon):
    # === AS OF A DATE === #

    def test_partial_payment_before_and_after(self):
        invoice = self._invoice(1000, date(2025, 1, 10), date(2025, 2, 10))
        early = self._payment(300, date(2025, 2, 1))
        late = self._payment(700, date(2025, 4, 1))
        (self._receivable(invoice) + early + late).reconcile()
        for as_of, residual, bucket in (
            (date(2025, 1, 9), None, None),
            (date(2025, 1, 10), 1000, "d000"),
            (date(2025, 2, 1), 700, "d000"),
            (date(2025, 2, 10), 700, "d000"),
            (date(2025, 2, 11), 700, "d001"),
            (date(2025, 3, 31), 700, "d031"),
            (date(2025, 4, 1), None, None),
        ):
            with self.subTest(as_of=as_of):
                items = self._balance(as_of)
                self.assertEqual(
                    items.mapped("amount_residual"), [residual] * bool(residual)
                )
                if residual:
                    self.assertEqual(items.bucket, bucket)
                    self.assertEqual(items.amount_total, 1000)
                    self.assertEqual(items.amount_paid, 1000 - residual)
                    self.assertEqual(items[f"amount_{bucket}"], residual)
                    self._assert_reconciled(as_of)

    def test_payment_before_its_invoice(self):
        """An advance matched later stays an open credit until the invoice exists."""
        advance = self._payment(400, date(2025, 1, 5))
        invoice = self._invoice(400, date(2025, 2, 5))
        (self._receivable(invoice) + advance).reconcile()
        self.assertEqual(
            self._residuals(date(2025, 1, 31)), {advance.move_id.name: -400}
        )
        self._assert_reconciled(date(2025, 1, 31))
        self.assertFalse(self._balance(date(2025, 2, 5)))

    def test_credit_note(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        refund = self._invoice(120, date(2025, 3, 1), move_type="out_refund")
        (self._receivable(invoice) + self._receivable(refund)).reconcile()
        self.assertEqual(self._residuals(date(2025, 2, 28)), {invoice.name: 500})
        self.assertEqual(self._residuals(date(2025, 3, 1)), {invoice.name: 380})
        self._assert_reconciled(date(2025, 3, 1))

    def test_unallocated_payment_and_no_customer(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        payment = self._payment(200, date(2025, 1, 20))
        unknown = self._payment(50, date(2025, 1, 25), partner=False)
        self.assertEqual(
            self._residuals(date(2025, 1, 31)),
            {
                invoice.name: 500,
                payment.move_id.name: -200,
                unknown.move_id.name: -50,
            },
        )
        report = self._assert_reconciled(date(2025, 1, 31))
        nobody = [item for item in report.items if not item.partner_id]
        self.assertEqual([item.amount_residual for item in nobody], [-50])
        self.assertTrue(nobody[0].partner_name)

    def test_unreconcile(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        payment = self._payment(500, date(2025, 1, 20))
        lines = self._receivable(invoice) + payment
        lines.reconcile()
        self.assertFalse(self._balance(date(2025, 1, 31)))
        lines.remove_move_reconcile()
        self.assertEqual(
            self._residuals(date(2025, 1, 31)),
            {invoice.name: 500, payment.move_id.name: -500},
        )
        self._assert_reconciled(date(2025, 1, 31))

    def test_draft_and_cancelled_do_not_count(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        invoice.button_draft()
        self.assertFalse(self._balance(date(2025, 1, 31)))

    def test_doubtful_account(self):
        """A transfer to 416, a current asset in the French chart, stays in sight."""
        doubtful = self.env["account.account"].search(
            [("code", "=like", "416%"), ("company_ids", "=", self.company.id)], limit=1
        )
        self.assertTrue(doubtful)
        invoice = self._invoice(900, date(2025, 1, 10))
        transfer = self._entry(
            date(2025, 6, 30),
            [(self.receivable, -900, self.partner), (doubtful, 900, self.partner)],
        )
        (self._receivable(invoice) + self._receivable(transfer)).reconcile()
        self.assertEqual(self._residuals(date(2025, 6, 29)), {invoice.name: 900})
        after = self._balance(date(2025, 6, 30))
        self.assertEqual(after.account_id, doubtful)
        self.assertEqual(after.amount_residual, 900)
        report = self._assert_reconciled(date(2025, 6, 30))
        self.assertIn(doubtful.id, [account.id for account in report.accounts])

    def test_excluded_item_counts_and_says_so(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        self._receivable(invoice).no_followup = True
        item = self._balance(date(2025, 1, 31))
        self.assertEqual((item.amount_residual, item.hold), (500, "excluded"))

    def test_case_and_collector(self):
        invoice = self._invoice(500, date(2025, 1, 10))
        # sudo: only the engine creates cases
        case = (
            self.env["relance.case"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "user_id": self.reader.id,
                }
            )
        )
        line = (
            self.env["relance.case.line"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "move_line_id": self._receivable(invoice).id,
                    "hold": "dispute",
                }
            )
        )
        item = self._balance(date(2025, 1, 31))
        self.assertEqual(item.case_id, case)
        self.assertEqual(item.user_id, self.reader)
        self.assertEqual(item.hold, "dispute")
        line.hold = "none"
        self.assertFalse(self._balance(date(2025, 1, 31)).hold)

    # === CURRENCIES === #

    def test_foreign_currency(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2025-01-01", 2.0), ("2025-03-01", 4.0)]
        )
        invoice = self._invoice(
            1000, date(2025, 1, 10), currency_id=dollar.id, move_type="out_invoice"
        )
        item = self._balance(date(2025, 1, 31))
        self.assertEqual(item.currency_id, dollar)
        self.assertEqual(item.amount_residual, 500)
        self.assertEqual(item.amount_residual_currency, 1000)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment.create(
            {
                "payment_date": date(2025, 3, 1),
                "amount": 400,
                "currency_id": dollar.id,
                "journal_id": self.bank_journal.id,
            }
        )._create_payments()
        item = self._balance(date(2025, 3, 31)).filtered(
            lambda line: line.move_id == invoice
        )
        self.assertEqual(item.amount_residual_currency, 600)
        self._assert_reconciled(date(2025, 1, 31))
        self._assert_reconciled(date(2025, 3, 31))

    # === COMPANIES === #

    def test_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Agence de Lyon", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        mine = self._invoice(100, date(2025, 1, 10))
        journal = self.misc_journal.copy({"company_id": branch.id, "code": "BRA"})
        revenue = self.company_data["default_account_revenue"]
        other = self._entry(
            date(2025, 1, 10),
            [(self.receivable, 40, self.partner), (revenue, -40, self.partner)],
            company=branch,
            journal=journal,
        )
        self.assertEqual(
            self._residuals(date(2025, 1, 31)), {mine.name: 100, other.name: 40}
        )
        self.assertEqual(
            self._residuals(date(2025, 1, 31), company=branch), {other.name: 40}
        )
        self._assert_reconciled(date(2025, 1, 31))
        self._assert_reconciled(date(2025, 1, 31), company=branch)

    def test_second_company_is_invisible(self):
        other = self.setup_other_company(name="Autre société")
        mine = self._invoice(100, date(2025, 1, 10))
        self._invoice(70, date(2025, 1, 10), company=other["company"], accounts=other)
        self.assertEqual(self._residuals(date(2025, 1, 31)), {mine.name: 100})
        self.assertEqual(
            self._residuals(date(2025, 1, 31), user=self.reader), {mine.name: 100}
        )
        with self.assertRaises(AccessError):
            self._balance(date(2025, 1, 31), other["company"], self.reader).mapped(
                "document"
            )
