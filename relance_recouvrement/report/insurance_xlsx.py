"""Workbook for the credit insurer: rows in, bytes out, without the ORM."""

import io
from collections import namedtuple
from datetime import date

import xlsxwriter

from .xlsx_sheet import LargeWorksheet

_EPOCH = date(1899, 12, 30)  # day 0 of a workbook
_HEADER_ROW = 2

# One unpaid item; dates or None, amounts as numbers.
Row = namedtuple(
    "Row",
    "policy customer siren limit limit_currency percent document delivery due"
    " extended_due deadline extended_deadline balance days_overdue declared reference"
    " actions",
)
_WIDTHS = (24, 32, 11, 14, 8, 8, 20, 11, 11, 11, 11, 11, 14, 8, 11, 18, 60)
_DATES = {
    "delivery",
    "due",
    "extended_due",
    "deadline",
    "extended_deadline",
    "declared",
}
_AMOUNTS = {"limit", "percent", "balance"}


def build(title, labels, rows):
    """Return the list of unpaid items as a workbook.

    :param str title: first line
    :param list labels: name of the sheet, then the heading of each column
    :param list rows: of :class:`Row`
    :return: the content of an ``.xlsx`` file
    :rtype: bytes
    """
    sheet_name, *headings = labels
    stream = io.BytesIO()
    options = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    sheet = book.add_worksheet(sheet_name, LargeWorksheet)
    formats = _prepare_formats(book)
    sheet.write_string(0, 0, title, formats["title"])
    for col, label in enumerate(headings):
        sheet.set_column(col, col, _WIDTHS[col])
        sheet.write_string(_HEADER_ROW, col, label, formats["head"])
    for col, name in enumerate(Row._fields):
        _write_column(sheet, col, name, [getattr(row, name) for row in rows], formats)
    last = _HEADER_ROW + max(len(rows), 1)
    sheet.autofilter(_HEADER_ROW, 0, last, len(Row._fields) - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    book.close()
    return stream.getvalue()


def _write_column(sheet, col, name, values, formats):
    first = _HEADER_ROW + 1
    if name in _DATES:
        values = [day and (day - _EPOCH).days for day in values]
        sheet.write_cells(first, col, values, formats["date"], False)
    elif name in _AMOUNTS:
        sheet.write_cells(first, col, values, formats["amount"], False)
    elif name == "days_overdue":
        sheet.write_cells(first, col, values, formats["days"], False)
    else:
        sheet.write_cells(first, col, values, formats["text"], True)


def _prepare_formats(book):
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    head.update(bg_color="#1F3864", font_color="#FFFFFF", align="center")
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(head),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "center"}),
        "days": book.add_format({"num_format": "0"}),
        "amount": book.add_format({"num_format": "[$-40C]#,##0.00"}),
    }
