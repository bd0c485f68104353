from datetime import timedelta

from odoo import fields

from .common import FRIENDLY, RelanceCommon

BASE = "base.group_user,account.group_account_invoice,relance_recouvrement.group_"


class ContactCommon(RelanceCommon):
    """Two collectors and a manager, one customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne = cls._user("anne", BASE + "collector")
        cls.bruno = cls._user("bruno", BASE + "collector")
        cls.chef = cls._user("chef", BASE + "manager")
        cls._invoice()
        cls.engine._run(cls.company, today=FRIENDLY)
        cases = cls.env["relance.case"].sudo()
        cls.case = cases.search([("partner_id", "=", cls.customer.id)])

    def _as(self, user):
        return self.case.with_user(user)

    def _call_as(self, user, outcome="no_answer", minutes=0, **vals):
        """A call made ``minutes`` ago."""
        call = self.env["relance.call"].with_user(user)
        return call.create(
            {
                "case_id": self.case.id,
                "outcome": outcome,
                "date": fields.Datetime.now() - timedelta(minutes=minutes),
                **vals,
            }
        )

    def _since(self, minutes):
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        self.case.sudo().contact_since = since

    def _confirm_as(self, user, method="action_confirm"):
        return getattr(self.case.reminder_ids.with_user(user), method)()

    def _wizard(self, user, action, reason):
        wizard = self.env[action["res_model"]].with_user(user)
        return wizard.with_context(**action["context"]).create({"reason": reason})
