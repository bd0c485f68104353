from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.route_fees import Fee, Situation, applies, estimate, get_amount

DAY = date(2026, 11, 22)


def situation(claimed=1000.0, expected=500.0, age=100, day=DAY, **more):
    return Situation(claimed, expected, age, day, **more)


@tagged("post_install", "-at_install")
class TestToolsRouteFees(BaseCase):
    """What a route costs, by tranche of amount and by age of the debt."""

    def _cost(self, *fees, **more):
        return [amount for _fee, amount in estimate(fees, situation(**more))]

    def test_fixed_and_percentage(self):
        self.assertEqual(self._cost(Fee("Greffe", fixed=38.0)), [38.0])
        self.assertEqual(self._cost(Fee("Avocat", percent=10.0)), [100.0])
        self.assertEqual(self._cost(Fee("Both", fixed=50.0, percent=10.0)), [150.0])

    def test_of_what_comes_back(self):
        fee = Fee("Commission", percent=15.0, basis="recovered")
        self.assertEqual(self._cost(fee), [75.0])
        self.assertEqual(self._cost(fee, expected=0.0), [], "nothing back, nothing due")

    def test_minimum_and_maximum(self):
        self.assertEqual(self._cost(Fee("C", percent=1.0, minimum=40.0)), [40.0])
        capped = Fee("TAE", percent=5.0, maximum=100000.0)
        self.assertEqual(self._cost(capped, claimed=5_000_000.0), [100000.0])

    def test_whole_in_its_tranche(self):
        """The whole bears the rate of the tranche it lies in."""
        fees = (
            Fee("Jusqu'à 1 000", percent=20.0, amount_to=1000.0),
            Fee("Au-delà", percent=10.0, amount_from=1000.0),
        )
        self.assertEqual(self._cost(*fees, claimed=1000.0), [200.0])
        self.assertEqual(self._cost(*fees, claimed=1000.01), [100.0])

    def test_each_part_at_its_rate(self):
        """A444-32: four degressive tranches."""
        fees = [
            Fee("1", percent=11.61, by_tranche=True, amount_to=125.0),
            Fee(
                "2", percent=10.64, by_tranche=True, amount_from=125.0, amount_to=610.0
            ),
            Fee(
                "3", percent=10.16, by_tranche=True, amount_from=610.0, amount_to=1525.0
            ),
            Fee("4", percent=3.87, by_tranche=True, amount_from=1525.0),
        ]
        # 125 × 11.61 % and 75 × 10.64 %
        self.assertEqual(self._cost(*fees, claimed=200.0), [14.51, 7.98])
        self.assertEqual(self._cost(*fees, claimed=2000.0), [14.51, 51.6, 92.96, 18.38])

    def test_age_of_the_debt(self):
        fees = (
            Fee("Récente", percent=12.0, age_to=182),
            Fee("Ancienne", percent=25.0, age_from=183),
        )
        self.assertEqual(self._cost(*fees, age=182), [120.0])
        self.assertEqual(self._cost(*fees, age=183), [250.0])

    def test_conditions(self):
        """TAE contribution: above 50 000 €, from 250 employees, while the trial
        runs."""
        fee = Fee(
            "TAE",
            percent=5.0,
            amount_from=50000.0,
            courts=("tae",),
            headcount=250,
            valid_from=date(2025, 1, 1),
            valid_to=date(2028, 12, 31),
        )
        large = {"claimed": 60000.0, "court": "tae", "headcount": 250}
        self.assertTrue(applies(fee, situation(**large)))
        for name, value in (
            ("claimed", 50000.0),
            ("court", "tc"),
            ("court", ""),
            ("headcount", 249),
            ("day", date(2024, 12, 31)),
            ("day", date(2029, 1, 1)),
        ):
            with self.subTest(f"{name} {value}"):
                self.assertFalse(applies(fee, situation(**{**large, name: value})))
        self.assertEqual(get_amount(fee, situation(**large)), 3000.0)
