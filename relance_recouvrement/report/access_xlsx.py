"""The workbook of a debtor's access request. No ORM."""

import io
import re

import xlsxwriter

# Of a sheet's name and of a cell.
NAME_LENGTH = 31
TEXT_LENGTH = 32767


def build(sheets):
    """One sheet for each kind of record; texts are texts, never formulas.

    :param list sheets: ``(name, headings, rows)``, cells are texts, numbers or None
    :return: the content of an ``.xlsx`` file
    :rtype: bytes
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    used = set()
    for name, headings, rows in sheets:
        sheet = book.add_worksheet(_get_name(name, used))
        sheet.set_column(0, max(0, len(headings) - 1), 22)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, wrap)
    book.close()
    return stream.getvalue()


def _write(sheet, row, column, value, style):
    if value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value)[:TEXT_LENGTH], style)


def _get_name(name, used):
    """A name that a workbook accepts, and no other sheet has."""
    base = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:NAME_LENGTH] or "Sheet"
    found, number = base, 2
    while found.lower() in used:
        found = f"{base[: NAME_LENGTH - 4]} ({number})"
        number += 1
    used.add(found.lower())
    return found
