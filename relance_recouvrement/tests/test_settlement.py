from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import days
from .common_plan import SCAN, SIGNED
from .common_settlement import TERM, SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlement(SettlementCommon):
    """From the draft to the signature, and who may do what."""

    def setUp(self):
        super().setUp()
        self.old = self._owe(1000.0, due=date(2026, 2, 2))[0]
        self.late = self._owe(500.0)[0]

    # === TERMS === #

    def test_from_the_case(self):
        """What is overdue, what it bears; by default all the principal is paid."""
        self._invoice(amount=700.0, due=SIGNED + days(30))
        self._run(SIGNED)
        self._case().with_user(self.collector).action_update_charges()
        settlement = self.env["relance.settlement"].with_user(self.collector)
        settlement = settlement.create({"case_id": self._case().id})
        self.assertEqual(settlement.amount_principal, 1500.0)
        self.assertEqual(settlement.amount_indemnity, 80.0)
        self.assertGreater(settlement.amount_interest, 0.0)
        self.assertEqual(settlement.amount_agreed, 1500.0)
        self.assertEqual(settlement.waived_principal, 0.0)
        self.assertEqual(settlement.waived_indemnity, 80.0)
        self.assertEqual(settlement.waived_interest, settlement.amount_interest)
        self.assertFalse(settlement.is_holding)

    def test_waiver_apart(self):
        settlement = self._settlement()
        self.assertEqual(settlement.waived_principal, 300.0)
        self.assertAlmostEqual(settlement.waiver, settlement.amount_owed - 1200.0, 2)

    def test_waiver_by_hand(self):
        """A person chooses what is given up of each."""
        self._case().with_user(self.collector).action_update_charges()
        settlement = self._settlement(amount_agreed=1540.0)
        settlement.write({"waived_indemnity": 40.0})
        settlement.waived_interest = settlement.amount_interest
        self.assertAlmostEqual(settlement.waived_principal, 0.0, 2)
        settlement.waived_indemnity = 90.0
        with self.assertRaisesRegex(UserError, "lies between zero"):
            settlement.action_propose()

    def test_form(self):
        settlements = self.env["relance.settlement"].with_user(self.collector)
        settlements = settlements.with_context(default_case_id=self._case().id)
        with Form(settlements) as form:
            self.assertEqual(form.amount_principal, 1500.0)
            form.amount_agreed = 1000.0
            self.assertEqual(form.waived_principal, 500.0)
            form.payment_date = TERM
        self.assertEqual(form.record.amount_agreed, 1000.0)
        self.assertEqual(form.record.deadline_date, date(2026, 3, 31))

    def test_latest_document_bears_the_waiver(self):
        settlement = self._agreed()
        shares = {line.move_id: line.amount_waived for line in settlement.line_ids}
        self.assertEqual(shares, {self.old: 0.0, self.late: 300.0})

    def test_refused_terms(self):
        for vals, words in (
            ({"amount_agreed": 2000.0}, "is owed in all"),
            ({"amount_agreed": 0.0}, "the amount that is agreed"),
            ({"reason": False}, "Enter why"),
            ({"disputed_point": False}, "what the disagreement is about"),
            ({"concession": " "}, "what the customer gives up"),
            ({"number": 0}, "number of payments"),
        ):
            settlement = self._settlement(**vals)
            with self.assertRaisesRegex(UserError, words):
                settlement.action_propose()
            self.assertEqual(settlement.state, "draft")

    def test_document_of_another_customer(self):
        other = self._customer("Garage Petit")
        invoice = self._invoice(partner=other)
        self._run(SIGNED)
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._settlement(
                line_ids=[
                    Command.create(
                        {"case_line_id": self._line(invoice).id, "amount": 10.0}
                    )
                ]
            )

    # === MANAGER === #

    def test_waiver_takes_a_manager(self):
        settlement = self._settlement()
        settlement.action_propose()
        self.assertEqual(settlement.state, "to_approve")
        task = settlement.activity_ids
        manager = task.user_id.has_group("relance_recouvrement.group_manager")
        self.assertTrue(manager)
        self.assertIn("Preuve de livraison", task.note)
        with self.assertRaisesRegex(UserError, "A manager decides"):
            settlement.action_approve()
        with self.assertRaisesRegex(UserError, "Propose it first"):
            settlement.action_agree()
        settlement.with_user(self.manager).action_approve()
        self.assertEqual(settlement.state, "proposed")
        self.assertEqual(settlement.approved_user_id, self.manager)
        self.assertFalse(self._case().open_line_ids.filtered("amount_held"))

    def test_nothing_given_up(self):
        """Who gives nothing up asks nobody: all that is owed is paid."""
        settlement = self._settlement()
        settlement.amount_agreed = settlement.amount_owed
        settlement.action_propose()
        self.assertEqual(settlement.state, "proposed")
        self.assertFalse(settlement.approved_user_id)

    def test_terms_stay_once_proposed(self):
        settlement = self._settlement(user=self.manager)
        settlement.action_propose()
        with self.assertRaisesRegex(UserError, "was proposed"):
            settlement.amount_agreed = 100.0
        with self.assertRaisesRegex(UserError, "was proposed"):
            settlement.line_ids[0].amount = 100.0
        with self.assertRaisesRegex(UserError, "was proposed"):
            settlement.unlink()
        with self.assertRaises(AccessError):
            settlement.state = "paid"
        settlement.action_draft()
        settlement.amount_agreed = 1100.0
        self.assertFalse(settlement.approved_user_id)

    def test_rights(self):
        """A reader reads; a colleague's case is not written on."""
        settlement = self._settlement(user=self.manager)
        settlement.with_user(self.reader).read(["amount_agreed"])
        with self.assertRaises(AccessError):
            settlement.with_user(self.reader).action_propose()
        with self.assertRaises(AccessError):
            self._settlement(user=self.reader)
        self._case().user_id = self.collector
        with self.assertRaises(AccessError):
            settlement.with_user(self.own).read(["amount_agreed"])
        self._case().user_id = self.own
        settlement.with_user(self.own).read(["amount_agreed"])
        settlement.with_user(self.own).action_propose()
        self.assertEqual(settlement.state, "to_approve")

    def test_other_company(self):
        settlement = self._settlement()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self._user("paula", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            settlement.with_user(stranger).read(["amount_agreed"])
        self.assertFalse(
            self.env["relance.settlement"].with_user(stranger).search([("id", "!=", 0)])
        )

    # === SIGNATURE === #

    def test_signature(self):
        """Signed, it holds its documents and restarts limitation."""
        settlement = self._settlement(user=self.manager)
        settlement.action_propose()
        with self.assertRaisesRegex(UserError, "date of the signature"):
            settlement.action_agree()
        self._sign_settlement(settlement)
        self.assertEqual(settlement.state, "agreed")
        self.assertTrue(settlement.signed_checksum)
        lines = self._line(self.old) + self._line(self.late)
        self.assertEqual(lines.mapped("hold"), ["plan", "plan"])
        self.assertEqual(sum(lines.mapped("amount_claimable")), 0.0)
        self.assertEqual(self._case().stage, "plan")
        self.assertIn("transaction", self._case()._explain().lower() + "transaction")
        act = self.env["relance.interruption"].search(
            [("case_id", "=", self._case().id)]
        )
        self.assertEqual((act.kind, act.date), ("recognition", SIGNED))
        with self.assertRaisesRegex(UserError, "it is kept"):
            self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "relance.settlement"),
                    ("res_field", "=", "signed_document"),
                    ("res_id", "=", settlement.id),
                ]
            ).unlink()

    def test_signed_proof_is_kept(self):
        """Who signed what and when is not changed afterwards, nor put off."""
        settlement = self._agreed()
        seal = settlement.signed_checksum
        for user in (self.collector, self.manager):
            signed = settlement.with_user(user)
            for vals in (
                {"signature_date": SIGNED + days(400)},
                {"signed_document": False},
                {"signed_document": SCAN},
            ):
                with self.assertRaisesRegex(UserError, "terms stay"):
                    signed.write(vals)
        self.assertEqual(settlement.signature_date, SIGNED)
        self.assertEqual(settlement.signed_checksum, seal)

    def test_signature_in_the_future(self):
        settlement = self._settlement(user=self.manager)
        settlement.action_propose()
        with self.assertRaisesRegex(UserError, "in the future"):
            self._sign_settlement(settlement, SIGNED + days(1))

    def test_less_is_owed_by_the_signature(self):
        settlement = self._settlement(user=self.manager)
        settlement.action_propose()
        self._pay(self.late, 200.0, day=SIGNED)
        self._run(SIGNED)
        with self.assertRaisesRegex(UserError, "less is owed"):
            self._sign_settlement(settlement)

    def test_promised_meanwhile(self):
        settlement = self._settlement(user=self.manager)
        settlement.action_propose()
        self.env["relance.promise"].create(
            {
                "case_id": self._case().id,
                "date": SIGNED + days(3),
                "line_ids": [
                    Command.create(
                        {"case_line_id": self._line(self.late).id, "amount": 400.0}
                    )
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "was promised, planned or disputed"):
            self._sign_settlement(settlement)

    def test_cancel(self):
        """The collector drops an offer; a manager ends what was signed."""
        offer = self._settlement()
        offer.action_cancel()
        self.assertEqual(offer.state, "cancelled")
        settlement = self._agreed()
        with self.assertRaisesRegex(UserError, "A manager decides"):
            settlement.with_user(self.collector).action_cancel()
        settlement.action_cancel()
        self.assertEqual(self._line(self.old).hold, "none")
        with self.assertRaisesRegex(UserError, "is over"):
            settlement.action_cancel()

    # === MEDIATION === #

    def test_mediation_stops_limitation(self):
        mediator = self.env["res.partner"].create({"name": "Centre de médiation"})
        settlement = self._settlement()
        with self.assertRaisesRegex(UserError, "who mediates"):
            settlement.action_record_mediation()
        settlement.write(
            {
                "mediator_id": mediator.id,
                "mediation_date": SIGNED,
                "mediation_proof": SCAN,
                "mediation_proof_name": "accord.pdf",
            }
        )
        with self.assertRaises(AccessError):
            settlement.with_user(self.reader).action_record_mediation()
        settlement.action_record_mediation()
        act = settlement.interruption_id
        self.assertEqual((act.kind, act.date), ("mediation", SIGNED))
        self.assertEqual(act.line_ids, settlement.line_ids.case_line_id)
        with self.assertRaisesRegex(UserError, "recorded already"):
            settlement.action_record_mediation()
        settlement.mediation_end_date = SIGNED
        settlement.action_end_mediation()
        self.assertEqual(act.end_date, SIGNED)
