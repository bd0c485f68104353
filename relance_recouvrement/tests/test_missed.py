"""What follows a promise that was not kept: the next step at once."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import DUE, FIRM, FRIENDLY, RelanceCommon, days

TAKEN = date(2026, 3, 9)  # a Monday
PROMISED = date(2026, 3, 12)
DEADLINE = date(2026, 3, 16)  # two bank days later
MISSED = date(2026, 3, 17)


@tagged("post_install", "-at_install")
class TestMissed(RelanceCommon):
    def _promise(self, *lines, day=PROMISED, taken=TAKEN, **vals):
        return self.env["relance.promise"].create(
            {
                "case_id": lines[0].case_id.id,
                "date": day,
                "taken_date": taken,
                "line_ids": [
                    Command.create(
                        {"case_line_id": line.id, "amount": line.amount_residual}
                    )
                    for line in lines
                ],
                **vals,
            }
        )

    def _reminded(self, *levels, amount=300.0):
        """An invoice too small for the call level, reminded once."""
        invoice = self._invoice(amount=amount)
        self._play(FRIENDLY)
        return invoice

    def test_next_level_comes_the_day_after_the_deadline(self):
        invoice = self._reminded()
        promise = self._promise(self._line(invoice))
        self._run(DEADLINE)
        self.assertEqual(promise.state, "open")
        self.assertEqual(self._next()[0], "nothing")
        self._run(MISSED)
        self.assertEqual(promise.state, "broken")
        decision, level, day = self._next()
        # firm is not before the 19th without the promise
        self.assertEqual((decision, level, day), ("send", self.level_firm, MISSED))
        self.assertIn("17/03/2026", self._case().next_action_reason)

    def test_without_promise_the_delay_applies(self):
        self._reminded()
        self._run(MISSED)
        self.assertEqual(self._next(), ("wait", self.level_firm, FIRM))

    def test_only_the_next_step_is_brought_forward(self):
        invoice = self._reminded()
        self._promise(self._line(invoice))
        reminder = self._play(MISSED)
        self.assertEqual(reminder.level_id, self.level_firm)
        self._run(MISSED + days(1))
        decision, level, day = self._next()
        self.assertEqual((decision, level), ("wait", self.level_last_notice))
        self.assertGreater(day, reminder.deadline_date)

    def test_a_recent_contact_does_not_delay_it(self):
        invoice = self._reminded()
        self._promise(self._line(invoice))
        self._call(DEADLINE)
        self._run(MISSED)
        self.assertEqual(self._next()[0], "send")

    def test_a_contact_since_the_miss_spaces_again(self):
        invoice = self._reminded()
        self._promise(self._line(invoice))
        self._run(MISSED)
        self._call(MISSED + days(1))
        self._run(MISSED + days(1))
        self.assertEqual(self._next()[0], "wait")

    def test_somebody_calls(self):
        invoice = self._reminded()
        self._promise(self._line(invoice))
        self._run(MISSED)
        activity = self._case().activity_ids
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("relance_recouvrement.activity_promise_broken"),
        )
        self.assertEqual(activity.date_deadline, MISSED)
        self.assertIn("promesse", (self._case().priority_reason or "").lower())

    def test_points_stay_until_somebody_is_reached(self):
        invoice = self._reminded()
        self._promise(self._line(invoice))
        self._play(MISSED)
        case = self._case()
        day = MISSED + days(1)
        self._run(day)
        self.assertEqual(self._next()[0], "wait", "the reminder left")
        self.assertIn("promesse non tenue +35", case.priority_reason)
        self._call(day, outcome="voicemail")
        self._run(day)
        self.assertIn("promesse", case.priority_reason, "nobody was reached")
        self._call(day)
        self._run(day)
        self.assertNotIn("promesse", case.priority_reason)

    def test_points_end_with_the_debt(self):
        """Nobody called, yet what was promised is paid: other debts have their own
        points."""
        invoice = self._reminded()
        self._promise(self._line(invoice))
        self._invoice(amount=800.0)
        self._play(MISSED)
        self._pay(invoice, day=MISSED + days(1))
        self._run(MISSED + days(2))
        self.assertEqual(self._case().promise_ids.state, "broken")
        self.assertNotIn("promesse", self._case().priority_reason)

    def test_points_are_not_for_a_date_granted(self):
        invoice = self._reminded()
        self._promise(self._line(invoice)).sudo().is_deferral = True
        self._play(MISSED)
        self._run(MISSED + days(1))
        self.assertNotIn("promesse", self._case().priority_reason)

    def test_announced_step_is_due_the_day_after(self):
        """A promise suspends what was announced; broken, it is due at once."""
        invoice = self._invoice(amount=300.0)
        self._play(FRIENDLY)
        firm = self._play(FIRM)
        announcement = firm.announcement_ids
        self.assertEqual(announcement.state, "open")
        deadline = announcement.deadline
        self._run(FIRM + days(1))
        promised = deadline + days(5)
        self._promise(self._line(invoice), day=promised, taken=FIRM + days(1))
        self.assertEqual(announcement.state, "suspended")
        self._run(promised)
        self.assertEqual(self._next()[0], "nothing")
        promise = self._case().promise_ids
        self.assertEqual(promise.deadline_date, date(2026, 4, 3))
        day = date(2026, 4, 7)  # a week-end and Easter Monday later
        self._run(day)
        self.assertEqual(announcement.state, "open")
        self.assertEqual(self._next(), ("confirm", self.level_last_notice, day))

    def test_rest_of_the_invoice_goes_on(self):
        """What was not promised is claimed as if there were no promise."""
        invoice = self._reminded(amount=1000.0)
        line = self._line(invoice)
        self.env["relance.promise"].create(
            {
                "case_id": line.case_id.id,
                "date": date(2026, 3, 20),
                "taken_date": TAKEN,
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 600.0})
                ],
            }
        )
        self.assertEqual(line.hold, "none")
        self.assertEqual(line.amount_claimable, 400.0)
        self.assertEqual(line.case_id.amount_promised, 600.0)
        reminder = self._play(FIRM)
        self.assertEqual(reminder.level_id, self.level_firm)
        self.assertEqual(reminder.line_ids.amount_residual, 400.0)
        self.assertEqual(reminder.amount_total, 400.0)

    def test_future_due_is_left_alone(self):
        """A missed promise on one item brings no other item forward."""
        invoice = self._reminded()
        self._invoice(due=DUE + days(12), amount=100.0)
        self._run(TAKEN)
        self._promise(self._line(invoice))
        self._run(MISSED)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_firm)
        other = reminder.line_ids.filtered(lambda line: line.amount_residual == 100)
        self.assertFalse(other.level_id)

    def test_merged_customers_keep_their_promises(self):
        invoice = self._reminded()
        twin = self._customer("Boulangerie Morel (bis)")
        other = self._invoice(twin, amount=200.0)
        self._run(TAKEN)
        promise = self._promise(self._line(other))
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((twin + self.customer).ids)],
                "dst_partner_id": self.customer.id,
            }
        )
        twin.email = self.customer.email
        wizard.action_merge()
        self.assertEqual(promise.case_id, self._line(invoice).case_id)
        self.assertEqual(promise.partner_id, self.customer)
        self._run(MISSED)
        self.assertEqual(promise.state, "broken")

    def test_promise_follows_its_items_to_a_new_parent(self):
        invoice = self._reminded()
        promise = self._promise(self._line(invoice))
        group = self._customer("Groupe Morel")
        self.customer.is_company = False
        self.customer.parent_id = group
        self.assertEqual(self.customer.commercial_partner_id, group)
        self._run(TAKEN + days(1))
        self.assertEqual(promise.partner_id, group)
        self.assertEqual(self._line(invoice).hold, "promise")
