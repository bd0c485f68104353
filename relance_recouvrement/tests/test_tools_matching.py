from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.matching import Item, propose

EUR, USD, ACCOUNT = 1, 2, 411


def credit(id_=1, amount=100.0, text="", **vals):
    vals = {"currency_id": EUR, "account_id": ACCOUNT, "move_id": id_, **vals}
    return Item(id_, amount, texts=(text, None), **vals)


def debt(id_=10, amount=100.0, number="FAC/2026/00012", **vals):
    vals = {"currency_id": EUR, "account_id": ACCOUNT, "move_id": id_, **vals}
    return Item(id_, amount, numbers=(number, None), **vals)


@tagged("post_install", "-at_install")
class TestToolsMatching(BaseCase):
    """What matches without doubt, and what a person must look at."""

    def _pairs(self, credits, debts):
        found = propose(credits, debts)
        return [(pair.credit_id, pair.debt_id, pair.amount, pair.why) for pair in found]

    def test_named(self):
        for text, number, found in (
            ("VIR FAC/2026/00012 MOREL", "FAC/2026/00012", True),
            ("vir fac 2026 00012 morel", "FAC/2026/00012", True),
            ("VIRFAC202600012", "FAC/2026/00012", True),
            ("FAC/2026/000123", "FAC/2026/00012", False),
            ("FAC/2026/00013", "FAC/2026/00012", False),
            ("paiement 12345 merci", "12345", True),
            ("paiement 912345", "12345", False),
            ("facture 12", "12", False),  # too short to be sure
            ("", "FAC/2026/00012", False),
        ):
            with self.subTest(text=text):
                pairs = self._pairs(
                    [credit(text=text, amount=60)], [debt(number=number)]
                )
                self.assertEqual(bool(pairs), found)
                if found:
                    self.assertEqual(pairs, [(1, 10, 60, "reference")])

    def test_named_several(self):
        debts = [debt(10, 100, "FAC/1001"), debt(11, 50, "FAC/1002")]
        text = "FAC/1001 FAC/1002"
        self.assertEqual(
            self._pairs([credit(amount=150, text=text)], debts),
            [(1, 10, 100, "reference"), (1, 11, 50, "reference")],
        )
        self.assertFalse(self._pairs([credit(amount=120, text=text)], debts))

    def test_named_and_larger(self):
        """What is left over could be for anything."""
        pairs = self._pairs([credit(amount=130, text="FAC/2026/00012")], [debt()])
        self.assertFalse(pairs)

    def test_instalments_of_one_invoice(self):
        """The first due is paid first."""
        debts = [debt(10, 100, move_id=5), debt(11, 100, move_id=5)]
        self.assertEqual(
            self._pairs([credit(amount=150, text="FAC/2026/00012")], debts),
            [(1, 10, 100, "reference"), (1, 11, 50, "reference")],
        )

    def test_same_amount(self):
        self.assertEqual(
            self._pairs([credit()], [debt(), debt(11, 99)]), [(1, 10, 100, "amount")]
        )

    def test_same_amount_in_doubt(self):
        self.assertFalse(self._pairs([credit()], [debt(), debt(11)]))
        self.assertFalse(self._pairs([credit(), credit(2)], [debt()]))

    def test_doubt_lifted_by_the_reference(self):
        pairs = self._pairs(
            [credit(text="FAC/1001"), credit(2)],
            [debt(number="FAC/1001"), debt(11, number="FAC/1002")],
        )
        self.assertEqual(pairs, [(1, 10, 100, "reference"), (2, 11, 100, "amount")])

    def test_credit_note(self):
        self.assertEqual(
            self._pairs([credit(amount=40, origin_id=10)], [debt(), debt(11, 40)]),
            [(1, 10, 40, "origin")],
        )

    def test_other_currency_or_account(self):
        text = "FAC/2026/00012"
        self.assertFalse(self._pairs([credit(currency_id=USD, text=text)], [debt()]))
        self.assertFalse(self._pairs([credit(account_id=416, text=text)], [debt()]))
