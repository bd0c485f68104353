from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doubtful import CLOSING, LATER, OLD_DUE, DoubtfulCommon


@tagged("post_install", "-at_install")
class TestDoubtfulEntries(DoubtfulCommon):
    """Transfers to 416 and impairments, as drafts that accounting posts."""

    # === TRANSFER === #

    def test_transfer_is_a_draft_then_continues_the_debt(self):
        invoice = self._taxed()
        self._run(OLD_DUE)
        old = self._line(invoice)
        move = self._transfer(invoice, post=False)
        self.assertEqual((move.state, move.date), ("draft", CLOSING))
        self.assertEqual(
            self._accounts(move),
            {self.receivable.code: -1200.0, "416000": 1200.0},
        )
        self.assertEqual(invoice.amount_residual, 1200.0)
        move.with_user(self.booker).action_post()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(old.closed_reason, "transferred")
        new = self._case().open_line_ids
        self.assertEqual(new.origin_line_id, old)
        self.assertEqual(new.date_maturity, OLD_DUE)
        self.assertEqual(new.amount_residual, 1200.0)

    def test_each_debt_of_a_customer_continues_its_own(self):
        first = self._taxed()
        second = self._taxed(amount=500.0, due=date(2026, 4, 2))
        (self._debt(first) + self._debt(second)).action_transfer()
        moves = self._entry_of(first, "transfer") + self._entry_of(second, "transfer")
        self.assertEqual(len(moves), 2)
        moves.with_user(self.booker).action_post()
        lines = self._case().open_line_ids.sorted("date_maturity")
        self.assertEqual(lines.origin_line_id.move_id, first + second)
        self.assertEqual(lines.mapped("amount_residual"), [1200.0, 600.0])
        self.assertEqual(lines[1].origin_line_id.move_id, second)

    def test_nothing_twice(self):
        invoice = self._taxed()
        self._transfer(invoice, post=False)
        line = self._debt(invoice)
        self.assertIn("416", line.drafts)
        with self.assertRaises(UserError):
            line.action_transfer()
        self._entry_of(invoice, "transfer").action_post()
        line = self._debt(invoice)
        self.assertTrue(line.is_doubtful)
        with self.assertRaises(UserError):
            line.action_transfer()

    def test_deleted_or_cancelled_draft_gives_the_proposal_back(self):
        invoice = self._taxed()
        self._transfer(invoice, post=False).with_user(self.booker).unlink()
        self.assertFalse(self._bookings(invoice))
        move = self._transfer(invoice, post=False)
        move.with_user(self.booker).button_cancel()
        self.assertFalse(self._debt(invoice).drafts)
        self._transfer(invoice)
        self.assertTrue(self._debt(invoice).is_doubtful)
        with self.assertRaises(UserError):
            move.button_draft()
            move.action_post()

    def test_draft_left_behind_by_a_payment_is_refused(self):
        invoice = self._taxed()
        move = self._transfer(invoice, post=False)
        self._pay(invoice, 300.0)
        with self.assertRaisesRegex(UserError, "Delete it"):
            move.action_post()

    def test_draft_changed_by_hand_is_refused(self):
        move = self._transfer(self._taxed(), post=False)
        debit = move.line_ids.filtered(lambda line: line.balance > 0)
        move.write(
            {
                "line_ids": [
                    (1, debit.id, {"balance": 900.0}),
                    (1, (move.line_ids - debit).id, {"balance": -900.0}),
                ]
            }
        )
        with self.assertRaisesRegex(UserError, "changed by hand"):
            move.action_post()

    def test_reversed_transfer_gives_the_debt_back(self):
        invoice = self._taxed()
        move = self._transfer(invoice)
        move._reverse_moves([{"date": LATER}], cancel=True)
        self.assertEqual(invoice.amount_residual, 1200.0)
        self.assertTrue(self._bookings(invoice).is_reversed)
        line = self._debt(invoice, LATER)
        self.assertFalse(line.is_doubtful)
        self.assertEqual(line.case_line_id.move_line_id, self._item(invoice))
        line.action_transfer()
        self.assertEqual(len(self._bookings(invoice, "transfer")), 2)

    def test_transfer_reset_to_draft_and_posted_again(self):
        invoice = self._taxed()
        move = self._transfer(invoice)
        move.button_draft()
        self.assertEqual(invoice.amount_residual, 1200.0)
        move.action_post()
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_foreign_currency_keeps_its_amounts(self):
        currency = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        invoice = self._taxed(currency_id=currency.id)
        move = self._transfer(invoice)
        debit = move.line_ids.filtered(lambda line: line.balance > 0)
        self.assertEqual((debit.balance, debit.amount_currency), (600.0, 1200.0))
        self.assertEqual(debit.currency_id, currency)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_merged_customers_keep_their_bookings(self):
        twin = self._customer("Morel Bis", email=self.customer.email)
        self._taxed(amount=10.0)
        invoice = self._taxed(partner=twin)
        self._impair(invoice, 50)
        line = self._debt(invoice)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + twin).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(line.case_id, self._case())
        self.assertEqual(self._bookings(invoice).partner_id, self.customer)
        self.assertEqual(self._debt(invoice), line)
        self.assertEqual(line.amount_impaired, 500.0)

    # === IMPAIRMENT === #

    def test_impairment_is_excluding_vat(self):
        invoice = self._taxed()
        move = self._impair(invoice, 60)
        self.assertEqual(self._accounts(move), {"681740": 600.0, "491000": -600.0})
        self.assertEqual(move.line_ids.partner_id, self.customer)
        line = self._debt(invoice)
        self.assertEqual((line.amount_impaired, line.amount_adjustment), (600.0, 0.0))
        with self.assertRaises(UserError):
            line.action_impair()

    def test_impairment_is_increased_then_reversed(self):
        invoice = self._taxed()
        self._impair(invoice, 40)
        move = self._impair(invoice, 75, LATER)
        self.assertEqual(self._accounts(move), {"681740": 350.0, "491000": -350.0})
        self.assertEqual(move.date, LATER)
        self._transfer(invoice)
        doubtful = self._entry_of(invoice, "transfer").line_ids.filtered(
            lambda line: line.balance > 0
        )
        payment = self._entry(
            LATER,
            [
                (self.bank_journal.default_account_id, 600.0, self.customer),
                (doubtful.account_id, -600.0, self.customer),
            ],
            journal=self.bank_journal,
        )
        own = payment.line_ids.filtered(
            lambda line: line.account_id == doubtful.account_id
        )
        (own + doubtful).reconcile()
        line = self._debt(invoice, date(2027, 6, 30))
        line.write({"rate": 75, "justification": "Analyse inchangée"})
        # 500 excluding VAT are left: 375, when 750 are in the books
        self.assertEqual(line.amount_adjustment, -375.0)
        line.action_impair()
        move = self._entry_of(invoice, "impairment")
        self.assertEqual(self._accounts(move), {"491000": 375.0, "781740": -375.0})

    def test_paid_debt_gives_its_impairment_back(self):
        invoice = self._taxed()
        self._impair(invoice, 50)
        self._pay(invoice)
        line = self._debt(invoice, LATER)
        self.assertEqual((line.amount_residual, line.amount_adjustment), (0.0, -500.0))
        line.action_impair()
        move = self._entry_of(invoice, "impairment")
        self.assertEqual(self._accounts(move), {"491000": 500.0, "781740": -500.0})
        move.action_post()
        self.assertFalse(self._debt(invoice, date(2027, 6, 30)))

    def test_own_rate_needs_own_words(self):
        line = self._debt(self._taxed())
        line.rate = 90
        with self.assertRaisesRegex(UserError, "Justification"):
            line.action_impair()
        line.write({"rate": line.proposed_rate, "justification": " "})
        with self.assertRaisesRegex(UserError, "Justification"):
            line.action_impair()
        line.justification = "Gérant injoignable, site fermé"
        line.action_impair()
        self.assertEqual(
            self._bookings(line.move_id).justification, "Gérant injoignable, site fermé"
        )

    def test_deleted_impairment_is_proposed_again(self):
        invoice = self._taxed()
        move = self._impair(invoice, 50, post=False)
        line = self._debt(invoice)
        self.assertEqual(line.amount_adjustment, 0.0)
        move.unlink()
        self.assertEqual(self._debt(invoice).amount_adjustment, 500.0)

    def test_cancelled_draft_is_not_posted_over_another(self):
        invoice = self._taxed()
        old = self._impair(invoice, 50, post=False)
        old.button_cancel()
        self._impair(invoice, 50)
        old.button_draft()
        with self.assertRaisesRegex(UserError, "Delete it"):
            old.action_post()

    def test_two_drafts_of_a_kind_never_exist(self):
        invoice = self._taxed()
        old = self._impair(invoice, 50, post=False)
        old.button_cancel()
        self._impair(invoice, 50, post=False)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            old.button_draft()
            self.env.flush_all()

    def test_reversed_impairment_is_proposed_again(self):
        invoice = self._taxed()
        move = self._impair(invoice, 50)
        move._reverse_moves([{"date": CLOSING}], cancel=True)
        self.assertEqual(self._debt(invoice).amount_impaired, 0.0)

    def test_impairment_of_the_opening_balance_is_not_booked_again(self):
        invoice = self._taxed()
        line = self._debt(invoice)
        line.write({"rate": 60, "justification": "Dossier ancien"})
        line.amount_opening = 450.0
        self.assertEqual((line.amount_impaired, line.amount_adjustment), (450.0, 150.0))
        line.action_impair()
        self._entry_of(invoice, "impairment").action_post()
        line.amount_opening = 400.0
        self.assertEqual(line.amount_impaired, 550.0)
        again = self._debt(invoice, LATER)
        self.assertEqual(again.amount_opening, 400.0)

    def test_instalments_are_debts_of_their_own(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Moitié, moitié",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        invoice = self._taxed(
            invoice_payment_term_id=term.id,
            invoice_date=OLD_DUE,
        )
        lines = self._debt(invoice)
        self.assertEqual(lines.mapped("amount_base"), [500.0, 500.0])
        lines.action_transfer()
        moves = self._bookings(invoice).move_id
        moves.action_post()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(len(self._case().open_line_ids), 2)
