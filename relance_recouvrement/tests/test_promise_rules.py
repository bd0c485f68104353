from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import DUE, FIRM, FRIENDLY, LATE, days
from .common_promise import OVER, PROMISED, TAKEN, PromiseCommon


@tagged("post_install", "-at_install")
class TestPromiseHold(PromiseCommon):
    """A promise holds what was promised, and only that."""

    def test_only_what_was_promised_is_held(self):
        invoice, other = self._invoice(), self._invoice(amount=500)
        promise = self._promise(invoice, amounts=[400])
        case, line = promise.case_id, self._line(invoice)
        self.assertEqual(line.hold, "none", "the rest is claimed")
        self.assertEqual((line.amount_held, line.amount_claimable), (400, 600))
        self.assertEqual(self._owed(), {invoice.name: 600, other.name: 500})
        self.assertEqual((case.amount_promised, case.amount_claimable), (400, 1100))

    def test_all_promised_is_held(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        self.assertEqual(self._line(invoice).hold, "promise")
        self.assertEqual(promise.case_id.stage, "promise")
        self.assertEqual(promise.case_id.amount_claimable, 0)
        self._run(OVER)
        self.assertEqual(self._line(invoice).hold, "none")
        self.assertEqual(self._owed(), {invoice.name: 1000})
        self.assertEqual(promise.case_id.amount_promised, 0)

    def test_the_rest_is_claimed_by_the_next_reminder(self):
        invoice = self._invoice()
        self._promise(invoice, amounts=[400], day=FIRM, taken=DUE + days(1))
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.line_ids.amount_residual, 600)
        self.assertIn("600", reminder.total_text)
        self._deliver()
        self.assertTrue(reminder.frozen_date)
        self.assertEqual(reminder.line_ids.amount_residual, 600)

    def test_promise_taken_after_the_preparation(self):
        """The amounts are read again at sending."""
        invoice = self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._promise(invoice, amounts=[400], taken=FRIENDLY, day=TAKEN)
        self._deliver()
        self.assertEqual(reminder.line_ids.amount_residual, 600)

    def test_nothing_leaves_when_all_is_promised(self):
        invoice = self._invoice()
        self._run(FRIENDLY)
        reminder = self._reminder()
        self._promise(invoice, taken=FRIENDLY, day=TAKEN)
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")

    def test_foreign_currency(self):
        usd = self.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        invoice = self._invoice(currency_id=usd.id)
        promise = self._promise(invoice, amounts=[400], day=FIRM, taken=DUE + days(1))
        self.assertEqual(promise.case_id.amount_promised, 200)
        self.assertEqual(promise.case_id.amount_claimable, 300)
        self._run(FRIENDLY)
        self.assertEqual(self._reminder().line_ids.amount_residual, 600)
        self.assertIn("$", self._reminder().total_text)

    def test_part_paid_holds_what_is_left(self):
        invoice = self._invoice()
        self._promise(invoice, amounts=[400])
        self._pay(invoice, 300, day=PROMISED)
        self._run(PROMISED)
        line = self._line(invoice)
        self.assertEqual((line.amount_held, line.amount_claimable), (100, 600))

    def test_announcement_suspended_then_open_again(self):
        self.level_call.active = False
        invoice = self._invoice()
        self._play(FRIENDLY)
        announcement = self._play(FIRM).announcement_ids
        promise = self._promise(
            invoice, taken=FIRM + days(1), day=announcement.deadline + days(4)
        )
        self.assertEqual(announcement.state, "suspended")
        self._run(promise.deadline_date)
        self.assertEqual(announcement.state, "suspended")
        self._run(promise.deadline_date + days(1))
        self.assertEqual(promise.state, "broken")
        self.assertEqual(announcement.state, "open", "it can still be carried out")

    def test_announcement_goes_on_for_the_rest(self):
        self.level_call.active = False
        invoice = self._invoice()
        self._play(FRIENDLY)
        announcement = self._play(FIRM).announcement_ids
        self._promise(invoice, amounts=[400], taken=FIRM + days(1), day=FIRM + days(3))
        self.assertEqual(announcement.state, "open")

    def test_no_more_than_is_free(self):
        invoice = self._invoice()
        self._promise(invoice, amounts=[700])
        for amount in (0, -1, 300.01, 1000):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._promise(invoice, amounts=[amount])
        self.assertEqual(self._promise(invoice, amounts=[300]).state, "open")

    def test_other_customer_s_item(self):
        invoice = self._invoice()
        other = self._invoice(self._customer("Garage Petit"))
        self._run(TAKEN)
        with self.assertRaises(ValidationError):
            self._promise(invoice, other)

    def test_dates(self):
        invoice = self._invoice()
        self._run(TAKEN)
        for vals in (
            {"day": TAKEN - days(1)},
            {"tolerance_days": -1},
            {"line_ids": []},
            {"taken": date(2999, 1, 1), "day": date(2999, 1, 2)},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._promise(invoice, **vals)

    def test_partners_merged(self):
        twin = self._customer("Morel Boulangerie")
        invoice = self._invoice()
        self._invoice(twin)
        promise = self._promise(invoice)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer + twin).ids, twin
        )
        self._run(TAKEN)
        self.assertEqual(promise.case_id, self._case(twin))
        self.assertEqual(promise.partner_id, twin)
        self.assertEqual(self._case(twin).amount_promised, 1000)


