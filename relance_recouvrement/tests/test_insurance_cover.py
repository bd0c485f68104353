from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import DUE, days
from .common_insurance import DEADLINE, InsuranceCommon
from .common_plan import SIGNED


@tagged("post_install", "-at_install")
class TestInsuranceCover(InsuranceCommon):
    """What a cover reaches of what its customer owes."""

    def test_what_the_case_says(self):
        self._owe(1000.0, 3000.0)
        case = self._case().with_user(self.collector)
        self.assertEqual(case.insurance_cover_id, self.cover)
        self.assertEqual(case.insurance_open, 4000)
        self.assertEqual(case.insurance_covered, 4000)
        self.assertEqual(case.insurance_expected, 3600)
        self.assertEqual(case.insurance_percent, 90)
        self.assertEqual(case.insurance_deadline, DEADLINE)
        self.assertFalse(case.insurance_extended_deadline)

    def test_no_more_than_the_amount_covered(self):
        self._owe(8000.0)
        case = self._case()
        self.assertEqual(case.insurance_covered, 5000)
        self.assertEqual(case.insurance_expected, 4500)

    def test_amount_in_another_currency(self):
        currency = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        self.policy.currency_id = currency
        self._owe(8000.0)
        self.assertEqual(self._case().insurance_covered, 2500)

    def test_only_what_was_delivered_meanwhile(self):
        self.cover.write({"date_from": date(2026, 1, 31), "date_to": date(2026, 2, 10)})
        inside, before, after = (
            self._invoice(invoice_date=day)
            for day in (date(2026, 1, 31), date(2026, 1, 30), date(2026, 2, 11))
        )
        late = self._invoice(
            invoice_date=date(2026, 2, 20), delivery_date=date(2026, 2, 10)
        )
        self._run(SIGNED)
        items = self.env["relance.engine.insurance"]._get_items(self._case().ids)
        covered = {item.move_name for item in items}
        self.assertEqual(covered, {inside.name, late.name})
        self.assertNotIn(before.name, covered)
        self.assertNotIn(after.name, covered)

    def test_paid_items_and_credits_are_not_counted(self):
        paid, _open = self._owe(1000.0, 500.0)
        self._credit(200.0)
        self._pay(paid)
        self._run(SIGNED)
        self.assertEqual(self._case().insurance_open, 500)

    def test_nothing_for_others(self):
        other = self._customer("Garage Petit")
        self._owe(1000.0, partner=other)
        case = self._case(other)
        self.assertFalse(case.insurance_cover_id)
        self.assertFalse(case.insurance_deadline)
        self.assertFalse(case._get_insurance_text())

    def test_call_sheet(self):
        self._owe(1000.0)
        sheet = self.env["relance.call.sheet"].with_user(self.collector)
        sheet = sheet.create(
            {"case_id": self._case().id, "contact_id": self.customer.id}
        )
        text = sheet._get_cover()
        self.assertIn("AC-2026-001", text)
        self.assertIn("90 %", text)
        self.assertIn("2026", text.split("declare before")[1])

    def test_list_says_what_is_owed(self):
        self._owe(1000.0)
        cover = self.cover.with_user(self.collector)
        self.assertEqual(cover.case_id, self._case())
        self.assertEqual(cover.amount_open, 1000)
        self.assertEqual(cover.deadline, DEADLINE)
        self.assertEqual(cover.action_view_case()["res_id"], self._case().id)

    def test_own_collector_sees_the_sums_of_own_cases_only(self):
        self._owe(1000.0)
        self._case().user_id = self.manager
        cover = self.cover.with_user(self.own)
        self.assertFalse(cover.case_id)
        self.assertEqual(cover.amount_open, 0)
        self._case().user_id = self.own
        cover.invalidate_recordset()
        self.assertEqual(cover.amount_open, 1000)

    def test_kept_on_the_legal_person(self):
        contact = self.env["res.partner"].create(
            {"name": "Paul", "parent_id": self._customer("Garage Petit").id}
        )
        self.assertEqual(self._cover(contact).partner_id, contact.parent_id)

    def test_checks(self):
        self.cover.date_to = date(2026, 6, 30)
        for vals, message in (
            ({"amount": 0}, "amount"),
            ({"date_to": date(2025, 1, 1)}, "correct its dates"),
            ({"date_from": date(2026, 6, 30)}, "already covered"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._cover(**{"date_from": date(2026, 7, 1), **vals})
        self._cover(date_from=date(2026, 7, 1))

    def test_latest_cover_wins(self):
        """Of two policies, an item counts once."""
        other = self._policy(number="AC-2026-002", declaration_days=30)
        cover = self._cover(policy=other, date_from=date(2026, 1, 15))
        self._owe(1000.0)
        case = self._case()
        self.assertEqual(case.insurance_cover_id, cover)
        self.assertEqual(case.insurance_open, 1000)
        self.assertEqual(case.insurance_deadline, DUE + days(30))

    def test_only_managers_enter(self):
        covers = self.cover.with_user(self.manager)
        covers.amount = 6000
        for user in (self.collector, self.reader):
            self.assertEqual(self.cover.with_user(user).amount, 6000)
            with self.assertRaises(AccessError):
                self.cover.with_user(user).amount = 1
        plain = self._user("paul", "base.group_user")
        with self.assertRaises(AccessError):
            self.cover.with_user(plain).read(["amount"])

    def test_transferred_debt_keeps_its_days(self):
        invoice = self._owe(1000.0)[0]
        doubtful = self.env["account.account"].create(
            {
                "name": "Clients douteux",
                "code": "416999",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        entry = self._entry(
            SIGNED,
            [
                (doubtful, 1000.0, self.customer),
                (self.receivable, -1000.0, self.customer),
            ],
        )
        (self._item(invoice) + entry.line_ids.filtered("credit")).reconcile()
        self._run(SIGNED)
        self.assertEqual(self._case().insurance_deadline, DEADLINE)
