from odoo.tests import tagged

from .common import DUE, days
from .common_charge import INTEREST, LAST, ChargeCommon
from .common_interest import InterestCommon
from .common_promise import PromiseCommon

MOVED = LAST + days(1)


@tagged("post_install", "-at_install")
class TestChargeTransfer(ChargeCommon, PromiseCommon, InterestCommon):
    """A debt moved to 416 keeps its row; items of an opening entry are apart."""

    def _moved(self):
        """The invoice goes to 416; its new line."""
        self._transfer(self.invoice, MOVED)
        self._run(MOVED)
        [line] = self._case().open_line_ids
        self.assertEqual(line.origin_line_id, self._line(self.invoice))
        return line

    def test_waived_then_transferred(self):
        self._count_until(LAST)
        self._waive(self._charges())
        charges = self._charges()
        line = self._moved()
        settled = self.env["relance.engine.charge"]._get_settled(line.move_line_id.ids)
        expected = {"interest": INTEREST, "indemnity": 40.0}
        self.assertEqual(settled[line.move_line_id.id], expected)
        self.assertEqual(self._case().amount_charges, 3.33)
        self._count_until(MOVED)
        self.assertEqual(self._case().charge_ids, charges)
        self.assertEqual(charges.case_line_id, line)
        self.assertEqual(sum(charges.mapped("amount_due")), 3.33)

    def test_booked_after_the_transfer(self):
        charges = self._count_until(LAST)
        self._moved()
        move = self._book(charges, until=MOVED)
        self.assertEqual(move.amount_total, 143.19)
        self.assertEqual(self._case().charge_ids, charges)

    def test_items_of_an_opening_entry(self):
        other = self._customer("Garage Petit")
        items = self._opening_entry(
            DUE - days(30), [(self.customer, DUE, 1000), (other, DUE, 2000)]
        )
        items.no_followup = False
        self._count_until(LAST)
        self._count_until(LAST, other)
        own = items.filtered(lambda item: item.partner_id == other)
        charges = self._case(other).charge_ids
        self.assertEqual(set(charges.mapped("kind")), {"interest", "indemnity"})
        self._waive(charges)
        settled = self.env["relance.engine.charge"]._get_settled(items.ids)
        self.assertEqual(list(settled), own.ids)
