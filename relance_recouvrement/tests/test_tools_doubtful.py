from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.doubtful import (
    Facts,
    get_target,
    get_vat_deadline,
    is_proposed,
    propose_rate,
    share_vat,
    write_amount,
    write_mention,
)


@tagged("post_install", "-at_install")
class TestToolsDoubtful(BaseCase):
    def test_rates_proposed(self):
        cases = [
            (Facts(30), 0),
            (Facts(180), 0),
            (Facts(181), 25),
            (Facts(30, disputed=True), 25),
            (Facts(366), 50),
            (Facts(40, stage="formal_notice"), 50),
            (Facts(400, stage="decision"), 75),
            (Facts(0, insolvency="sauvegarde"), 50),
            (Facts(0, insolvency="redressement"), 75),
            (Facts(0, insolvency="liquidation"), 100),
            (Facts(0, insolvency="other"), 50),
        ]
        for facts, rate in cases:
            with self.subTest(facts):
                self.assertEqual(propose_rate(facts), rate)

    def test_what_is_proposed(self):
        self.assertTrue(is_proposed(Facts(90), 90))
        self.assertFalse(is_proposed(Facts(89), 90))
        self.assertFalse(is_proposed(Facts(0), 0))
        self.assertTrue(is_proposed(Facts(5, stage="formal_notice"), 90))
        self.assertTrue(is_proposed(Facts(5, insolvency="other"), 90))
        self.assertTrue(is_proposed(Facts(5, disputed=True), 90))
        self.assertFalse(is_proposed(Facts(5, stage="last_notice"), 90))

    def test_vat_is_shared_in_proportion(self):
        taxes = {"20": Decimal("200"), "10": Decimal("50"), "none": Decimal(0)}
        shares = share_vat(Decimal("875"), Decimal("1750"), taxes)
        self.assertEqual(shares, {"20": Decimal("100.00"), "10": Decimal("25.00")})
        self.assertEqual(share_vat(Decimal(1), Decimal(0), taxes), {})
        shares = share_vat(Decimal("100"), Decimal("300"), {"20": Decimal("50.01")})
        self.assertEqual(shares, {"20": Decimal("16.67")})

    def test_target_is_rounded_half_up(self):
        self.assertEqual(get_target(Decimal("100.05"), Decimal(50)), Decimal("50.03"))
        self.assertEqual(get_target(Decimal(-10), Decimal(50)), Decimal("0.00"))

    def test_vat_is_recovered_until_the_end_of_the_second_year(self):
        self.assertEqual(get_vat_deadline(date(2026, 10, 5)), date(2028, 12, 31))

    def test_mention_is_in_the_words_of_the_administration(self):
        self.assertEqual(write_amount(1234.5), "1\u00a0234,50")
        self.assertEqual(write_amount(0.005), "0,01")
        self.assertEqual(
            write_mention("1\u00a0000,00", "200,00"),
            "Facture demeurée impayée pour la somme de 1\u00a0000,00 euros (prix net)"
            " et pour la somme de 200,00 euros (TVA correspondante) qui ne peut faire"
            " l'objet d'une déduction (article 272 du CGI).",
        )
