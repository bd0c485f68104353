from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import CALL, days
from .common_call import CallCommon

PROMISED = CALL + days(7)


class TestCallSheet(CallCommon):
    """One screen: what to know, what came out of the call, what it makes."""

    def test_open(self):
        sheet = self._sheet()
        self.assertEqual(sheet.contact_id, self.contact)
        self.assertEqual(sheet.phone, "02 40 00 00 01")
        self.assertEqual(sheet.level_id, self.level_call)
        self.assertEqual(sheet.plan_b_level_id, self.level_firm)
        self.assertTrue(sheet.plan_b_date > CALL)
        self.assertEqual(sheet.line_ids.mapped("amount_free"), [3200, 800, 500])
        html = str(sheet.info_html)
        for word in ("PO-77", self.level_friendly.name):
            self.assertIn(word, html)
        self.assertIn(self.level_firm.name, str(sheet.plan_b_html))

    def test_open_from_partner_and_invoice(self):
        for record in (self.customer, self.contact, self.big):
            action = record.with_user(self.collector).action_relance_call()
            sheet = self.env["relance.call.sheet"].browse(action["res_id"])
            self.assertEqual(sheet.case_id, self.case)

    def test_who_may_open(self):
        with self.assertRaises(AccessError):
            self._sheet(self.reader)
        with self.assertRaises(AccessError):
            self._sheet(self.other)
        self.assertTrue(self._sheet(self.manager))

    def test_sheet_is_its_owners(self):
        """What somebody types is theirs until it is saved."""
        sheet = self._sheet()
        with self.assertRaises(AccessError):
            sheet.with_user(self.manager).read(["note"])

    # === ONE CLICK === #

    def test_no_answer_postpones_nothing(self):
        before = self._next()
        for outcome in ("no_answer", "voicemail"):
            sheet = self._sheet()
            sheet.note = "Sonnerie"
            getattr(sheet, f"action_{outcome}")()
            call = self.case.call_ids.sorted("id")[-1]
            self.assertEqual((call.outcome, call.reached), (outcome, False))
            self.assertEqual(call.phone, "02 40 00 00 01")
        self._run(CALL)
        self.assertEqual(self._next(), before)
        self.assertEqual(self._reminder().state, "queued")

    def test_collision_asks_for_a_reason(self):
        """A colleague just called: it is shown, and asked why."""
        sheet = self._sheet()
        self.assertFalse(sheet.is_conflict)
        self.assertEqual(self.case.contact_user_id, self.collector)
        sheet.action_voicemail()
        self.assertFalse(self.case.contact_user_id, "freed when it closes")
        second = self._sheet(self.manager)
        self.assertTrue(second.is_conflict)
        self.assertIn(self.collector.name, second.guard_warning)
        with self.assertRaisesRegex(UserError, "reason"):
            second.action_no_answer()
        second.guard_reason = "Demandé par le client"
        second.action_no_answer()
        call = self.case.call_ids.sorted("id")[-1]
        self.assertEqual(call.guard_reason, "Demandé par le client")

    def test_next_sheet_frees_the_one_left(self):
        """A sheet only looked at does not stop colleagues; theirs stay theirs."""
        partner = self.customer.copy({"name": "Suivant", "parent_id": False})
        self._invoice(partner=partner)
        self._run(CALL)
        following = self._case(partner)
        following.user_id = self.collector
        self._sheet()
        self._sheet(self.manager, following)
        self.assertEqual(self.case.contact_user_id, self.collector)
        self._sheet(case=following)
        self.assertFalse(self.case.contact_user_id)
        self.assertEqual(following.contact_user_id, self.manager)

    # === PROMISE === #

    def _promise_sheet(self, **vals):
        values = {"outcome": "promise", "promise_date": PROMISED, **vals}
        return self._fill(self._sheet(), **values)

    def test_promise(self):
        sheet = self._promise_sheet(payment_means="cheque", note="Part jeudi")
        late = {self.big: 3200, self.small: 800}
        self.assertEqual(self._amounts(sheet, "amount_agreed"), late)
        sheet.action_save()
        promise = self.case.promise_ids
        self.assertEqual(promise.amount, 4000)
        self.assertEqual(promise.payment_means, "cheque")
        self.assertEqual(promise.contact_id, self.contact)
        self.assertEqual(promise.call_id, sheet.call_id)
        self.assertEqual(promise.state, "open")
        self.assertTrue(sheet.call_id.reached)
        self.assertEqual(self.case.amount_promised, 4000)
        self.assertEqual(self._reminder().state, "sent", "the call level is done")
        self.assertEqual(sheet.state, "done")
        with self.assertRaisesRegex(UserError, "recorded"):
            sheet.action_save()

    def test_promise_needs_its_date_means_and_amounts(self):
        for vals, message in (
            ({"promise_date": False}, "what day"),
            ({"payment_means": False}, "what means"),
            ({"promise_date": CALL - days(1)}, "past"),
        ):
            sheet = self._promise_sheet(note="Noté", **vals)
            with self.assertRaisesRegex(UserError, message):
                sheet.action_save()
            self.assertEqual(sheet.note, "Noté", "what was typed stays")
            self.assertEqual(sheet.state, "open")
        sheet = self._promise_sheet()
        sheet.line_ids.amount_agreed = 0
        with self.assertRaisesRegex(UserError, "amounts promised"):
            sheet.action_save()
        self.assertFalse(self.case.promise_ids)
        self.assertFalse(self.case.call_ids)

    def test_promise_too_large(self):
        sheet = self._promise_sheet()
        with self.assertRaises(ValidationError):
            self._set_amount(sheet, self.small, amount_agreed=801)
        with self.assertRaises(ValidationError):
            self._set_amount(sheet, self.small, amount_agreed=-1)

    def test_partial_promise(self):
        sheet = self._promise_sheet(outcome="partial_promise")
        self.assertFalse(self._amounts(sheet, "amount_agreed"))
        self._set_amount(sheet, self.big, amount_agreed=1000)
        sheet.action_save()
        self.assertEqual(self.case.promise_ids.amount, 1000)
        self.assertEqual(self.case.amount_claimable, 3000)

    def test_far_promise_needs_a_manager(self):
        sheet = self._promise_sheet(promise_date=CALL + days(16))
        self.assertIn("manager", sheet.promise_warning)
        sheet.action_save()
        self.assertEqual(self.case.promise_ids.state, "to_approve")
        near = self._promise_sheet(promise_date=CALL + days(15))
        self.assertFalse(near.promise_warning)

    def test_what_is_held_is_not_promised_again(self):
        self._promise_sheet().action_save()
        sheet = self._sheet()
        free = {line.move_id: line.amount_free for line in sheet.line_ids}
        self.assertEqual(free, {self.big: 0, self.small: 0, self.later: 500})

    # === OTHER OUTCOMES === #

    def _reason(self):
        reason = self.env["relance.dispute.reason"].search(
            [("name", "!=", "")], limit=1
        )
        return reason or self.env["relance.dispute.reason"].create({"name": "Prix"})

    def test_partial_dispute_and_promise_of_the_rest(self):
        sheet = self._fill(
            self._sheet(),
            outcome="dispute",
            dispute_reason_id=self._reason(),
            dispute_owner_id=self.manager,
            dispute_date=CALL + days(5),
            note="Deux caisses manquent",
        )
        self.assertEqual(sheet.delay_reason, "dispute")
        with self.assertRaisesRegex(UserError, "amounts disputed"):
            sheet.action_save()
        self._set_amount(sheet, self.big, amount_disputed=400)
        self._fill(sheet, promise_date=PROMISED)
        self.assertEqual(
            self._amounts(sheet, "amount_agreed"), {self.big: 2800, self.small: 800}
        )
        sheet.action_save()
        self.assertEqual(self.case.dispute_ids.amount, 400)
        self.assertEqual(self.case.dispute_ids.description, "Deux caisses manquent")
        self.assertEqual(self.case.promise_ids.amount, 3600)
        self.assertEqual(self.case.amount_claimable, 0)

    def test_dispute_takes_the_defaults_of_its_reason(self):
        sheet = self._fill(
            self._sheet(), outcome="dispute", dispute_reason_id=self._reason()
        )
        self._set_amount(sheet, self.big, amount_disputed=400)
        sheet.action_save()
        dispute = self.case.dispute_ids
        self.assertTrue(dispute.owner_id)
        self.assertTrue(dispute.date_target > CALL)
        self.assertEqual(dispute.state, "open")

    def test_dispute_needs_its_reason(self):
        sheet = self._fill(self._sheet(), outcome="dispute")
        self._set_amount(sheet, self.big, amount_disputed=400)
        with self.assertRaisesRegex(UserError, "reason"):
            sheet.action_save()

    def test_plan_asked_drafts_a_plan(self):
        sheet = self._fill(self._sheet(), outcome="plan_asked", delay_reason="cash")
        sheet.action_save()
        plan = self.case.plan_ids
        self.assertEqual((plan.state, plan.amount), ("draft", 4000))
        self.assertEqual(sheet.action_open_plan()["res_id"], plan.id)
        self.assertFalse(self.case.cash_trouble, "a plan is under way")

    def test_call_back(self):
        sheet = self._fill(self._sheet(), outcome="call_back")
        with self.assertRaisesRegex(UserError, "what day"):
            sheet.action_save()
        self._fill(sheet, callback_date=CALL + days(1), callback_hour=14.5)
        sheet.action_save()
        call = sheet.call_id
        self.assertFalse(call.reached)
        self.assertEqual(call.activity_id.date_deadline, CALL + days(1))
        self.assertIn("14:30", call.activity_id.summary)
        self.assertEqual(call.activity_id.user_id, self.collector)
        self.assertEqual(self._reminder().state, "queued", "nothing is postponed")

    def test_nothing_agreed_asks_for_the_next_step(self):
        for outcome in ("reached", "already_paid", "invoice_not_received"):
            sheet = self._fill(self._sheet(), outcome=outcome)
            sheet.write({"next_step": False, "next_step_date": False})
            with self.assertRaisesRegex(UserError, "next step"):
                sheet.action_save()
        sheet.next_step = "Rappeler le comptable"
        with self.assertRaisesRegex(UserError, "next step"):
            sheet.action_save()
        sheet.next_step_date = CALL - days(1)
        with self.assertRaisesRegex(UserError, "past"):
            sheet.action_save()
        sheet.next_step_date = CALL + days(2)
        sheet.action_save()
        task = sheet.call_id.activity_id
        self.assertEqual(task.summary, "Rappeler le comptable")
        self.assertEqual(task.date_deadline, CALL + days(2))

    def test_outcome_is_required(self):
        with self.assertRaisesRegex(UserError, "came out"):
            self._sheet().action_save()

    def test_refuses_and_insolvent_escalate(self):
        manager = self.company._relance_managers()[:1]
        for outcome in ("refuses", "insolvent"):
            sheet = self._fill(self._sheet(), outcome=outcome, note="Ne paiera pas")
            sheet.action_save()
            task = self.case.activity_ids.sorted("id")[-1]
            self.assertEqual(task.user_id, manager)
            self.assertEqual(task.date_deadline, CALL)
            self.assertIn("Ne paiera pas", task.note)

    # === CONTACT === #

    def test_contact_corrected(self):
        sheet = self._fill(
            self._sheet(), phone="02 40 99 99 99", email="compta@client.example.com"
        )
        sheet.action_no_answer()
        self.assertEqual(self.contact.phone, "02 40 00 00 01", "not reached")
        sheet = self._fill(
            self._sheet(), phone="02 40 99 99 99", outcome="wrong_number"
        )
        sheet.action_save()
        self.assertEqual(self.contact.phone, "02 40 99 99 99")
        self.assertFalse(sheet.call_id.reached)

    def test_wrong_number_not_corrected_is_a_task(self):
        sheet = self._fill(self._sheet(), outcome="wrong_number")
        sheet.action_save()
        fix = self.env.ref("relance_recouvrement.activity_fix_contact")
        task = self.case.activity_ids.filtered(lambda row: row.activity_type_id == fix)
        self.assertEqual(task.date_deadline, CALL)
        self.assertIn(fix.name, sheet.result_html, "the result says so")
        self.assertIn(task.user_id.name, sheet.result_html)
        other = self._fill(self._sheet(), outcome="already_paid")
        self._fill(other, next_step="Vérifier", next_step_date=CALL).action_save()
        self.assertNotIn(fix.name, other.result_html)

    def test_another_person(self):
        other = self.env["res.partner"].create(
            {"name": "Paul Roux", "parent_id": self.customer.id, "phone": "0240111111"}
        )
        sheet = self._promise_sheet(contact_id=other)
        self.assertEqual(sheet.phone, "0240111111")
        self._fill(sheet, keep_contact=True)
        sheet.action_save()
        self.assertEqual(self.customer.relance_dunning_contact_id, other)

    def test_stranger_is_not_corrected(self):
        stranger = self._customer("Autre Client")
        sheet = self._sheet()
        sheet.write(
            {"contact_id": stranger.id, "phone": "01", "outcome": "wrong_number"}
        )
        with self.assertRaisesRegex(UserError, "no contact of this customer"):
            sheet.action_save()
        self.assertFalse(stranger.phone)

    # === HABITS === #

    def test_last_number_and_best_hour(self):
        self._call(CALL - days(4), outcome="no_answer", phone="0240000009")
        self._call(
            CALL - days(3),
            phone="0240000009",
            contact_id=self.contact.id,
            next_step="x",
        )
        sheet = self._sheet()
        self.assertIn("0240000009 (Claire Petit", sheet.last_phone)
        self.assertIn("1 out of 2", sheet.best_hour)

    def test_payments_and_delay(self):
        self.assertIn("No payment", str(self._sheet().info_html))
        paid = self._invoice(amount=100, due=CALL - days(40))
        self._run(CALL)
        self._pay(paid, day=CALL - days(30))
        self._credit(50, CALL - days(2))
        self._run(CALL)
        html = str(self._sheet().with_context(lang="en_US").info_html)
        self.assertIn("<strong>10</strong>", html.replace("\n", ""))
        self.assertIn("To match", html)

    def test_note_warning(self):
        sheet = self._fill(self._sheet(), note="Monsieur est malade")
        self.assertIn("malade", sheet.note_warning)
        sheet.outcome = "wrong_number"
        sheet.action_save()
        self.assertEqual(sheet.call_id.note, "Monsieur est malade", "never blocked")

    def test_duration_is_counted(self):
        sheet = self._promise_sheet()
        with Form(sheet) as form:
            form.duration = 7
        sheet.action_save()
        self.assertEqual(sheet.call_id.duration, 7)

    def test_next_call(self):
        with self.assertRaisesRegex(UserError, "No other case"):
            self._sheet().action_next_call()
        other = self._customer("Garage Blanc")
        self._invoice(other, amount=900)
        for day in (CALL, CALL + days(10)):
            self._run(day)
        case = self._case(other)
        case.sudo().next_decision = "call"
        action = self._sheet().action_next_call()
        sheet = self.env["relance.call.sheet"].browse(
            action["params"]["next"]["res_id"]
        )
        self.assertEqual(sheet.case_id, case)
