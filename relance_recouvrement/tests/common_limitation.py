from base64 import b64encode
from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .common import RelanceCommon

# Due two years before the run: time-barred for a consumer on the invoice's day.
OLD = date(2024, 4, 1)
INVOICED = date(2024, 3, 2)
TODAY = date(2026, 2, 2)
PAPER = b64encode(b"%PDF-1.4 acknowledgement")


class LimitationCommon(RelanceCommon):
    """An invoice of 2 March 2024, looked at one month before it is time-barred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")
        cls.customer.relance_debtor_regime = "b2c"

    def setUp(self):
        super().setUp()
        self._at(TODAY)

    def _at(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _owe(self, day=TODAY, **vals):
        invoice = self._invoice(
            due=vals.pop("due", OLD),
            invoice_date=vals.pop("invoice_date", INVOICED),
            **vals,
        )
        self._run(day)
        return invoice

    def _record(self, invoice, kind="recognition", day=TODAY, user=None, **vals):
        line = self._line(invoice)
        return (
            self.env["relance.interruption"]
            .with_user(user or self.collector)
            .create(
                {
                    "case_id": line.case_id.id,
                    "line_ids": [Command.set(line.ids)],
                    "kind": kind,
                    "date": day,
                    "proof": PAPER,
                    "proof_name": "reconnaissance.pdf",
                    **vals,
                }
            )
        )

    def _rows(self, invoice):
        return self.env["relance.limitation"].search(
            [("case_line_id", "in", self._line(invoice).ids)]
        )

    def _tasks(self, partner=None):
        return self._case(partner).activity_search(
            ["relance_recouvrement.activity_limitation"]
        )
