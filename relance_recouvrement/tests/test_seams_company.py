from datetime import date

from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import LATE, TRACKING, days
from .common_plan import PlanCommon

PREFIX = "relance_recouvrement.group_"
NASTY = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestSeamsCompany(PlanCommon):
    """Branches, printed letters, moved debts and nasty names."""

    def _part(self, invoice, amount):
        line = self._line(invoice).filtered(lambda item: not item.closed_date)
        return [Command.create({"case_line_id": line.id, "amount": amount})]

    def _promise(self, lines, partner=None, day=LATE):
        promises = self.env["relance.promise"].with_user(self.collector)
        return promises.create(
            {
                "case_id": self._case(partner).id,
                "date": day + days(5),
                "line_ids": lines,
            }
        )

    def _dispute(self, lines, user=None, partner=None, **vals):
        disputes = self.env["relance.dispute"].with_user(user or self.collector)
        return disputes.create(
            {
                "case_id": self._case(partner).id,
                "reason_id": self.env.ref(
                    "relance_recouvrement.dispute_reason_quantity"
                ).id,
                "line_ids": lines,
                **vals,
            }
        )

    def test_a_collector_of_a_branch_opens_disputes(self):
        branch = self.env["res.company"].create(
            {"name": "Durand Lille", "parent_id": self.company.id}
        )
        user = new_test_user(
            self.env,
            login="relance_lille",
            groups=f"{PREFIX}collector",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        invoice = self._owe(1000.0)[0]
        self._case().user_id = user
        reason = self.env["relance.dispute.reason"].create(
            {
                "name": "Palettes",
                "company_id": self.company.id,
                "owner_role": "collector",
            }
        )
        dispute = self._dispute(
            self._part(invoice, 400.0), user, reason_id=reason.id
        ).with_user(user)
        self.env.invalidate_all()
        self.assertEqual(dispute.owner_id, user)
        self.assertEqual(dispute.reason_id.name, "Palettes")

    def test_a_printed_letter_is_withdrawn_by_an_agreement(self):
        invoice = self._invoice(amount=1000.0)
        for level in (self.level_friendly, self.level_call, self.level_firm):
            level.active = False
        makers = {
            date(2026, 4, 1): lambda day: self._dispute(
                self._part(invoice, 400.0), date_open=day
            ),
            date(2026, 4, 8): lambda day: self._promise(
                self._part(invoice, 100.0), day=day
            ),
            date(2026, 4, 15): lambda day: self._sign(
                self._plan(
                    line_ids=self._part(invoice, 200.0),
                    number=2,
                    first_date=day + days(7),
                    down_payment_date=day,
                ),
                day,
            ),
        }
        for day, make in makers.items():
            with freeze_time(day):
                self._run(day)
                reminder = self._reminder()
                reminder.action_confirm()
                self._deliver()
                letter = reminder.delivery_ids.filtered("is_proof")
                self.assertEqual(letter.state, "to_post", reminder.confirm_reason)
                owed = self._line(invoice).amount_claimable
                self.assertEqual(reminder.line_ids.amount_residual, owed)
                make(day)
                self.assertLess(self._line(invoice).amount_claimable, owed)
                self.assertEqual((reminder.state, letter.state), ("cancelled",) * 2)
                letter.tracking_number = TRACKING
                letter.action_mark_posted()
                self.assertEqual(reminder.state, "cancelled")

    def test_all_that_runs_follows_a_doubtful_debt(self):
        invoice = self._owe(1000.0)[0]
        dispute = self._dispute(self._part(invoice, 300.0))
        promise = self._promise(self._part(invoice, 200.0))
        plan = self._sign(self._plan(line_ids=self._part(invoice, 400.0), number=2))
        account = self.env["account.account"].search(
            [("code", "=", "416000"), ("company_ids", "in", self.company.ids)]
        )
        entry = self._entry(
            LATE,
            [
                (self.receivable, -1000.0, self.customer),
                (account, 1000.0, self.customer),
            ],
        )
        items = entry.line_ids.filtered(lambda item: item.account_id == account)
        other = entry.line_ids - items
        (self._item(invoice)[:1] + other).reconcile()
        self._run(LATE)
        line = self._line(entry).filtered(lambda item: not item.closed_date)
        for part in (dispute.line_ids, promise.line_ids, plan.line_ids):
            self.assertEqual(part.case_line_id, line)
        self.assertEqual((line.amount_held, line.amount_claimable), (900.0, 100.0))
        self.assertEqual(
            (dispute.state, promise.state, plan.state), ("open", "open", "active")
        )

    def test_merged_customers_keep_all_that_runs(self):
        twin = self._customer("Morel Bis", email=self.customer.email)
        self._owe(600.0)
        invoice = self._owe(1000.0, partner=twin)[0]
        dispute = self._dispute(self._part(invoice, 300.0), partner=twin)
        plan = self._sign(
            self._plan(partner=twin, line_ids=self._part(invoice, 400.0), number=2)
        )
        draft = self._plan(partner=twin, line_ids=self._part(invoice, 200.0), number=2)
        sheet = self.env["relance.call.sheet"]._open(self._case(twin))
        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "dst_partner_id": self.customer.id,
                "partner_ids": [Command.set((twin + self.customer).ids)],
            }
        ).action_merge()
        self.env.invalidate_all()
        self._run(LATE + days(1))
        case = self._case()
        self.assertEqual(dispute.case_id, case)
        self.assertEqual((plan + draft).case_id, case)
        self.assertEqual(plan.partner_id, self.customer)
        self.assertEqual(case.amount_claimable, 1600.0 - 700.0)
        self.assertFalse(sheet.exists())
        self._sign(draft)
        self.assertEqual(draft.state, "active")

    def test_nasty_names_are_only_words(self):
        self.customer.name = f"Morel {NASTY}"
        contact = self.env["res.partner"].create(
            {
                "name": f"Claire {NASTY}",
                "parent_id": self.customer.id,
                "email": "claire@client.example.com",
                "phone": f"01 02 {NASTY}",
            }
        )
        self.customer.relance_dunning_contact_id = contact
        invoice = self._owe(1000.0)[0]
        dispute = self._dispute(self._part(invoice, 300.0), description=NASTY)
        self._promise(self._part(invoice, 200.0))
        plan = self._sign(self._plan(line_ids=self._part(invoice, 400.0), number=2))
        case = self._case().with_user(self.manager)
        sheet = self.env["relance.call.sheet"].with_user(self.manager)._open(case)
        sheet.write(
            {
                "outcome": "already_paid",
                "note": NASTY,
                "next_step": NASTY,
                "next_step_date": LATE + days(3),
            }
        )
        sheet.action_save()
        self.env.invalidate_all()
        recap = sheet.action_recap()["context"]
        answer = self.env["relance.dispute.answer"].create(
            {"dispute_id": dispute.id, "answer": NASTY}
        )
        texts = [
            sheet.info_html,
            sheet.plan_b_html,
            sheet.result_html,
            sheet.dial_html,
            recap["default_body"],
            answer.body,
            plan._render_text("mail_template_plan_late")["body"],
            plan._render_text("mail_template_plan_notice")["body"],
        ]
        report = self.env["ir.actions.report"]
        for name in ("action_report_plan", "action_report_plan_notice"):
            action = f"relance_recouvrement.{name}"
            if self.env.ref(action, raise_if_not_found=False):
                html = report._render_qweb_html(action, plan.ids)[0]
                texts.append(html.decode())
        for text in texts:
            self.assertNotIn("<script>alert", str(text or ""))
        messages = (case.message_ids + dispute.message_ids).mapped("body")
        tasks = (case.activity_ids + dispute.activity_ids).mapped("note")
        for text in messages + tasks:
            self.assertNotIn("<script>alert", str(text or ""))
