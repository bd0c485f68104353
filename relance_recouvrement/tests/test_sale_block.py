from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import LATE, days
from .common_stop import StopCommon


@tagged("post_install", "-at_install")
class TestSaleBlock(StopCommon):
    """Sales stop at the levels that say so, or above Odoo's credit limit, and
    start again with the payment, before any run."""

    def _block(self, amount=0.0, partner=None):
        return (partner or self.customer)._relance_sale_block(amount, self.company)

    # === LEVEL === #

    def test_levels_that_stop(self):
        scenario = self.scenario.sudo()
        stopping = scenario.level_ids.filtered("blocks_sales")
        self.assertEqual(stopping, self.level_formal_notice + self.level_decision)
        level = scenario.level_ids.create(
            {"name": "Suite", "scenario_id": scenario.id, "stage": "decision"}
        )
        self.assertTrue(level.blocks_sales)

    def test_every_default_scenario_stops(self):
        for name in ("key_account", "consumer", "public"):
            scenario = self.env.ref(f"relance_recouvrement.scenario_{name}")
            with self.subTest(name):
                stages = scenario.level_ids.filtered("blocks_sales").mapped("stage")
                self.assertIn("decision", stages)
                self.assertLessEqual(set(stages), {"formal_notice", "decision"})

    def test_overdue_below_the_level_does_not_stop(self):
        self._reach(self.level_firm)
        block = self._block()
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_overdue"], 1000)
        self.assertEqual(block["amount_blocking"], 0)
        self.assertEqual(block["level"], self.level_firm)

    def test_formal_notice_stops(self):
        self._reach(self.level_formal_notice)
        block = self._block()
        self.assertTrue(block["is_blocked"])
        self.assertEqual(block["amount_blocking"], 1000)
        self.assertEqual(block["level"], self.level_formal_notice)
        self.assertEqual(len(block["reasons"]), 1)
        self.assertIn(self.level_formal_notice.name, block["reasons"][0])
        self.assertEqual(block["case"], self._case())

    def test_a_level_can_be_told_not_to_stop(self):
        self._reach(self.level_formal_notice)
        self.level_formal_notice.sudo().blocks_sales = False
        self.assertFalse(self._block()["is_blocked"])

    def test_contact_of_the_customer_is_stopped_too(self):
        self._reach(self.level_formal_notice)
        contact = self.env["res.partner"].create(
            {"name": "Achats", "parent_id": self.customer.id}
        )
        self.assertTrue(self._block(partner=contact)["is_blocked"])

    def test_customer_without_debt(self):
        block = self._block(partner=self._customer("Garage Petit"))
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_due"], 0)
        self.assertFalse(block["case"])

    # === RELEASED BY PAYMENT, WITHOUT A RUN === #

    def test_matched_payment_releases(self):
        self._reach(self.level_formal_notice)
        self._pay(self.invoice)
        self.assertFalse(self._block()["is_blocked"])

    def test_partial_payment_does_not(self):
        self._reach(self.level_formal_notice)
        self._pay(self.invoice, 400.0)
        block = self._block()
        self.assertTrue(block["is_blocked"])
        self.assertEqual(block["amount_blocking"], 600)

    def test_unmatched_payment_releases(self):
        self._reach(self.level_formal_notice)
        self._credit(1000.0)
        block = self._block()
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_due"], 0)

    def test_bank_line_to_match_releases(self):
        self._reach(self.level_formal_notice)
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": LATE,
                "payment_ref": "VIR",
                "amount": 1000.0,
                "partner_id": self.customer.id,
            }
        )
        self.assertFalse(self._block()["is_blocked"])

    def test_payment_waiting_for_the_bank_releases(self):
        self._reach(self.level_formal_notice)
        self.inbound_payment_method_line.payment_account_id = False
        move = type(self.env["account.move"])
        state = patch.object(
            move, "_get_invoice_in_payment_state", lambda self: "in_payment"
        )
        with state:
            payment = self._register_payment(self.invoice)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.invoice.amount_residual, 1000)
        self.assertFalse(self._block()["is_blocked"])
        other = self._invoice(amount=300.0)
        self._reach(self.level_formal_notice, other)
        block = self._block()
        self.assertEqual(
            block["amount_blocking"], 300, "it pays its invoice and no other"
        )

    def test_payment_undone_stops_again(self):
        self._reach(self.level_formal_notice)
        credit = self._pay(self.invoice)
        self._run(LATE)
        (credit + self._item(self.invoice)).remove_move_reconcile()
        credit.move_id.button_draft()
        self.assertTrue(self._block()["is_blocked"])

    # === HELD ITEMS === #

    def test_promise_suspends_the_stop(self):
        line = self._reach(self.level_formal_notice)
        promise = self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "taken_date": LATE,
                "date": LATE + days(5),
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 1000.0})
                ],
            }
        )
        block = self._block()
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_overdue"], 1000)
        self.assertEqual(block["promises"], promise.display_name)
        promise.action_cancel()
        self.assertTrue(self._block()["is_blocked"])

    def test_part_promised_stops_for_the_rest(self):
        line = self._reach(self.level_formal_notice)
        self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "taken_date": LATE,
                "date": LATE + days(5),
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 700.0})
                ],
            }
        )
        self.assertEqual(self._block()["amount_blocking"], 300)

    def test_item_excluded_by_hand_does_not_stop(self):
        line = self._reach(self.level_formal_notice)
        line._hold("excluded", "Erreur de facturation")
        block = self._block()
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_due"], 0)

    def test_blocked_invoice_does_not_stop(self):
        self._reach(self.level_formal_notice)
        self.invoice.action_toggle_block_payment()
        self.assertFalse(self._block()["is_blocked"])

    # === CREDIT LIMIT === #

    def test_limit_with_the_amount(self):
        self._limit(1500.0)
        self.assertFalse(self._block(500.0)["is_blocked"], "just reached")
        block = self._block(500.01)
        self.assertTrue(block["is_blocked"])
        self.assertEqual(block["credit_limit"], 1500)
        self.assertAlmostEqual(block["exposure"], 1500.01)
        self.assertIn("1", block["reasons"][0])

    def test_payment_gives_room_under_the_limit(self):
        self._limit(1500.0)
        self._credit(200.0)
        self.assertFalse(self._block(700.0)["is_blocked"])

    def test_bank_line_gives_room_under_the_limit(self):
        self._limit(1500.0)
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": LATE,
                "payment_ref": "VIR",
                "amount": 200.0,
                "partner_id": self.customer.id,
            }
        )
        self.assertFalse(self._block(700.0)["is_blocked"])
        self.assertTrue(self._block(700.01)["is_blocked"])

    def test_limit_not_used_by_the_company(self):
        self._limit(100.0)
        self.company.account_use_credit_limit = False
        block = self._block(500.0)
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["credit_limit"], 0)

    def test_both_reasons(self):
        self._limit(900.0)
        self._reach(self.level_decision)
        self.assertEqual(len(self._block()["reasons"]), 2)

    # === WHO ASKS === #

    def test_sums_without_accounting_rights(self):
        self._reach(self.level_formal_notice)
        employee = self._user("employee", "base.group_user")
        partner = self.customer.with_user(employee)
        block = partner._relance_sale_block(0.0, self.company)
        self.assertTrue(block["is_blocked"])

    def test_other_company(self):
        """A debt to one company does not stop the sales of another."""
        self._reach(self.level_formal_notice)
        other = self.setup_other_company()["company"]
        block = self.customer._relance_sale_block(0.0, other)
        self.assertFalse(block["is_blocked"])
        self.assertEqual(block["amount_due"], 0)

    def test_branch_stops_with_its_root(self):
        self._reach(self.level_formal_notice)
        branch = self.env["res.company"].create(
            {"name": "Durand Sud", "parent_id": self.company.id}
        )
        block = self.customer._relance_sale_block(0.0, branch)
        self.assertTrue(block["is_blocked"])

    def test_nothing_is_written(self):
        """The form of an order is opened in a read-only transaction."""
        self._reach(self.level_formal_notice)
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self.assertTrue(self._block()["is_blocked"])
            savepoint.rollback()
