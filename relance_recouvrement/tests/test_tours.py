from odoo.tests import HttpCase, tagged

from .common import DUE, FRIENDLY, TRACKING, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestTours(RelanceCommon, HttpCase):
    """The day of each person, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user(
            "collector",
            "base.group_user,account.group_account_invoice,"
            "relance_recouvrement.group_collector",
        )
        cls.manager = cls._user(
            "manager",
            "base.group_user,account.group_account_invoice,"
            "relance_recouvrement.group_manager",
        )
        cls.level_friendly.gate = "confirm"
        cls._invoice(amount=800)
        cls._invoice(amount=200, due=DUE + days(1))

    def test_collector(self):
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.state, "to_confirm")
        self.start_tour("/odoo", "relance_collector_tour", login=self.collector.login)
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(reminder.user_id, self.collector)
        self.assertEqual(reminder.subject, "Votre facture de mars")
        self.assertEqual(reminder.line_ids.mapped("amount_residual"), [800])
        call = self._case().call_ids
        self.assertEqual((call.outcome, call.reached), ("no_answer", False))

    def test_call_sheet(self):
        self.customer.relance_dunning_contact_id = self.env["res.partner"].create(
            {
                "name": "Claire Petit",
                "parent_id": self.customer.id,
                "phone": "02 40 00 00 01",
                "email": "claire@client.example.com",
            }
        )
        self._run(FRIENDLY)
        self.start_tour("/odoo", "relance_call_sheet_tour", login=self.collector.login)
        promise = self._case().promise_ids
        self.assertEqual((promise.amount, promise.state), (1000, "open"))
        call = promise.call_id
        self.assertEqual((call.note, call.user_id), ("Virement jeudi", self.collector))
        self.assertIn("Claire Petit", call.recap_message_id.body)

    def test_manager(self):
        scenario = self.scenario.copy({"company_id": self.company.id})
        scenario.name = "Scénario du tour"
        self.start_tour("/odoo", "relance_manager_tour", login=self.manager.login)
        self.assertEqual(scenario.min_contact_days, 7)
        self.assertEqual(scenario.level_ids.sorted()[0].delay_days, 6)

    def test_post(self):
        self._run(FRIENDLY)
        reminder = self._reminder()
        reminder.delivery_ids.sudo().unlink()
        letter = (
            self.env["relance.delivery"]
            .sudo()
            .create(
                {
                    "reminder_id": reminder.id,
                    "channel": "registered",
                    "is_proof": True,
                    "state": "to_post",
                    "recipient": "Boulangerie Morel",
                }
            )
        )
        self.start_tour("/odoo", "relance_post_tour", login=self.collector.login)
        self.assertEqual(letter.tracking_number, TRACKING)
        self.assertEqual(letter.state, "delivered")
        self.assertEqual(reminder.state, "sent")

    def test_day(self):
        """The board: counters, one kind only, acting from the cards."""
        held, asking = self._customer("Garage Petit"), self._customer("Salon Dupont")
        self._invoice(held)
        self._invoice(asking)
        self._run(FRIENDLY)
        self._case(asking).sudo().reply_pending = True
        self._case(asking).action_refresh()
        self.start_tour("/odoo", "relance_day_tour", login=self.collector.login)
        self.assertEqual(self._case(held).hold_reason, "Avoir en préparation")
        self.assertTrue(self._case(held).hold_until)
        self.assertEqual(self._reminder().state, "queued")
