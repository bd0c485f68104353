from odoo.tests import tagged

from .common import FIRM, FRIENDLY, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestAnnouncement(RelanceCommon):
    """What was announced with a deadline is done, lifted or broken."""

    def _firm(self):
        self.level_call.active = False
        invoice = self._invoice()
        self._play(FRIENDLY)
        firm = self._play(FIRM)
        self.assertEqual(firm.level_id, self.level_firm)
        return invoice, firm.announcement_ids

    def test_announcement_lifted_when_paid(self):
        invoice, announcement = self._firm()
        payment = self._pay(invoice)
        self._run(FIRM + days(1))
        self.assertEqual(announcement.state, "lifted")
        self.assertEqual(announcement.closed_date, FIRM + days(1))
        payment.remove_move_reconcile()
        payment.move_id.button_draft()
        payment.move_id.button_cancel()
        self._run(FIRM + days(4))
        self.assertEqual(announcement.state, "open", "the payment was undone")
        self.assertFalse(announcement.closed_date)

    def test_announcement_suspended_while_held(self):
        invoice, announcement = self._firm()
        self._line(invoice)._hold("excluded", "Réclamation")
        self._run(FIRM + days(1))
        self.assertEqual(announcement.state, "suspended")
        self._line(invoice)._release()
        self._run(FIRM + days(4))
        self.assertEqual(announcement.state, "open")

    def test_announcement_broken_when_nothing_was_done(self):
        _invoice, announcement = self._firm()
        deadline = announcement.deadline
        for offset in range(1, 16):
            day = deadline + days(offset)
            self._run(day)
            limit = self.company._relance_calendar().add_working_days(deadline, 5)
            expected = "broken" if day > limit else "open"
            self.assertEqual(announcement.state, expected, day)

    def test_announcement_is_not_broken_by_a_pause(self):
        """Closed for a month after the deadline: nothing could be done."""
        _invoice, announcement = self._firm()
        deadline = announcement.deadline
        self.env["relance.pause"].create(
            {
                "name": "Fermeture",
                "date_from": deadline + days(1),
                "date_to": deadline + days(40),
            }
        )
        self._run(deadline + days(40))
        self.assertEqual(announcement.state, "open")
        self._run(deadline + days(60))
        self.assertEqual(announcement.state, "broken")

    def test_other_invoice_waits_for_the_deadline(self):
        """No reminder leaves before an open deadline, not even of another debt."""
        _invoice, announcement = self._firm()
        self._invoice(due=FIRM, amount=200)
        self._run(FIRM + days(5))
        self.assertEqual(self._next()[0], "wait")
        self.assertGreater(self._next()[2], announcement.deadline)
