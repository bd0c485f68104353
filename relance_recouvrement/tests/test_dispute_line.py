from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import LATE, days
from .common_dispute import DisputeCommon


@tagged("post_install", "-at_install")
class TestDisputeLine(DisputeCommon):
    """What a dispute holds when it is decided again, and how its lines leave."""

    def _promise_of(self, amount):
        return self.env["relance.promise"].create(
            {
                "case_id": self.case.id,
                "taken_date": LATE,
                "date": LATE + days(3),
                "line_ids": [
                    Command.create(
                        {
                            "case_line_id": self._line(self.invoice).id,
                            "amount": amount,
                        }
                    )
                ],
            }
        )

    def test_not_reopened_on_what_was_promised_meanwhile(self):
        dispute = self._dispute()
        self._answer(dispute, send_email=False).action_apply()
        dispute.action_withdraw()
        promise = self._promise_of(600.0)
        for again in (dispute.action_reopen, dispute.action_founded):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                again()
        self.assertEqual(dispute.state, "settled")
        with self.assertRaisesRegex(UserError, "400.00"), self.env.cr.savepoint():
            dispute.action_reopen()
        promise.action_cancel()
        dispute.action_reopen()
        self.assertEqual(self._line(self.invoice).amount_held, 1000.0)

    def test_founded_after_all_on_what_was_promised_meanwhile(self):
        dispute = self._dispute(600.0)
        dispute._set_unfounded("Bon signé", LATE)
        self._run(LATE + days(1))
        self.assertFalse(dispute.is_holding)
        promise = self._promise_of(400.0)
        promise.line_ids = [Command.update(promise.line_ids.id, {"amount": 500.0})]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            dispute.action_founded()
        self.assertEqual(dispute.state, "unfounded")
        promise.line_ids = [Command.update(promise.line_ids.id, {"amount": 400.0})]
        dispute.action_founded()
        self.assertEqual(dispute.state, "founded")

    def test_two_are_not_reopened_on_the_same_euros(self):
        first = self._dispute(600.0)
        first.action_withdraw()
        second = self._dispute(600.0)
        second.action_withdraw()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (first + second).action_reopen()

    def test_reopened_on_what_is_left_after_a_payment(self):
        dispute = self._dispute()
        dispute.action_withdraw()
        self._pay(self.invoice, 300.0, LATE)
        self._run(LATE)
        dispute.action_reopen()
        line = self._line(self.invoice)
        self.assertEqual((line.amount_held, line.amount_claimable), (700.0, 0.0))

    def test_lines_leave_by_the_dispute_only(self):
        other = self._invoice(amount=50.0)
        self._run(LATE)
        part = Command.create({"case_line_id": self._line(other).id, "amount": 50.0})
        dispute = self._dispute(300.0)
        dispute.line_ids = [part]
        for lines in (dispute.line_ids, dispute.line_ids[1]):
            spoof = lines.with_context(relance_in_parent=True)
            for unlink in (lines.unlink, spoof.unlink):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            dispute.line_ids = [Command.clear()]
        dispute.line_ids = [Command.delete(dispute.line_ids[1].id)]
        self.assertEqual(self._line(other).amount_claimable, 50.0, "at once")
        self.assertEqual(dispute.amount, 300.0)
        dispute.line_ids = [Command.delete(dispute.line_ids.id), part]
        self.assertEqual(dispute.amount, 50.0)
