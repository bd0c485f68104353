from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DUE, days
from .common_charge import INTEREST, LAST, LATE_DAY, ChargeCommon


@tagged("post_install", "-at_install")
class TestCharge(ChargeCommon):
    """What accrued, was claimed, waived, and what a late payment left owed."""

    # === CLAIMED === #

    def test_claimed_once_the_proof_left(self):
        reminder = self._frozen()
        interest, indemnity = self._interest(), self._indemnity()
        self.assertEqual(interest.amount_accrued, INTEREST)
        self.assertEqual(interest.accrued_date, LAST)
        self.assertEqual(interest.amount_claimed, 0.0)
        self.assertEqual(interest.state, "accrued")
        self._post(reminder, LAST)
        self._send_mail(reminder)
        self.assertEqual(interest.amount_claimed, INTEREST)
        self.assertEqual(interest.claimed_date, LAST)
        self.assertEqual(interest.reminder_id, reminder)
        self.assertEqual(interest.state, "claimed")
        self.assertEqual(indemnity.amount_claimed, 40.0)

    def test_void_reminder_claims_nothing(self):
        reminder = self._claimed()
        reminder.with_user(self.manager)._void("Envoyée par erreur")
        self.assertEqual(self._interest().amount_claimed, 0.0)
        self.assertFalse(self._interest().claimed_date)
        self.assertEqual(self._interest().state, "accrued")

    def test_failed_reminder_claims_nothing(self):
        reminder = self._claimed()
        reminder.sudo()._proof_failed("NPAI")
        self.assertEqual(self._indemnity().amount_claimed, 0.0)
        self.assertFalse(self._indemnity().reminder_id)

    def test_passed_again_claims_once(self):
        reminder = self._claimed()
        reminder._claim_charges()
        self.assertEqual(len(self._interest().claim_ids), 1)
        self.assertEqual(len(self._charges()), 2)

    def test_second_reminder_takes_over(self):
        self._claimed()
        later = LAST + days(30)
        self.level_formal_notice.gate = "confirm"
        self._count_until(later)
        self.assertEqual(self._interest().amount_accrued, 199.73)
        self.assertEqual(self._interest().amount_claimed, INTEREST)
        self.assertEqual(len(self._charges()), 2)

    def test_mention_makes_no_row(self):
        self.level_last_notice.charges = "mention"
        self._claimed()
        self.assertFalse(self._charges())

    def test_consumer_has_none(self):
        self.customer.relance_debtor_regime = "b2c"
        self.assertFalse(self._count_until(LATE_DAY))

    # === PAID LATE === #

    def test_principal_paid_alone(self):
        self._run(LAST)
        self.assertFalse(self._charges())
        self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        self.assertEqual(self._interest().amount_due, INTEREST)
        self.assertEqual(self._indemnity().amount_due, 40.0)
        self.assertEqual(self._interest().principal_paid_date, LAST + days(1))
        found = self.env["relance.charge"].search(
            [("amount_due", ">", 0), ("case_line_id.closed_date", "!=", False)]
        )
        self.assertEqual(found & self._charges(), self._charges())

    def test_paid_in_time_leaves_nothing(self):
        self._run(DUE - days(1))
        self._pay(self.invoice, day=DUE)
        self._run(DUE + days(3))
        self.assertFalse(self._charges())

    def test_paid_late_by_a_consumer(self):
        self.customer.relance_debtor_regime = "b2c"
        self._run(LAST)
        self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        self.assertFalse(self._charges())

    def test_paid_late_not_kept(self):
        self.company.relance_charge_paid_late = False
        self._run(LAST)
        self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        self.assertFalse(self._charges())

    def test_credited_leaves_nothing(self):
        self._run(LAST)
        self._refund(self.invoice)
        self._run(LAST + days(1))
        self.assertFalse(self._charges())

    def test_twice_is_once(self):
        self._run(LAST)
        credit = self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        credit.remove_move_reconcile()
        self._run(LAST + days(2))
        (self._item(self.invoice) + credit).reconcile()
        self._run(LAST + days(3))
        self.assertEqual(len(self._charges()), 2)
        self.assertEqual(self._interest().amount_accrued, INTEREST)

    def test_one_indemnity_by_invoice(self):
        """Two instalments, both late: 40 € once; the first one settled later."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2 fois",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": day}
                    )
                    for day in (10, 20)
                ],
            }
        )
        invoice = self._invoice(
            amount=1000, invoice_payment_term_id=term.id, invoice_date=DUE
        )
        self._count_until(LATE_DAY)
        self.assertEqual(len(self._indemnity(invoice)), 1)
        self.assertEqual(len(self._interest(invoice)), 2)
        # the first instalment turns out to be paid in time: the other one bears it
        self._waive(self._indemnity(invoice))
        first = self._item(invoice).sorted("date_maturity")[0]
        (first + self._credit(500, DUE)).reconcile()
        self._count_until(LATE_DAY)
        self.assertEqual(len(self._indemnity(invoice)), 1)
        self.assertEqual(self._indemnity(invoice).state, "waived")

    # === WAIVED === #

    def test_waive(self):
        self._claimed()
        charges = self._charges()
        self._waive(charges)
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertEqual(set(charges.mapped("amount_due")), {0.0})
        waiver = self._indemnity().waiver_ids
        self.assertEqual((waiver.amount, waiver.user_id), (40.0, self.manager))
        self.assertEqual(waiver.reason, "Premier retard")
        bodies = "".join(self._case().message_ids.mapped(lambda m: str(m.body)))
        self.assertIn("Premier retard", bodies)

    def test_waive_a_part(self):
        self._claimed()
        self._waive(self._indemnity(), amount=15.0)
        self.assertEqual(self._indemnity().amount_due, 25.0)
        self.assertEqual(self._indemnity().state, "partly")
        with self.assertRaisesRegex(UserError, "25"):
            self._waive(self._indemnity(), amount=30.0)

    def test_waived_is_not_claimed_again(self):
        self._claimed()
        self._waive(self._indemnity())
        self._waive(self._interest(), amount=50.0)
        later = LAST + days(10)
        self._run(later)
        reminder = self._reminder()
        if not reminder.is_open:
            self._case().action_prepare_reminder()
            reminder = self._reminder()
        [charges] = reminder._get_charges().values()
        self.assertEqual(charges.indemnity, 0.0)
        self.assertEqual(charges.settled, 50.0)
        full = sum(row["amount"] for row in charges.segments)
        self.assertEqual(round(full - 50.0, 2), charges.interest)
        self.assertIn("déjà facturé ou abandonné", reminder.statement_html)
        reminder.sudo()._store_charges()
        line = reminder.line_ids
        self.assertEqual(line.amount_settled, 50.0)
        self.assertEqual(
            round(sum(line.interest_ids.mapped("amount")) - 50.0, 2),
            line.amount_interest,
        )

    def test_only_a_manager_waives(self):
        self._claimed()
        with self.assertRaises(AccessError):
            self._waive(self._indemnity(), user=self.collector)
        self.assertEqual(self._indemnity().state, "claimed")
        self._waive(self._indemnity(), user=self.planner)
        self.assertEqual(self._indemnity().state, "waived")

    def test_nothing_left_to_waive(self):
        self._claimed()
        self._waive(self._indemnity())
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._waive(self._indemnity())

    def test_waiver_taken_back(self):
        self._claimed()
        self._waive(self._indemnity())
        waiver = self._indemnity().waiver_ids
        with self.assertRaises(AccessError):
            waiver.with_user(self.collector).action_take_back()
        waiver.with_user(self.manager).action_take_back()
        self.assertEqual(self._indemnity().amount_due, 40.0)
        with self.assertRaises(UserError):
            waiver.unlink()

    # === COSTS === #

    def test_costs_above_the_indemnity(self):
        self._claimed()
        cost = self._cost()
        self.assertEqual(cost.kind, "cost")
        self.assertEqual(cost.amount_due, 260.0)
        evidence = cost.evidence_ids.sudo()
        self.assertEqual((evidence.res_model, evidence.res_id), (cost._name, cost.id))

    def test_default_covered_by_indemnities(self):
        self._claimed()
        charges = self.env["relance.charge"].with_user(self.collector)
        charges = charges.with_context(default_case_id=self._case().id)
        self.assertEqual(charges.default_get(["amount_covered"])["amount_covered"], 40)
        self._cost()
        self.assertEqual(charges.default_get(["amount_covered"])["amount_covered"], 0)

    def test_costs_need_evidence(self):
        self._run(LAST)
        with self.assertRaisesRegex(ValidationError, "evidence"):
            self._cost(evidence_ids=[])

    def test_costs_stay_with_the_creditor(self):
        """CPCE L111-8: nothing is claimed from a consumer, nor from the unknown."""
        self._run(LAST)
        for regime in ("b2c", "nonpro", "unknown"):
            with self.subTest(regime):
                self.customer.relance_debtor_regime = regime
                with self.assertRaisesRegex(ValidationError, "L111-8"):
                    self._cost()
        self.customer.relance_debtor_regime = "public"
        self.assertTrue(self._cost())

    def test_settled_costs_are_kept(self):
        self._run(LAST)
        cost = self._cost()
        cost.with_user(self.collector).amount_cost = 400.0
        self.assertEqual(cost.amount_due, 360.0)
        self._waive(cost)
        with self.assertRaises(UserError):
            cost.with_user(self.collector).amount_cost = 500.0

    # === RIGHTS === #

    def test_person_writes_no_amount(self):
        self._claimed()
        charge = self._interest()
        with self.assertRaises(AccessError):
            charge.with_user(self.manager).amount_accrued = 1.0
        with self.assertRaises(AccessError):
            self._cost(amount_accrued=1000.0)
        with self.assertRaises(AccessError):
            self._cost(user=self.reader)
        with self.assertRaises(UserError):
            charge.unlink()

    def test_own_collector(self):
        self._claimed()
        self._case().user_id = self.own
        self.assertTrue(self._interest().with_user(self.own).amount_due)
        self._case().user_id = self.collector
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._interest().with_user(self.own).read(["amount_due"])
        self.assertTrue(self._interest().with_user(self.reader).amount_due)

    def test_other_company_sees_nothing(self):
        self._claimed()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self._user("stranger", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        charges = self.env["relance.charge"].with_user(stranger)
        self.assertFalse(charges.search([("id", "in", self._charges().ids)]))

    # === THE CASE === #

    def test_figure_of_the_case(self):
        self._run(LAST)
        case = self._case()
        self.assertEqual(case.amount_charges, INTEREST + 40)
        self.assertEqual(case.amount_charges_daily, 3.33)
        self.assertFalse(case.charge_count)
        self._waive(self._count_until(LAST).filtered(lambda c: c.kind == "indemnity"))
        case.invalidate_recordset()
        self.assertEqual(case.amount_charges, INTEREST)
        self.assertEqual(case.charge_count, 2)
        self.assertEqual(case.with_user(self.reader).amount_charges, INTEREST)

    def test_figure_once_the_principal_is_paid(self):
        self._run(LAST)
        self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        case = self._case()
        case.invalidate_recordset()
        self.assertEqual(case.amount_charges, INTEREST + 40)
        self.assertEqual(case.amount_charges_daily, 0.0)

    def test_folded_with_its_case(self):
        self._claimed()
        other = self._customer("Boulangerie Morel bis")
        self._invoice(other, amount=100)
        self._run(LAST + days(1))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.customer.id, other.id], other)
        self.env.invalidate_all()
        self.assertEqual(self._charges().case_id, self._case(other))
        self.assertEqual(self._charges().partner_id, other)