@tagged("post_install", "-at_install")
class TestPromiseRights(PromiseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prefix = "relance_recouvrement.group_"
        cls.reader = cls._user("lecteur", f"{prefix}reader")
        cls.own = cls._user("collecteur", f"{prefix}collector_own")
        cls.collector = cls._user("collectrice", f"{prefix}collector")
        cls.manager = cls._user("responsable", f"{prefix}manager")
        cls.invoice = cls._invoice()
        cls.engine._run(cls.company, today=TAKEN)
        cls.case = cls.env["relance.case"].search(
            [("partner_id", "=", cls.customer.id)]
        )
        cls.case.user_id = cls.own

    # === WHO === #

    def test_who_takes_a_promise(self):
        for user, allowed in (
            (self.reader, False),
            (self.own, True),
            (self.collector, True),
            (self.manager, True),
        ):
            with self.subTest(user=user.name):
                if allowed:
                    promise = self._promise(self.invoice, user=user)
                    self.assertEqual(promise.user_id, user)
                    promise.action_cancel()
                else:
                    with self.assertRaises(AccessError):
                        self._promise(self.invoice, user=user)

    def test_own_cases_only(self):
        promise = self._promise(self.invoice, amounts=[400], user=self.own)
        self.case.user_id = self.collector
        mine = promise.with_user(self.own)
        self.assertFalse(mine.search([("id", "=", promise.id)]))
        for refused in (
            lambda: mine.read(["date"]),
            lambda: mine.write({"note": "x"}),
            mine.action_cancel,
            lambda: self._promise(self.invoice, amounts=[1], user=self.own),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                refused()
        promise.with_user(self.collector).action_cancel()
        self.assertEqual(promise.sudo().state, "cancelled")

    def test_reader_reads(self):
        promise = self._promise(self.invoice, user=self.own)
        theirs = promise.with_user(self.reader)
        self.assertEqual(theirs.amount, 1000)
        self.assertTrue(theirs.reliability)
        for refused in (
            lambda: theirs.write({"note": "x"}),
            theirs.action_cancel,
            theirs.action_approve,
            theirs.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                refused()

    def test_other_company(self):
        other = self.setup_other_company(name="Briqueterie Lebel")["company"]
        promise = self._promise(self.invoice, amounts=[400])
        stranger = self._user("etrangere", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        with self.assertRaises(AccessError):
            promise.with_user(stranger).read(["date"])
        with self.assertRaises(AccessError):
            self._promise(self.invoice, amounts=[1], user=stranger)

    def test_what_the_engine_keeps(self):
        """A person writes neither the verdict nor what it rests on."""
        promise = self._promise(self.invoice, user=self.manager)
        for name, value in (
            ("state", "kept"),
            ("amount_paid", 1000),
            ("is_deferral", True),
            ("is_rejected", True),
            ("reply_message_id", False),
        ):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    promise.write({name: value})
                with self.assertRaises(AccessError):
                    self._promise(self.invoice, user=self.manager, **{name: value})
        for name in ("amount_settled", "paid_before"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                promise.line_ids.write({name: 1000})

    # === CHANGE AND CANCEL === #

    def test_change_while_it_runs(self):
        promise = self._promise(self.invoice, user=self.own)
        promise.line_ids = [Command.update(promise.line_ids.id, {"amount": 400})]
        self.assertEqual(promise.amount, 400)
        self.assertEqual(self._line(self.invoice).amount_claimable, 600)
        self._pay(self.invoice, 100, day=PROMISED)
        self._run(PROMISED)
        promise.line_ids = [Command.update(promise.line_ids.id, {"amount": 1000})]
        self.assertEqual(promise.amount, 1000, "100 of it were paid meanwhile")

    def test_nothing_changes_once_it_is_over(self):
        promise = self._promise(self.invoice, user=self.own)
        self._run(OVER)
        for refused in (
            lambda: promise.write({"date": FIRM}),
            lambda: promise.write({"taken_date": OVER}),
            lambda: promise.write({"tolerance_days": 9}),
            lambda: promise.line_ids.write({"amount": 1}),
            promise.line_ids.unlink,
            lambda: promise.line_ids.copy({"promise_id": promise.id}),
            promise.action_cancel,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                refused()
        promise.note = "Rappeler le comptable"

    def test_lines_leave_by_the_promise_only(self):
        other = self._invoice(amount=500)
        promise = self._promise(self.invoice, other, user=self.own)
        for lines in (promise.line_ids, promise.line_ids[0]):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                lines.unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            promise.line_ids = [Command.clear()]
        self._run(TAKEN)
        self.assertEqual((promise.state, promise.amount), ("open", 1500))
        promise.line_ids = [Command.delete(promise.line_ids[1].id)]
        self.assertEqual(promise.amount, 1000)
        self.assertEqual(self._line(other).amount_claimable, 500, "at once")

    def test_customer_stays(self):
        other = self._invoice(self._customer("Garage Petit"))
        self._run(TAKEN)
        promise = self._promise(self.invoice, user=self.manager)
        with self.assertRaises(UserError):
            promise.case_id = self._line(other).case_id

    def test_cancel(self):
        promise = self._promise(self.invoice, user=self.own)
        self.assertEqual(self._owed(), {self.invoice.name: 0})
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        self.assertEqual(promise.cancel_user_id, self.own)
        self.assertEqual(self._owed(), {self.invoice.name: 1000}, "at once")
        self._run(OVER)
        self.assertEqual(promise.state, "cancelled")
        self.assertFalse(self._case().activity_ids)

    def test_never_deleted(self):
        promise = self._promise(self.invoice, user=self.manager)
        with self.assertRaises(UserError):
            promise.unlink()

    # === THE FORM === #

    @freeze_time("2026-03-13 10:00:00")
    def test_two_clicks(self):
        """The form comes filled in: what is overdue and free, at its amounts."""
        part = self._invoice(amount=500)
        self._invoice(due=LATE + days(3), amount=70)
        self._invoice(due=DUE, amount=80, payment_reference="x").no_followup = True
        self._promise(part, amounts=[200], taken=LATE, day=LATE, user=self.own)
        self._run(LATE)
        action = self.case.with_user(self.own).action_new_promise()
        context = action["context"]
        promises = self.env["relance.promise"].with_user(self.own)
        with Form(promises.with_context(**context)) as form:
            self.assertTrue(form.reliability)
            self.assertEqual(form.contact_id, self.customer)
            self.assertEqual(form.date, date(2026, 3, 20))
        promise = form.record
        self.assertEqual(
            {line.move_id: line.amount for line in promise.line_ids},
            {self.invoice: 1000, part: 300},
        )
        self.assertEqual(promise.state, "open")
        self.assertEqual(self.case.amount_claimable, 0)
        with self.assertRaises(AccessError):
            self.case.with_user(self.reader).action_new_promise()

    @freeze_time("2026-03-13 10:00:00")
    def test_form_from_the_menu(self):
        self._run(LATE)
        promises = self.env["relance.promise"].with_user(self.own)
        self.assertTrue(promises.new().display_name)
        with Form(promises) as form:
            form.case_id = self.case
            self.assertEqual(len(form.line_ids), 1)
        self.assertEqual(form.record.amount, 1000)

    def test_confirmed_by(self):
        promise = self._promise(self.invoice, user=self.own)
        self.assertFalse(promise.confirmed_by)
        message = self.case.message_post(
            body="D'accord", author_id=self.customer.id, message_type="email"
        )
        promise.sudo().reply_message_id = message
        self.assertIn("Boulangerie Morel", promise.confirmed_by)
