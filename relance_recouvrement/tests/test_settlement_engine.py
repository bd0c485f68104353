from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import days
from .common_plan import SIGNED
from .common_settlement import LAPSED, TERM, SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementEngine(SettlementCommon):
    """Paid in time or lapsed, read from the ledger."""

    def setUp(self):
        super().setUp()
        self.old = self._owe(1000.0, due=date(2026, 2, 2))[0]
        self.late = self._owe(500.0)[0]

    def _pay_agreed(self, day=TERM):
        self._pay(self.old, day=day)
        self._pay(self.late, 200.0, day=day)

    # === PAID === #

    def test_paid_in_time(self):
        """What was given up goes on being held, and waits for a manager."""
        settlement = self._agreed()
        self._pay_agreed()
        self._on(TERM)
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(settlement.paid_date, TERM)
        self.assertEqual(settlement.amount_paid, 1200.0)
        self.assertEqual(settlement.left_principal, 300.0)
        item = self._line(self.late)
        self.assertEqual((item.hold, item.amount_claimable), ("plan", 0.0))
        self.assertEqual(settlement.activity_ids.user_id, self.manager)
        self.assertNotEqual(self._case().next_decision, "send")

    def test_waive_charges_and_credit_the_rest(self):
        self._case().with_user(self.collector).action_update_charges()
        settlement = self._agreed()
        self._pay_agreed()
        self._on(TERM)
        with self.assertRaisesRegex(UserError, "A manager decides"):
            settlement.with_user(self.collector).action_waive_charges()
        self.assertGreater(settlement.left_charges, 80.0)
        settlement.action_waive_charges()
        self.assertEqual(settlement.left_charges, 0.0)
        charges = settlement.line_ids._get_charges()
        self.assertIn("Preuve de livraison", charges.waiver_ids[0].reason)
        biller = self._user(
            "bill", "relance_recouvrement.group_manager,account.group_account_invoice"
        )
        action = settlement.with_user(biller).action_credit_note()
        self.assertEqual(action["context"]["active_ids"], self.late.ids)
        self._refund(self.late, 300.0)
        self._on(TERM + days(1))
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(settlement.left_principal, 0.0)
        self.assertEqual(self._case().stage, "settled")

    def test_book_the_loss(self):
        biller = self._user(
            "bill", "relance_recouvrement.group_manager,account.group_account_invoice"
        )
        settlement = self._agreed()
        with self.assertRaisesRegex(UserError, "once the rest is paid"):
            settlement.with_user(biller).action_lose()
        self._pay_agreed()
        self._on(TERM)
        action = settlement.with_user(biller).action_lose()
        loss = self.env["relance.doubtful.loss"].browse(action["res_id"])
        self.assertEqual(loss.line_ids.line_id.move_id, self.late)
        self.assertEqual(loss.amount, 300.0)

    def test_payment_undone(self):
        settlement = self._agreed()
        self._pay_agreed(day=SIGNED)
        self._on(SIGNED + days(3))
        self.assertEqual(settlement.state, "paid")
        self._item(self.old).remove_move_reconcile()
        self._on(SIGNED + days(4))
        self.assertEqual(settlement.state, "agreed")
        self._on(LAPSED)
        self.assertEqual(settlement.state, "lapsed")

    def test_bank_read_late(self):
        settlement = self._agreed()
        self._on(LAPSED)
        self.assertEqual(settlement.state, "lapsed")
        self._pay_agreed(day=TERM)
        self._on(LAPSED + days(1))
        self.assertEqual(settlement.state, "paid")
        self.assertTrue(settlement.is_holding)

    def test_paid_before_does_not_count(self):
        """What came before the signature is none of what was agreed."""
        self._pay(self.old, 100.0, day=SIGNED)
        self._run(SIGNED)
        settlement = self._agreed(amount_agreed=1100.0)
        self._on(TERM)
        self.assertEqual(settlement.amount_paid, 0.0)
        self._pay(self.old, day=TERM)
        self._pay(self.late, 200.0, day=TERM)
        self._on(TERM + days(1))
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(settlement.amount_paid, 1100.0)

    def test_procedure_ends_with_it(self):
        """A settlement found while a lawyer pursues the debt."""
        procedure = self.env["relance.procedure"].with_user(self.manager)
        procedure = procedure.create(
            {
                "case_id": self._case().id,
                "type_id": self.env.ref(
                    "relance_recouvrement.procedure_type_lawyer"
                ).id,
                "notice_elsewhere": "Mise en demeure du 02/03/2026",
                "line_ids": [
                    Command.create({"case_line_id": self._line(move).id})
                    for move in (self.old, self.late)
                ],
            }
        )
        procedure.action_open()
        settlement = self._agreed()
        self.assertEqual(self._line(self.old).hold, "procedure")
        self._pay_agreed()
        self._on(TERM)
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(
            (procedure.state, procedure.close_reason), ("closed", "settlement")
        )
        self._on(TERM + days(1))
        item = self._line(self.late)
        self.assertEqual((item.hold, item.amount_claimable), ("plan", 0.0))

    # === LAPSED === #

    def test_lapsed(self):
        """Not paid, or in part only: the whole balance is owed again."""
        settlement = self._agreed()
        self._pay(self.old, 400.0, day=TERM)
        self._on(date(2026, 3, 31))
        self.assertEqual(settlement.state, "agreed")
        self._on(LAPSED)
        self.assertEqual(settlement.state, "lapsed")
        self.assertEqual(self._owed(), {self.old.name: 600.0, self.late.name: 500.0})
        self.assertEqual(self._line(self.late).hold, "none")
        tasks = self._case().activity_ids.activity_type_id
        self.assertIn(self.env.ref("relance_recouvrement.activity_next_step"), tasks)

    def test_consumer_first_gets_a_notice(self):
        self.customer.relance_debtor_regime = "b2c"
        self.customer.relance_regime_confirmed = True
        settlement = self._agreed(amount_agreed=1200.0)
        self._on(LAPSED)
        self.assertEqual(settlement.state, "agreed")
        self.assertIn("mise en demeure", settlement.activity_ids.note)
        settlement.notice_date = LAPSED
        self._on(LAPSED + days(15))
        self.assertEqual(settlement.state, "agreed")
        self._on(LAPSED + days(16))
        self.assertEqual(settlement.state, "lapsed")

    def test_insolvency_ends_it(self):
        settlement = self._agreed()
        self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": "liquidation",
                "judgment_date": SIGNED,
            }
        )
        self._on(SIGNED + days(3))
        self.assertEqual(settlement.state, "cancelled")
        self.assertEqual(self._line(self.old).hold, "insolvency")

    # === INSTALMENTS === #

    def test_instalments_are_a_plan(self):
        """The plan holds what is paid, the settlement what is given up."""
        settlement = self._agreed(number=3)
        plan = settlement.plan_id
        self.assertEqual(plan.state, "active")
        self.assertEqual(
            self._schedule(plan),
            [
                (TERM, 400.0),
                (date(2026, 4, 27), 400.0),
                (date(2026, 5, 27), 400.0),
            ],
        )
        self.assertEqual(plan.signed_checksum, settlement.signed_checksum)
        lines = self._line(self.old) + self._line(self.late)
        self.assertEqual(lines.mapped("amount_claimable"), [0.0, 0.0])
        self._pay(self.old, day=TERM)
        self._pay(self.late, 200.0, day=TERM)
        self._on(TERM)
        self.assertEqual(plan.state, "kept")
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(self._line(self.late).amount_claimable, 0.0)

    def test_plan_in_default(self):
        settlement = self._agreed(number=2)
        settlement.plan_id.sudo()._close("default", "Échéances impayées", TERM)
        self._on(TERM + days(3))
        self.assertEqual(settlement.state, "lapsed")
        self.assertEqual(sum(self._owed().values()), 1500.0)

    def test_instalments_of_the_principal_only(self):
        self._case().with_user(self.collector).action_update_charges()
        settlement = self._settlement(number=2, amount_agreed=1540.0)
        with self.assertRaisesRegex(UserError, "spread the principal only"):
            settlement.action_propose()

    # === FAR === #

    def test_run_twice(self):
        settlement = self._agreed()
        self._pay_agreed()
        self._on(TERM)
        before = settlement.message_ids
        self._on(TERM)
        self.assertEqual(settlement.message_ids, before)
        self.assertEqual(len(settlement.activity_ids), 1)

    def test_no_query_without_settlements(self):
        engine = self.env["relance.engine.settlement"].sudo()
        company = self.company.sudo()
        self.assertFalse(company.relance_has_settlements)
        with self.assertQueryCount(0):
            engine._settle(company, SIGNED)
        self._settlement()
        self.assertTrue(company.relance_has_settlements)
