import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_go_live import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLiveFile(GoLiveCommon):
    """Levels already reached, taken over from a file."""

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
