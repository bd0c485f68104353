from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import days
from .common_interest import T1, T2, T3, T_DUE, T_PAID, T_PART, InterestCommon

JUNE_END = date(2025, 6, 30)


@tagged("post_install", "-at_install")
class TestInterest(InterestCommon):
    """Interest and indemnity on a real ledger."""

    # === PENALTIES === #

    def test_t1_from_the_ledger(self):
        invoice = self._claim()
        result = self._interest(invoice)
        self.assertEqual((result["amount"], result["indemnity"]), (T1, 40))
        self.assertEqual(
            self._rows(invoice, "start", "end", "days", "rate", "amount"),
            [
                (date(2025, 4, 1), JUNE_END, 91, 13.15, 393.42),
                (date(2025, 7, 1), T_PAID, 77, 12.15, 307.58),
            ],
        )
        self.assertEqual(result["start"], T_DUE + days(1))
        self.assertEqual(result["currency_id"], self.company.currency_id.id)
        self.assertIn("441-10", result["legal_basis"])
        self.assertFalse(result["provisional"])
        # settled, it is the same
        self._pay(invoice, day=T_PAID)
        self.assertEqual(self._amounts(invoice), (T1, 40))
        self.assertEqual(self._amounts(invoice, date(2026, 5, 1)), (T1, 40))

    def test_t2_partial_payment(self):
        invoice = self._claim()
        self._pay(invoice, 5000, T_PART)
        self.assertEqual(self._amounts(invoice), (T2, 40))
        self.assertEqual(self._interest(invoice)["principal"], 7000)
        # what was paid afterwards changes nothing on an earlier day
        self.assertEqual(self._interest(invoice, T_PART)["amount"], 216.16)

    def test_t3_interest_first(self):
        self.company.relance_imputation = "interest"
        invoice = self._claim()
        self._pay(invoice, 5000, T_PART)
        result = self._interest(invoice)
        self.assertEqual(self._amounts(invoice), (T3, 40))
        self.assertEqual(result["principal"] + result["amount"], 7507.71)
        self.assertEqual(
            result["principal"], invoice.amount_residual + result["imputed"]
        )

    def test_nothing_before_it_is_late(self):
        invoice = self._claim()
        self.assertEqual(self._amounts(invoice, T_DUE), (0, 0))
        self.assertEqual(self._amounts(invoice, T_DUE + days(1)), (4.32, 40))
        paid = self._claim()
        self._pay(paid, day=T_DUE)
        self.assertEqual(self._amounts(paid), (0, 0))
        day_late = self._claim()
        self._pay(day_late, day=T_DUE + days(1))
        self.assertEqual(self._amounts(day_late), (4.32, 40))

    def test_indemnity_whole_after_a_partial_payment(self):
        """R-PEN-10: on the due date or before, part of it changes nothing."""
        invoice = self._claim()
        self._pay(invoice, 11999, T_DUE - days(2))
        self.assertEqual(self._interest(invoice)["indemnity"], 40)

    def test_several_items_at_once(self):
        first, second = self._claim(), self._claim(6000)
        items = self._item(first) + self._item(second)
        results = items._relance_late_interest(T_PAID)
        self.assertEqual(results[items[0].id]["amount"], T1)
        self.assertEqual(results[items[1].id]["amount"], 350.50)
        self.assertEqual(
            self.env["account.move.line"]._relance_late_interest(T_PAID), {}
        )

    def test_other_items_bear_nothing(self):
        draft = self._claim(post=False)
        refund = self._claim(move_type="out_refund")
        revenue = self._claim().invoice_line_ids
        for item in (self._item(draft), self._item(refund), revenue):
            self.assertEqual(self._amounts(item), (0, 0))
            self.assertEqual(self._interest(item)["segments"], [])

    def test_actual_days(self):
        self.company.relance_day_basis = "actual"
        invoice = self._claim(36600, due=date(2024, 1, 31))
        # a year of 366 days: 36 600 × 14.5 % × 29 / 366
        self.assertEqual(self._amounts(invoice, date(2024, 2, 29)), (420.50, 40))

    def test_contract_rate(self):
        self.customer.write(
            {"relance_penalty_mode": "fixed", "relance_penalty_rate": 15}
        )
        self.assertEqual(self._rows(self._claim(), "days", "rate"), [(168, 15)])

    def test_missing_semester_is_provisional(self):
        invoice = self._claim(due=date(2026, 6, 20))
        self.assertFalse(self._interest(invoice, date(2026, 6, 30))["provisional"])
        result = self._interest(invoice, date(2026, 7, 10))
        self.assertTrue(result["provisional"])
        self.assertEqual(
            [
                (row["rate"], row["semester"], row["rate_semester"], row["provisional"])
                for row in result["segments"]
            ],
            [
                (12.15, "2026-S1", "2026-S1", False),
                (12.15, "2026-S2", "2026-S1", True),
            ],
        )

    def test_no_rate_at_all(self):
        self.env.cr.execute("UPDATE relance_rate SET state = 'missing'")
        invoice = self._claim()
        with self.assertRaisesRegex(UserError, "2025-S1.*Rates"):
            self._interest(invoice)
        self.assertEqual(self._amounts(invoice, T_DUE - days(1)), (0, 0))
        self.customer.write(
            {"relance_penalty_mode": "fixed", "relance_penalty_rate": 15}
        )
        self.assertEqual(self._amounts(invoice), (828.49, 40))

    # === KINDS OF DEBTORS === #

    def test_unknown_kind_owes_nothing(self):
        self.customer.relance_regime_confirmed = False
        result = self._interest(self._claim())
        self.assertEqual((result["amount"], result["indemnity"]), (0, 0))
        self.assertIsNone(result["clause"])
        self.assertEqual(result["legal_basis"], "")
        self.assertEqual(result["principal"], 12000)

    def test_public_body_keeps_the_first_rate(self):
        self.customer.relance_debtor_regime = "public"
        invoice = self._claim()
        self.assertEqual(self._rows(invoice, "days", "rate"), [(168, 11.15)])
        self.assertEqual(self._interest(invoice)["indemnity"], 40)
        self.assertIn("2192", self._interest(invoice)["legal_basis"])

    # === MOVEMENTS === #

    def test_credit_note(self):
        invoice = self._claim()
        refund = self._claim(
            5000,
            due=T_PART,
            invoice_date=T_PART,
            move_type="out_refund",
            reversed_entry_id=invoice.id,
        )
        self.assertEqual(invoice.amount_residual, 7000, refund)
        self.assertEqual(self._amounts(invoice), (T2, 40))
        self.company.relance_imputation = "interest"
        self.assertEqual(self._amounts(invoice), (T2, 40), "it pays no interest")

    def test_write_off(self):
        """What was given up bears nothing more."""
        invoice = self._claim()
        entry = self._entry(
            T_PART,
            [(self.revenue, 5000, None), (self.receivable, -5000, self.customer)],
        )
        (self._item(invoice) + self._item(entry)).reconcile()
        self.assertEqual(self._amounts(invoice), (T2, 40))

    def test_advance_payment(self):
        """Matched months later: it was in the bank all along."""
        advance = self._credit(5000, T_DUE - days(40))
        invoice = self._claim()
        (self._item(invoice) + advance).reconcile()
        self.assertEqual(self._rows(invoice, "balance"), [(7000,), (7000,)])

    def test_several_payments(self):
        invoice = self._claim()
        for day in (date(2025, 4, 10), date(2025, 7, 10)):
            self._pay(invoice, 4000, day)
        self.assertEqual(
            self._rows(invoice, "end", "balance"),
            [
                (date(2025, 4, 10), 12000),
                (JUNE_END, 8000),
                (date(2025, 7, 10), 8000),
                (T_PAID, 4000),
            ],
        )

    def test_what_else_lowers_a_debt(self):
        """A credit not matched yet, what is disputed: said by who claims."""
        item = self._item(self._claim())
        engine = self.env["relance.engine.interest"]

        def compute(day, amount):
            found = engine._compute(item.ids, T_PAID, {item.id: [(day, amount)]})
            return found[item.id]["amount"], found[item.id]["indemnity"]

        self.assertEqual(compute(T_PART, 5000), (T2, 40))
        self.assertEqual(compute(None, 6000), (350.50, 40))
        # all of it was there on the due date
        self.assertEqual(compute(T_DUE, 12000), (0, 0))

    def test_unmatched_then_matched_again(self):
        invoice = self._claim()
        payment = self._pay(invoice, 5000, T_PART)
        payment.remove_move_reconcile()
        self.assertEqual(self._amounts(invoice), (T1, 40))
        (self._item(invoice) + payment).reconcile()
        self.assertEqual(self._amounts(invoice), (T2, 40))

    def test_payment_that_came_back(self):
        """Matched with its return, it never paid the invoice."""
        invoice = self._claim()
        payment = self._pay(invoice, day=T_PART)
        payment.remove_move_reconcile()
        bank = self.bank_journal.default_account_id
        back = self._entry(
            T_PART + days(8),
            [(bank, -12000, self.customer), (self.receivable, 12000, self.customer)],
            journal=self.bank_journal,
        )
        (payment + self._item(back)).reconcile()
        self.assertEqual(self._amounts(invoice), (T1, 40))

    def test_returned_payment_owed_on_its_own(self):
        """The item of the return bears interest, not a second indemnity."""
        bank = self.bank_journal.default_account_id
        back = self._entry(
            T_DUE,
            [(bank, -12000, self.customer), (self.receivable, 12000, self.customer)],
            journal=self.bank_journal,
        )
        self.assertEqual(self._amounts(self._item(back)), (T1, 0))

    def test_day_of_the_bank(self):
        """A payment counts the day the account is credited (R-PEN-9)."""
        outstanding = self.env["account.account"].create(
            {
                "name": "Chèques à encaisser",
                "code": "511999",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        self.inbound_payment_method_line.payment_account_id = outstanding
        invoice = self._claim()
        payment = self._register_payment(
            invoice, amount=5000, payment_date=T_PART - days(12)
        )
        self.assertEqual(self._rows(invoice, "days")[0], (38,), "not cleared yet")
        line = self._bank_line(T_PART, 5000, outstanding)
        held = payment.move_id.line_ids.filtered(
            lambda item: item.account_id == outstanding
        )
        (line + held).reconcile()
        self.assertEqual(self._amounts(invoice), (T2, 40))

    def test_bank_line_matched_at_once(self):
        invoice = self._claim()
        line = self._bank_line(T_PART, 5000, self.receivable)
        (self._item(invoice) + line).reconcile()
        self.assertEqual(self._amounts(invoice), (T2, 40))

    # === INSTALMENTS === #

    def _instalments(self, amount=9000):
        """Three instalments of one invoice, due on 31 March, 30 April, 30 May."""
        term = self.env["account.payment.term"].create(
            {
                "name": "30/60/90",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": delay}
                    )
                    for share, delay in ((40, 30), (30, 60), (30, 90))
                ],
            }
        )
        invoice = self._claim(
            amount,
            invoice_date=date(2025, 3, 1),
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        )
        return self._item(invoice).sorted("date_maturity")

    def test_one_indemnity_for_all_instalments(self):
        items = self._instalments()
        self.assertEqual(len(items), 3)
        results = items._relance_late_interest(T_PAID)
        self.assertEqual([results[i.id]["indemnity"] for i in items], [40, 0, 0])
        amounts = [results[i.id]["amount"] for i in items]
        self.assertTrue(amounts[0] > amounts[1] > amounts[2] > 0)
        # asked alone, an item does not take what its invoice already owes
        self.assertEqual(self._interest(items[2])["indemnity"], 0)

    def test_indemnity_of_the_first_instalment_paid_late(self):
        items = self._instalments()
        self._pay_item(items[0], items[0].date_maturity)
        results = items._relance_late_interest(T_PAID)
        self.assertEqual([results[i.id]["indemnity"] for i in items], [0, 40, 0])

    def _pay_item(self, item, day):
        (item + self._credit(item.amount_residual, day)).reconcile()

    # === OPENING ENTRIES === #

    def test_items_of_an_opening_entry(self):
        """Each has its customer's rate, and is an invoice of its own."""
        town = self._customer("Mairie de Nantes", relance_debtor_regime="public")
        items = self._opening_entry(
            date(2025, 4, 1),
            [
                (self.customer, T_DUE, 12000),
                (self.customer, T_PAID, 500),
                (self.customer, JUNE_END, 500),
                (town, T_DUE, 12000),
            ],
        )
        results = items._relance_late_interest(T_PAID)
        found = [
            (results[item.id]["amount"], results[item.id]["indemnity"])
            for item in items.sorted(
                lambda item: (item.partner_id.id, item.date_maturity)
            )
        ]
        self.assertEqual(found, [(T1, 40), (12.82, 40), (0, 0), (615.85, 40)])

    # === RIGHTS === #

    def test_rights(self):
        reader = self._user("interest_reader", "account.group_account_readonly")
        stranger = self._user("interest_stranger", "base.group_user")
        item = self._item(self._claim())
        amounts = item.with_user(reader)._relance_late_interest(T_PAID)
        self.assertEqual((amounts["amount"], amounts["indemnity"]), (T1, 40))
        with self.assertRaises(AccessError):
            item.with_user(stranger)._relance_late_interest(T_PAID)
