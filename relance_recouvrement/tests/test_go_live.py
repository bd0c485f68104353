import base64
import io
from datetime import date, timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import DUE, RelanceCommon

# 28 days after DUE: beyond the firm level (17) and the last notice (26).
TODAY = date(2026, 3, 30)
TABLES = (
    "relance_case",
    "relance_case_line",
    "relance_reminder",
    "relance_reminder_line",
    "relance_delivery",
    "relance_announcement",
    "account_move",
    "account_move_line",
    "account_journal",
    "account_account",
    "res_company",
    "res_partner",
    "mail_message",
    "mail_mail",
    "mail_activity",
)


@tagged("post_install", "-at_install")
class TestGoLive(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._invoice(due=DUE, amount=1000)
        cls.recent = cls._invoice(due=TODAY - timedelta(days=6), amount=200)
        cls.future = cls._invoice(due=TODAY + timedelta(days=20), amount=2000)
        cls.manager = cls._user("manager", "relance_recouvrement.group_manager")
        cls.collector = cls._user("collector", "relance_recouvrement.group_collector")

    def _wizard(self, **vals):
        wizards = self.env["relance.go.live"].with_user(self.manager)
        return wizards.create({"date": TODAY, "followed_from": "2020-01-01", **vals})

    def _start(self, **vals):
        wizard = self._wizard(**vals)
        for _step in range(2):
            wizard.action_next()
            self.assertFalse(wizard.import_errors)
        wizard.action_confirm()
        return wizard

    def _fingerprint(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        prints = {}
        for table in TABLES:
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '' ORDER BY id))"
                    "  FROM %s t",
                    SQL.identifier(table),
                )
            )
            prints[table] = self.env.cr.fetchone()
        return prints

    def _csv(self, *rows):
        text = "\n".join(["Numéro;Niveau;Date", *(";".join(row) for row in rows)])
        return base64.b64encode(text.encode())

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

    # === FILE === #

    def test_import_levels(self):
        """Number, level by name or sequence, date: reached, and a contact."""
        rows = [
            (self.old.name, "dernier avis", "20/03/2026"),
            (self.recent.name, "20", "2026-03-28"),
        ]
        self._start(start_mode="import", import_file=self._csv(*rows))
        self.assertEqual(self._line(self.old).level_id, self.level_last_notice)
        self.assertEqual(self._line(self.old).level_date, date(2026, 3, 20))
        self.assertEqual(self._line(self.recent).level_id, self.level_friendly)
        self.assertEqual(self._case().last_contact_date, date(2026, 3, 28))
        self.assertEqual(self._case().next_decision, "wait")

    def test_import_xlsx(self):
        """The same from a workbook with real dates."""
        book = openpyxl.Workbook()
        book.active.append(["Numéro", "Niveau", "Date"])
        book.active.append([self.old.name, 40, date(2026, 3, 20)])
        stream = io.BytesIO()
        book.save(stream)
        content = base64.b64encode(stream.getvalue())
        self._start(start_mode="import_age", import_file=content)
        self.assertEqual(self._line(self.old).level_id, self.level_firm)

    def test_import_is_all_or_nothing(self):
        """Every wrong row is named; nothing is taken."""
        content = self._csv(
            (self.old.name, "Relance ferme", "20/03/2026"),
            ("FAC/INCONNUE", "Relance ferme", "20/03/2026"),
            (self.recent.name, "Niveau rêvé", "20/03/2026"),
            (self.future.name, "20", "demain"),
            (self.old.name, "20", "21/03/2026"),
            (self.recent.name, "20", "21/03/2030"),
            ("", "20", "21/03/2026"),
        )
        wizard = self._wizard(start_mode="import", import_file=content)
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.state, "levels")
        errors = wizard.import_errors.splitlines()
        self.assertEqual(
            [error.split()[1] for error in errors], ["3", "4", "5", "6", "7", "8"]
        )
        self.assertIn("FAC/INCONNUE", errors[0])
        self.assertIn("Relance ferme", errors[1])
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(self._line(self.old))

    def test_import_by_label_of_an_opening_entry(self):
        """One opening entry carries many customers: the label is the number."""
        other = self._customer("Garage Petit")
        self.misc_journal.relance_follow_entries = True
        counterpart = self.company_data["default_account_assets"]
        entry = self._entry(
            date(2026, 1, 1),
            [
                (self.receivable, 700, self.customer),
                (self.receivable, 300, other),
                (counterpart, -1000, None),
            ],
        )
        first, second = self._item(entry).sorted("balance", reverse=True)
        first.name, second.name = "F-2025-1", "F-2025-2"
        wizard = self._wizard(
            start_mode="import",
            import_file=self._csv((entry.name, "20", "02/03/2026")),
        )
        wizard.action_preview_levels()
        self.assertIn(entry.name, wizard.import_errors)
        self._start(
            start_mode="import",
            import_file=self._csv(("F-2025-2", "20", "02/03/2026")),
        )
        lines = self._line(entry)
        self.assertEqual(
            lines.filtered(lambda line: line.partner_id == other).level_id,
            self.level_friendly,
        )
        self.assertFalse(
            lines.filtered(lambda line: line.partner_id == self.customer).level_id
        )

    def test_unreadable_file(self):
        """A damaged workbook is said, not raised."""
        wizard = self._wizard(
            start_mode="import", import_file=base64.b64encode(b"PK broken")
        )
        wizard.action_preview_levels()
        self.assertTrue(wizard.import_errors)

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

    # === SIMULATION === #

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
