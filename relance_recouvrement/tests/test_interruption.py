import hashlib
from base64 import b64decode
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import days
from .common_insolvency import PUBLISHED, ClaimCommon
from .common_limitation import INVOICED, OLD, PAPER, TODAY, LimitationCommon


@tagged("post_install", "-at_install")
class TestInterruption(LimitationCommon):
    """The acts: who records them, with what proof, and what they do."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe()
        self.line = self._line(self.invoice)
        self.case = self._case()

    def _day(self):
        self.line.invalidate_recordset()
        return self.line.limitation_date

    def test_record(self):
        act = self._record(self.invoice)
        self.assertEqual(self._day(), date(2028, 2, 2))
        self.assertEqual(act.state, "recorded")
        self.assertEqual(
            act.proof_checksum, hashlib.sha256(b64decode(PAPER)).hexdigest()
        )
        body = self.case.message_ids[0].body
        self.assertIn(f"{self.invoice.name} : 02/02/2028", body)

    def test_from_the_case_in_one_click(self):
        other = self._owe(due=OLD, invoice_date=INVOICED)
        action = self.case.with_user(self.collector).action_new_interruption()
        acts = self.env["relance.interruption"].with_user(self.collector)
        form = Form(acts.with_context(**action["context"]), action.get("view_id"))
        self.assertEqual(form.line_ids[:].ids, (self.line + self._line(other)).ids)
        form.kind = "request"
        form.date = TODAY
        form.proof = PAPER
        act = form.save()
        self.assertEqual(act.line_ids, self.line + self._line(other))
        self.assertEqual(self._day(), date(2028, 2, 2))

    def test_from_the_list(self):
        row = self._rows(self.invoice).with_user(self.collector)
        context = row.action_record_interruption()["context"]
        self.assertEqual(context["default_case_id"], self.case.id)
        self.assertEqual(context["default_line_ids"], [Command.set(self.line.ids)])
        self.assertEqual(row.action_open_case()["res_id"], self.case.id)
        other = self._customer("Garage Petit")
        self._owe(partner=other)
        both = self.line + self._case(other).line_ids
        with self.assertRaises(UserError):
            both.with_user(self.collector).action_record_interruption()

    # === PROOF === #

    def test_no_act_without_proof(self):
        for kind in ("recognition", "service", "payment", "title"):
            with self.subTest(kind=kind), self.assertRaises(ValidationError):
                self._record(self.invoice, kind=kind, proof=False)

    def test_a_payment_of_the_ledger_proves_itself(self):
        self._pay(self.invoice, 200.0, day=date(2026, 1, 15))
        self._run(TODAY)
        self.assertEqual(self._day(), date(2026, 3, 2), "a person says whose it is")
        self.assertEqual(self._rows(self.invoice).payment_date, date(2026, 1, 15))
        acts = self.env["relance.interruption"].with_user(self.collector)
        context = self.line.action_record_interruption()["context"]
        form = Form(acts.with_context(**context))
        form.kind = "payment"
        self.assertEqual(form.date, date(2026, 1, 15))
        form.save()
        self.assertEqual(self._day(), date(2028, 1, 15))
        with self.assertRaises(ValidationError):
            self._record(
                self.invoice, kind="payment", proof=False, day=date(2026, 1, 16)
            )

    def test_dates(self):
        with self.assertRaises(ValidationError):
            self._record(self.invoice, day=TODAY + days(1))
        with self.assertRaises(ValidationError):
            self._record(self.invoice, kind="mediation", end_date=TODAY - days(1))
        with self.assertRaises(ValidationError):
            self._record(self.invoice, end_date=TODAY)

    def test_items_of_the_customer_only(self):
        other = self._customer("Garage Petit")
        line = self._line(self._owe(partner=other))
        with self.assertRaises(ValidationError):
            self._record(self.invoice, line_ids=[Command.set(line.ids)])
        with self.assertRaises(ValidationError):
            self._record(self.invoice, line_ids=[Command.clear()])

    def test_what_was_recorded_stays(self):
        act = self._record(self.invoice, user=self.manager)
        for vals in (
            {"date": TODAY - days(9)},
            {"kind": "title"},
            {"proof": PAPER},
            {"line_ids": [Command.clear()]},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                act.write(vals)
        with self.assertRaises(AccessError):
            act.write({"state": "cancelled"})
        with self.assertRaises(AccessError):
            act.unlink()
        with self.assertRaises(UserError):
            act.sudo().unlink()
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "relance.interruption"), ("res_field", "=", "proof")]
        )
        with self.assertRaises(UserError):
            file.write({"raw": b"other"})
        with self.assertRaises(UserError):
            file.unlink()

    # === EFFECT === #

    def test_the_end_of_proceedings(self):
        act = self._record(self.invoice, kind="service", day=date(2025, 6, 1))
        self.assertEqual(self._day(), date(2027, 6, 1))
        act.end_date = TODAY
        self.assertEqual(self._day(), date(2028, 2, 2))

    def test_only_the_named_items(self):
        other = self._owe()
        self._record(self.invoice)
        self.assertEqual(self._day(), date(2028, 2, 2))
        self.assertEqual(self._line(other).limitation_date, date(2026, 3, 2))

    def test_a_signed_plan_is_an_act(self):
        plan = (
            self.env["relance.plan"]
            .with_user(self.collector)
            .create({"case_id": self.case.id, "first_date": TODAY + days(7)})
        )
        self.assertFalse(self.case.interruption_ids)
        plan.write(
            {
                "signature_date": TODAY - days(1),
                "signed_document": PAPER,
                "signed_document_name": "protocole.pdf",
            }
        )
        plan.action_activate()
        act = self.case.interruption_ids
        self.assertEqual((act.kind, act.date), ("plan", TODAY - days(1)))
        self.assertEqual((act.plan_id, act.line_ids), (plan, self.line))
        self.assertEqual(act.proof_checksum, plan.signed_checksum)
        self.assertEqual(self._day(), date(2028, 2, 1))

    def test_a_manager_cancels_a_mistake(self):
        act = self._record(self.invoice)
        act.cancel_reason = "Signé par un tiers"
        with self.assertRaises(UserError):
            act.action_cancel()
        self.assertEqual(self._day(), date(2028, 2, 2))
        act.with_user(self.manager).action_cancel()
        self.assertEqual(act.state, "cancelled")
        self.assertEqual(self._day(), date(2026, 3, 2))
        self.assertTrue(self._rows(self.invoice))
        self.assertIn("Signé par un tiers", self.case.message_ids[0].body)
        with self.assertRaises(UserError):
            act.cancel_reason = "Autre chose"

    def test_a_cancellation_has_a_reason(self):
        act = self._record(self.invoice)
        with self.assertRaises(UserError):
            act.with_user(self.manager).action_cancel()

    # === RIGHTS === #

    def test_rights(self):
        self.case.user_id = self.own
        self._record(self.invoice, user=self.own)
        self.case.user_id = self.collector
        for user in (self.own, self.reader):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._record(self.invoice, user=user)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.case.with_user(user).action_new_interruption()
        act = self._record(self.invoice)
        self.assertTrue(act.with_user(self.reader).read(["date", "warning"]))
        self.assertFalse(
            self.env["relance.interruption"]
            .with_user(self.own)
            .search([("case_id", "=", self.case.id)])
        )
        self.assertFalse(self.env["relance.limitation"].with_user(self.own).search([]))
        with self.assertRaises(AccessError):
            self.env["relance.limitation"].with_user(self.manager).create(
                {
                    "case_line_id": self.line.id,
                    "case_id": self.case.id,
                    "date": TODAY,
                }
            )

    def test_a_kept_field_has_no_value_of_a_person(self):
        with self.assertRaises(AccessError):
            self._record(self.invoice, proof_checksum="0" * 64)
        acts = self.env["relance.interruption"].with_user(self.collector)
        acts = acts.with_context(default_state="cancelled")
        self.assertEqual(acts.default_get(["state"])["state"], "recorded")

    def test_the_reader_sees_the_dates(self):
        line = self.line.with_user(self.reader)
        self.assertEqual(line.limitation_date, date(2026, 3, 2))
        self.assertEqual(
            line.case_id.limitation_date,
            date(2026, 3, 2),
        )
        row = self._rows(self.invoice).with_user(self.reader)
        self.assertIn("L218-2", row.basis)


@tagged("post_install", "-at_install")
class TestInterruptionInsolvency(ClaimCommon):
    """A declared claim is an act, as long as the proceedings last."""

    def test_a_declared_claim_is_an_act(self):
        invoice = self._invoice()
        self._run(PUBLISHED)
        insolvency = self._declare(self._claim())
        line = self._line(invoice)
        act = line.case_id.interruption_ids
        self.assertEqual((act.kind, act.date), ("declaration", PUBLISHED))
        self.assertEqual(act.proof_checksum, insolvency.declaration_checksum)
        self.assertEqual(line.limitation_date, PUBLISHED.replace(year=2031))
        end = PUBLISHED + days(700)
        self._freeze(end)
        insolvency = insolvency.with_user(self.manager)
        insolvency.write({"close_reason": "plan_done", "closed_date": end})
        insolvency.action_close()
        line.invalidate_recordset()
        self.assertEqual(act.end_date, end)
        self.assertEqual(line.limitation_date, end.replace(year=end.year + 5))

    def test_proceedings_entered_by_mistake_interrupt_nothing(self):
        invoice = self._invoice()
        line_day = invoice.invoice_date.replace(year=2031)
        self._run(PUBLISHED)
        insolvency = self._declare(self._claim())
        insolvency.with_user(self.manager).action_cancel()
        line = self._line(invoice)
        self.assertEqual(line.case_id.interruption_ids.state, "cancelled")
        self.assertEqual(line.limitation_date, line_day)
