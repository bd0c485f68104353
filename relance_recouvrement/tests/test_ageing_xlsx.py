import io
from datetime import date, timedelta

from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from ..report import ageing_report, ageing_xlsx
from ..tools import ageing

AS_OF = date(2025, 12, 31)
OURS = r"^=((SUM|SUMIFS|SUBTOTAL|ROUND)\(|[A-Z]+\d+[+-][A-Z]+\d+$)"
EVIL = '=HYPERLINK("http://evil.example","x")'


def make_item(amount, days, paid=0.0, **values):
    due = AS_OF - timedelta(days=days)
    item = {
        "account_code": "411100",
        "partner_name": "Boulangerie Morel",
        "siren": "552100554",
        "document": "FAC/2025/00001",
        "date": due - timedelta(days=30),
        "date_maturity": due,
        "days_overdue": days,
        "payment_means": "Virement",
        "amount_total": amount + paid,
        "amount_paid": paid,
        "amount_residual": amount,
        "bucket": ageing.bucket(due, AS_OF),
        "level": "Relance ferme",
        "hold": "",
        "collector": "Marie Collecte",
        "company": "Atelier Duval",
        "currency": "EUR",
        "amount_total_currency": None,
        "amount_residual_currency": None,
        "account_id": 11,
        "partner_id": 1,
        "user_id": 7,
        **values,
    }
    return ageing_report.AgedItem(**item)


