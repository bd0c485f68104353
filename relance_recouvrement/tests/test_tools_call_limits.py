from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.call_limits import Attempt, Policy, check_call, is_unreachable

# Wednesday
NOON = datetime(2026, 3, 11, 11, 0)


def ago(outcome="no_answer", reached=False, **delta):
    return Attempt(NOON - timedelta(**delta), reached, outcome)


@tagged("post_install", "-at_install")
class TestToolsCallLimits(BaseCase):
    def _codes(self, now=NOON, attempts=(), policy=None, holiday=False):
        found = check_call(now, attempts, policy or Policy(), holiday)
        return [code for code, _params in found]

    def test_hours(self):
        for hour, minute, codes in (
            (8, 59, ["hours"]),
            (9, 0, []),
            (12, 29, []),
            (12, 30, ["hours"]),
            (13, 59, ["hours"]),
            (14, 0, []),
            (18, 59, []),
            (19, 0, ["hours"]),
        ):
            with self.subTest(hour=hour, minute=minute):
                self.assertEqual(
                    self._codes(NOON.replace(hour=hour, minute=minute)), codes
                )

    def test_days(self):
        for days, codes in ((0, []), (2, []), (3, ["weekend"]), (4, ["weekend"])):
            with self.subTest(days=days):
                self.assertEqual(self._codes(NOON + timedelta(days=days)), codes)
        self.assertEqual(self._codes(holiday=True), ["holiday"])

    def test_own_hours(self):
        policy = Policy(hours=((10.0, 10.0), (10.5, 12.0)))
        self.assertEqual(self._codes(policy=policy), [])
        self.assertEqual(self._codes(NOON.replace(hour=10), policy=policy), ["hours"])

    def test_one_talk_a_day(self):
        talk = ago("promise", True, hours=1)
        self.assertEqual(self._codes(attempts=[talk]), ["talks"])
        for name, attempts in (
            ("yesterday", [ago("promise", True, days=1)]),
            ("asked to be called back", [ago("call_back", True, hours=1)]),
            ("in vain", [ago(hours=1)]),
            ("later", [ago("promise", True, hours=-1)]),
        ):
            with self.subTest(name):
                self.assertEqual(self._codes(attempts=attempts), [])
        unlimited = Policy(talks_per_day=0)
        self.assertEqual(self._codes(attempts=[talk], policy=unlimited), [])

    def test_three_attempts_a_week(self):
        week = [ago(days=1), ago(days=2), ago(days=6)]
        self.assertEqual(self._codes(attempts=week), ["attempts"])
        self.assertEqual(self._codes(attempts=week[:2]), [])
        self.assertEqual(self._codes(attempts=[*week[:2], ago(days=7)]), [])
        unlimited = Policy(attempts_per_week=0)
        self.assertEqual(self._codes(attempts=week, policy=unlimited), [])

    def test_when_again(self):
        week = [ago(days=1), ago(days=2), ago(days=3), ago(days=6)]
        [(_code, params)] = check_call(NOON, week, Policy())
        self.assertEqual(params["count"], 4)
        self.assertEqual(params["again"], NOON + timedelta(days=4))
        self.assertEqual(
            self._codes(params["again"] - timedelta(minutes=1), week),
            ["weekend", "attempts"],
        )
        again = params["again"] + timedelta(days=1)
        self.assertNotIn("attempts", self._codes(again, week))

    def test_everything_at_once(self):
        attempts = [ago("promise", True, hours=hours) for hours in (1, 2, 3)]
        night = NOON.replace(hour=21)
        self.assertEqual(self._codes(night, attempts), ["hours", "talks", "attempts"])

    def test_unreachable(self):
        vain = [ago(days=1), ago("voicemail", days=2), ago("wrong_number", days=3)]
        for name, attempts, count, days, expected in (
            ("three in vain", vain, 3, 7, True),
            ("two only", vain[:2], 3, 7, False),
            ("too long ago", [*vain[:2], ago(days=7)], 3, 7, False),
            ("reached once", [*vain, ago("promise", True, days=4)], 3, 7, False),
            ("reached before", [*vain, ago("promise", True, days=8)], 3, 7, True),
            ("not in vain", [*vain[:2], ago("call_back", days=1)], 3, 7, False),
            ("never", vain, 0, 7, False),
            ("shorter", vain, 3, 2, False),
        ):
            with self.subTest(name):
                self.assertEqual(is_unreachable(NOON, attempts, count, days), expected)
