from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LATE, days
from .common_plan import PlanCommon


@tagged("post_install", "-at_install")
class TestSeamsRights(PlanCommon):
    """What a call by RPC could do that no screen does."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(1000.0)[0]
        self.case = self._case()
        self.other_partner = self._customer("Garage Petit")
        self._owe(800.0, partner=self.other_partner)
        self.other_case = self._case(self.other_partner)
        self.case.user_id = self.own
        self.other_case.user_id = self.collector

    def _promise(self, **context):
        promises = self.env["relance.promise"].with_user(self.own)
        return promises.with_context(**context).create(
            {
                "case_id": self.case.id,
                "date": LATE + days(5),
                "line_ids": [
                    Command.create(
                        {"case_line_id": self.case.line_ids.id, "amount": 100.0}
                    )
                ],
            }
        )

    def test_kept_fields_have_no_default_of_a_person(self):
        promise = self._promise(default_state="kept", default_is_deferral=True)
        self.assertEqual((promise.state, promise.is_deferral), ("open", False))
        self.env["ir.default"].with_user(self.own).set(
            "relance.promise", "is_deferral", True, user_id=True
        )
        self.assertFalse(self._promise().is_deferral)

    def test_nobody_makes_oneself_the_replacement_of_a_colleague(self):
        replacements = self.env["relance.replacement"].with_user(self.own)
        mine = replacements.create(
            {
                "replacement_id": self.collector.id,
                "date_from": LATE,
                "date_to": LATE + days(5),
            }
        )
        mine.date_to = LATE + days(6)
        with self.assertRaises(AccessError):
            mine.write({"user_id": self.collector.id, "replacement_id": self.own.id})

    def test_a_file_of_others_is_not_taken_by_an_answer(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "salaires.pdf",
                "raw": b"%PDF-1.4",
                "res_model": "res.company",
                "res_id": self.company.id,
                "res_field": "logo_web",
            }
        )
        private = self.env["ir.attachment"].create(
            {"name": "prive.txt", "raw": b"x", "res_model": False, "res_id": False}
        )
        dispute = self.env["relance.dispute"].create(
            {
                "case_id": self.case.id,
                "reason_id": self.env.ref(
                    "relance_recouvrement.dispute_reason_quantity"
                ).id,
                "owner_id": self.collector.id,
                "line_ids": [
                    Command.create(
                        {"case_line_id": self.case.line_ids.id, "amount": 100.0}
                    )
                ],
            }
        )
        for file in secret | private:
            with self.assertRaises(AccessError):
                self.env["relance.dispute.answer"].with_user(self.own).create(
                    {
                        "dispute_id": dispute.id,
                        "answer": "Livré le 3 mars.",
                        "send_email": False,
                        "attachment_ids": [Command.set(file.ids)],
                    }
                ).action_apply()
            self.assertNotEqual(file.res_model, "relance.dispute")

    def test_parts_stay_with_their_parent(self):
        signed = self._sign(self._plan(line_ids=self._part(400.0)))
        draft = self._plan(line_ids=self._part(200.0))
        for part in (draft.line_ids, draft.installment_ids[:1]):
            with self.assertRaises(UserError):
                part.with_user(self.collector).write({"plan_id": signed.id})
        mine, other = self._promise(), self._promise()
        other.sudo().state = "kept"
        with self.assertRaises(UserError):
            mine.line_ids.with_user(self.own).write({"promise_id": other.id})

    def _part(self, amount):
        return [
            Command.create({"case_line_id": self.case.line_ids.id, "amount": amount})
        ]

    def test_a_plan_stays_with_its_customer(self):
        plan = self._plan(user=self.own, line_ids=self._part(200.0))
        with self.assertRaises(AccessError):
            plan.write({"case_id": self.other_case.id})

    def test_a_call_stays_on_cases_of_the_user(self):
        call = (
            self.env["relance.call"]
            .with_user(self.own)
            .create(
                {
                    "case_id": self.case.id,
                    "contact_id": self.customer.id,
                    "outcome": "reached",
                }
            )
        )
        call.write({"note": "Rappel du 3 mars."})
        with self.assertRaises(AccessError):
            call.write({"case_id": self.other_case.id})

    def test_a_sheet_opens_on_a_case_of_the_user_only(self):
        sheets = self.env["relance.call.sheet"].with_user(self.own)
        vals = {"case_id": self.other_case.id, "contact_id": self.other_partner.id}
        with self.assertRaises(AccessError):
            sheets.create(vals).read(["amount_due"])
        sheet = sheets._open(self.case.with_user(self.own))
        with self.assertRaises(AccessError):
            sheet.write({"case_id": self.other_case.id})
        line = self.other_case.line_ids
        with self.assertRaises(AccessError):
            sheet.write({"line_ids": [Command.create({"case_line_id": line.id})]})

    def test_an_answer_is_written_on_a_dispute_of_the_user(self):
        dispute = self.env["relance.dispute"].create(
            {
                "case_id": self.other_case.id,
                "reason_id": self.env.ref(
                    "relance_recouvrement.dispute_reason_quantity"
                ).id,
                "owner_id": self.collector.id,
                "answer": "secret",
                "line_ids": [
                    Command.create(
                        {"case_line_id": self.other_case.line_ids.id, "amount": 10.0}
                    )
                ],
            }
        )
        answers = self.env["relance.dispute.answer"].with_user(self.own)
        with self.assertRaises(AccessError):
            answers.create({"dispute_id": dispute.id})
