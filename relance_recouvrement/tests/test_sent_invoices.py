from odoo.tests import tagged

from .common import FRIENDLY, RelanceCommon


@tagged("post_install", "-at_install")
class TestSentInvoices(RelanceCommon):
    """An invoice that was never sent is not claimed, where the company says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()

    def test_never_sent_is_left_out(self):
        self.company.relance_only_sent = True
        self._invoice(amount=300).is_move_sent = True
        self._run(FRIENDLY)
        line = self._line(self.invoice)
        self.assertEqual(line.hold, "excluded")
        self.assertTrue(line.hold_reason)
        self.assertEqual(self._case().reminder_ids.amount_total, 300)

    def test_sent_is_claimed_the_next_night(self):
        self.company.relance_only_sent = True
        self._run(FRIENDLY)
        self.assertFalse(self._case().reminder_ids)
        self.invoice.is_move_sent = True
        self._run(FRIENDLY)
        self.assertEqual(self._line(self.invoice).hold, "none")
        self.assertEqual(self._case().reminder_ids.amount_total, 1000)

    def test_without_the_setting_it_is_claimed(self):
        self._run(FRIENDLY)
        self.assertEqual(self._case().reminder_ids.amount_total, 1000)
