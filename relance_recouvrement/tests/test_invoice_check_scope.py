from odoo.tests import tagged

from .common import DUE, FRIENDLY, days
from .common_invoice_check import InvoiceCheckCommon


@tagged("post_install", "-at_install")
class TestInvoiceCheckScope(InvoiceCheckCommon):
    """When the check applies, and what a person lets go."""

    def test_only_before_the_first_reminder(self):
        self.invoice.is_move_sent = True
        self._set("sent", "block")
        self._play(FRIENDLY)
        self.invoice.is_move_sent = False
        self.assertNotEqual(self._decision(day=FRIENDLY + days(5)), "hold")

    def test_a_new_invoice_is_checked(self):
        """An unsent invoice stops the case, until it is sent or left out."""
        self.invoice.is_move_sent = True
        self._set("sent", "block")
        self._play(FRIENDLY)
        late = self._invoice(due=FRIENDLY, amount=200)
        self.assertEqual(self._decision(day=FRIENDLY + days(14)), "hold")
        self.assertIn(late.name, self._case().next_action_reason)
        self.company.relance_only_sent = True
        self.assertNotEqual(self._decision(day=FRIENDLY + days(14)), "hold")

    def test_courtesy_reminder_is_no_first_one(self):
        """The reminder before the due date is not checked, and does not exempt."""
        self.invoice.button_draft()
        self._invoice(amount=2000)
        self._set("sent", "block")
        self._play(DUE - days(7))
        self.assertEqual(self._reminder().level_id, self.level_prevention)
        self.assertEqual(self._reminder().state, "sent")
        self.assertEqual(self._decision(), "hold")

    def test_several_documents_are_counted(self):
        self._invoice(amount=100)
        self._set("sent", "warn")
        self._run(FRIENDLY)
        reason = self._case().next_action_reason
        self.assertIn(self.invoice.name, reason)
        self._invoice(amount=100)
        self._run(FRIENDLY)
        self.assertIn("3 documents", self._case().next_action_reason)

    def test_accepted(self):
        self._set("sent", "block")
        self.assertEqual(self._decision(), "hold")
        self._accept("sent")
        self.assertEqual(self._case().next_decision, "send")
        self.assertEqual(self._decision(), "send")
        message = self._case().message_ids[0].body
        self.assertIn("Vu au téléphone", message)
        self.assertIn(self.invoice.name, message)

    def test_accepted_for_this_problem_only(self):
        self._set("sent", "block")
        self._set("contact", "block")
        self.customer.email = False
        self._run(FRIENDLY)
        self._accept("sent")
        self.assertEqual(self._decision(), "hold")

    def test_accepted_unsent_is_claimed_though_left_out(self):
        self.company.relance_only_sent = True
        self._run(FRIENDLY)
        self.assertFalse(self._case())
        other = self._invoice(amount=100)
        other.is_move_sent = True
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().amount_total, 100)
        self._accept("sent")
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().amount_total, 1100)

    def test_accepted_then_withdrawn(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        self._accept("sent")
        self.env["relance.invoice.acceptance"].search(
            [("case_id", "=", self._case().id)]
        ).action_withdraw()
        self.assertEqual(self._case().next_decision, "hold")

    def test_stops_what_is_queued(self):
        """Prepared, then found wrong before it leaves."""
        self._set("contact", "warn")
        self.assertEqual(self._decision(), "send")
        self._set("sent", "block")
        reminder = self._reminder()
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")

    def test_explained(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        self.assertIn(self.invoice.name, self._case()._explain())

    def test_each_company_has_its_own(self):
        other = self.setup_other_company(name="Autre société")["company"]
        self.assertEqual(other.relance_check_sent, "warn")
        self._set("sent", "block")
        self.assertEqual(self._decision(), "hold")
        other.relance_check_sent = "off"
        self.assertEqual(self._decision(), "hold")
        self._set("sent", "off")
        other.relance_check_sent = "block"
        self.assertEqual(self._decision(), "send")
