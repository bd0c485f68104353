from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.settlement import (
    Agreed,
    get_lapse_date,
    judge,
    split_principal,
    split_waiver,
)

LIMIT = date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestToolsSettlement(BaseCase):
    """What is given up, and whether the rest was paid; no database."""

    def test_waiver_takes_interest_first(self):
        for waiver, shares in (
            (0.0, (0.0, 0.0, 0.0)),
            (30.0, (0.0, 30.0, 0.0)),
            (80.0, (0.0, 50.0, 30.0)),
            (290.0, (200.0, 50.0, 40.0)),
        ):
            self.assertEqual(split_waiver(50.0, 40.0, waiver), shares)

    def test_latest_documents_bear_the_waiver(self):
        self.assertEqual(split_principal([1000.0, 500.0], 0.0), [0.0, 0.0])
        self.assertEqual(split_principal([1000.0, 500.0], 200.0), [0.0, 200.0])
        self.assertEqual(split_principal([1000.0, 500.0], 600.1), [100.1, 500.0])
        self.assertEqual(split_principal([], 0.0), [])

    def test_lapse_date(self):
        """A business's term resolves by itself; others first get a notice."""
        self.assertEqual(get_lapse_date(LIMIT, True, None), LIMIT)
        self.assertIsNone(get_lapse_date(LIMIT, False, None))
        notice = date(2026, 4, 10)
        self.assertEqual(get_lapse_date(LIMIT, False, notice), date(2026, 4, 25))
        early = date(2026, 3, 1)
        self.assertEqual(get_lapse_date(LIMIT, False, early), LIMIT)

    def _judge(self, payments, today=LIMIT, **vals):
        values = {"lapse_date": LIMIT, "owed": 1000.0, **vals}
        return judge(Agreed(800.0, payments=payments, **values), today)

    def test_judge(self):
        day, late = date(2026, 3, 20), date(2026, 4, 2)
        self.assertEqual(self._judge([]), ("agreed", 0.0, None))
        self.assertEqual(self._judge([], late), ("lapsed", 0.0, None))
        self.assertEqual(self._judge([(day, 800.0)]), ("paid", 800.0, day))
        self.assertEqual(self._judge([(day, 799.99)])[0], "agreed")
        parts = [(LIMIT, 500.0), (day, 300.0)]
        self.assertEqual(self._judge(parts, late), ("paid", 800.0, LIMIT))
        self.assertEqual(self._judge([(late, 800.0)], late)[0], "lapsed")

    def test_judge_read_late(self):
        """The bank was read after the term: the day of the payment counts."""
        day = date(2026, 3, 20)
        self.assertEqual(self._judge([(day, 800.0)], date(2026, 5, 1))[0], "paid")

    def test_judge_charges(self):
        day = date(2026, 3, 20)
        found = self._judge([(day, 700.0)], charges=100.0)
        self.assertEqual(found, ("paid", 800.0, day))

    def test_judge_settled_otherwise(self):
        self.assertEqual(self._judge([], owed=0.0)[0], "cancelled")

    def test_nothing_lapses_without_a_notice(self):
        found = self._judge([], date(2027, 1, 1), lapse_date=None)
        self.assertEqual(found[0], "agreed")
