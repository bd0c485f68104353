from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import days
from .common_charge import INTEREST, LAST, ChargeCommon


@tagged("post_install", "-at_install")
class TestChargeEntry(ChargeCommon):
    """Charges become Odoo's own documents, once, without VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # an account with a tax of its own: it never reaches the document
        cls.income = cls.company._relance_get_charge_account()
        cls.income.tax_ids = cls.company_data["default_tax_sale"]

    def _accounts(self, move):
        result = {}
        for line in move.line_ids:
            code = line.account_id.code[:4]
            result[code] = round(result.get(code, 0) + line.balance, 2)
        return result

    def test_debit_note(self):
        self._claimed()
        move = self._book(self._charges())
        self.assertEqual(move.move_type, "out_invoice")
        self.assertEqual(move.state, "draft")
        self.assertEqual(move.amount_total, INTEREST + 40)
        self.assertFalse(move.line_ids.tax_ids)
        self.assertEqual(move.amount_tax, 0.0)
        self.assertEqual(self._accounts(move)["7631"], -INTEREST - 40)
        self.assertEqual(self._interest().state, "draft")
        self.assertEqual(self._interest().amount_draft, INTEREST)
        move.action_post()
        self.assertEqual(set(self._charges().mapped("state")), {"invoiced"})
        self.assertEqual(self._interest().amount_invoiced, INTEREST)

    def test_read_in_french(self):
        """Whoever makes it, in whatever language, the customer reads French."""
        self._claimed()
        move = self._book(self._charges())
        labels = " ".join(move.invoice_line_ids.mapped("name"))
        self.assertIn("Intérêts de retard – ", labels)
        self.assertIn("Indemnité forfaitaire pour frais de recouvrement", labels)
        self.assertIn("Note de débit", move.ref)
        self.assertIn("hors du champ de la TVA", str(move.narration))

    def test_entry(self):
        self._claimed()
        move = self._book(self._charges(), document="entry", post=True)
        self.assertEqual(move.move_type, "entry")
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.line_ids.tax_ids)
        self.assertEqual(
            self._accounts(move),
            {"4111": 139.86, "7631": -139.86}
            if "4111" in self._accounts(move)
            else {self.receivable.code[:4]: 139.86, "7631": -139.86},
        )
        self.assertEqual(self._interest().amount_invoiced, INTEREST)
        self.assertEqual(self._indemnity().amount_invoiced, 40.0)

    def test_paid(self):
        self._claimed()
        move = self._book(self._charges(), post=True)
        self._pay(move, amount=69.93, day=LAST)
        self.assertEqual(self._indemnity().amount_paid, 20.0)
        self.assertEqual(self._indemnity().state, "partly_paid")
        self._pay(move, day=LAST)
        self.assertEqual(set(self._charges().mapped("state")), {"paid"})
        self.assertEqual(self._interest().amount_paid, INTEREST)

    def test_entry_paid(self):
        self._claimed()
        move = self._book(self._charges(), document="entry", post=True)
        (self._item(move) + self._credit(139.86, LAST)).reconcile()
        self.assertEqual(set(self._charges().mapped("state")), {"paid"})

    def test_never_twice(self):
        self._claimed()
        self._book(self._charges())
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._book(self._charges())
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._waive(self._indemnity())

    def test_what_accrues_later_is_booked_later(self):
        self._claimed()
        self._book(self._charges(), post=True)
        later = LAST + days(30)
        self._count_until(later)
        self.assertEqual(self._interest().amount_due, 99.87)
        self.assertEqual(self._indemnity().amount_due, 0.0)
        move = self._book(self._charges(), until=later)
        self.assertEqual(move.amount_total, 99.87)

    def test_draft_deleted(self):
        self._claimed()
        self._book(self._charges()).unlink()
        self.assertEqual(set(self._charges().mapped("state")), {"claimed"})
        self.assertEqual(self._interest().amount_due, INTEREST)

    def test_row_of_the_draft_deleted(self):
        self._claimed()
        move = self._book(self._charges())
        row = self._indemnity().booking_ids.income_line_id
        move.write({"invoice_line_ids": [Command.delete(row.id)]})
        self.assertEqual(self._indemnity().amount_due, 40.0)
        self.assertEqual(self._interest().amount_draft, INTEREST)

    def test_draft_changed_by_hand(self):
        self._claimed()
        move = self._book(self._indemnity())
        move.invoice_line_ids.price_unit = 30.0
        self.assertEqual(self._indemnity().amount_draft, 30.0)
        self.assertEqual(self._indemnity().amount_due, 10.0)

    def test_draft_cancelled(self):
        self._claimed()
        self._book(self._charges()).button_cancel()
        self.assertEqual(self._indemnity().amount_due, 40.0)

    def test_reversed(self):
        for document in ("note", "entry"):
            with self.subTest(document):
                if not self._charges():
                    self._claimed()
                move = self._book(self._charges(), document=document, post=True)
                self.assertEqual(self._indemnity().amount_due, 0.0)
                move._reverse_moves([{"date": LAST, "invoice_date": LAST}], cancel=True)
                self.assertEqual(self._indemnity().amount_due, 40.0)
                self.assertEqual(self._indemnity().amount_paid, 0.0)
                self.assertEqual(self._interest().amount_due, INTEREST)
                self.assertEqual(self._interest().state, "claimed")

    def test_reversed_in_part(self):
        self._claimed()
        move = self._book(self._charges(), post=True)
        refund = move._reverse_moves([{"date": LAST, "invoice_date": LAST}])
        refund.invoice_line_ids.filtered(lambda row: row.price_unit != 40).unlink()
        refund.action_post()
        self.assertEqual(
            round(sum(self._charges().mapped("amount_invoiced")), 2), INTEREST
        )

    # === IT BEARS NOTHING ITSELF === #

    def test_booked_bears_nothing(self):
        self._claimed()
        for document in ("note", "entry"):
            charge = self._indemnity() if document == "note" else self._interest()
            move = self._book(charge, document=document, post=True)
            owed = self._item(move)._relance_late_interest(LAST + days(200))
            self.assertEqual((owed["amount"], owed["indemnity"]), (0.0, 0.0))
            self._count_until(LAST + days(1))
            self.assertTrue(self._line(move), "followed as what is owed")
            self.assertEqual(self._line(move).hold, "none")
            self.assertFalse(self._charges(invoice=move))

    def test_booked_is_not_claimed_again(self):
        self._claimed()
        self._book(self._charges(), post=True)
        settled = self.env["relance.engine.charge"]._get_settled(
            self._item(self.invoice).ids
        )
        self.assertEqual(
            dict(settled),
            {self._item(self.invoice).id: {"interest": INTEREST, "indemnity": 40.0}},
        )

    # === REFUSED === #

    def test_provisional_rates(self):
        """The second half of 2026 is not confirmed: nothing is invoiced of it."""
        self._claimed()
        until = LAST + days(120)
        self._count_until(until)
        self.assertTrue(self._interest().provisional)
        with self.assertRaisesRegex(UserError, "Rates"):
            self._book(self._interest(), until=until)
        self.assertFalse(self._interest().booking_ids)
        self.assertTrue(self._book(self._interest()))
        self.assertTrue(self._book(self._indemnity(), until=until))

    def test_missing_account(self):
        self._claimed()
        self.income.code = "758999"
        with self.assertRaisesRegex(UserError, "7631.*Settings"):
            self._book(self._charges())
        self.company.relance_charge_account_id = self.income
        self.assertTrue(self._book(self._charges()))

    def test_missing_journal(self):
        self._claimed()
        self.env["account.journal"].search([("type", "=", "general")]).active = False
        with self.assertRaisesRegex(UserError, "journal.*Settings"):
            self._book(self._charges(), document="entry")

    def test_rights(self):
        self._claimed()
        with self.assertRaises(AccessError):
            self._book(self._charges(), user=self.collector)
        with self.assertRaises(AccessError):
            self._book(self._charges(), user=self.planner)
        self.assertFalse(self._charges().booking_ids)

    # === CURRENCY === #

    def test_foreign_currency(self):
        """Interest in the currency of its invoice, 40 € in euros: two documents."""
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        invoice = self._invoice(amount=20000, currency_id=dollar.id)
        self._count_until(LAST)
        interest, indemnity = self._interest(invoice), self._indemnity(invoice)
        self.assertEqual(interest.currency_id, dollar)
        self.assertEqual(indemnity.currency_id, self.company.currency_id)
        moves = self._book(interest + indemnity, document="entry", post=True)
        self.assertEqual(len(moves), 2)
        of_interest = moves.filtered(lambda move: move.currency_id == dollar)
        row = interest.booking_ids.income_line_id
        self.assertEqual(row.amount_currency, -199.73)
        self.assertEqual(row.balance, -99.87)
        self.assertEqual(interest.state, "invoiced")
        self.assertFalse(of_interest.line_ids.tax_ids)

    def test_one_document_by_customer(self):
        other = self._customer("Garage Petit")
        second = self._invoice(other, amount=10000)
        self._count_until(LAST)
        charges = self._count_until(LAST, other) + self._charges()
        moves = self._book(charges)
        self.assertEqual(len(moves), 2)
        self.assertEqual(moves.partner_id, other + self.customer)
        self.assertEqual(self._interest(second).amount_draft, INTEREST)

    # === ON THE DOCUMENTS === #

    def test_seen_on_invoice_and_note(self):
        self._claimed()
        move = self._book(self._charges())
        for one in (self.invoice, move):
            self.assertEqual(one.with_user(self.reader).relance_charge_count, 2)
            action = one.with_user(self.reader).action_relance_charges()
            self.assertEqual(
                self.env["relance.charge"].search(action["domain"]), self._charges()
            )
