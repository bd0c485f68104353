from odoo.tests import HttpCase, tagged

from .common import FRIENDLY
from .common_invoice_check import InvoiceCheckCommon


@tagged("post_install", "-at_install")
class TestInvoiceCheckTour(InvoiceCheckCommon, HttpCase):
    """What blocks tonight's run is mended from its list, in the browser."""

    def test_tour(self):
        self._set("sent", "block")
        self._set("unmatched", "block")
        user = self._user(
            "collector",
            "base.group_user,account.group_account_invoice,"
            "relance_recouvrement.group_collector",
        )
        paid = self._invoice(amount=400)
        paid.is_move_sent = True
        credit = self._credit(400)
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "hold")
        self.start_tour("/odoo", "relance_invoice_check_tour", login=user.login)
        self.assertTrue(credit.reconciled)
        self.assertEqual(paid.payment_state, "paid")
        self._run(FRIENDLY)
        self.assertEqual(self._case().next_decision, "send")
        self.assertEqual(self._reminder().amount_total, 1000)
