from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TRACKING, days
from .common_proof import PDF, ProofCommon


@tagged("post_install", "-at_install")
class TestProof(ProofCommon):
    """What became of a registered letter: days, returns and scans."""

    # === STATES === #

    def test_states_of_a_letter(self):
        _reminder, letter = self._formal_notice()
        self.assertEqual(letter.proof_state, "approved")
        letter.write({"posted_date": self.day, "tracking_number": TRACKING})
        letter.action_mark_posted()
        self._run(self.day + days(40))
        self.assertEqual(letter.proof_state, "sent")
        letter.presented_date = self.day + days(2)
        self.assertEqual(letter.proof_state, "presented")
        letter.received_date = self.day + days(3)
        self.assertEqual((letter.proof_state, letter.state), ("delivered", "delivered"))

    def test_returns(self):
        _reminder, letter = self._posted()
        for reason, state in (
            ("unclaimed", "unclaimed"),
            ("refused", "refused"),
            ("unknown_address", "npai"),
        ):
            letter.write(
                {"return_reason": reason, "returned_date": self.day + days(18)}
            )
            self.assertEqual(letter.proof_state, state)
            self.assertTrue(letter.proof_note)
        with self.assertRaises(UserError):
            letter.return_reason = False

    def test_a_mistake_is_corrected_and_told(self):
        reminder, letter = self._posted()
        letter.received_date = self.day + days(3)
        letter.received_date = self.day + days(4)
        self.assertIn("before", reminder.case_id.message_ids[0].body)
        letter.received_date = False
        self.assertEqual(letter.state, "sent")
        letter.return_reason = "unclaimed"
        letter.return_reason = False
        self.assertEqual((letter.state, letter.proof_state), ("sent", "sent"))

    # === DAYS === #

    def test_days_hold_together(self):
        _reminder, letter = self._posted()
        for vals in (
            {"presented_date": self.day - days(1)},
            {"received_date": self.day - days(1)},
            {"presented_date": self.day + days(3), "received_date": self.day + days(2)},
            {"presented_date": self.day + days(3000)},
            {"returned_date": self.day + days(18)},
            {"received_date": self.day + days(2), "return_reason": "unclaimed"},
            {"return_reason": "refused", "returned_date": self.day - days(1)},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(ValidationError) as caught,
                self.env.cr.savepoint(),
            ):
                letter.write(vals)
            self.assertIn(self.customer.name, str(caught.exception))
        letter.write({"presented_date": self.day, "received_date": self.day})

    def test_nothing_comes_back_before_the_post(self):
        _reminder, letter = self._formal_notice()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            letter.presented_date = self.day
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            letter.return_reason = "refused"

    def test_reader_enters_nothing(self):
        _reminder, letter = self._posted()
        with self.assertRaises(AccessError):
            letter.with_user(self.reader).received_date = self.day
        self.assertEqual(letter.with_user(self.reader).proof_state, "sent")

    # === CONSUMER === #

    def test_receipt_starts_the_interest_of_a_consumer(self):
        _reminder, letter = self._posted()
        self._set_regime("b2c")
        item = self._item(self.invoice)
        until = self.day + days(40)
        interest = self.env["relance.engine.interest"]
        self.assertFalse(interest._compute(item.ids, until)[item.id]["amount"])
        received = self.day + days(3)
        letter.received_date = received
        owed = interest._compute(item.ids, until)[item.id]
        self.assertEqual(owed["start"], received + days(1))
        self.assertEqual(owed["amount"], round(10000 * 0.0262 * 37 / 365, 2))
        self.assertEqual(owed["indemnity"], 0)
        self.assertIn("1231-6", letter.proof_note)

    # === SCANS === #

    def test_scans_are_kept(self):
        _reminder, letter = self._posted()
        deposit, receipt = self._scan(letter), self._scan(letter, b"%PDF recu")
        letter.deposit_proof_ids = [(4, deposit.id)]
        letter.write(
            {
                "received_date": self.day + days(3),
                "proof_attachment_ids": [(4, receipt.id)],
            }
        )
        self.assertEqual(len(letter.scan_hashes), 2)
        for attempt in (
            lambda: letter.write({"deposit_proof_ids": [(3, deposit.id)]}),
            lambda: letter.write({"proof_attachment_ids": [(5,)]}),
            lambda: letter.write({"proof_attachment_ids": [(6, 0, deposit.ids)]}),
            lambda: receipt.write({"raw": b"autre"}),
            lambda: receipt.sudo().unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        more = self._scan(letter, b"%PDF bis")
        letter.proof_attachment_ids = [(4, more.id)]
        self.assertEqual(letter.proof_attachment_ids, receipt + more)

    def test_scans_of_a_wizard_move_to_the_letter(self):
        _reminder, letter = self._posted()
        scan = self._scan(letter, res_model="relance.delivery.lre", res_id=0)
        letter.deposit_proof_ids = [(4, scan.id)]
        self.assertEqual((scan.res_model, scan.res_id), ("relance.delivery", letter.id))
        self.assertEqual(scan.with_user(self.reader).raw, PDF)
