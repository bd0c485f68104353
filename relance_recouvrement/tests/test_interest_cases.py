from datetime import date

from odoo.tests import tagged

from .common import days
from .common_interest import T1, T2, T_DUE, T_PAID, T_PART, InterestCommon

RECEIVED = date(2026, 2, 10)
CALCULATED = date(2026, 5, 31)


@tagged("post_install", "-at_install")
class TestInterestConsumer(InterestCommon):
    """The legal rate runs from the formal notice received (C. civ. 1231-6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.relance_debtor_regime = "b2c"
        cls.invoice = cls._invoice(due=date(2025, 12, 1), amount=1500.0)
        cls.engine._run(cls.company, today=date(2026, 2, 1))

    def _notice(self, received=RECEIVED, level=None, state="sent", **vals):
        """A registered letter that claims the invoice."""
        line = self._line(self.invoice)
        level = level or self.level_formal_notice
        reminder = (
            self.env["relance.reminder"]
            .sudo()
            .create(
                {
                    "case_id": line.case_id.id,
                    "level_id": level.id,
                    "date": date(2026, 2, 6),
                    "state": state,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "case_line_id": line.id,
                                "level_id": level.id,
                                "currency_id": line.currency_id.id,
                                "amount_residual": line.amount_residual,
                            },
                        )
                    ],
                }
            )
        )
        self.env["relance.delivery"].sudo().create(
            {
                "reminder_id": reminder.id,
                "channel": "registered",
                "is_proof": True,
                "state": "sent",
                "received_date": received,
                **vals,
            }
        )
        return reminder

    def test_t4_from_the_day_after_receipt(self):
        self._notice()
        for regime in ("b2c", "nonpro"):
            self.customer.relance_debtor_regime = regime
            result = self._interest(self.invoice, CALCULATED)
            self.assertEqual((result["amount"], result["indemnity"]), (11.84, 0))
            self.assertEqual(result["start"], RECEIVED + days(1))
            self.assertEqual(
                self._rows(self.invoice, "start", "days", "rate", until=CALCULATED),
                [(RECEIVED + days(1), 110, 2.62)],
            )
            self.assertIn("1231-6", result["legal_basis"])
            self.assertNotIn("441-10", result["legal_basis"])

    def test_nothing_without_a_formal_notice_received(self):
        self.assertEqual(self._amounts(self.invoice, CALCULATED), (0, 0))
        self.assertIsNone(self._interest(self.invoice, CALCULATED)["start"])
        self._notice(received=False, return_reason="unclaimed")
        self.assertEqual(self._amounts(self.invoice, CALCULATED), (0, 0))
        self._notice(level=self.level_last_notice)
        self.assertEqual(self._amounts(self.invoice, CALCULATED), (0, 0))
        self._notice(state="void")
        self.assertEqual(self._amounts(self.invoice, CALCULATED), (0, 0))

    def test_the_first_notice_received_counts(self):
        self._notice(received=RECEIVED + days(30))
        self._notice()
        self.assertEqual(self._amounts(self.invoice, CALCULATED), (11.84, 0))

    def test_balance_on_the_day_of_the_notice(self):
        self._notice()
        self._pay(self.invoice, 500, RECEIVED - days(3))
        self.assertEqual(
            self._rows(self.invoice, "balance", until=CALCULATED), [(1000,)]
        )

    def test_payments_of_a_consumer_pay_the_principal(self):
        self.company.relance_imputation = "interest"
        self._notice()
        self._pay(self.invoice, 500, date(2026, 3, 1))
        result = self._interest(self.invoice, CALCULATED)
        self.assertEqual((result["principal"], result["imputed"]), (1000, 0))

    def test_one_basis_only(self):
        """R-PEN-13: a business owes penalties, nothing more from its notice."""
        self.customer.relance_debtor_regime = "b2b"
        before = self._interest(self.invoice, CALCULATED)["segments"]
        self._notice()
        self.assertEqual(self._interest(self.invoice, CALCULATED)["segments"], before)
        self.assertEqual({row["rate"] for row in before}, {12.15})


@tagged("post_install", "-at_install")
class TestInterestCases(InterestCommon):
    """Insolvency, doubtful debts, currencies and companies."""

    # === INSOLVENCY === #

    def _insolvency(self, judgment):
        return self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "judgment_date": judgment,
            }
        )

    def test_judgment_stops_interest(self):
        """R-PC-3: nothing more runs after the judgment; the 40 € were owed."""
        invoice = self._claim()
        at_judgment = self._interest(invoice, T_PART)
        self._insolvency(T_PART)
        result = self._interest(invoice)
        self.assertEqual(result["segments"], at_judgment["segments"])
        self.assertEqual((result["amount"], result["indemnity"]), (216.16, 40))
        self.assertEqual((result["stop"], result["daily"]), (T_PART, 0))

    def test_payment_forbidden_on_the_due_date(self):
        """R-PEN-12: neither interest nor the 40 €."""
        invoice = self._claim()
        self._insolvency(T_DUE)
        self.assertEqual(self._amounts(invoice), (0, 0))

    def test_later_debt_goes_on(self):
        """R-PC-2: what was delivered after the judgment bears everything."""
        invoice = self._claim()
        self._insolvency(invoice.invoice_date - days(1))
        self.assertEqual(self._amounts(invoice), (T1, 40))

    # === DOUBTFUL DEBTS === #

    def _transfer(self, items, day, whole=True):
        """Items moved to 416 by one entry; one new item for all unless ``whole``."""
        doubtful = self.receivable.copy({"code": "416900", "name": "Douteux"})
        debits = (
            [(doubtful, sum(items.mapped("amount_residual")), self.customer)]
            if whole
            else [(doubtful, item.amount_residual, self.customer) for item in items]
        )
        credits = [
            (self.receivable, -item.amount_residual, self.customer) for item in items
        ]
        entry = self._entry(day, debits + credits)
        lines = entry.line_ids.filtered(lambda line: line.balance < 0)
        for item, line in zip(items, lines.sorted("id"), strict=True):
            (item + line).reconcile()
        self._run(day)
        return entry.line_ids - lines

    def test_transfer_continues_the_debt(self):
        """Due date, payments and indemnity go on with the doubtful item, once."""
        invoice = self._claim()
        self._pay(invoice, 5000, T_PART)
        self._run(T_PART)
        item = self._item(invoice)
        doubtful = self._transfer(item, date(2025, 7, 1))
        self.assertEqual(self._amounts(doubtful), (T2, 40))
        self.assertEqual(self._amounts(item), (0, 0))
        results = (item + doubtful)._relance_late_interest(T_PAID)
        self.assertEqual(sum(row["amount"] for row in results.values()), T2)
        self.assertEqual(sum(row["indemnity"] for row in results.values()), 40)
        # paid on the doubtful account
        (doubtful + self._credit_on(doubtful, T_PAID)).reconcile()
        self.assertEqual(self._amounts(doubtful, date(2026, 5, 1)), (T2, 40))

    def _credit_on(self, item, day):
        bank = self.bank_journal.default_account_id
        amount = item.amount_residual
        entry = self._entry(
            day,
            [(bank, amount, self.customer), (item.account_id, -amount, self.customer)],
            journal=self.bank_journal,
        )
        return entry.line_ids.filtered(lambda line: line.balance < 0)

    def test_several_debts_moved_to_one_item(self):
        """Each bears its interest until then, their sum from then on."""
        first, second = self._claim(), self._claim(6000, due=T_PART)
        items = self._item(first) + self._item(second)
        expected = items._relance_late_interest(T_PAID)
        moved = date(2025, 6, 30)
        self._run(T_PART)
        doubtful = self._transfer(items, moved)
        results = (items + doubtful)._relance_late_interest(T_PAID)
        self.assertAlmostEqual(
            sum(row["amount"] for row in results.values()),
            sum(row["amount"] for row in expected.values()),
            delta=0.01,
        )
        self.assertEqual(
            [results[item.id]["indemnity"] for item in items + doubtful], [40, 40, 0]
        )
        self.assertEqual(results[doubtful.id]["start"], moved + days(1))

    def test_transferred_twice(self):
        invoice = self._claim()
        self._run(T_PART)
        once = self._transfer(self._item(invoice), T_PART)
        back = self._entry(
            T_PART + days(5),
            [
                (self.receivable, 12000, self.customer),
                (once.account_id, -12000, self.customer),
            ],
        )
        credit = back.line_ids.filtered(lambda line: line.balance < 0)
        (once + credit).reconcile()
        self._run(T_PART + days(5))
        last = back.line_ids - credit
        items = self._item(invoice) + once + last
        results = items._relance_late_interest(T_PAID)
        self.assertEqual(
            [(results[i.id]["amount"], results[i.id]["indemnity"]) for i in items],
            [(0, 0), (0, 0), (T1, 40)],
        )
        # asked alone, each knows the others
        self.assertEqual([self._amounts(i) for i in items], [(0, 0), (0, 0), (T1, 40)])

    # === CURRENCIES === #

    def test_foreign_currency(self):
        """Interest in the invoice's currency, 40 € in the company's; the exchange
        difference of the payments lowers nothing."""
        usd = self.setup_other_currency(
            "USD", rates=[("1900-01-01", 2.0), ("2025-05-01", 4.0)]
        )
        invoice = self._claim(currency_id=usd.id)
        result = self._interest(invoice)
        self.assertEqual((result["amount"], result["indemnity"]), (T1, 40))
        self.assertEqual(result["currency_id"], usd.id)
        self.assertEqual(result["indemnity_currency_id"], self.company.currency_id.id)
        payment = self._register_payment(
            invoice, amount=5000, currency_id=usd.id, payment_date=T_PART
        )
        self.assertTrue(
            self._item(invoice).matched_credit_ids.exchange_move_id, payment
        )
        self.assertEqual(self._amounts(invoice), (T2, 40))
        self._register_payment(
            invoice, amount=7000, currency_id=usd.id, payment_date=T_PAID
        )
        self.assertTrue(self._item(invoice).reconciled)
        self.assertEqual(self._amounts(invoice, date(2026, 5, 1)), (T2, 40))

    def test_euros_paid_in_dollars(self):
        usd = self.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        invoice = self._claim()
        self._register_payment(
            invoice, amount=10000, currency_id=usd.id, payment_date=T_PART
        )
        self.assertEqual(invoice.amount_residual, 7000)
        self.assertEqual(self._amounts(invoice), (T2, 40))

    def test_three_decimals(self):
        bhd = self.setup_other_currency(
            "BHD", rates=[("1900-01-01", 0.5)], rounding=0.001
        )
        result = self._interest(self._claim(currency_id=bhd.id))
        self.assertEqual(result["amount"], 700.997)

    def test_no_indemnity_outside_the_euro(self):
        """40 € are owed to a French creditor; others decide by hand."""
        usd = self.setup_other_currency("USD", rates=[("1900-01-01", 1.0)])
        data = self.setup_other_company(name="Durand Inc.", currency_id=usd.id)
        invoice = self._claim(company=data["company"], accounts=data)
        self.assertEqual(self._amounts(invoice), (T1, 0))

    # === COMPANIES === #

    def test_a_branch_follows_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Agence de Brest", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        self.company.write(
            {"relance_imputation": "interest", "relance_penalty_mode": "legal3"}
        )
        customer = self.customer.with_company(branch)
        customer.property_account_receivable_id = self.receivable
        allowed = {"allowed_company_ids": [branch.id, self.company.id]}
        mine = self._claim()
        theirs = self._claim(company=branch.with_context(**allowed), post=False)
        theirs = theirs.with_context(**allowed)
        theirs.action_post()
        self.assertEqual(theirs.company_id, branch)
        self._pay(mine, 5000, T_PART)
        self._pay(theirs, 5000, T_PART)
        self.assertEqual(self._rows(theirs, "rate")[0], (11.13,))
        self.assertEqual(self._interest(theirs)["imputed"], 182.96)
        self.assertEqual(self._amounts(theirs), self._amounts(mine))

    def test_each_company_has_its_rate(self):
        data = self.setup_other_company(name="Briqueterie Lebel")
        other = data["company"]
        other.write({"relance_penalty_mode": "fixed", "relance_penalty_rate": 20})
        mine = self._claim()
        theirs = self._claim(company=other, accounts=data)
        self.assertEqual(self._rows(mine, "rate"), [(13.15,), (12.15,)])
        self.assertEqual(self._rows(theirs, "rate"), [(20,)])

    # === QUERIES === #

    def test_queries_do_not_grow(self):
        few = self._item(self._claim())
        many = self._item(self._claim())
        for _count in range(9):
            many += self._item(self._claim())
        engine = self.env["relance.engine.interest"]
        engine._compute(few.ids, T_PAID)
        counts = []
        for items in (few, many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            engine._compute(items.ids, T_PAID)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 15)
