from odoo.tests import BaseCase, tagged

from ..tools.priority import Facts, score


@tagged("post_install", "-at_install")
class TestToolsPriority(BaseCase):
    """Points of a case and their reasons, in tables."""

    def _points(self, code, **facts):
        facts = {"amount": 1000.0, **facts}
        parts = {name: points for points, name, _days in score(Facts(**facts))[1]}
        return parts.get(code, 0)

    def test_nothing_to_claim_has_no_priority(self):
        for facts, points in (
            ({}, 0),
            ({"missed": True, "days_late": 90}, 0),
            ({"amount": -50.0, "cash_trouble": True}, 0),
            ({"reply": True}, 30),
            ({"amount": -50.0, "reply": True}, 30),
        ):
            with self.subTest(**facts):
                self.assertEqual(score(Facts(**facts))[0], points)

    def test_points(self):
        table = [
            ("amount", {"amount": 10}, 0),
            ("amount", {"amount": 1000}, 8),
            ("amount", {"amount": 10_000}, 16),
            ("amount", {"amount": 100_000}, 24),
            ("age", {"days_late": -4}, 0),
            ("age", {"days_late": 12}, 4),
            ("age", {"days_late": 400}, 30),
            ("announced", {"announced_for": None}, 0),
            ("announced", {"announced_for": 1}, 40),
            ("announced", {"announced_for": 4}, 46),
            ("announced", {"announced_for": 60}, 50),
            ("missed", {"missed": True}, 35),
            ("reply", {"reply": True}, 30),
            ("cash", {"cash_trouble": True}, 25),
            ("contact", {"contact_issue": True}, 20),
            ("deadline", {"deadline_in": 0}, 10),
            ("deadline", {"deadline_in": 3}, 10),
            ("deadline", {"deadline_in": 4}, 0),
            ("limitation", {"limited_in": 181}, 0),
            ("limitation", {"limited_in": 180}, 30),
            ("limitation", {"limited_in": 60}, 45),
            ("limitation", {"limited_in": -10}, 45),
            ("silence", {"silent_for": 6, "days_late": 9}, 0),
            ("silence", {"silent_for": 21, "days_late": 30}, 6),
            ("silence", {"silent_for": 300, "days_late": 300}, 15),
            ("silence", {"silent_for": 300, "days_late": 0}, 0),
        ]
        for code, facts, points in table:
            with self.subTest(code=code, **facts):
                self.assertEqual(self._points(code, **facts), points)

    def test_the_total_is_the_sum_of_its_reasons(self):
        total, parts = score(
            Facts(
                amount=5000.0,
                days_late=40,
                announced_for=2,
                missed=True,
                reply=True,
                contact_issue=True,
                cash_trouble=True,
                silent_for=40,
            )
        )
        self.assertEqual(total, sum(points for points, _code, _days in parts))
        points = [points for points, _code, _days in parts]
        self.assertEqual(points, sorted(points, reverse=True))
        self.assertEqual(
            [code for _points, code, _days in parts[:3]],
            ["announced", "missed", "reply"],
        )

    def test_what_binds_goes_before_what_is_large(self):
        announced = score(Facts(amount=200.0, days_late=30, announced_for=1))[0]
        missed = score(Facts(amount=200.0, days_late=30, missed=True))[0]
        large = score(Facts(amount=100_000.0, days_late=10))[0]
        self.assertGreater(announced, missed)
        self.assertGreater(missed, large)
