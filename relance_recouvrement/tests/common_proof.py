"""A posted formal notice and the scans that prove it."""

from .common import DUE, TRACKING, RelanceCommon, days

PRINTED = DUE + days(30)  # 1 April, after the last notice's day
PDF = b"%PDF-1.4 scan"
GROUP = "relance_recouvrement.group_"


class ProofCommon(RelanceCommon):
    """A formal notice on its way to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {"relance_debtor_regime": "b2b", "relance_regime_confirmed": True}
        )
        cls.invoice = cls._invoice(amount=10000)
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False
        cls.collector = cls._user("collector", f"{GROUP}collector")
        cls.reader = cls._user("reader", f"{GROUP}reader")

    def _formal_notice(self):
        """A printed formal notice, not posted yet: ``(reminder, its letter)``."""
        self._run(PRINTED)
        notice = self._reminder()
        notice.action_confirm()
        self._deliver()
        self._post(notice, PRINTED)
        self.day = self.company._relance_calendar().next_working(
            notice.announcement_ids.deadline + days(1)
        )
        self._run(self.day)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_formal_notice)
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.state, "queued", reminder.confirm_reason)
        letter = reminder.delivery_ids.filtered(lambda dlv: dlv.channel == "registered")
        return reminder, letter.with_user(self.collector)

    def _posted(self):
        reminder, letter = self._formal_notice()
        letter.write({"posted_date": self.day, "tracking_number": TRACKING})
        letter.action_mark_posted()
        self._run(self.day + days(40))
        return reminder, letter

    def _set_regime(self, regime):
        """As if the customer had been so when the letters were printed."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relance_reminder SET stated_regime = %s, stated_charges = 'none'"
            " WHERE case_id = %s AND frozen_date IS NOT NULL",
            [regime, self._case().id],
        )
        self.env.invalidate_all()
        self.customer.relance_debtor_regime = regime
        self.env.invalidate_all()

    def _scan(self, letter, raw=PDF, **vals):
        return (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create(
                {
                    "name": "scan.pdf",
                    "raw": raw,
                    "res_model": "relance.delivery",
                    "res_id": letter.id,
                    **vals,
                }
            )
        )
