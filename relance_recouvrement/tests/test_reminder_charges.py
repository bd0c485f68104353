from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DUE, FIRM, days
from .common_promise import PromiseCommon

LAST = DUE + days(30)  # 1 April


@tagged("post_install", "-at_install")
class TestReminderCharges(PromiseCommon):
    """What a reminder says of interest and indemnities, and what is kept of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for level in (cls.level_friendly, cls.level_call):
            level.active = False
        cls.customer.relance_debtor_regime = "b2b"
        cls.invoice = cls._invoice(amount=10000)

    def _last_notice(self):
        self.level_firm.active = False
        self._run(LAST)
        return self._reminder()

    # === AMOUNTS === #

    def test_draft_states_todays_amounts(self):
        """10 000 × 12.15 % × 30 / 365."""
        reminder = self._last_notice()
        self.assertEqual(reminder.charges_mode, "amount")
        self.assertFalse(reminder.charges_date)
        self.assertEqual(reminder.amount_interest, 99.86)
        self.assertEqual(reminder.amount_indemnity, 40.0)
        self.assertEqual(reminder.amount_claimed, 10139.86)
        self.assertEqual(reminder.daily_text, "3,33\u00a0€")
        self.assertEqual(reminder.rate_text, "12,15 %")
        self.assertIn("dix points", reminder.rate_basis_text)
        self.assertEqual(reminder.indemnity_count, 1)

    def test_written_down_when_it_leaves(self):
        reminder = self._last_notice()
        owed = reminder.amount_interest
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.charges_date, LAST)
        row = reminder.line_ids.interest_ids
        self.assertEqual(
            (row.date_from, row.date_to, row.days, row.rate, row.semester),
            (DUE + days(1), LAST, 30, 12.15, "2026-S1"),
        )
        self.assertEqual(reminder.line_ids.amount_interest, owed)
        self.assertEqual(sum(row.mapped("amount")), owed)

    def test_written_down_for_good(self):
        reminder = self._last_notice()
        reminder.action_confirm()
        self._deliver()
        self._pay(self.invoice, amount=5000, day=LAST)
        reminder.invalidate_recordset()
        row = reminder.line_ids.interest_ids.sudo()
        self.assertEqual(row.balance, self.invoice.amount_total)
        for change in (
            lambda: row.write({"amount": 1.0}),
            row.unlink,
            lambda: row.copy(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_payment_on_interest_first(self):
        """C. civ. 1343-1: what it paid of the interest is still owed as principal."""
        self.company.relance_imputation = "interest"
        self._pay(self.invoice, amount=5000, day=DUE + days(10))
        reminder = self._last_notice()
        charges = reminder._get_charges()[reminder.line_ids]
        # 10 000 for 10 days: 33.29 paid first; 5 033.29 for 20 days: 33.51
        self.assertEqual([row["amount"] for row in charges.segments], [33.29, 33.51])
        self.assertEqual(charges.segments[1]["balance"], 5033.29)
        self.assertEqual(reminder.amount_interest, 66.80)
        self.assertEqual(reminder.amount_claimed, 5106.80)

    def test_one_that_cannot_be_counted_stops_alone(self):
        """Nothing of it is printed: its letter is made anew once it is mended."""
        other = self._customer("Garage Petit")
        self._invoice(other, amount=2000)
        broken, sound = self._last_notice(), self._reminder(other)
        (broken + sound).action_confirm()
        store = type(broken)._store_charges
        no_rate = UserError("sans taux")

        def refuse(reminders):
            if broken in reminders:
                raise no_rate
            return store(reminders)

        with patch.object(type(broken), "_store_charges", refuse):
            self._deliver()
        self.assertEqual(
            (broken.state, broken.confirm_reason), ("to_confirm", "sans taux")
        )
        self.assertFalse(broken.delivery_ids.attachment_id)
        self.assertTrue(sound.frozen_date)
        broken.action_confirm()
        self._deliver()
        self.assertTrue(broken.frozen_date)
        self.assertEqual(broken.charges_date, LAST)

    def test_mention_adds_nothing_to_the_claim(self):
        self._run(FIRM)
        reminder = self._reminder()
        self.assertEqual(reminder.charges_mode, "mention")
        self.assertEqual(reminder.amount_claimed, reminder.amount_total)
        self.assertEqual(reminder.claim_text, reminder.total_text)
        self.assertEqual(reminder.rate_text, "12,15 %")

    def test_nobody_else_is_told(self):
        for regime in ("b2c", "nonpro", "unknown"):
            with self.subTest(regime):
                self.customer.relance_debtor_regime = regime
                reminder = self._last_notice()
                self.assertEqual(reminder.charges_mode, "none")
                self.assertEqual(reminder.amount_claimed, reminder.amount_total)
                self.assertFalse(reminder.charges_text)
                reminder.sudo().unlink()

    # === WHAT IS NOT CLAIMED === #

    def test_what_is_promised_bears_nothing_here(self):
        self._promise(
            self.invoice, amounts=[8000], day=LAST + days(5), taken=LAST - days(2)
        )
        reminder = self._last_notice()
        self.assertEqual(reminder.amount_total, 2000)
        self.assertEqual(reminder.amount_interest, 19.97)  # 2 000 × 12.15 % × 30 / 365

    def test_credit_of_the_claim_lowers_the_oldest_item(self):
        later = self._invoice(amount=1000, due=DUE + days(10))
        self._credit(3650, day=DUE + days(10))
        reminder = self._last_notice()
        self.assertEqual(reminder.amount_total, 7350)
        charges = {
            line.move_name: values.interest
            for line, values in reminder._get_charges().items()
        }
        # 10 000 for 10 days, 6 350 for 20; 1 000 for 20
        self.assertEqual(charges, {self.invoice.name: 75.56, later.name: 6.66})
