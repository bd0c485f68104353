from base64 import b64encode
from datetime import date

from odoo.tests import freeze_time

from .common import LATE, TRACKING, RelanceCommon, days

SIGNED = LATE
# Instalments of the plans below: Fridays; checked until the Tuesday after.
FIRST = date(2026, 3, 20)
SECOND = date(2026, 4, 20)
THIRD = date(2026, 5, 20)
OVERDUE = date(2026, 3, 25)  # two bank days after the first, and one
NOTICE = date(2026, 4, 2)  # eight days after the reminder
SCAN = b64encode(b"%PDF-1.4 signed by hand")


class PlanCommon(RelanceCommon):
    """A customer who asks for time on two late invoices of 1 000 and 500 euros."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")

    def setUp(self):
        super().setUp()
        clock = freeze_time(SIGNED)
        clock.start()
        self.addCleanup(clock.stop)

    def _owe(self, *amounts, **vals):
        """Late invoices, followed; returns them."""
        invoices = [self._invoice(amount=amount, **vals) for amount in amounts]
        self._run(SIGNED)
        return invoices

    def _plan(self, user=None, partner=None, **vals):
        plans = self.env["relance.plan"].with_user(user or self.collector)
        return plans.create(
            {
                "case_id": self._case(partner).id,
                "first_date": SIGNED + days(7),
                **vals,
            }
        )

    def _sign(self, plan, day=SIGNED):
        plan.write(
            {
                "signature_date": day,
                "signed_document": SCAN,
                "signed_document_name": "protocole.pdf",
            }
        )
        plan.action_activate()
        return plan

    def _schedule(self, plan):
        rows = plan.installment_ids.sorted("date")
        return [(row.date, row.amount) for row in rows]


class SignedPlanCommon(PlanCommon):
    """Three instalments of 500 euros, signed."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(1500.0)[0]
        self.plan = self._sign(self._plan())

    def _at(self, day):
        """Run and deliver on ``day``."""
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)
        self._run(day)
        self._deliver()

    def _states(self):
        rows = self.plan.installment_ids.sorted("date")
        return " ".join(rows.mapped("state"))

    def _mails(self):
        return self.plan.sudo().installment_ids.mail_id

    def _notify(self, day=NOTICE):
        """The notice is printed and posted on ``day``."""
        self._at(OVERDUE)
        self._at(day)
        plan = self.plan.with_user(self.manager)
        plan.action_print_notice()
        plan.notice_tracking = TRACKING
        plan.action_notice_posted()
