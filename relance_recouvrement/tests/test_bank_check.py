from datetime import date

from odoo.tests import tagged

from .common import FRIENDLY, RelanceCommon, days

TUESDAY = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestBankCheck(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()

    def _statement(self, day, amount, partner=None):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": day,
                "amount": amount,
                "payment_ref": "VIR",
                "partner_id": partner and partner.id,
            }
        )

    def _decision(self, day=TUESDAY):
        self._run(day)
        return self._case().next_decision

    def test_off(self):
        self.company.relance_bank_check = "off"
        self.assertEqual(self._decision(), "send")

    def test_never_known(self):
        self.company.relance_bank_check = "warn"
        self.assertEqual(self._decision(), "confirm")
        self.assertEqual(self._reminder().state, "to_confirm")
        self.company.relance_bank_check = "block"
        self.assertEqual(self._decision(), "hold")
        self.assertFalse(self._case().reminder_ids.filtered("is_open"))

    def test_freshness_in_working_days(self):
        """Two working days are fresh: the week-end does not count."""
        self.company.relance_bank_check = "warn"
        for bank_day, decision in (
            (date(2026, 3, 9), "send"),
            (date(2026, 3, 6), "send"),  # Friday, two working days before
            (date(2026, 3, 7), "send"),  # Saturday
            (date(2026, 3, 5), "confirm"),  # Thursday, three
        ):
            with self.subTest(bank_day=bank_day):
                self.company.relance_bank_date = bank_day
                self.assertEqual(self._decision(), decision)

    def test_imported_statement_is_known(self):
        self.company.relance_bank_check = "warn"
        self.company.relance_bank_date = date(2026, 2, 1)
        self._statement(date(2026, 3, 9), -50)
        self.assertEqual(self._decision(), "send")

    def test_block_holds_until_the_bank_is_read(self):
        self.company.write(
            {"relance_bank_check": "block", "relance_bank_date": date(2026, 3, 2)}
        )
        self.assertEqual(self._decision(), "hold")
        self.assertIn("02/03/2026", self._case().next_action_reason)
        self.company.relance_bank_date = TUESDAY
        self.assertEqual(self._decision(), "send")

    def test_stale_at_sending_time(self):
        """Fresh when prepared, stale when it would leave: a person is asked."""
        self.company.write(
            {"relance_bank_check": "warn", "relance_bank_date": FRIENDLY}
        )
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.state, "queued")
        self.company.relance_bank_date = FRIENDLY - days(20)
        self._deliver()
        self.assertEqual(reminder.state, "to_confirm")
        self.assertFalse(reminder.delivery_ids.mail_id)

    def test_unmatched_bank_line_asks_a_person(self):
        """Money that could be theirs waits in the bank journal."""
        line = self._statement(FRIENDLY, 1000, self.customer)
        self.assertEqual(self._decision(), "confirm")
        self.assertEqual(self._case().amount_pending, 1000)
        self.assertEqual(self._reminder().state, "to_confirm")
        self.assertIn(
            "1\u202f000,00", self._reminder().confirm_reason.replace("\xa0", "\u202f")
        )
        line.unlink() if line.move_id.state == "draft" else line.move_id.button_draft()
        self.assertEqual(self._decision(), "send")
        self.assertEqual(self._case().amount_pending, 0)

    def test_bank_line_too_small_or_of_another(self):
        self._statement(FRIENDLY, 999.99, self.customer)
        self._statement(FRIENDLY, 5000, self._customer("Autre"))
        self._statement(FRIENDLY, -1000, self.customer)
        self.assertEqual(self._decision(), "send")

    def test_bank_line_of_a_contact_counts(self):
        contact = self.env["res.partner"].create(
            {"name": "Agence", "parent_id": self.customer.id}
        )
        self._statement(FRIENDLY, 1000, contact)
        self.assertEqual(self._decision(), "confirm")
