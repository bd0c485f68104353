from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DUE
from .common_go_live import TODAY, GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveCommon):
    """Scope and starting levels of an existing ledger."""

    # === SCOPE === #

    def test_opening_entries_left_out_are_shown_and_taken_in(self):
        """Odoo excludes entries of general journals: the amount is shown, a check
        takes them in."""
        counterpart = self.company_data["default_account_assets"]
        entry = self._entry(
            date(2026, 1, 1),
            [
                (self.receivable, 700, self.customer),
                (counterpart, -700, None),
            ],
        )
        self.assertTrue(self._item(entry).no_followup)
        wizard = self._wizard()
        line = wizard.journal_ids.filtered(
            lambda line: line.journal_id == self.misc_journal
        )
        self.assertEqual((line.item_count, line.amount), (1, 700))
        self.assertFalse(line.checked)
        self._start(followed_from="2025-01-01")
        self.assertEqual(self._line(entry).hold, "excluded")
        wizard = self._wizard()
        wizard.journal_ids.checked = True
        wizard.action_next()
        wizard.action_next()
        self.assertFalse(self.misc_journal.relance_follow_entries)
        wizard.action_confirm()
        self.assertTrue(self.misc_journal.relance_follow_entries)
        self.assertEqual(self._line(entry).hold, "none")
        self.assertEqual(self._line(entry).amount_claimable, 700)

    def test_usual_accounts_are_proposed_out(self):
        """413, 4117 and 4181 are proposed, with what they carry."""
        account = self.env["account.account"].create(
            {
                "name": "Retenues de garantie",
                "code": "411799",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        item = self._item(self.future)
        self.future.button_draft()
        item.account_id = account
        self.future.action_post()
        wizard = self._wizard()
        line = wizard.account_ids.filtered(lambda line: line.account_id == account)
        self.assertTrue(line.checked)
        self.assertEqual((line.item_count, line.amount), (1, 2000))
        self._start()
        self.assertIn(account, self.company.relance_excluded_account_ids)
        self.assertFalse(self._line(self.future))

    def test_followed_from_leaves_older_items_out(self):
        """Items dated before are shown and not followed."""
        day = DUE - timedelta(days=29)
        wizard = self._wizard(followed_from=day)
        self.assertEqual((wizard.left_count, wizard.left_amount), (1, 1000))
        self._start(followed_from=day)
        self.assertEqual(self.company.relance_followed_from, day)
        self.assertFalse(self._line(self.old))
        self.assertTrue(self._line(self.recent))

    def test_defaults_are_proposed(self):
        """The oldest open item and a cap that spreads the backlog."""
        wizard = self.env["relance.go.live"].with_user(self.manager).create({})
        self.assertEqual(wizard.company_id, self.company)
        self.assertEqual(wizard.followed_from, self.old.date)
        self.assertEqual(wizard.daily_cap, 10)

    # === STARTING LEVELS === #

    def test_start_by_age_never_above_firm(self):
        """28 days late starts at firm although the last notice's delay has passed;
        6 days late starts at the first reminder."""
        wizard = self._wizard()
        wizard.action_next()
        levels = {line.level_id: line for line in wizard.level_ids}
        self.assertEqual(levels[self.level_firm].amount, 1000)
        self.assertEqual(levels[self.level_friendly].amount, 200)
        none = self.env["relance.level"]
        self.assertEqual(levels[none].amount, 2000)
        self._start()
        self.assertEqual(self._case().next_level_id, self.level_firm)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_firm)
        own = {line.move_name: line.level_id for line in reminder.line_ids}
        self.assertEqual(own[self.old.name], self.level_firm)
        self.assertEqual(own[self.recent.name], self.level_friendly)

    def test_start_by_age_in_a_catch_up_scenario(self):
        """A scenario by age would go to the last notice: the start does not."""
        self.scenario.progression = "catch_up"
        self._start()
        self.assertEqual(self._reminder().level_id, self.level_firm)

    def test_start_again(self):
        """A second start decides the levels by age again."""
        self._start()
        self._start(start_mode="first")
        self.assertFalse(self._line(self.old).start_level_id)
        self.assertEqual(self._reminder().level_id, self.level_friendly)

    def test_levels_reached_here_are_kept(self):
        """A second start does not touch what was really sent."""
        self.company.relance_followed_from = "2020-01-01"
        self._play(DUE + timedelta(days=4))
        line = self._line(self.old)
        self.assertEqual(line.level_id, self.level_friendly)
        self._start()
        self.assertEqual(line.level_id, self.level_friendly)
        self.assertFalse(line.start_level_id)

    def test_start_is_logged_and_confirmed_by_a_person(self):
        """Settings written, levels said on the case, nothing automatic."""
        self._start(daily_cap=25)
        self.assertEqual(self.company.relance_go_live_date, TODAY)
        self.assertEqual(self.company.relance_daily_cap, 25)
        self.assertEqual(self.company.relance_last_run, TODAY)
        case = self._case()
        self.assertIn("Relance ferme", " ".join(case.message_ids.mapped("body")))
        reminder = self._reminder()
        self.assertEqual(reminder.state, "to_confirm")
        self._run(TODAY + timedelta(days=29))
        self.assertEqual(self._reminder().state, "to_confirm")

    def test_unsent_reminders_are_prepared_again(self):
        """A draft made before the start is replaced."""
        self._run(DUE + timedelta(days=4))
        before = self._reminder()
        self._start()
        self.assertEqual(before.exists().state, "cancelled")
        self.assertEqual(self._reminder().level_id, self.level_firm)

    # === RIGHTS AND COMPANIES === #

    def test_collector_cannot_start(self):
        """Only managers create, read or run the assistant and the simulation."""
        for model in ("relance.go.live", "relance.simulation"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.collector).create({})
        wizard = self._wizard()
        for method in ("action_next", "action_confirm", "action_show_simulation"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(self.collector), method)()
        self.assertFalse(self.company.relance_go_live_date)

    def test_manager_of_another_company_cannot_start(self):
        """A manager only starts the companies selected."""
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            self._wizard(company_id=other.id).action_next()
        with self.assertRaises(AccessError):
            self.env["relance.simulation"].with_user(self.manager).create(
                {"company_id": other.id}
            ).action_simulate()

    def test_start_leaves_other_companies_alone(self):
        """Nothing of another company is read, written or counted."""
        other = self.setup_other_company()
        partner = self._customer("Hotel Lac")
        self._invoice(partner, company=other["company"], accounts=other)
        wizard = self._start()
        self.assertFalse(other["company"].relance_go_live_date)
        self.assertFalse(self._case(partner, other["company"]))
        self.assertNotIn(partner, wizard.simulation_id.line_ids.partner_id)
