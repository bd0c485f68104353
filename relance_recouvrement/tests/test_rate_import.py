import base64
import io
from datetime import date

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RelanceCommon
from .test_rate import CONFIRMED, S2, TABLE

HEADINGS = "Semestre;Taux légal, autres cas;Taux BCE;Source;JO"
GOOD = f"""{HEADINGS}
2026-S1;2,62;2,15;;
2026-S2;2,60;2,40;Arrêté;28/06/2026
2027-S1;2,70;;;
"""


@tagged("post_install", "-at_install")
class TestRateImport(RelanceCommon):
    """A file of rates: shown first, imported whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rates = cls.env["relance.rate"]
        cls.manager = cls._user("chief", "relance_recouvrement.group_manager")
        cls.collector = cls._user("agent", "relance_recouvrement.group_collector")

    def _wizard(self, content, user=None, **vals):
        if isinstance(content, str):
            content = content.encode()
        wizards = self.env["relance.rate.import"].with_user(user or self.manager)
        return wizards.create({"file": base64.b64encode(content), **vals})

    def _state(self):
        rates = self.rates.search([("date_from", ">=", date(2026, 1, 1))])
        return {
            rate.name: (rate.legal_other, rate.ecb_rate, rate.state) for rate in rates
        }

    def test_shown_then_imported(self):
        before = self._state()
        wizard = self._wizard(GOOD)
        wizard.action_read()
        self.assertEqual(wizard.line_ids.mapped("row"), [2, 3, 4])
        self.assertEqual(wizard.line_ids.mapped("action"), ["same", "update", "create"])
        self.assertFalse(wizard.error or wizard.error_count)
        self.assertEqual(wizard.change_count, 2)
        complete, lacking = wizard.line_ids[1:]
        self.assertFalse(complete.message)
        for label in ("ECB rate", "Source", "Official Journal of"):
            self.assertIn(label, lacking.message)
        self.assertNotIn("Legal rate", lacking.message)
        self.assertEqual(self._state(), before)
        wizard.action_import()
        self.assertEqual(
            self._state(),
            {
                "2026-S1": (2.62, 2.15, "confirmed"),
                "2026-S2": (2.6, 2.4, "confirmed"),
                # what lacks the ECB's rate waits for it
                "2027-S1": (2.7, 0.0, "missing"),
            },
        )
        again = self._wizard(GOOD.replace("2027-S1;2,70;;;\n", ""))
        with self.assertRaisesRegex(UserError, "Nothing to import"):
            again.action_import()

    def test_empty_cells_lose_nothing(self):
        row = self.rates.search([("date_from", "=", S2)])
        row.write(CONFIRMED)
        wizard = self._wizard("Semestre;Particuliers\n2026-S2;6,61\n")
        wizard.action_import()
        self.assertEqual(row.legal_individual, 6.61)
        self.assertEqual((row.legal_other, row.ecb_rate), (2.6, 2.4))
        self.assertEqual(row.source, "Arrêté de test")

    def test_source_of_the_file(self):
        content = "Semestre;Autres cas;BCE;JO\n2026-S2;2,6;0;28/06/2026\n"
        self._wizard(content, source="Banque de France").action_import()
        row = self.rates.search([("date_from", "=", S2)])
        self.assertEqual(row.source, "Banque de France")
        self.assertTrue(row.ecb_is_zero)
        self.assertEqual(row.state, "confirmed")

    def test_errors_have_their_row_and_nothing_is_written(self):
        content = f"""{HEADINGS}
2026-S2;2,60;2,40;Arrêté;28/06/2026
2026-S2;2,60;2,40;;
2026-S4;2,60;2,40;;
2027-S1;0,02625;45;;
2026-S1;2,63;2,15;;
"""
        before = self._state()
        wizard = self._wizard(content)
        wizard.action_import()
        self.assertEqual(self._state(), before)
        self.assertEqual(wizard.error_count, 4)
        self.assertEqual(len(wizard.row_errors.split("\n")), 4)
        self.assertIn("Row 4: “2026-S4” is no semester", wizard.row_errors)
        messages = {line.row: line.message or "" for line in wizard.line_ids}
        self.assertEqual(messages[2], "")
        self.assertIn("row 2", messages[3])
        self.assertIn("2026-S4", messages[4])
        self.assertIn("decimals", messages[5])
        self.assertIn("between 0 and 30", messages[5])
        # confirmed rates are never replaced by a file
        self.assertIn("2.62 is confirmed", messages[6])

    def test_skipped_semester(self):
        wizard = self._wizard("Semestre;BCE\n2027-S2;2,4\n")
        wizard.action_read()
        self.assertIn("2027-S1", wizard.error)

    def test_unreadable_files(self):
        for content, words in (
            (b"PK broken", "neither CSV nor XLSX"),
            (b"%PDF-1.7\x00\x01\r\x02;\xff", "neither CSV nor XLSX"),
            (b"a;b\r1;2\r", "headings"),
            ("a;b\n1;2\n", "headings"),
            ("\n", "headings"),
            ("Semestre;BCE\n", "no row"),
        ):
            wizard = self._wizard(content)
            wizard.action_read()
            self.assertIn(words, wizard.error)

    def test_reference_table_in_xlsx(self):
        """The table as a workbook, dates as dates: nothing changes."""
        book = Workbook()
        sheet = book.active
        sheet.append(
            ["date_from", "legal_creditor_individual", "legal_other_cases", "BCE", "x"]
        )
        for line in TABLE.split("\n")[1:-1]:
            name, *rates = line.split()
            start = self.rates.search([("name", "=", name)]).date_from
            sheet.append([start, *map(float, rates[:3]), "ignored"])
        buffer = io.BytesIO()
        book.save(buffer)
        wizard = self._wizard(buffer.getvalue())
        wizard.action_read()
        self.assertEqual(set(wizard.line_ids.mapped("action")), {"same"})
        self.assertEqual(len(wizard.line_ids), 23)
        self.assertEqual(wizard.unused, "x")

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self._wizard(GOOD, user=self.collector)
        reader = self._wizard(GOOD).with_user(self.collector)
        with self.assertRaises(AccessError):
            reader.action_import()
