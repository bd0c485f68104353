from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import days
from .common_doubtful import CLOSING, JUDGMENT, LATER, OLD_DUE, DoubtfulCommon


@tagged("post_install", "-at_install")
class TestDoubtful(DoubtfulCommon):
    """The list: which debts, with which figures, for whom."""

    def test_old_debts_are_proposed_with_their_figures(self):
        old = self._taxed()
        recent = self._taxed(due=date(2026, 12, 20))
        later = self._taxed(due=date(2026, 12, 30), invoice_date=date(2027, 1, 5))
        review = self._review()
        self.assertEqual(review.line_ids.move_id, old)
        line = self._debt(old)
        self.assertEqual(line.days_overdue, 304)
        self.assertEqual(line.amount_residual, 1200.0)
        self.assertEqual((line.amount_tax, line.amount_base), (200.0, 1000.0))
        self.assertEqual((line.proposed_rate, line.rate), (25.0, 25.0))
        self.assertEqual(line.amount_target, 250.0)
        self.assertIn("304", line.justification)
        self.assertNotIn(recent, review.line_ids.move_id)
        self.assertNotIn(later, review.line_ids.move_id)

    def test_vat_of_several_rates_follows_the_invoice(self):
        rows = [self._row(self.vat_20, 1000.0), self._row(self.vat_10, 500.0)]
        invoice = self._taxed(invoice_line_ids=rows)
        self._pay(invoice, 875.0)
        line = self._debt(invoice)
        # half of 1 750 is owed: half of each VAT
        self.assertEqual(line.amount_residual, 875.0)
        self.assertEqual((line.amount_tax, line.amount_base), (125.0, 750.0))

    def test_what_was_owed_at_closing_is_shown(self):
        invoice = self._taxed()
        self._pay(invoice, 600.0, day=date(2027, 1, 10))
        line = self._debt(invoice)
        self.assertEqual((line.amount_closing, line.amount_residual), (1200.0, 600.0))
        self.assertEqual(line.amount_base, 500.0)

    def test_weak_debts_are_proposed_whatever_their_age(self):
        customer = self._customer("Garage Petit")
        invoice = self._taxed(partner=customer, due=date(2026, 12, 1))
        self.assertFalse(self._debt(invoice))
        self.env["relance.insolvency"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "kind": "liquidation",
                "judgment_date": date(2026, 12, 15),
            }
        )
        line = self._debt(invoice)
        self.assertEqual(line.insolvency, "liquidation")
        self.assertEqual(line.proposed_rate, 100.0)

    def test_disputes_and_formal_notices_are_proposed_whatever_their_age(self):
        disputed = self._taxed(due=date(2026, 12, 1))
        noticed = self._taxed(due=date(2026, 12, 2), amount=500.0)
        self.assertFalse(self._review().line_ids)
        line = self._line(disputed)
        self.env["relance.dispute"].create(
            {
                "case_id": line.case_id.id,
                "reason_id": self.env.ref(
                    "relance_recouvrement.dispute_reason_quantity"
                ).id,
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 400.0})
                ],
            }
        )
        self._line(noticed).sudo().write(
            {
                "start_level_id": self.level_formal_notice.id,
                "start_date": date(2026, 12, 20),
            }
        )
        lines = self._review().line_ids
        self.assertEqual(lines.filtered("is_disputed").move_id, disputed)
        reached = lines.filtered(lambda item: item.stage == "formal_notice")
        self.assertEqual(reached.move_id, noticed)
        self.assertEqual(reached.level_id, self.level_formal_notice)
        self.assertEqual(reached.proposed_rate, 50.0)

    def test_what_a_person_wrote_is_kept(self):
        invoice, other = self._taxed(), self._taxed(amount=500.0)
        line = self._debt(invoice)
        line.write({"rate": 80, "justification": "Site fermé, relances sans effet"})
        self._pay(invoice, 600.0)
        self._debt(other)
        again = self._debt(invoice)
        self.assertEqual(again, line)
        self.assertEqual(line.rate, 80)
        self.assertEqual(line.justification, "Site fermé, relances sans effet")
        self.assertEqual(line.amount_target, 400.0)

    def test_paid_debt_leaves_the_list(self):
        invoice = self._taxed()
        self.assertTrue(self._debt(invoice))
        self._pay(invoice)
        self.assertFalse(self._debt(invoice))

    def test_credits_to_match_are_shown(self):
        invoice = self._taxed()
        self._credit(150.0)
        self.assertEqual(self._debt(invoice).amount_credit, 150.0)

    def test_item_without_invoice_has_the_vat_that_a_person_says(self):
        self.misc_journal.relance_follow_entries = True
        entry = self._entry(
            OLD_DUE,
            [(self.receivable, 1200.0, self.customer), (self.revenue, -1200.0, False)],
        )
        line = self._debt(entry)
        self.assertEqual((line.amount_tax, line.amount_base), (0.0, 1200.0))
        line.vat_rate = 20
        self.assertEqual((line.amount_tax, line.amount_base), (200.0, 1000.0))
        self.assertEqual(self._debt(entry).amount_tax, 200.0)

    def test_rates_are_percentages(self):
        line = self._debt(self._taxed())
        for vals in ({"rate": 120}, {"rate": -1}, {"vat_rate": 101}):
            with self.assertRaises(ValidationError):
                line.write(vals)

    def test_one_review_by_company_and_date(self):
        review = self._review()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            review.copy()

    def test_review_that_documents_entries_is_kept(self):
        invoice = self._taxed()
        self._transfer(invoice, post=False)
        with self.assertRaises(UserError):
            self._review().unlink()
        self._entry_of(invoice, "transfer").unlink()
        self._review().unlink()

    # === RIGHTS === #

    def test_only_managers_propose(self):
        review = self._review(user=self.planner)
        for user in (
            self.booker,
            self._user("collector", "relance_recouvrement.group_collector"),
        ):
            with self.assertRaises(AccessError):
                review.with_user(user).action_compute()
            with self.assertRaises(AccessError):
                review.with_user(user).read(["date"])

    def test_booking_needs_invoicing(self):
        line = self._debt(self._taxed())
        planned = line.with_user(self.planner)
        planned.write({"rate": 60, "justification": "Analysé"})
        for method in (
            planned.action_transfer,
            planned.action_impair,
            planned.action_lose,
            planned.action_book_vat,
        ):
            with self.assertRaisesRegex(AccessError, "Invoicing"):
                method()
        for method in (
            line.with_user(self.booker).action_transfer,
            line.with_user(self.booker).action_impair,
        ):
            with self.assertRaises(AccessError):
                method()
        line.action_transfer()
        self.assertEqual(self._bookings(line.move_id).kind, "transfer")

    def test_figures_are_not_written_by_hand(self):
        line = self._debt(self._taxed())
        with self.assertRaises(AccessError):
            line.amount_residual = 1.0
        self._transfer(line.move_id, post=False)
        booking = self._bookings(line.move_id).with_user(self.manager)
        with self.assertRaises(AccessError):
            booking.amount = 1.0

    def test_other_companies_are_not_seen(self):
        other = self.setup_other_company()["company"]
        review = self.env["relance.doubtful"].create(
            {"company_id": other.id, "date": CLOSING}
        )
        with self.assertRaises(AccessError):
            review.with_user(self.manager).read(["date"])
        self._taxed()
        review.action_compute()
        self.assertFalse(review.line_ids)

    # === SETTINGS === #

    def test_accounts_are_found_in_the_chart_and_kept(self):
        expected = {
            "relance_doubtful_account_id": "416000",
            "relance_impairment_account_id": "491000",
            "relance_impairment_expense_account_id": "681740",
            "relance_impairment_reversal_account_id": "781740",
            "relance_loss_account_id": "654100",
            "relance_loss_prior_account_id": "654400",
            "relance_loss_vat_account_id": "445710",
        }
        for name, code in expected.items():
            with self.subTest(name):
                account = self.company._relance_get_account(name)
                self.assertEqual(account.code, code)
                self.assertEqual(self.company[name], account)

    def test_chosen_account_is_used(self):
        account = self.company._relance_get_account("relance_doubtful_account_id")
        own = account.copy({"code": "416100"})
        self.company.relance_doubtful_account_id = own
        self.assertIn("416100", self._accounts(self._transfer(self._taxed())))

    def test_missing_account_names_the_setting(self):
        line = self._debt(self._taxed())
        account = self.company._relance_get_account("relance_doubtful_account_id")
        self.company.relance_doubtful_account_id = False
        account.code = "999416"
        with self.assertRaisesRegex(UserError, r"Doubtful customers \(416\)"):
            line.action_transfer()
        account.code = "416000"
        account.reconcile = False
        with self.assertRaisesRegex(UserError, "reconciliation"):
            line.action_transfer()

    def test_closed_period_is_said_clearly(self):
        line = self._debt(self._taxed())
        self.company.fiscalyear_lock_date = LATER
        for method in (line.action_transfer, line.action_impair):
            with self.assertRaisesRegex(UserError, "31/03/2027"):
                method()
        self.company.fiscalyear_lock_date = CLOSING - days(1)
        line.action_transfer()

    def test_draft_of_a_period_closed_meanwhile_is_not_moved(self):
        move = self._transfer(self._taxed(), post=False)
        self.company.fiscalyear_lock_date = LATER
        with self.assertRaisesRegex(UserError, "31/03/2027"):
            move.action_post()
        self.assertEqual(move.date, CLOSING)

    def test_insolvency_of_a_later_claim_changes_nothing(self):
        invoice = self._taxed(invoice_date=JUDGMENT + days(1), due=JUDGMENT + days(2))
        self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "judgment_date": OLD_DUE,
            }
        )
        self.assertFalse(self._debt(invoice))
