"""A collector's day in the browser, and what the bank says of it the next days."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import RelanceCommon, days


@tagged("post_install", "-at_install")
class TestWholeDay(RelanceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = (
            "base.group_user,account.group_account_invoice,"
            "relance_recouvrement.group_collector"
        )
        cls.collector = cls._user("collector", groups)
        cls.colleague = cls._user("colleague", groups)
        cls.today = cls.company._relance_today()
        cls.garage = cls._customer("Garage Petit")
        cls.salon = cls._customer("Salon Dupont")
        cls.roux = cls._customer("Menuiserie Roux")
        cls.invoices = {
            partner: cls._invoice(partner, due=cls.today - days(12), amount=900.0)
            for partner in (cls.customer, cls.garage, cls.salon, cls.roux)
        }
        cls.env["res.partner"].union(*cls.invoices).phone = "02 40 00 00 01"

    def _promise(self, partner, day, taken):
        line = self._line(self.invoices[partner])
        return self.env["relance.promise"].create(
            {
                "case_id": line.case_id.id,
                "taken_date": taken,
                "date": day,
                "tolerance_days": 0,
                "user_id": self.collector.id,
                "line_ids": [Command.create({"case_line_id": line.id, "amount": 900})],
            }
        )

    def _statement_line(self, partner, amount, day):
        """A bank line, matched to the customer's account, then to the invoice."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": day,
                "payment_ref": "VIR RECU",
                "partner_id": partner.id,
                "amount": amount,
                "counterpart_account_id": self.receivable.id,
            }
        )
        items = self._item(line.move_id) + self._item(self.invoices[partner])
        items.reconcile()
        self.assertTrue(line.is_reconciled)

    def test_whole_day(self):
        self._run(self.today)
        cases = self._case() + self._case(self.garage) + self._case(self.salon)
        cases += self._case(self.roux)
        cases.user_id = self.collector
        broken = self._promise(
            self.roux, self.today - days(1), taken=self.today - days(6)
        )
        login = self.collector.login
        self.start_tour("/odoo", "relance_whole_day_calls_tour", login=login)

        promise = self._case().promise_ids
        self.assertEqual((promise.state, promise.amount), ("open", 900))
        self.assertEqual(self._line(self.invoices[self.customer]).hold, "promise")

        dispute = self._case(self.garage).dispute_ids
        self.assertEqual((dispute.state, dispute.amount), ("open", 300))
        garage = self._line(self.invoices[self.garage])
        self.assertEqual((garage.hold, garage.amount_claimable), ("none", 600))

        plan = self._case(self.salon).plan_ids
        self.assertEqual((plan.state, plan.total), ("active", 900))
        self.assertEqual(plan.signature_date, self.today)
        self.assertEqual(self._case(self.salon).stage, "plan")

        colleague = self.colleague.login
        self.start_tour("/odoo", "relance_whole_day_colleague_tour", login=colleague)
        self.assertEqual(len(self._case().call_ids), 1)

        self._statement_line(self.customer, 900.0, self.today)
        self._run(self.today)
        self.assertEqual((promise.state, promise.amount_paid), ("kept", 900))
        self.assertEqual(self._case().stage, "settled")
        self.assertEqual(broken.state, "broken")

        self.start_tour("/odoo", "relance_whole_day_next_tour", login=login)
        call = self._case(self.roux).call_ids
        self.assertEqual((call.outcome, call.reached), ("no_answer", False))