@tagged("post_install", "-at_install")
class TestAgeingXlsx(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = [
            make_item(100.10, 0),
            make_item(200.20, 30, paid=50.0),
            make_item(-20.05, 31),
            make_item(0.1, 181, partner_id=2, partner_name=EVIL, document="+33 1"),
            make_item(0.2, 91, partner_id=2, partner_name=EVIL, document="@SUM(A1)"),
            # a homonym is another customer
            make_item(7.0, 61, partner_id=3, user_id=0, collector="", document="-1"),
            make_item(
                5.0,
                5,
                partner_id=0,
                partner_name="",
                account_id=12,
                account_code="416000",
                user_id=0,
                collector="",
            ),
        ]
        cls.accounts = [
            ageing_report.AgedAccount(11, "411100", "Clients", 10.0, 297.55),
            ageing_report.AgedAccount(12, "416000", "Clients douteux", 0.0, 4.99),
        ]
        cls.report = ageing_report.AgedReport(
            company="Atelier Duval",
            as_of=AS_OF,
            generated="31/12/2025",
            currency="EUR",
            items=cls.items,
            accounts=cls.accounts,
        )
        content = ageing_xlsx.build(cls.report)
        cls.formulas = load_workbook(io.BytesIO(content))
        cls.values = load_workbook(io.BytesIO(content), data_only=True)

    def _both(self, sheet, cell):
        return self.formulas[sheet][cell].value, self.values[sheet][cell].value

    def test_detail(self):
        sheet = self.values["Detail"]
        heads = [cell.value for cell in sheet[4]]
        self.assertEqual(heads[:4], ["Account", "Customer", "SIREN", "Document"])
        self.assertEqual(sheet.freeze_panes, "C5")
        self.assertEqual(sheet.auto_filter.ref, "A4:S11")
        self.assertEqual(sheet["F6"].value.date(), self.items[1].date_maturity)
        self.assertEqual(sheet["F6"].number_format, "dd/mm/yyyy")
        self.assertIn("#,##0.00", sheet["K6"].number_format)
        self.assertEqual(sheet["L11"].value, "1–30")
        self.assertTrue(sheet.column_dimensions["T"].hidden)

    def test_detail_totals(self):
        for cell, formula, value in (
            ("I3", "=SUBTOTAL(109,$I$5:$I$11)", 342.55),
            ("J3", "=SUBTOTAL(109,$J$5:$J$11)", 50.0),
            ("K3", "=SUBTOTAL(109,$K$5:$K$11)", 292.55),
        ):
            self.assertEqual(self._both("Detail", cell), (formula, value))

    def test_text_is_never_a_formula(self):
        for sheet in self.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        self.assertRegex(cell.value, OURS)
        self.assertEqual(self.formulas["Detail"]["B8"].data_type, "s")
        self.assertEqual(self.formulas["Detail"]["B8"].value, EVIL)
        for cell, text in (("D8", "+33 1"), ("D9", "@SUM(A1)"), ("D10", "-1")):
            self.assertEqual(self.formulas["Detail"][cell].data_type, "s")
            self.assertEqual(self.formulas["Detail"][cell].value, text)
        self.assertEqual(self.formulas["By customer"]["A6"].value, EVIL)
        self.assertEqual(self.formulas["By customer"]["A6"].data_type, "s")

    def test_by_customer(self):
        sheet = self.values["By customer"]
        self.assertEqual(sheet.freeze_panes, "B5")
        names = [row[0].value for row in sheet.iter_rows(min_row=5)]
        self.assertEqual(
            names, ["Boulangerie Morel", EVIL, "Boulangerie Morel", "No customer"]
        )
        formula, value = self._both("By customer", "E5")
        self.assertEqual(
            formula,
            "=SUMIFS('Detail'!$K$5:$K$11,'Detail'!$U$5:$U$11,$L5,"
            "'Detail'!$G$5:$G$11,\">=1\",'Detail'!$G$5:$G$11,\"<=30\")",
        )
        self.assertEqual(value, 200.20)
        amounts = [[cell.value for cell in row] for row in sheet["D5:K8"]]
        self.assertEqual(
            amounts,
            [
                [100.10, 200.20, -20.05, 0, 0, 0, 280.25, 180.15],
                [0, 0, 0, 0, 0.2, 0.1, 0.3, 0.3],
                [0, 0, 0, 7.0, 0, 0, 7.0, 7.0],
                [0, 5.0, 0, 0, 0, 0, 5.0, 5.0],
            ],
        )
        self.assertEqual(
            self._both("By customer", "J3"), ("=SUBTOTAL(109,$J$5:$J$8)", 292.55)
        )

    def test_by_collector(self):
        sheet = self.values["By collector"]
        self.assertEqual(
            [(row[0].value, row[7].value) for row in sheet.iter_rows(min_row=5)],
            [("Marie Collecte", 280.55), ("No collector", 12.0)],
        )
        self.assertEqual(sheet["H3"].value, 292.55)

    def test_reconciliation(self):
        self.assertEqual(
            self._both("Reconciliation", "C5"),
            (
                "=SUMIFS('Detail'!$K$5:$K$11,'Detail'!$T$5:$T$11,$H5)",
                287.55,
            ),
        )
        self.assertEqual(self._both("Reconciliation", "G5"), ("=ROUND(E5-F5,2)", 0.0))
        self.assertEqual(self._both("Reconciliation", "G6")[1], 0.01)
        self.assertEqual(self._both("Reconciliation", "G3"), ("=SUM($G$5:$G$6)", 0.01))
        rules = self.formulas["Reconciliation"].conditional_formatting
        self.assertEqual({str(rule.sqref) for rule in rules}, {"G3", "G5:G6"})

    def test_empty(self):
        report = ageing_report.AgedReport("Vide", AS_OF, "", "EUR", [], [])
        book = load_workbook(io.BytesIO(ageing_xlsx.build(report)), data_only=True)
        self.assertEqual(book["Detail"]["K3"].value, 0)
        self.assertEqual(book["By customer"]["J3"].value, 0)

    def test_labels_are_translated(self):
        french = {"Detail": "Détail de l'encours", "Not due": "Non échu"}
        report = ageing_report.AgedReport(
            "Vide",
            AS_OF,
            "",
            "EUR",
            self.items,
            [],
            bucket_labels={"d000": "Non échu"},
        )
        content = ageing_xlsx.build(report, lambda source: french.get(source, source))
        book = load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames[0], "Détail de l'encours")
        self.assertIn("'Détail de l''encours'!", book["By customer"]["D5"].value)
        self.assertEqual(book["By customer"]["D4"].value, "Non échu")
