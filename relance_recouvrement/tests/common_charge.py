"""An invoice of 10 000 € due on 2 March 2026, and what it bears of interest."""

import base64

from odoo import Command

from .common import DUE, RelanceCommon, days

LAST = DUE + days(30)  # 1 April: 10 000 × 12.15 % × 30 / 365 = 99.86
INTEREST = 99.86
LATE_DAY = DUE + days(40)
PDF = base64.b64encode(b"%PDF-1.4 facture d'avocat")


class ChargeCommon(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False
        cls.manager = cls._user(
            "manager",
            "relance_recouvrement.group_manager,account.group_account_invoice",
        )
        cls.planner = cls._user("planner", "relance_recouvrement.group_manager")
        cls.collector = cls._user("collector", "relance_recouvrement.group_collector")
        cls.own = cls._user("own", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("reader", "relance_recouvrement.group_reader")
        cls.invoice = cls._invoice(amount=10000)

    def _charges(self, kind=None, invoice=None):
        found = self.env["relance.charge"].search(
            [("invoice_id", "=", (invoice or self.invoice).id)], order="id"
        )
        return found.filtered(lambda charge: not kind or charge.kind == kind)

    def _interest(self, invoice=None):
        return self._charges("interest", invoice)

    def _indemnity(self, invoice=None):
        return self._charges("indemnity", invoice)

    def _count_until(self, day, partner=None):
        """The case is read on a day, and its charges counted until then."""
        self._run(day)
        case = self._case(partner)
        self.env["relance.engine.charge"]._update_cases(case, day)
        return case.charge_ids

    def _frozen(self):
        """The last notice is confirmed, frozen and printed: nothing left yet."""
        self._run(LAST)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        return reminder

    def _claimed(self):
        """The last notice left."""
        reminder = self._frozen()
        self._post(reminder, LAST)
        self._send_mail(reminder)
        self.assertEqual(reminder.state, "sent")
        return reminder

    def _waive(self, charges, user=None, **vals):
        wizard = (
            self.env["relance.charge.waive"]
            .with_user(user or self.manager)
            .create(
                {
                    "charge_ids": [Command.set(charges.ids)],
                    "reason": "Premier retard",
                    **vals,
                }
            )
        )
        wizard.action_waive()

    def _book(self, charges, user=None, until=LAST, **vals):
        """Documents made of charges."""
        wizard = (
            self.env["relance.charge.book"]
            .with_user(user or self.manager)
            .create(
                {
                    "charge_ids": [Command.set(charges.ids)],
                    "until_date": until,
                    "date": until,
                    **vals,
                }
            )
        )
        action = wizard.action_book()
        moves = self.env["account.move"]
        if action.get("res_id"):
            return moves.browse(action["res_id"])
        return moves.search(action["domain"])

    def _cost(self, user=None, partner=None, **vals):
        user = user or self.collector
        evidence = self.env["ir.attachment"].with_user(user)
        evidence = evidence.create({"name": "note.pdf", "datas": PDF})
        charges = self.env["relance.charge"].with_user(user)
        return charges.create(
            {
                "case_id": self._case(partner).id,
                "description": "Lettre d'avocat",
                "cost_date": LAST,
                "amount_cost": 300.0,
                "amount_covered": 40.0,
                "evidence_ids": [Command.set(evidence.ids)],
                **vals,
            }
        )
