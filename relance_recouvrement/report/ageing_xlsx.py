"""Workbook of the aged balance: rows in, bytes out, without the ORM.

Every figure that can be derived is a formula *and* carries its value, so that the
file is right in a viewer that does not calculate. Text coming from the ledger is
always written as text: a customer named ``=HYPERLINK(…)`` stays a name.
"""

import io
from collections import namedtuple
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from ..tools.ageing import BUCKETS
from .xlsx_sheet import LargeWorksheet

_Column = namedtuple("_Column", "name label width kind")

_HEADER_ROW = 3
_TOTAL_ROW = 2
_FIRST_ROW = _HEADER_ROW + 1
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook


def build(report, translate=lambda source: source):
    """Return the workbook of an aged balance.

    :param AgedReport report: its content.
    :param callable translate: translates the English labels of the workbook.
    :return: the content of an ``.xlsx`` file.
    :rtype: bytes
    """
    return _AgeingWorkbook(report, translate).render()


class _AgeingWorkbook:
    def __init__(self, report, translate):
        self.report = report
        self._ = translate
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # The stored values are exact: recalculating thousands of SUMIFS when the
        # file opens would only make it slow. Any edit recalculates as usual.
        self.book.set_calc_mode("auto", 191029)
        self.book.calc_on_load = False
        self.formats = self._prepare_formats()
        self.columns = self._prepare_columns()
        self.index = {column.name: i for i, column in enumerate(self.columns)}
        self.last_row = _FIRST_ROW + max(len(report.items), 1) - 1
        self.detail_name = self._("Detail")

    def render(self):
        self.book.set_properties(
            {"title": self._title(), "company": self.report.company}
        )
        self._write_detail()
        self._write_summary_by_customer()
        self._write_summary_by_collector()
        self._write_reconciliation()
        self.book.close()
        return self.stream.getvalue()

    # === LAYOUT === #
    def _title(self):
        return " ".join(
            (
                self._("Aged balance at"),
                self.report.as_of.strftime("%d/%m/%Y"),
                "–",
                self.report.company,
            )
        )

    def _prepare_formats(self):
        add = self.book.add_format
        digits = "." + "0" * self.report.decimals if self.report.decimals else ""
        # French separators wherever the program honours the locale of a format.
        amount = f"[$-40C]#,##0{digits};[Red]-#,##0{digits}"
        sparse = f'{amount};"–"'
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        head.update(bg_color="#1F3864", font_color="#FFFFFF", align="center")
        total = {"bold": True, "num_format": amount, "top": 1, "bottom": 1}
        total["bg_color"] = "#E7ECF5"
        return {
            "title": add({"bold": True, "font_size": 14}),
            "note": add({"italic": True, "font_color": "#595959"}),
            "head": add(head),
            "text": add({"num_format": "@"}),
            "date": add({"num_format": "dd/mm/yyyy", "align": "center"}),
            "days": add({"num_format": "[$-40C]#,##0"}),
            "amount": add({"num_format": amount}),
            "sparse": add({"num_format": sparse, "align": "right"}),
            "bucket": add({"num_format": "@", "align": "center"}),
            "id": add({"num_format": "0"}),
            "total": add(total),
            "bold": add({"bold": True, "bg_color": "#E7ECF5", "top": 1, "bottom": 1}),
            "good": add({"bg_color": "#C6EFCE", "font_color": "#006100"}),
            "bad": add({"bg_color": "#FF0000", "font_color": "#FFFFFF", "bold": 1}),
        }

    def _prepare_columns(self):
        currency = f" ({self.report.currency})"
        return [
            _Column("account_code", self._("Account"), 10, "text"),
            _Column("partner_name", self._("Customer"), 32, "text"),
            _Column("siren", self._("SIREN"), 11, "text"),
            _Column("document", self._("Document"), 19, "text"),
            _Column("date", self._("Date"), 11, "date"),
            _Column("date_maturity", self._("Due date"), 11, "date"),
            _Column("days_overdue", self._("Days past due"), 8, "days"),
            _Column("payment_means", self._("Means of payment"), 18, "text"),
            _Column("amount_total", self._("Total") + currency, 14, "amount"),
            _Column("amount_paid", self._("Paid") + currency, 14, "sparse"),
            _Column("amount_residual", self._("Balance") + currency, 14, "amount"),
            _Column("bucket", self._("Bucket (days)"), 11, "bucket"),
            _Column("level", self._("Level (today)"), 20, "text"),
            _Column("hold", self._("Hold (today)"), 16, "text"),
            _Column("collector", self._("Collector (today)"), 20, "text"),
            _Column("company", self._("Company"), 20, "text"),
            _Column("currency", self._("Currency"), 9, "text"),
            _Column("amount_total_currency", self._("Total in currency"), 14, "amount"),
            _Column(
                "amount_residual_currency", self._("Balance in currency"), 14, "amount"
            ),
            _Column("account_id", "account_id", 9, "id"),
            _Column("partner_id", "partner_id", 9, "id"),
            _Column("user_id", "user_id", 9, "id"),
        ]

    def _open_sheet(self, name, frozen_columns):
        sheet = self.book.add_worksheet(name, LargeWorksheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.set_footer("&L&F – &A&R&P / &N")
        sheet.freeze_panes(_FIRST_ROW, frozen_columns)
        sheet.set_row(_HEADER_ROW, 32)
        sheet.write_string(0, 0, self._title(), self.formats["title"])
        note = " · ".join(filter(None, (self.report.generated, self.report.scope)))
        sheet.write_string(1, 0, note, self.formats["note"])
        return sheet

    def _text(self, sheet, row, col, value, style="text"):
        sheet.write_string(row, col, str(value), self.formats[style])

    def _formula(self, sheet, row, col, formula, value, style="amount"):
        sheet.write_formula(row, col, formula, self.formats[style], value)

    def _detail_range(self, name):
        col = self.index[name]
        cells = xl_range_abs(_FIRST_ROW, col, self.last_row, col)
        sheet = self.detail_name.replace("'", "''")
        return f"'{sheet}'!{cells}"

    # === DETAIL === #
    def _write_detail(self):
        sheet = self._open_sheet(self.detail_name, 2)
        for col, column in enumerate(self.columns):
            hidden = column.kind == "id" or (
                column.name == "company" and not self.report.show_company
            )
            sheet.set_column(col, col, column.width, None, {"hidden": hidden})
            self._text(sheet, _HEADER_ROW, col, column.label, "head")
            self._write_detail_column(sheet, col, column)
        self._text(sheet, _TOTAL_ROW, 0, self._("Total of the rows shown"), "bold")
        for col in range(1, self.index["amount_total"]):
            sheet.write_blank(_TOTAL_ROW, col, None, self.formats["bold"])
        for name in ("amount_total", "amount_paid", "amount_residual"):
            col = self.index[name]
            cells = xl_range_abs(_FIRST_ROW, col, self.last_row, col)
            value = self.report.total(item[col] for item in self.report.items)
            self._formula(
                sheet, _TOTAL_ROW, col, f"=SUBTOTAL(109,{cells})", value, "total"
            )
        sheet.autofilter(_HEADER_ROW, 0, self.last_row, len(self.columns) - 4)

    def _write_detail_column(self, sheet, col, column):
        style = self.formats[column.kind]
        values = [item[col] for item in self.report.items]
        if column.kind == "bucket":
            labels = self._bucket_labels()
            values = [labels[value] for value in values]
        elif column.kind == "date":
            values = [value and (value - _EPOCH).days for value in values]
        sheet.write_cells(
            _FIRST_ROW, col, values, style, column.kind in ("text", "bucket")
        )

    def _bucket_labels(self):
        given = self.report.bucket_labels
        return {item.key: given.get(item.key, item.label) for item in BUCKETS}

    # === SUMMARIES === #
    def _write_summary_by_customer(self):
        name = self._("By customer")
        customer, siren = self._("Customer"), self._("SIREN")
        collector = self._("Collector (today)")
        labels = [
            ("partner_name", customer, 38),
            ("siren", siren, 12),
            ("collector", collector, 22),
        ]
        self._write_summary(name, labels, "partner_id", "customer")

    def _write_summary_by_collector(self):
        name = self._("By collector")
        collector = self._("Collector (today)")
        labels = [("collector", collector, 38)]
        self._write_summary(name, labels, "user_id", "collector")

    def _write_summary(self, name, labels, key, subject):
        """Write a sheet with one row per value of ``key`` and one column per bucket."""
        sheet = self._open_sheet(name, 1)
        first = len(labels)
        total_col, overdue_col = first + len(BUCKETS), first + len(BUCKETS) + 1
        key_col = overdue_col + 1
        self._write_summary_header(sheet, labels, first)
        groups = self._group_items(key)
        for row, (value, items) in enumerate(groups, _FIRST_ROW):
            for col, (field_name, _label, _width) in enumerate(labels):
                text = self._first_text(items, field_name) or (
                    self._missing_label(subject) if not col else ""
                )
                self._text(sheet, row, col, text)
            sheet.write_number(row, key_col, value, self.formats["id"])
            self._write_summary_amounts(sheet, row, first, key, key_col, items)
        sheet.set_column(key_col, key_col, 9, None, {"hidden": True})
        last = _FIRST_ROW + max(len(groups), 1) - 1
        self._write_summary_totals(sheet, first, overdue_col, last)
        sheet.autofilter(_HEADER_ROW, 0, last, total_col + 1)

    def _write_summary_header(self, sheet, labels, first):
        for col, (_name, label, width) in enumerate(labels):
            sheet.set_column(col, col, width)
            self._text(sheet, _HEADER_ROW, col, label, "head")
        heads = [*self._bucket_labels().values(), self._("Balance"), self._("Past due")]
        for col, label in enumerate(heads, first):
            sheet.set_column(col, col, 15)
            self._text(sheet, _HEADER_ROW, col, label, "head")

    def _write_summary_amounts(self, sheet, row, first, key, key_col, items):
        amounts, keys = self._detail_range("amount_residual"), self._detail_range(key)
        days = self._detail_range("days_overdue")
        lookup = f"{amounts},{keys},${xl_col_to_name(key_col)}{row + 1}"
        sums = {item.key: [] for item in BUCKETS}
        for item in items:
            sums[item.bucket].append(item.amount_residual)
        values = []
        for col, bucket in enumerate(BUCKETS, first):
            bounds = ""
            if bucket.low is not None:
                bounds += f',{days},">={bucket.low}"'
            if bucket.high is not None:
                bounds += f',{days},"<={bucket.high}"'
            values.append(self.report.total(sums[bucket.key]))
            formula = f"=SUMIFS({lookup}{bounds})"
            self._formula(sheet, row, col, formula, values[-1], "sparse")
        total_col = first + len(BUCKETS)
        cells = (
            f"{xl_rowcol_to_cell(row, first)}:{xl_rowcol_to_cell(row, total_col - 1)}"
        )
        total = self.report.total(values)
        self._formula(sheet, row, total_col, f"=SUM({cells})", total)
        overdue = f"{xl_rowcol_to_cell(row, total_col)}-{xl_rowcol_to_cell(row, first)}"
        past_due = self.report.total(values[1:])
        self._formula(sheet, row, total_col + 1, f"={overdue}", past_due, "sparse")

    def _write_summary_totals(self, sheet, first, last_col, last_row):
        self._text(sheet, _TOTAL_ROW, 0, self._("Total"), "bold")
        for col in range(1, first):
            sheet.write_blank(_TOTAL_ROW, col, None, self.formats["bold"])
        totals = [
            self.report.total(
                item.amount_residual
                for item in self.report.items
                if item.bucket == bucket.key
            )
            for bucket in BUCKETS
        ]
        totals += [self.report.total(totals), self.report.total(totals[1:])]
        for col, value in zip(range(first, last_col + 1), totals, strict=True):
            cells = xl_range_abs(_FIRST_ROW, col, last_row, col)
            formula = f"=SUBTOTAL(109,{cells})"
            self._formula(sheet, _TOTAL_ROW, col, formula, value, "total")

    def _group_items(self, key):
        groups = {}
        for item in self.report.items:
            groups.setdefault(getattr(item, key) or 0, []).append(item)
        return list(groups.items())

    @staticmethod
    def _first_text(items, name):
        return next((getattr(i, name) for i in items if getattr(i, name)), "")

    def _missing_label(self, subject):
        if subject == "customer":
            return self._("No customer")
        return self._("No collector")

    # === RECONCILIATION === #
    def _write_reconciliation(self):
        sheet = self._open_sheet(self._("Reconciliation"), 2)
        labels = [
            self._("Account"),
            self._("Name"),
            self._("Aged balance (detail)"),
            self._("Outside the selection"),
            self._("Aged balance, all items"),
            self._("General ledger balance"),
            self._("Difference"),
        ]
        widths = (12, 44, 20, 20, 20, 20, 16, 9)
        heads = zip([*labels, "id"], widths, strict=True)
        for col, (label, width) in enumerate(heads):
            sheet.set_column(col, col, width, None, {"hidden": col == 7})
            self._text(sheet, _HEADER_ROW, col, label, "head")
        detail = {}
        for item in self.report.items:
            detail.setdefault(item.account_id, []).append(item.amount_residual)
        rows = []
        for row, account in enumerate(self.report.accounts, _FIRST_ROW):
            shown = self.report.total(detail.get(account.id, ()))
            rows.append(self._write_account(sheet, row, account, shown))
        last = _FIRST_ROW + max(len(rows), 1) - 1
        self._write_reconciliation_totals(sheet, rows, last)

    def _write_account(self, sheet, row, account, shown):
        number = row + 1
        everything = self.report.total((shown, account.outside))
        difference = self.report.total((everything, -account.ledger))
        lookup = ",".join(
            (
                self._detail_range("amount_residual"),
                self._detail_range("account_id"),
                f"$H{number}",
            )
        )
        self._text(sheet, row, 0, account.code)
        self._text(sheet, row, 1, account.name)
        self._formula(sheet, row, 2, f"=SUMIFS({lookup})", shown)
        sheet.write_number(row, 3, account.outside, self.formats["sparse"])
        self._formula(sheet, row, 4, f"=C{number}+D{number}", everything)
        sheet.write_number(row, 5, account.ledger, self.formats["amount"])
        rounded = f"=ROUND(E{number}-F{number},{self.report.decimals})"
        self._formula(sheet, row, 6, rounded, difference)
        sheet.write_number(row, 7, account.id, self.formats["id"])
        return shown, account.outside, everything, account.ledger, difference

    def _write_reconciliation_totals(self, sheet, rows, last):
        self._text(sheet, _TOTAL_ROW, 0, self._("Total"), "bold")
        sheet.write_blank(_TOTAL_ROW, 1, None, self.formats["bold"])
        for position, col in enumerate(range(2, 7)):
            cells = xl_range_abs(_FIRST_ROW, col, last, col)
            value = self.report.total(row[position] for row in rows)
            self._formula(sheet, _TOTAL_ROW, col, f"=SUM({cells})", value, "total")
        for first, end in ((_TOTAL_ROW, _TOTAL_ROW), (_FIRST_ROW, last)):
            for criteria, style in (("!=", "bad"), ("==", "good")):
                sheet.conditional_format(
                    first,
                    6,
                    end,
                    6,
                    {
                        "type": "cell",
                        "criteria": criteria,
                        "value": 0,
                        "format": self.formats[style],
                    },
                )
