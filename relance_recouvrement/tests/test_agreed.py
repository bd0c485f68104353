"""A case that only waits for what was agreed says so."""

from odoo.tests import freeze_time, tagged

from .common import LATE, days
from .common_dispute import DisputeCommon
from .common_plan import FIRST, SignedPlanCommon
from .common_promise import DEADLINE, PROMISED, PromiseCommon

NBSP = "\N{NO-BREAK SPACE}"


def plain(text):
    return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@tagged("post_install", "-at_install")
class TestAgreedPromise(PromiseCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self._invoice(amount=1200.0)

    def _why(self):
        return plain(self._case().next_action_reason)

    def test_promise(self):
        self._promise(self.invoice)
        self.assertEqual(
            self._why(),
            "promis : 1 200,00 € jusqu'au 12/03/2026, contrôle le 17/03/2026",
        )
        self.assertEqual(self._next()[0], "nothing")
        self.assertEqual(self._case().next_action_date, DEADLINE + days(1))
        self.assertIn(self._why(), plain(self._case()._explain()))
        self.assertIn("17/03/2026", self._case()._explain().splitlines()[0])
        [row] = self.engine._simulate(self._case(), today=PROMISED)
        self.assertEqual([plain(text) for text in row["reasons"]], [self._why()])

    def test_what_was_paid_is_no_longer_promised(self):
        self._promise(self.invoice)
        self._pay(self.invoice, 200.0, day=PROMISED)
        self._run(PROMISED)
        self.assertIn("promis : 1 000,00 €", self._why())

    def test_two_dates(self):
        other = self._invoice(amount=300.0)
        self._promise(self.invoice)
        self._promise(other, day=PROMISED + days(4))
        lines = self._why().splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("12/03/2026", lines[0])
        self.assertIn("300,00 € jusqu'au 16/03/2026", lines[1])

    def test_later_date_granted(self):
        self._promise(self.invoice).sudo().is_deferral = True
        self._case()._refresh()
        self.assertIn("report accordé : 1 200,00 €", self._why())

    def test_nothing_owed_says_nothing_of_it(self):
        self._promise(self.invoice)
        self._pay(self.invoice, day=PROMISED)
        self._run(PROMISED)
        self.assertEqual(self._why(), "rien à réclamer")

    def test_what_is_claimable_has_its_own_reason(self):
        self._promise(self.invoice, amounts=[200.0])
        self.assertNotIn("promis", self._why())

    def test_card_of_the_day(self):
        promise = self._promise(self.invoice)
        with freeze_time(PROMISED):
            task = self.env["relance.day"].search(
                [("task", "=", "promise"), ("res_id", "=", promise.id)]
            )
            self.assertEqual(plain(task.note), self._why())


@tagged("post_install", "-at_install")
class TestAgreedDispute(DisputeCommon):
    def _why(self):
        return plain(self.case.next_action_reason)

    def test_each_state(self):
        dispute = self._dispute(date_target=LATE + days(4))
        self.assertEqual(
            self._why(),
            "en litige : 1 000,00 €, réponse de Logistique avant le 17/03/2026",
        )
        dispute.write({"answer": "12 cartons livrés", "advice": "unfounded"})
        dispute.action_answer()
        self.case._refresh()
        self.assertIn("Camille tranche avant le 17/03/2026", self._why())
        dispute.action_founded()
        self.assertIn("litige fondé : 1 000,00 €, avoir attendu", self._why())
        dispute._set_unfounded("Bon signé", LATE + days(7))
        self.assertEqual(
            self._why(),
            "litige répondu, non fondé : 1 000,00 € à payer jusqu'au 20/03/2026",
        )

    def test_credited_part(self):
        self._dispute()
        self._refund(self.invoice, 400.0)
        self._run(LATE)
        self.assertIn("en litige : 600,00 €", self._why())


@tagged("post_install", "-at_install")
class TestAgreedPlan(SignedPlanCommon):
    def test_next_instalment(self):
        why = plain(self._case().next_action_reason)
        self.assertEqual(
            why, "échéancier : reste 1 500,00 €, prochaine échéance le 20/03/2026"
        )
        self._at(FIRST + days(1))
        why = plain(self._case().next_action_reason)
        self.assertIn("échéance du 20/03/2026 non reçue", why)
        self._pay(self.invoice, 500.0, day=FIRST)
        self._at(FIRST + days(3))
        why = plain(self._case().next_action_reason)
        self.assertIn("reste 1 000,00 €, prochaine échéance le 20/04/2026", why)
