from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.letter_words import ENGLISH_WORDS
from ..tools.retention import ERASABLE
from .common import FRIENDLY, RelanceCommon


@tagged("post_install", "-at_install")
class TestRetentionRule(RelanceCommon):
    """How long each kind of record is kept: what ships, what is refused, what the
    letters say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["relance.retention.rule"]
        cls.manager = cls._user("chief", "relance_recouvrement.group_manager")
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")

    def _months(self, kind="call"):
        return {
            regime: self.rules._get_months(kind, regime)
            for regime in ("b2c", "unknown", "b2b", "nonpro", "public")
        }

    def _rule(self, kind="call", regime="b2c"):
        return self.rules.search([("kind", "=", kind), ("regime", "=", regime)])

    def test_durations_that_ship(self):
        """Three years for who may be a consumer, else the limitation period."""
        expected = {"b2c": 36, "unknown": 36, "b2b": 60, "nonpro": 60, "public": 48}
        for kind in ERASABLE:
            self.assertEqual(self._months(kind), expected, kind)
        self.assertEqual(set(self._months("proof").values()), {120})

    def test_consumer_cap(self):
        self._rule().months = 60
        with self.assertRaises(ValidationError):
            self._rule().months = 61

    def test_cap_holds_without_an_own_rule(self):
        """The rule of every other kind never keeps a consumer longer."""
        self._rule().unlink()
        self._rule(regime=False).months = 90
        self.assertEqual(self._months()["b2c"], 60)
        self.assertEqual(self._months()["b2b"], 90)

    def test_proofs_keep_their_own_term(self):
        rule = self._rule("proof", False)
        with self.assertRaises(ValidationError):
            rule.months = 119
        with self.assertRaises(UserError):
            rule.unlink()

    def test_no_rule_erases_nothing(self):
        self.rules.search([("kind", "=", "call")]).unlink()
        self.assertIsNone(self._months()["b2b"])

    def test_managers_edit(self):
        self._rule().with_user(self.manager).months = 24
        self.assertEqual(self._months()["b2c"], 24)
        with self.assertRaises(AccessError):
            self._rule().with_user(self.collector).months = 12

    def test_letters_say_the_configured_durations(self):
        self.customer.relance_regime_confirmed = True
        self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertIn("5 ans après la clôture", self._privacy(reminder))
        self.assertIn("10 ans pour les pièces", self._privacy(reminder))
        for kind in ERASABLE:
            self._rule(kind, False).months = 30
        self.assertIn("30 mois après la clôture", self._privacy(reminder))

        self.assertIn(
            "for 30 months after the file is closed (10 years",
            self._privacy(reminder, ENGLISH_WORDS),
        )
        self._rule("call", False).unlink()
        self.assertIn("durées légales", self._privacy(reminder))

    def _privacy(self, reminder, words=None):
        html = self.env["ir.qweb"]._render(
            "relance_recouvrement.reminder_privacy",
            {"reminder": reminder, "company": reminder.company_id, "words": words},
        )
        return " ".join(html.split())
