from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LATE, days
from .common_dispute import PREFIX, DisputeCommon


@tagged("post_install", "-at_install")
class TestDisputeAccess(DisputeCommon):
    """An employee who answers sees and does that, and nothing else."""

    def test_owner_opens_the_form(self):
        dispute = self._dispute(300.0).with_user(self.owner)
        with Form(dispute) as form:
            form.answer = "Douze cartons livrés"
            form.advice = "unfounded"
        dispute.action_answer()
        self.assertEqual(dispute.answer_date, LATE)
        self.assertEqual(self._tasks(dispute), self.collector)
        self.assertIn("Douze cartons", dispute.message_ids[0].body)
        form = Form(dispute)
        self.assertEqual(form.amount, 300.0)
        self.assertEqual(
            dispute.line_ids.case_line_id.sudo().move_name, self.invoice.name
        )
        for view in ("list", "kanban", "search", "pivot", "graph", "activity"):
            self.env["relance.dispute"].with_user(self.owner).get_view(view_type=view)

    def test_answer_is_needed(self):
        dispute = self._dispute().with_user(self.owner)
        with self.assertRaises(UserError):
            dispute.action_answer()

    def test_owner_attaches_documents(self):
        dispute = self._dispute().with_user(self.owner)
        document = (
            self.env["ir.attachment"]
            .with_user(self.owner)
            .create(
                {
                    "name": "BL.pdf",
                    "raw": b"x",
                    "res_model": dispute._name,
                    "res_id": dispute.id,
                }
            )
        )
        dispute.message_post(body="Voici le BL", attachment_ids=document.ids)
        self.assertEqual(dispute.message_ids[0].attachment_ids, document)

    def test_owner_does_nothing_else(self):
        dispute = self._dispute(300.0).with_user(self.owner)
        wizard = self.env["relance.dispute.answer"].with_user(self.owner)
        for name, action in (
            ("founded", dispute.action_founded),
            ("unfounded", dispute.action_unfounded),
            ("withdraw", dispute.action_withdraw),
            ("reopen", dispute.action_reopen),
            ("credit", dispute.action_credit_note),
            ("delete", dispute.unlink),
            ("amount", lambda: dispute.line_ids.write({"amount": 1.0})),
            ("line", dispute.line_ids.unlink),
            ("date", lambda: dispute.write({"date_target": LATE + days(60)})),
            ("owner", lambda: dispute.write({"owner_id": self.manager.id})),
            ("state", lambda: dispute.write({"state": "settled"})),
            ("create", lambda: self._dispute(10.0, user=self.owner)),
            ("wizard", lambda: wizard.create({"dispute_id": dispute.id})),
            ("case", lambda: dispute.case_id.read(["amount_due"])),
            ("item", lambda: dispute.line_ids.case_line_id.read(["amount_total"])),
            ("invoice", lambda: self.invoice.with_user(self.owner).read(["name"])),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    action()

    def test_other_employees_see_nothing(self):
        dispute = self._dispute()
        other = self._user("qualite", "base.group_user")
        disputes = self.env["relance.dispute"].with_user(other)
        self.assertFalse(disputes.search([]))
        self.assertFalse(disputes.env["relance.dispute.line"].search([]))
        for action in (
            lambda: dispute.with_user(other).read(["answer"]),
            lambda: dispute.with_user(other).write({"answer": "x"}),
            lambda: dispute.with_user(other).message_post(body="x"),
            lambda: (
                self.env["ir.attachment"]
                .with_user(other)
                .create(
                    {
                        "name": "x",
                        "raw": b"x",
                        "res_model": dispute._name,
                        "res_id": dispute.id,
                    }
                )
            ),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_reader_reads(self):
        reader = self._user("lecteur", f"{PREFIX}reader")
        dispute = self._dispute().with_user(reader)
        self.assertTrue(dispute.read(["amount"]))
        for action in (
            lambda: dispute.write({"answer": "x"}),
            dispute.action_founded,
            lambda: self._dispute(10.0, user=reader),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_collector_of_own_cases(self):
        own = self._user("debutante", f"{PREFIX}collector_own")
        with self.assertRaises(AccessError):
            self._dispute(user=own)
        dispute = self._dispute()
        self.assertFalse(dispute.with_user(own).has_access("read"))
        self.case.user_id = own
        dispute.with_user(own).action_withdraw()
        self.assertEqual(dispute.state, "settled")

    def test_collector_who_answers_another_s_dispute(self):
        """Owner of the dispute, not of the case: answers, does not decide."""
        own = self._user("debutante", f"{PREFIX}collector_own")
        dispute = self._dispute(owner_id=own.id).with_user(own)
        dispute.write({"answer": "Vu", "advice": "founded"})
        dispute.action_answer()
        with self.assertRaises(AccessError):
            dispute.action_founded()

    def test_reasons_are_the_manager_s(self):
        self.reason.with_user(self.owner).read(["name"])
        with self.assertRaises(AccessError):
            self.reason.with_user(self.collector).name = "x"
        self.reason.with_user(self.manager).name = "Quantités"


@tagged("post_install", "-at_install")
class TestDisputeCompanies(DisputeCommon):
    """Other companies, other currencies."""

    def test_foreign_currency(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        invoice = self._invoice(amount=1000.0, currency_id=dollar.id)
        self._run(LATE)
        dispute = self._dispute(400.0, invoice)
        self.assertEqual(dispute.amount, 200.0)
        self.assertEqual(self.case.amount_disputed, 200.0)
        self.assertEqual(self._line(invoice).amount_claimable, 600.0)
        credit = self._refund(invoice, 400.0)
        self.assertNotEqual(credit.currency_id, dollar)
        self.assertEqual(dispute.state, "open")
        words = dispute._get_amount_text()
        self.assertIn("400,00", words)

    def test_foreign_credit_note(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        invoice = self._invoice(amount=1000.0, currency_id=dollar.id)
        self._run(LATE)
        dispute = self._dispute(400.0, invoice)
        credit = self._invoice(
            amount=400.0,
            currency_id=dollar.id,
            move_type="out_refund",
            reversed_entry_id=invoice.id,
        )
        self.assertEqual(credit.state, "posted")
        self._run(LATE)
        self.assertEqual(dispute.state, "settled")
        self.assertEqual(dispute.line_ids.amount_settled, 400.0)
        self.assertEqual(dispute.amount_credited, 200.0)

    def test_each_company_its_own(self):
        data = self.setup_other_company()
        other = data["company"]
        other.relance_bank_check = "off"
        invoice = self._invoice(company=other, accounts=data)
        self._run(LATE, companies=other)
        self.env.user.company_ids += other
        line = self._line(invoice)
        reason = self.reason.copy({"company_id": other.id, "owner_role": "collector"})
        with self.assertRaises(UserError):
            self._dispute(reason_id=reason.id)
        with self.assertRaises(AccessError):
            self._dispute(100.0, invoice)
        admin = self.env.user
        dispute = self._dispute(
            100.0, invoice, user=admin, reason_id=reason.id, owner_id=admin.id
        )
        self.assertEqual(dispute.company_id, other)
        self.assertEqual(dispute.case_id, line.case_id)
        disputes = self.env["relance.dispute"].with_user(self.collector)
        self.assertNotIn(dispute, disputes.search([]))
        self.assertFalse(self._line(self.invoice).amount_held)
        self._run(LATE + days(30))
        self.assertFalse(dispute.reminder_count)

    def test_merged_customers_keep_their_disputes(self):
        dispute = self._dispute()
        target = self._customer("Morel Groupe")
        self._invoice(target)
        self._run(LATE)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + target).ids, target)
        self.env.invalidate_all()
        self.assertEqual(dispute.case_id, self._case(target))
        self.assertEqual(dispute.partner_id, target)
