from freezegun import freeze_time

from .common import LATE, RelanceCommon


class StopCommon(RelanceCommon):
    """A customer whose debt may stop sales; today is LATE."""

    freeze_time = freeze_time(LATE)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(amount=1000.0)

    @classmethod
    def _reach(cls, level, invoice=None):
        """The item of an invoice is at a level, taken over as at go-live."""
        cls.engine._run(cls.company, today=LATE)
        lines = cls.env["relance.case.line"].sudo()
        line = lines.search([("move_id", "=", (invoice or cls.invoice).id)])
        line.write({"start_level_id": level.id, "start_date": LATE})
        cls.engine._run(cls.company, today=LATE)
        return line

    @classmethod
    def _limit(cls, limit):
        """Odoo's own credit limit for the customer."""
        cls.company.account_use_credit_limit = True
        cls.customer.with_company(cls.company).credit_limit = limit
