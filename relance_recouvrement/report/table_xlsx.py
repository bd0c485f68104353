"""Workbook of several tables: rows in, bytes out, without the ORM."""

import io
from collections import namedtuple
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .xlsx_sheet import LargeWorksheet

_EPOCH = date(1899, 12, 30)  # day 0 of a workbook
_HEADER_ROW = 2

# ``kind``: text, date, amount, rate or days; ``total``: summed in the last row.
Column = namedtuple("Column", "label kind width total", defaults=(14, False))
# ``rows``: tuples of as many values as there are columns; None is left empty.
# ``total``: what the last row is called.
Sheet = namedtuple("Sheet", "name title columns rows total", defaults=("Total",))


def build(sheets):
    """Return tables as a workbook, one by sheet, with their totals.

    :param list sheets: of :class:`Sheet`
    :return: the content of an ``.xlsx`` file
    :rtype: bytes
    """
    stream = io.BytesIO()
    options = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    formats = _prepare_formats(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name, LargeWorksheet), sheet, formats)
    book.close()
    return stream.getvalue()


def _write_sheet(out, sheet, formats):
    out.write_string(0, 0, sheet.title, formats["title"])
    for col, column in enumerate(sheet.columns):
        out.set_column(col, col, column.width)
        out.write_string(_HEADER_ROW, col, column.label, formats["head"])
        values = [row[col] for row in sheet.rows]
        _write_column(out, col, column, values, formats)
    last = _HEADER_ROW + max(len(sheet.rows), 1)
    out.autofilter(_HEADER_ROW, 0, last, len(sheet.columns) - 1)
    out.freeze_panes(_HEADER_ROW + 1, 2)
    if sheet.rows:
        out.write_string(last + 1, 0, sheet.total, formats["total"])
    out.set_landscape()
    out.set_paper(9)
    out.fit_to_pages(1, 0)
    out.repeat_rows(_HEADER_ROW)


def _write_column(out, col, column, values, formats):
    first = _HEADER_ROW + 1
    if column.kind == "date":
        values = [(day - _EPOCH).days if day else None for day in values]
    style = formats[column.kind]
    out.write_cells(first, col, values, style, column.kind == "text")
    if not values or not column.total:
        return
    name, end = xl_col_to_name(col), first + len(values)
    out.write_formula(
        end,
        col,
        f"=SUM({name}{first + 1}:{name}{end})",
        formats["total"],
        round(sum(filter(None, values)), 6),
    )


def _prepare_formats(book):
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    head.update(bg_color="#1F3864", font_color="#FFFFFF", align="center")
    amount = {"num_format": "[$-40C]#,##0.00"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(head),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "center"}),
        "days": book.add_format({"num_format": "0"}),
        "rate": book.add_format({"num_format": "[$-40C]0.00##"}),
        "amount": book.add_format(amount),
        "total": book.add_format({**amount, "bold": True, "top": 1}),
    }
