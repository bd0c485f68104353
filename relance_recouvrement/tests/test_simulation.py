from datetime import date

from odoo.tests import tagged

from .common import DUE
from .common_go_live import TODAY, GoLiveCommon


@tagged("post_install", "-at_install")
class TestSimulation(GoLiveCommon):
    """The next days, before anything is written."""

    def test_assistant_writes_nothing_before_start(self):
        """Steps one to three leave every table as it was."""
        self._invoice(self._customer("Hotel Lac"), amount=50)
        before = self._fingerprint()
        wizard = self._wizard(start_mode="import_age")
        wizard.import_file = self._csv((self.old.name, "20", "20/03/2026"))
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.state, "simulation")
        self.assertTrue(wizard.message_count)
        self.assertEqual(self._fingerprint(), before)

    def test_simulation_shows_what_the_start_does(self):
        """First day of the simulation and reminders after the start are the same."""
        wizard = self._wizard()
        wizard.action_next()
        wizard.action_next()
        first = wizard.simulation_id.line_ids.filtered(lambda line: line.date == TODAY)
        self.assertEqual(first.level_id, self.level_firm)
        self.assertEqual(first.decision, "confirm")
        wizard.action_confirm()
        self.assertEqual(self._reminder().level_id, first.level_id)
        self.assertEqual(self._reminder().amount_total, first.amount)

    def test_simulation_alone(self):
        """Every step of a month with its day, announcements included."""
        self.company.relance_followed_from = "2020-01-01"
        simulation = self.env["relance.simulation"].with_user(self.manager)
        simulation = simulation.create({"date_from": DUE, "days": 45})
        before = self._fingerprint()
        action = simulation.action_simulate()
        self.assertEqual(self._fingerprint(), before)
        lines = simulation.line_ids.search(action["domain"])
        steps = [
            (line.date, line.level_id)
            for line in lines.filtered("date")
            if line.level_id.stage != "prevention"
        ]
        self.assertEqual(
            steps[:4],
            [
                (date(2026, 3, 6), self.level_friendly),
                (date(2026, 3, 11), self.level_call),
                (date(2026, 3, 19), self.level_firm),
                # the day after the deadline of 8 days, a Saturday, moved on
                (date(2026, 3, 30), self.level_last_notice),
            ],
        )
        self.assertIn("02/03/2026", lines.filtered("date")[0].reasons)

    def test_simulation_says_why_nothing(self):
        """A customer on hold gets nothing, with the reason."""
        partner = self._customer("Hotel Lac")
        self._invoice(partner, due=DUE)
        self._run(DUE)
        self._case(partner).write(
            {"hold_until": date(2026, 12, 31), "hold_reason": "Accord commercial"}
        )
        rows = self.engine._simulate_days(self.company, TODAY, 30)
        [row] = [row for row in rows if row["partner_id"] == partner.id]
        self.assertEqual(row["decision"], "hold")
        self.assertIn("Accord commercial", " ".join(row["reasons"]))

    def test_simulation_counts_the_daily_cap(self):
        """Two customers, one message a day: the second leaves the next day."""
        self._invoice(self._customer("Hotel Lac"), due=DUE, amount=5000)
        self.company.relance_daily_cap = 1
        rows = self.engine._simulate_days(self.company, date(2026, 3, 6), 4)
        days = sorted(row["date"] for row in rows if row["level_id"])
        self.assertEqual(days[:2], [date(2026, 3, 6), date(2026, 3, 9)])

    def test_simulation_says_when_the_cap_leaves_no_room(self):
        """One day, one message: the smaller debt gets nothing, and why."""
        partner = self._customer("Hotel Lac")
        self._invoice(partner, due=DUE, amount=50000)
        self.company.relance_daily_cap = 1
        rows = self.engine._simulate_days(self.company, date(2026, 3, 6), 1)
        by_partner = {row["partner_id"]: row for row in rows}
        self.assertEqual(by_partner[self.customer.id]["decision"], "wait")
        self.assertNotEqual(by_partner[partner.id]["decision"], "wait")

    def test_simulated_hold_ends(self):
        """An excluded item is claimed again the day after its hold."""
        self._run(DUE)
        line = self._line(self.old)
        line._hold("excluded", "Attente", until=date(2026, 3, 18))
        rows = self.engine._simulate_days(self.company, DUE, 30)
        first = min(row["date"] for row in rows if row["amount"] == 1000)
        self.assertEqual(first, date(2026, 3, 19))
