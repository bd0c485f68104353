import hashlib
from base64 import b64decode, b64encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import days
from .common_insurance import PAPER, InsuranceCommon
from .common_plan import SIGNED


@tagged("post_install", "-at_install")
class TestInsuranceDeclaration(InsuranceCommon):
    """What was declared to the insurer, with its proof."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(1000.0)[0]
        self.case = self._case()

    def test_from_the_case(self):
        action = self.case.with_user(self.collector).action_new_insurance_declaration()
        declarations = self.env[action["res_model"]].with_user(self.collector)
        form = Form(declarations.with_context(**action["context"]))
        self.assertEqual(form.line_ids[:].ids, self._line(self.invoice).ids)
        form.reference = "SIN-1"
        form.proof = PAPER
        record = form.save()
        self.assertEqual(record.policy_id, self.policy)
        self.assertEqual(record.date, SIGNED)
        self.assertEqual(record.amount, 1000)
        self.assertEqual(record.payment_date, SIGNED + days(150))
        self.assertEqual(
            record.proof_checksum, hashlib.sha256(b64decode(PAPER)).hexdigest()
        )
        self.assertIn("SIN-1", self.case.message_ids[0].body)
        self.assertFalse(self.case.insurance_deadline)
        self.assertEqual(self.case.insurance_covered, 1000)

    def test_nothing_insured(self):
        other = self._customer("Garage Petit")
        self._owe(1000.0, partner=other)
        with self.assertRaisesRegex(UserError, "insured"):
            self._case(other).action_new_insurance_declaration()

    def test_proof_and_date(self):
        with self.assertRaisesRegex(ValidationError, "proof"):
            self._declare(self.invoice, proof=False)
        with self.assertRaisesRegex(ValidationError, "date"):
            self._declare(self.invoice, date=SIGNED + days(1))

    def test_items_of_the_customer(self):
        other = self._customer("Garage Petit")
        stranger = self._owe(1000.0, partner=other)[0]
        lines = [(6, 0, self._line(stranger).ids)]
        with self.assertRaisesRegex(ValidationError, "items"):
            self._declare(self.invoice, line_ids=lines)
        with self.assertRaisesRegex(ValidationError, "items"):
            self._declare(self.invoice, line_ids=False)

    def test_stays_as_it_is(self):
        record = self._declare(self.invoice)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            record.reference = "SIN-2"
        with self.assertRaises(UserError):
            record.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self._declare(self.invoice, amount=1)
        proof = self.env["ir.attachment"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("res_field", "=", "proof"),
            ]
        )
        self.assertTrue(proof)
        with self.assertRaisesRegex(UserError, "kept"):
            proof.write({"datas": b64encode(b"other")})
        with self.assertRaisesRegex(UserError, "kept"):
            proof.unlink()

    def test_manager_cancels(self):
        record = self._declare(self.invoice)
        record.cancel_reason = "Mauvaise police"
        with self.assertRaisesRegex(UserError, "manager"):
            record.action_cancel()
        record = record.with_user(self.manager)
        record.cancel_reason = False
        with self.assertRaisesRegex(UserError, "why"):
            record.action_cancel()
        record.cancel_reason = "Mauvaise police"
        record.action_cancel()
        self.assertEqual(record.state, "cancelled")
        self.assertTrue(self.case.insurance_deadline)
        self.assertIn("Mauvaise police", self.case.message_ids[0].body)

    def test_reader_and_strangers(self):
        record = self._declare(self.invoice)
        self.assertEqual(record.with_user(self.reader).reference, "SIN-778")
        with self.assertRaises(AccessError):
            self._declare(self.invoice, user=self.reader)
        self.case.user_id = self.manager
        with self.assertRaises(AccessError):
            record.with_user(self.own).read(["reference"])
        with self.assertRaises(AccessError):
            self._declare(self.invoice, user=self.own)
        self.case.user_id = self.own
        self.assertTrue(self._declare(self.invoice, user=self.own))

    def test_another_company(self):
        record = self._declare(self.invoice)
        other = self.setup_other_company()["company"]
        user = self._user("other", "relance_recouvrement.group_manager")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            record.with_user(user).read(["reference"])

    def test_follows_merged_customers(self):
        record = self._declare(self.invoice)
        other = self._customer("Garage Petit")
        self._owe(500.0, partner=other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, other)
        self.assertEqual(record.case_id, self._case(other))
        self.assertEqual(self.cover.partner_id, other)
