from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DUE, days
from .common_procedure import OPENED, ProcedureCommon


@tagged("post_install", "-at_install")
class TestProcedureEngine(ProcedureCommon):
    """What the ledger, an insolvency and a manager make of a procedure."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(10000)

    def _night(self, day):
        self._at(day)
        self._run(day)

    # === PAYMENTS === #

    def test_a_payment_before_the_opening_is_no_recovery(self):
        self._pay(self.invoice, 2500, OPENED)
        self._run(OPENED)
        record = self._open()
        self.assertAlmostEqual(record.amount_principal, 7500)
        self._night(OPENED + days(1))
        self.assertAlmostEqual(record.amount_recovered, 0)
        self._pay(self.invoice, 500, OPENED + days(2))
        self._night(OPENED + days(2))
        self.assertAlmostEqual(record.amount_recovered, 500)
        self.assertAlmostEqual(record.amount_remaining, 7000)

    def test_paid_it_ends_by_itself(self):
        record = self._open()
        credit = self._pay(self.invoice, day=OPENED + days(9))
        self._night(OPENED + days(10))
        self.assertEqual(record.state, "closed")
        self.assertEqual(record.close_reason, "paid")
        self.assertAlmostEqual(record.amount_recovered, 10000)
        self.assertAlmostEqual(record.amount_remaining, 0)
        self.assertIn("139", record.close_note, "interest and the indemnity are left")
        self.assertFalse(record.activity_ids)
        # the payment is undone: it starts again
        credit.remove_move_reconcile()
        self._night(OPENED + days(11))
        self.assertEqual(record.state, "open")
        self.assertFalse(record.close_reason)
        self.assertAlmostEqual(record.amount_recovered, 0)
        self.assertEqual(self._line(self.invoice).hold, "procedure")

    def test_a_title_stays_one_when_it_starts_again(self):
        record = self._open()
        self._done(record, "order", OPENED)
        self._done(record, "service", OPENED)
        self._done(record, "title", date(2026, 5, 5))
        credit = self._pay(self.invoice, day=date(2026, 5, 10))
        self._night(date(2026, 5, 11))
        self.assertEqual(record.state, "closed")
        credit.remove_move_reconcile()
        self._night(date(2026, 5, 12))
        self.assertEqual(record.state, "title")

    def test_what_a_manager_closed_stays_closed(self):
        record = self._open()
        self._close(record, "lost", give_back=True)
        self._night(OPENED + days(1))
        self.assertEqual(record.state, "closed")
        self.assertEqual(self._line(self.invoice).hold, "none")

    def test_a_credit_note_is_no_recovery(self):
        record = self._open()
        self._refund(self.invoice)
        self._night(OPENED + days(3))
        self.assertEqual(record.close_reason, "abandoned")
        self.assertAlmostEqual(record.amount_recovered, 0)

    def test_a_transferred_debt_stays_in_it(self):
        """Moved to a doubtful account, it is held and its payments count."""
        record = self._open()
        doubtful = self.env["account.account"].create(
            {
                "name": "Clients douteux",
                "code": "416900",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        entry = self._entry(
            OPENED + days(5),
            [
                (doubtful, 10000, self.customer),
                (self.receivable, -10000, self.customer),
            ],
        )
        items = entry.line_ids
        old = items.filtered(lambda line: line.account_id == self.receivable)
        (self._item(self.invoice) + old).reconcile()
        self._night(OPENED + days(6))
        moved = self._line(entry).filtered(lambda line: line.amount_residual > 0)
        self.assertEqual(moved.origin_line_id, self._line(self.invoice))
        self.assertEqual(moved.hold, "procedure")
        self.assertEqual(record.state, "open")
        self.assertAlmostEqual(record.amount_remaining, 10000)
        credit = self._entry(
            OPENED + days(7),
            [
                (self.bank_journal.default_account_id, 4000, self.customer),
                (doubtful, -4000, self.customer),
            ],
            journal=self.bank_journal,
        )
        paid = credit.line_ids.filtered(lambda line: line.account_id == doubtful)
        (moved.move_line_id + paid).reconcile()
        self._night(OPENED + days(8))
        self.assertAlmostEqual(record.amount_recovered, 4000)
        self.assertAlmostEqual(record.amount_remaining, 6000)

    # === INSOLVENCY === #

    def _insolvency(self, day=None):
        return self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": "redressement",
                "judgment_date": day or OPENED,
            }
        )

    def test_an_insolvency_ends_it(self):
        record = self._open()
        self.env["relance.procedure.cost"].create(
            {"procedure_id": record.id, "kind": "greffe", "amount": 35.0}
        )
        insolvency = self._insolvency()
        self.assertEqual(record.state, "closed")
        self.assertEqual(record.close_reason, "insolvency")
        self.assertAlmostEqual(record.amount_costs, 35, msg="costs are kept")
        self.assertEqual(self._line(self.invoice).hold, "insolvency")
        self.assertEqual(self._case().stage, "insolvency")
        insolvency.action_cancel()
        self.assertEqual(record.state, "open", "entered by mistake: it starts again")
        self.assertEqual(self._line(self.invoice).hold, "procedure")

    def test_an_insurance_claim_goes_on(self):
        record = self._open("insurance")
        self._insolvency()
        self.assertEqual(record.state, "open")
        self.assertEqual(self._line(self.invoice).hold, "insolvency")

    def test_a_frozen_claim_is_declared(self):
        self._insolvency()
        record = self._procedure(line_ids=[])
        record.line_ids = [(0, 0, {"case_line_id": self._line(self.invoice).id})]
        with self.assertRaisesRegex(UserError, "left out of the dunning"):
            record.with_user(self.manager).action_open()
        record.type_id = self._type("insolvency")
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")

    # === ENDS === #

    def test_given_back(self):
        record = self._open("agency")
        with self.assertRaises(AccessError):
            self._close(record, "lost", user=self.collector)
        self._close(record, "lost", note="Injoignable")
        self.assertEqual(record.state, "closed")
        self.assertEqual(record.close_note, "Injoignable")
        line = self._line(self.invoice)
        self.assertEqual(line.hold, "none", "an agency that failed: another route")
        self.assertAlmostEqual(line.amount_claimable, 10000)
        self.assertNotEqual(self._case().stage, "litigation")

    def test_kept_out(self):
        record = self._open()
        self._done(record, "order", OPENED)
        act = self._done(record, "service", OPENED).interruption_id
        self._close(record, "lost")
        line = self._line(self.invoice)
        self.assertEqual(line.hold, "excluded")
        self.assertIn(record.name, line.hold_reason)
        self.assertEqual(act.state, "cancelled", "C. civ. 2243")
        with self.assertRaisesRegex(UserError, "manager"):
            record.with_user(self.collector).action_reopen()
        record.with_user(self.manager).action_reopen()
        self.assertEqual(record.state, "open")
        self.assertEqual(line.hold, "procedure")

    def test_given_back_by_choice(self):
        record = self._open()
        self._close(record, "abandoned", give_back=True)
        self.assertEqual(self._line(self.invoice).hold, "none")

    def test_cancel(self):
        draft = self._procedure()
        draft.action_cancel()
        self.assertEqual(draft.state, "cancelled")
        record = self._open()
        with self.assertRaisesRegex(UserError, "manager"):
            record.with_user(self.collector).action_cancel()
        record.with_user(self.manager).action_cancel()
        self.assertEqual(record.state, "cancelled")
        self.assertEqual(self._line(self.invoice).hold, "none")
        with self.assertRaisesRegex(UserError, "over"):
            record.with_user(self.manager).action_cancel()

    def test_the_second_one_prevents_the_first(self):
        record = self._open()
        self._close(record, "abandoned", give_back=True)
        second = self._open("refere")
        with self.assertRaisesRegex(UserError, second.name):
            record.with_user(self.manager).action_reopen()

    # === ELSEWHERE === #

    def test_its_steps_are_in_my_day(self):
        record = self._open()
        self._night(OPENED + days(15))
        tasks = self.env["relance.day"].with_user(self.collector)
        task = tasks.search(
            [("task", "=", "other"), ("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(task.user_id, self.collector)
        self.assertAlmostEqual(task.amount, 10000)
        action = task.action_open()
        self.assertEqual(action["res_model"], "relance.procedure")
        self.assertEqual(action["res_id"], record.id)

    def test_merged_customers(self):
        """The procedure of a merged customer goes on, against who is left."""
        record = self._open()
        draft = self._procedure("mediation")
        other = self._customer("Boulangerie Morel et fils")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, other)
        self.assertEqual((record + draft).partner_id, other)
        self.assertEqual(record.line_ids.case_line_id, self._line(self.invoice))
        self._night(OPENED + days(1))
        self.assertEqual(record.state, "open")
        self.assertEqual(self._line(self.invoice).hold, "procedure")

    # === RUN === #

    def test_a_run_changes_nothing_twice(self):
        record = self._open()
        self._night(OPENED + days(15))
        count = len(record.message_ids), len(record.activity_ids)
        self._night(OPENED + days(15))
        self.assertEqual((len(record.message_ids), len(record.activity_ids)), count)
        self.assertEqual(self._line(self.invoice).hold, "procedure")

    def test_queries_do_not_depend_on_the_number(self):
        """A night reads one procedure or four in the same number of queries."""
        self._open()
        self._night(OPENED + days(1))
        counts = [self._count_settle()]
        for number in range(3):
            partner = self._customer(f"Client {number}")
            self._owe(1000, day=OPENED + days(1), partner=partner)
            self._open("refere", partner=partner)
        self._night(OPENED + days(1))
        counts.append(self._count_settle())
        self.assertEqual(*counts)

    def _count_settle(self):
        engine = self.env["relance.engine.procedure"].sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.company.relance_has_procedures)
        before = self.env.cr.sql_log_count
        engine._settle(self.company, OPENED + days(1))
        engine._remind(self.company, OPENED + days(1))
        return self.env.cr.sql_log_count - before

    def test_no_query_without_procedure(self):
        """The phase asks nothing of a company that never opened one."""
        engine = self.env["relance.engine.procedure"]
        company = self.company
        self.assertFalse(company.relance_has_procedures)
        with self.assertQueryCount(0):
            engine._settle(company, OPENED)
            engine._remind(company, OPENED)

    def test_the_other_company_is_left_alone(self):
        record = self._open()
        other = self.setup_other_company()["company"]
        self.engine._run(other, today=OPENED)
        self.assertEqual(record.state, "open")
        self.assertEqual(self._line(self.invoice).hold, "procedure")

    def test_new_invoices_go_on(self):
        self._open()
        fresh = self._invoice(due=DUE, amount=800)
        self._night(OPENED + days(1))
        self.assertEqual(self._line(fresh).hold, "none")
        self.assertAlmostEqual(self._owed()[fresh.name], 800)
        self.assertNotEqual(self._case().next_decision, "nothing")
