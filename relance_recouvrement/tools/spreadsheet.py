"""Rows of a small CSV or XLSX file that a person made. Pure Python."""

import csv
import io
from datetime import date, datetime

from openpyxl import load_workbook

DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")


def read_rows(content):
    """Rows of the file that are not empty, the heading included.

    :param bytes content: XLSX (first sheet), or CSV in UTF-8 or Windows encoding
        with semicolons, commas or tabs
    :return: ``(row number, cells)``; cells are stripped texts, dates or numbers
    :rtype: list(tuple(int, list))
    :raise ValueError: when the file is neither
    """
    rows = _read_xlsx(content) if content[:2] == b"PK" else _read_csv(content)
    cleaned = (
        (number, [_clean(cell) for cell in cells])
        for number, cells in enumerate(rows, start=1)
    )
    return [(number, cells) for number, cells in cleaned if any(cells)]


def read_date(cell):
    """The date of a cell.

    :return: a date, or None when it cannot be read
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(str(cell), pattern).date()
        except ValueError:
            continue
    return None


def _clean(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell
    return " ".join(str(cell).split())


def _read_xlsx(content):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:
        raise ValueError(str(error)) from error


def _read_csv(content):
    if b"\0" in content:  # another kind of file: PDF, XLS, picture…
        raise ValueError("0x00")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise ValueError(str(error)) from error
