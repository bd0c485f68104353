from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.wording import check_letter, check_style
from .common import DUE, LATE, days
from .common_dispute import DisputeCommon


@tagged("post_install", "-at_install")
class TestDispute(DisputeCommon):
    """Opening, deciding, answering; who may, and who may not."""

    # === OPENING === #

    def test_reason_gives_owner_date_and_steps(self):
        dispute = self._dispute()
        self.assertEqual(dispute.owner_id, self.owner)
        # seven days after Friday 13 March
        self.assertEqual(dispute.date_target, LATE + days(7))
        self.assertIn("bon de livraison", dispute.steps)
        self.assertEqual(self._tasks(dispute), self.owner)
        task = dispute.sudo().activity_ids
        self.assertEqual(task.date_deadline, dispute.date_target)
        self.assertIn(self.owner.partner_id, dispute.message_partner_ids)

    def test_target_is_a_working_day(self):
        self.reason.delay_days = 8
        self.assertEqual(self._dispute().date_target, LATE + days(10))

    def test_what_is_entered_wins(self):
        dispute = self._dispute(
            owner_id=self.manager.id, date_target=LATE + days(2), steps="<p>Rien</p>"
        )
        self.assertEqual(dispute.owner_id, self.manager)
        self.assertEqual(dispute.date_target, LATE + days(2))

    def test_owner_roles(self):
        seller = self._user("vendeuse", "base.group_user")
        self.reason.owner_role = "salesperson"
        self.assertEqual(self.reason._get_owner(self.case), self.owner)
        self.customer.user_id = seller
        self.assertEqual(self.reason._get_owner(self.case), seller)
        seller.active = False
        self.assertEqual(self.reason._get_owner(self.case), self.owner)
        self.reason.owner_role = "collector"
        self.assertEqual(self.reason._get_owner(self.case), self.collector)

    def test_reason_needs_its_user_and_days(self):
        with self.assertRaises(ValidationError):
            self.reason.write({"owner_role": "user", "owner_id": False})
        with self.assertRaises(ValidationError):
            self.reason.delay_days = -1
        self.reason.write({"owner_role": "salesperson", "owner_id": False})

    def test_not_received_is_no_reason(self):
        names = self.env["relance.dispute.reason"].search([]).mapped("name")
        self.assertIn("Prix", names)
        self.assertFalse([name for name in names if "reçue" in name.lower()])

    def test_from_the_case_all_that_is_free_is_proposed(self):
        other = self._invoice(amount=500.0)
        self._credit(50.0)
        self._run(LATE)
        self._dispute(300.0)
        disputes = self.env["relance.dispute"].with_user(self.collector)
        with Form(disputes.with_context(default_case_id=self.case.id)) as form:
            self.assertEqual(len(form.line_ids), 2)
            form.reason_id = self.reason
            form.line_ids.remove(0)
        dispute = form.record
        self.assertEqual(dispute.line_ids.amount, 500.0)
        self.assertEqual(dispute.line_ids.move_id, other)

    def test_free_part_of_a_line_is_proposed(self):
        self._dispute(300.0)
        disputes = self.env["relance.dispute"].with_user(self.collector)
        with Form(disputes.with_context(default_case_id=self.case.id)) as form:
            form.reason_id = self.reason
        self.assertEqual(form.record.line_ids.amount, 700.0)

    def test_amounts(self):
        self._dispute(600.0)
        self._dispute(400.0)
        for amount in (-1.0, 0.01):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._dispute(amount)

    def test_lines_are_needed_once_and_of_the_case(self):
        line = self._line(self.invoice)
        other = self._invoice(self._customer("Garage Petit"))
        self._run(LATE)
        part = {"case_line_id": line.id, "amount": 100.0}
        stranger = {"case_line_id": self._line(other).id, "amount": 100.0}
        for lines in ([], [part, part], [stranger]):
            with self.subTest(lines=lines), self.assertRaises(ValidationError):
                self._dispute(line_ids=[Command.create(vals) for vals in lines])

    def test_dates(self):
        with self.assertRaises(ValidationError):
            self._dispute(date_target=LATE - days(1))

    def test_owner_is_an_internal_user_of_the_company(self):
        portal = self._user("portail", "base.group_portal")
        company = self.env["res.company"].sudo().create({"name": "Autre"})
        stranger = self._user("etranger", "base.group_user")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        for user in (portal, stranger):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self._dispute(owner_id=user.id)

    def test_product_of_the_invoice(self):
        invoice = self._invoice(amount=10.0)
        invoice.button_draft()
        invoice.invoice_line_ids.product_id = self.product_a
        invoice.action_post()
        self._run(LATE)
        self.assertEqual(self._dispute(1.0, invoice).product_id, self.product_a)
        self.assertFalse(self._dispute(1.0).product_id)

    def test_amount_changes_while_live_only(self):
        dispute = self._dispute(300.0)
        self._refund(self.invoice, 100.0)
        self._run(LATE)
        dispute.line_ids.amount = 950.0
        self.assertEqual(dispute.amount, 950.0)
        dispute.action_withdraw()
        other = self._customer("Garage Petit")
        self._invoice(other)
        self._run(LATE)
        moved = {"case_id": self._case(other).id}
        for vals in ({"line_ids": [Command.clear()]}, {"date_open": DUE}, moved):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                dispute.write(vals)
        with self.assertRaises(UserError):
            dispute.line_ids.amount = 10.0

    def test_kept_fields(self):
        dispute = self._dispute(300.0)
        for vals in (
            {"state": "settled"},
            {"resume_date": LATE},
            {"verdict": "founded"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                dispute.write(vals)
        with self.assertRaises(AccessError):
            dispute.line_ids.amount_settled = 300.0
        with self.assertRaises(AccessError):
            self._dispute(100.0, state="founded")

    def test_deleted_while_open_only(self):
        dispute = self._dispute()
        dispute.unlink()
        self.assertEqual(self._line(self.invoice).amount_claimable, 1000.0)
        dispute = self._dispute()
        dispute.action_founded()
        with self.assertRaises(UserError):
            dispute.unlink()

    def test_another_owner(self):
        dispute = self._dispute()
        dispute.owner_id = self.manager
        self.assertEqual(self._tasks(dispute), self.manager)
        self.assertFalse(dispute.with_user(self.owner).has_access("read"))

    # === DECISIONS === #

    def test_founded_opens_the_credit_note(self):
        dispute = self._dispute(300.0)
        action = dispute.action_founded()
        self.assertEqual((dispute.state, dispute.is_holding), ("founded", True))
        self.assertEqual(action["res_model"], "account.move.reversal")
        reversal = self.env["account.move.reversal"].with_user(self.collector)
        reversal = reversal.with_company(self.company).with_context(**action["context"])
        wizard = Form(reversal).save()
        self.assertEqual(wizard.move_ids, self.invoice)
        credit = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        credit.invoice_line_ids.price_unit = 300.0
        credit.action_post()
        self._run(LATE)
        self.assertEqual((dispute.state, dispute.settled_by), ("settled", "credited"))
        self.assertEqual(self._line(self.invoice).amount_claimable, 700.0)

    def test_founded_by_who_issues_no_credit_note(self):
        dispute = self._dispute(user=self.manager)
        action = dispute.action_founded()
        self.assertEqual(dispute.state, "founded")
        self.assertEqual(action["tag"], "display_notification")

    def test_credit_note_needs_an_invoice(self):
        entry = self._entry(
            DUE,
            [(self.receivable, 80.0, self.customer), (self.revenue, -80.0, False)],
        )
        entry.line_ids.write({"no_followup": False})
        self._run(LATE)
        dispute = self._dispute(invoice=entry)
        with self.assertRaises(UserError):
            dispute.action_credit_note()

    def test_withdraw_and_reopen(self):
        dispute = self._dispute()
        dispute.action_withdraw()
        self.assertEqual(self._line(self.invoice).amount_claimable, 1000.0)
        with self.assertRaises(UserError):
            dispute.action_withdraw()
        dispute.action_reopen()
        self.assertEqual((dispute.state, dispute.is_holding), ("open", True))
        self.assertEqual(self._line(self.invoice).amount_claimable, 0.0)

    def test_what_the_ledger_settled_is_not_reopened_by_hand(self):
        dispute = self._dispute()
        self._pay(self.invoice)
        self._run(LATE)
        with self.assertRaises(UserError):
            dispute.action_reopen()
        with self.assertRaises(UserError):
            dispute.action_founded()

    # === THE ANSWER === #

    def test_answer_is_sent_with_its_documents(self):
        dispute = self._dispute(300.0)
        proof = self.env["ir.attachment"].create(
            {
                "name": "BL.pdf",
                "raw": b"x",
                "res_model": dispute._name,
                "res_id": dispute.id,
            }
        )
        upload = (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create({"name": "Tarif.pdf", "raw": b"y"})
        )
        wizard = self._answer(
            dispute, document_ids=proof.ids, attachment_ids=upload.ids
        )
        self.assertEqual(wizard.contact_id, self.customer)
        with self.mock_mail_gateway():
            wizard.action_apply()
        self.assertEqual((dispute.state, dispute.verdict), ("unfounded", "unfounded"))
        self.assertEqual(dispute.resolution, wizard.answer)
        self.assertTrue(dispute.is_holding)
        self.assertFalse(self._tasks(dispute))
        message = dispute.message_ids.filtered("subject")[:1]
        self.assertEqual(message.attachment_ids, proof + upload)
        self.assertEqual(upload.res_model, "relance.dispute")
        self.assertIn(self.invoice.name, message.body)
        self.assertIn("12 cartons", message.body)
        self.assertIn(self.customer, self._new_mails.recipient_ids)

    def test_our_text_is_lawful_and_firm(self):
        wizard = self._answer(self._dispute(300.0))
        for regime in ("unknown", "b2b", "b2c", "nonpro", "public"):
            self.assertFalse(check_letter(wizard._get_words(), regime))
        self.assertFalse(check_style(wizard._get_words()))
        self.assertFalse(wizard.wording)
        self.assertIn("300,00", wizard.body)
        words = self.env["relance.engine.words"]
        self.assertIn(words._format_date(wizard.resume_date), wizard.body)

    def test_weak_wording_is_told_not_refused(self):
        wizard = self._answer(self._dispute(), answer="Vous devez payer rapidement.")
        self.assertTrue(wizard.wording)
        wizard.send_email = False
        wizard.action_apply()

    def test_forbidden_wording_is_refused(self):
        self.customer.relance_debtor_regime = "b2c"
        dispute = self._dispute()
        wizard = self._answer(dispute, answer="Une indemnité de 40 € sera due.")
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(dispute.state, "open")

    def test_nobody_to_send_to(self):
        self.customer.email = False
        dispute = self._dispute()
        wizard = self._answer(dispute)
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.send_email = False
        with self.mock_mail_gateway():
            wizard.action_apply()
        self.assertFalse(self._new_mails)
        self.assertEqual(dispute.state, "unfounded")

    def test_a_day_to_pay(self):
        with self.assertRaises(ValidationError):
            self._answer(self._dispute(), resume_date=DUE)

    def test_customer_s_reply_stops_reminders(self):
        dispute = self._dispute(300.0)
        dispute.sudo().message_post(
            body="Pas d'accord",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(self.case.reply_pending)

    def test_colleague_s_message_does_not(self):
        dispute = self._dispute(300.0)
        dispute.with_user(self.owner).message_post(body="Je vérifie")
        self.assertFalse(self.case.reply_pending)

    # === STATISTICS === #

    def test_causes(self):
        self._dispute(300.0).action_withdraw()
        self._dispute(300.0)
        self._run(LATE + days(4))
        self._dispute(100.0).action_withdraw()
        rows = self.env["relance.dispute"]._read_group(
            [("case_id", "=", self.case.id)],
            ["reason_id", "owner_id"],
            ["__count", "amount:sum", "days_to_settle:avg"],
        )
        self.assertEqual(rows, [(self.reason, self.owner, 3, 700.0, 2.0)])
