from freezegun import freeze_time

from odoo import Command

from .common import FRIENDLY, RelanceCommon


class InvoiceCheckCommon(RelanceCommon):
    """One invoice about to have its first reminder; every check is off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()

    def _set(self, code, action):
        self.company[f"relance_check_{code}"] = action

    def _decision(self, partner=None, day=FRIENDLY):
        self._run(day)
        return self._case(partner).next_decision

    def _assert_check(self, code, mend, word):
        """Off lets go, warn asks a person, block stops, mended goes on."""
        self.assertEqual(self._decision(), "send")
        self._set(code, "warn")
        self.assertEqual(self._decision(), "confirm")
        self.assertEqual(self._reminder().state, "to_confirm")
        self.assertIn(word, self._reminder().confirm_reason)
        self._set(code, "block")
        self.assertEqual(self._decision(), "hold")
        self.assertFalse(self._case().reminder_ids.filtered("is_open"))
        self.assertIn(word, self._case().next_action_reason)
        mend()
        self.assertEqual(self._decision(), "send")
        self.assertEqual(self._reminder().state, "queued")

    def _accept(self, code, move=None, reason="Vu au téléphone"):
        line = self._line(move or self.invoice)
        self.env["relance.invoice.acceptance"]._accept([(line, code)], reason)

    def _term(self, *lines):
        return self.env["account.payment.term"].create(
            {
                "name": "Terme",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, **vals})
                    for vals in lines
                ],
            }
        )


INVOICING = "account.group_account_invoice"
ALL = "relance_recouvrement.group_collector"


class InvoiceCheckScreenCommon(InvoiceCheckCommon):
    """The rows of the screen, and who works on them."""

    freeze_time = freeze_time(FRIENDLY)

    def _rows(self, code=None, user=None):
        checks = self.env["relance.invoice.check"].with_user(user or self.env.user)
        domain = [("company_id", "=", self.company.id)]
        return checks.search(domain + ([("code", "=", code)] if code else []))

    def _collector(self, name="olga", groups=f"{ALL},{INVOICING}"):
        return self._user(name, groups)
