from base64 import b64encode
from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .common import DUE, RelanceCommon, days

OPENED = date(2026, 4, 1)  # a Wednesday, thirty days after the due date
INTEREST = 99.86  # 10 000 € × 12.15 % × 30 / 365
PAPER = b64encode(b"%PDF-1.4 act served")
NOTICE = "Mise en demeure du 12/03/2026, LRAR 1A12345678901"


class ProcedureCommon(RelanceCommon):
    """A business that owes 10 000 € since 2 March 2026, and 2 000 € on another
    invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")
        cls.agent = cls._customer("SCP Blanc", relance_debtor_regime="unknown")

    def setUp(self):
        super().setUp()
        self._at(OPENED)

    def _at(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _owe(self, *amounts, day=OPENED, **vals):
        """Late invoices, followed; returns them."""
        invoices = [self._invoice(amount=amount, **vals) for amount in amounts]
        self._run(day)
        return invoices[0] if len(invoices) == 1 else invoices

    def _type(self, code):
        return self.env.ref(f"relance_recouvrement.procedure_type_{code}")

    def _procedure(self, code="injonction", user=None, partner=None, **vals):
        """A draft of all that the customer owes late."""
        records = self.env["relance.procedure"].with_user(user or self.collector)
        return records.create(
            {
                "case_id": self._case(partner).id,
                "type_id": self._type(code).id,
                "notice_elsewhere": NOTICE,
                "user_id": self.collector.id,
                **vals,
            }
        )

    def _open(self, code="injonction", day=OPENED, **vals):
        """An opened procedure, as its collector sees it."""
        record = self._procedure(code, **vals)
        record.with_user(self.manager).action_open()
        return record

    def _step(self, record, code):
        return record.step_ids.filtered(lambda step: step.code == code)

    def _proof(self, name="acte.pdf", user=None):
        files = self.env["ir.attachment"].with_user(user or self.collector)
        return files.create({"name": name, "datas": PAPER})

    def _done(self, record, code, day, proof=True, user=None, **vals):
        """Say that a step was done, through the wizard."""
        self._at(max(day, record._get_today()))
        wizards = self.env["relance.procedure.step.done"]
        wizard = wizards.with_user(user or self.collector).create(
            {
                "step_id": self._step(record, code).id,
                "date": day,
                "attachment_ids": [
                    Command.set(self._proof(user=user).ids if proof else [])
                ],
                **vals,
            }
        )
        wizard.action_apply()
        return self._step(record, code)

    def _close(self, record, reason, user=None, **vals):
        wizards = self.env["relance.procedure.close"].with_user(user or self.manager)
        wizard = wizards.create(
            {
                "procedure_id": record.id,
                "reason": reason,
                "date": record._get_today(),
                **vals,
            }
        )
        wizard.action_apply()

    def _formal_notice(self, invoices, route="injonction", day=None, deadline=None):
        """A formal notice that left and announced a route."""
        day = day or DUE + days(10)
        lines = self.env["relance.case.line"].union(*map(self._line, invoices))
        reminder = (
            self.env["relance.reminder"]
            .sudo()
            .create(
                {
                    "case_id": lines.case_id.id,
                    "level_id": self.level_formal_notice.id,
                    "state": "sent",
                    "date": day,
                    "deadline_date": deadline or day + days(15),
                    "chosen_route": route,
                    "line_ids": [
                        Command.create(
                            {
                                "case_line_id": line.id,
                                "currency_id": line.currency_id.id,
                                "amount_residual": line.amount_residual,
                            }
                        )
                        for line in lines
                    ],
                }
            )
        )
        self.env["relance.announcement"].sudo().create(
            {
                "case_id": lines.case_id.id,
                "reminder_id": reminder.id,
                "level_id": self.level_formal_notice.id,
                "deadline": deadline or day + days(15),
                "consequence": "x",
            }
        )
        return reminder
