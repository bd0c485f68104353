from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DUE, days
from .common_charge import INTEREST, LAST, PDF, ChargeCommon
from .common_doubtful import JUDGMENT as LIQUIDATED
from .common_doubtful import LATER, PROOF, DoubtfulCommon
from .common_insolvency import JUDGMENT, InsolvencyCommon


@tagged("post_install", "-at_install")
class TestSeamsCharge(ChargeCommon, InsolvencyCommon):
    """Charges, and what happens beside them."""

    # === WRITTEN OFF ===

    def test_written_off_is_not_paid(self):
        self._claimed()
        note = self._book(self._charges(), post=True)
        self._pay(note, amount=40, day=LAST)
        expense = self.company_data["default_account_expense"]
        loss = self._entry(
            LAST,
            [(expense, INTEREST, None), (self.receivable, -INTEREST, self.customer)],
        )
        (self._item(note) + self._item(loss)).reconcile()
        charges = self._charges()
        self.assertEqual(set(charges.mapped("state")), {"written_off"})
        self.assertAlmostEqual(sum(charges.mapped("amount_paid")), 40)
        self.assertAlmostEqual(sum(charges.mapped("amount_lost")), INTEREST)
        self._item(note).remove_move_reconcile()
        self.assertEqual(set(charges.mapped("state")), {"invoiced"})

    # === EVIDENCE ===

    def test_evidence_is_the_users_own_file(self):
        self._run(LAST)
        logo = self.env["ir.attachment"].create(
            {
                "name": "logo.png",
                "raw": b"logo",
                "res_model": "res.company",
                "res_id": self.company.id,
                "res_field": "logo_web",
            }
        )
        with self.assertRaises(AccessError):
            self._cost(evidence_ids=[Command.set(logo.ids)])
        self.assertEqual(logo.res_model, "res.company")

    def test_evidence_of_what_was_invoiced_is_kept(self):
        self._run(LAST)
        cost = self._cost()
        self._book(cost)
        evidence = cost.evidence_ids.with_user(self.collector)
        for change in (evidence.unlink, lambda: evidence.write({"datas": PDF + b"=="})):
            with self.assertRaises(UserError):
                change()
        self.assertTrue(cost.evidence_ids.exists())

    # === WHO SEES WHAT ===

    def test_charges_of_the_customer(self):
        self._claimed()
        customer = self.customer.with_user(self.reader)
        self.assertEqual(customer.relance_charge_count, 2)
        self.assertAlmostEqual(customer.relance_amount_charges, INTEREST + 40)
        action = customer.action_view_relance_charges()
        self.assertEqual(action["res_model"], "relance.charge")
        self._case().user_id = self.collector
        self.assertFalse(self.customer.with_user(self.own).relance_charge_count)

    def test_a_plain_invoicing_user_opens_customers_and_invoices(self):
        self._claimed()
        self._waive(self._indemnity())
        self._insolvency()
        user = self._user("plain", "account.group_account_invoice")
        for record, view in (
            (self.customer, "base.view_partner_form"),
            (self.invoice, "account.view_move_form"),
        ):
            with Form(record.with_user(user), view=view):
                pass

    def test_the_proceedings_of_a_colleagues_customer(self):
        """They freeze the case and show what it owes."""
        self._run(LAST)
        self._case().user_id = self.collector
        vals = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "judgment_date": JUDGMENT,
        }
        insolvencies = self.env["relance.insolvency"]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            insolvencies.with_user(self.own).create(vals)
        self.assertEqual(self._line(self.invoice).hold, "none")
        self.assertTrue(insolvencies.with_user(self.collector).create(vals))

    def test_a_wizard_is_for_who_opened_it(self):
        """What it shows is of a case that others may not see."""
        reminder = self._claimed()
        self._case().user_id = self.collector
        reminder.with_user(self.collector).action_check_proof()
        for name in ("relance.proof.check", "relance.proof.check.line"):
            found = self.env[name].with_user(self.collector).search([])
            self.assertTrue(found)
            for user in (self.own, self.manager):
                self.assertFalse(found.with_user(user).search([]))

    def test_a_wizard_is_opened_on_what_the_user_sees(self):
        """Its related fields would tell what is owed to who may not see the case."""
        reminder = self._claimed()
        self._case().user_id = self.collector
        letter = reminder.delivery_ids.filtered("is_proof")
        values = {
            "relance.proof.check": {"reminder_id": reminder.id},
            "relance.reminder.void": {"reminder_id": reminder.id, "reason": "x"},
            "relance.delivery.lre": {
                "delivery_id": letter.id,
                "provider": "x",
                "reference": "x",
                "email": "x@example.com",
            },
            "relance.route.choice": {"case_id": reminder.case_id.id},
        }
        for name, vals in values.items():
            wizards = self.env[name]
            with self.subTest(name), self.assertRaises(AccessError):
                wizards.with_user(self.own).create(vals)

    # === COUNTED ANEW ===

    def test_paid_in_time_after_all(self):
        """A payment matched anew with its real day: nothing is owed on the case."""
        self._claimed()
        late = self._pay(self.invoice, day=LAST)
        self._run(LAST + days(1))
        self._item(self.invoice).remove_move_reconcile()
        late.move_id.button_draft()
        late.move_id.button_cancel()
        self._pay(self.invoice, day=DUE)
        self._run(LAST + days(2))
        self.assertEqual(self._case().amount_charges, 0)
        self.assertEqual(self._case().amount_charges_daily, 0)

    # === KIND CORRECTED ===

    def test_charges_of_who_turns_out_to_be_a_consumer(self):
        self._claimed()
        self._pay(self.invoice, day=LAST)
        self._run(LAST)
        case = self._case()
        self.assertEqual(case.amount_charges, INTEREST + 40)
        self.customer.relance_debtor_regime = "b2c"
        self.assertEqual(case.amount_charges, 0)
        self.assertEqual(set(self._charges().mapped("state")), {"none"})
        self.customer.relance_debtor_regime = "b2b"
        self.assertEqual(set(self._charges().mapped("state")), {"claimed"})


@tagged("post_install", "-at_install")
class TestSeamsDoubtful(DoubtfulCommon):
    def test_the_vat_of_a_loss_taken_apart_is_not_recovered_again(self):
        invoice = self._taxed()
        self._lose(invoice)
        self._item(invoice).remove_move_reconcile()
        debt = self._debt(invoice, LATER)
        self.assertEqual(debt.amount_residual, 1200)
        again = self._loss(
            debt,
            ground="liquidation",
            event_date=LIQUIDATED,
            certificate=PROOF,
            certificate_name="jugement.pdf",
        )
        with self.assertRaises(UserError):
            again.action_book()
        self.assertEqual(self._bookings(invoice, "loss").amount_tax, 200)

    def test_the_proofs_of_a_loss_are_kept(self):
        """Tax proofs: nobody who writes the entry changes or deletes them."""
        invoice = self._taxed()
        self._lose(invoice)
        loss = self._bookings(invoice, "loss")
        for file in loss.certificate_id | loss.duplicate_id:
            own = file.with_user(self.booker)
            for change in (own.unlink, lambda own=own: own.write({"raw": b"autre"})):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    change()
