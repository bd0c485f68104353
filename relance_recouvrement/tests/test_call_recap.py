from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.wording import check_letter, check_style, plain
from .common import CALL, days
from .common_call import CallCommon, make_pdf


class TestCallRecap(CallCommon):
    """Their action, ours, dates, when we check, what follows otherwise."""

    def _record(self, outcome="promise", **vals):
        if outcome == "promise":
            vals.setdefault("promise_date", CALL + days(7))
        sheet = self._fill(self._sheet(), outcome=outcome, **vals)
        sheet.action_save()
        return sheet.call_id

    def _composer(self, call):
        action = call.action_open_recap()
        return (
            self.env["mail.compose.message"]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({})
        )

    def _send(self, call):
        with self.mock_mail_gateway():
            self._composer(call)._action_send_mail()
        return call.recap_message_id

    def _answer(self, case=None, **vals):
        vals.setdefault("author_id", self.contact.id)
        return (
            (case or self.case)
            .sudo()
            .message_post(body="Bien reçu", message_type="email", **vals)
        )

    # === TEXT === #

    def test_promise(self):
        call = self._record(payment_means="transfer")
        composer = self._composer(call)
        text = plain(composer.body)
        for words in (
            "entretien telephonique du 11 mars 2026 avec claire petit",
            "vous reglez 4 000,00 € par virement le 18 mars 2026",
            "nous verifierons la reception du reglement le 20 mars 2026",
            "sans reglement recu a cette date, nous vous adresserons une relance"
            " ecrite le 23 mars 2026",
            "confirmer ces points",
        ):
            self.assertIn(words, text)
        self.assertEqual(composer.partner_ids, self.contact)
        self.assertIn("Ateliers Durand", composer.subject)

    def test_each_outcome_passes_the_guards(self):
        """Ours never orders, apologizes, or asks without a date."""
        outcomes = {
            "promise": {},
            "plan_asked": {},
            "already_paid": {},
            "invoice_not_received": {},
            "reached": {"next_step": "Relire", "next_step_date": CALL + days(2)},
            "refuses": {},
        }
        for outcome, vals in outcomes.items():
            with self.subTest(outcome):
                call = self._record(outcome, **vals)
                body = self._composer(call).body
                self.assertEqual(check_style(body), [])
                for regime in ("b2b", "b2c", "public", "unknown"):
                    self.assertEqual(check_letter(body, regime), [])
                call.promise_ids.action_cancel()
                call.plan_ids.sudo().unlink()

    def test_duplicate_text_passes_the_guards(self):
        template = self.env.ref("relance_recouvrement.mail_template_call_duplicate")
        body = template._render_field("body_html", self.case.ids)[self.case.id]
        self.assertEqual(check_style(body) + check_letter(body, "b2c"), [])

    def test_threat_is_the_real_next_step(self):
        call = self._record()
        self.assertEqual(call.plan_b_level_id, self.level_firm)
        call.sudo().plan_b_level_id = self.level_formal_notice
        self.assertIn("mise en demeure", call.recap_otherwise)
        call.sudo().plan_b_level_id = False
        self.assertFalse(call.recap_otherwise)

    def test_without_promise_names_its_own_day(self):
        """« à cette date » needs a date: the one of the next step."""
        call = self._record("plan_asked")
        self.assertNotIn("à cette date", call.recap_otherwise)
        self.assertIn("Sans échéancier signé ni règlement reçu", call.recap_otherwise)
        self.assertIn(call._day(call.plan_b_date), call.recap_otherwise)

    # === SENDING === #

    def test_two_clicks(self):
        call = self._record()
        self.assertFalse(call.recap_message_id)
        message = self._send(call)
        self.assertEqual(message.partner_ids, self.contact)
        self.assertEqual(message.model, "relance.case")
        self.assertEqual(message.res_id, self.case.id)
        self.assertFalse(self.case.reply_pending, "ours is no answer")

    def test_nobody_to_write_to(self):
        call = self._record()
        self.contact.email = self.customer.email = False
        with self.assertRaisesRegex(UserError, "no e-mail"):
            call.action_open_recap()

    def test_who_may_send(self):
        call = self._record()
        with self.assertRaises(AccessError):
            call.with_user(self.reader).action_open_recap()

    # === ANSWER === #

    def test_answer_goes_with_the_promise(self):
        call = self._record()
        self._send(call)
        answer = self._answer()
        self.assertEqual(call.reply_message_id, answer)
        self.assertEqual(call.promise_ids.reply_message_id, answer)
        self.assertTrue(self.case.reply_pending, "still an answer to read")
        self._answer()
        self.assertEqual(call.reply_message_id, answer, "the first one")

    def test_not_an_answer(self):
        call = self._record()
        self._answer()
        self.assertFalse(call.reply_message_id, "no recap was sent")
        recap = self._send(call)
        self._answer(author_id=self.manager.partner_id.id)
        self.assertFalse(call.reply_message_id, "a colleague")
        recap.sudo().date = recap.date - days(31)
        self._answer()
        self.assertFalse(call.reply_message_id, "too long ago")

    def test_answer_on_another_case(self):
        call = self._record()
        self._send(call)
        other = self._customer("Garage Blanc")
        self._invoice(other)
        self._run(CALL)
        self._answer(self._case(other), author_id=other.id)
        self.assertFalse(call.reply_message_id)

    # === DUPLICATE === #

    def _give_pdf(self, invoice):
        return self.env["ir.attachment"].create(
            {
                "name": f"{invoice.name}.pdf".replace("/", "_"),
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
                "raw": make_pdf(),
                "mimetype": "application/pdf",
            }
        )

    def test_duplicate_leaves_while_on_the_line(self):
        (self.big + self.small).mapped(self._give_pdf)
        (self.big + self.small).invalidate_recordset()
        sheet = self._sheet()
        contacted = self.case.last_contact_date
        with self.mock_mail_gateway():
            sheet.action_send_duplicate()
        self.assertTrue(sheet.duplicate_date)
        message = self.case.message_ids[0]
        self.assertEqual(len(message.attachment_ids), 2)
        self.assertEqual(message.partner_ids, self.contact)
        self.assertEqual(sheet.state, "open", "the talk goes on")
        self.assertEqual(self.case.last_contact_date, contacted, "no reminder")
        self._fill(
            sheet,
            outcome="invoice_not_received",
            next_step="Date ?",
            next_step_date=CALL + days(2),
        )
        sheet.action_save()
        self.assertIn("duplicata", str(sheet.call_id.recap_ours))

    def test_duplicate_needs_an_address(self):
        self.contact.email = False
        sheet = self._sheet()
        with self.assertRaisesRegex(UserError, "e-mail address"):
            sheet.action_send_duplicate()
        self.assertFalse(sheet.duplicate_date)

    def test_promised_amounts_by_document(self):
        sheet = self._fill(
            self._sheet(), outcome="partial_promise", promise_date=CALL + days(7)
        )
        sheet.line_ids.filtered(lambda line: line.move_id == self.big).write(
            {"amount_agreed": 1000}
        )
        sheet.action_save()
        words = str(sheet.call_id.recap_theirs)
        self.assertIn("000,00", words)
        self.assertIn(self.big.name, words)
        self.assertNotIn(self.small.name, words)

    def test_dispute_words(self):
        reason = self.env["relance.dispute.reason"].create({"name": "Prix"})
        sheet = self._fill(
            self._sheet(),
            outcome="dispute",
            dispute_reason_id=reason,
            dispute_owner_id=self.manager,
            dispute_date=CALL + days(5),
        )
        sheet.write(
            {
                "line_ids": [
                    Command.update(sheet.line_ids[0].id, {"amount_disputed": 400})
                ]
            }
        )
        sheet.action_save()
        call = sheet.call_id
        self.assertIn("Prix", str(call.recap_theirs))
        self.assertIn("16 mars 2026", str(call.recap_ours))
        self.assertEqual(check_style(self._composer(call).body), [])
