from odoo.tests import BaseCase, tagged

from ..tools.calls import average_delay, best_hour
from ..tools.notes import check_note
from .common import DUE, days


@tagged("-at_install", "post_install")
class TestToolsNotes(BaseCase):
    """Facts only: each kind of word that a note should not hold."""

    def test_warned(self):
        for note in (
            "C'est un escroc, il raconte n'importe quoi",
            "La comptable est malade jusqu'au 12",
            "Le gérant est en plein divorce",
            "Absent pour le ramadan",
            "Client étranger",
            "Militant d'un parti politique",
            "Délégué CGT",
            "Il sort de prison",
            "<p>Mauvaise foi&nbsp;!</p>",
        ):
            with self.subTest(note=note):
                self.assertTrue(check_note(note))

    def test_fine(self):
        for note in (
            "",
            None,
            "Règle 3 200 € par virement jeudi 12, parlé à Mme Petit",
            "Absent jusqu'au 12, remplacé par M. Roux",
            "Syndicat des copropriétaires : assemblée le 3, paiement le 10",
            "Politique de paiement : 45 jours fin de mois",
            "Solde nul au 31, conteste la facture F12",
            "Contrôle de la marchandise, conditions à revoir",
        ):
            with self.subTest(note=note):
                self.assertEqual(check_note(note), [])

    def test_a_verb_is_a_judgment_too(self):
        self.assertTrue(check_note("Elle promet, mais elle ment."))
        self.assertFalse(check_note("Paiement le 12, engagement écrit."))

    def test_one_message_by_kind(self):
        self.assertEqual(len(check_note("malade, hôpital, divorce")), 2)

    def test_best_hour(self):
        self.assertIsNone(best_hour([]))
        self.assertIsNone(best_hour([(9, False), (10, False)]))
        self.assertEqual(best_hour([(9, False), (10, True)]), (10, 1, 1))
        calls = [(9, True), (9, False), (14, True), (16, True), (16, True)]
        self.assertEqual(best_hour(calls), (16, 2, 2))
        self.assertEqual(best_hour(calls[:3]), (14, 1, 1), "the better rate")

    def test_average_delay(self):
        self.assertIsNone(average_delay([]))
        paid = [(DUE, DUE + days(10), 100.0), (DUE, DUE + days(40), 50.0)]
        self.assertEqual(average_delay(paid), 20)
        self.assertEqual(average_delay([(DUE, DUE - days(2), 10.0)]), -2)
