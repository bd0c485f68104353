"""Rates of semesters read from the rows of a CSV or XLSX file. Pure Python.

A row that cannot be read whole keeps what could be, with the codes of its errors: the
person who made the file sees all of them at once.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from .rates import MAX_RATE, semester_start
from .spreadsheet import read_date

RATES = ("legal_individual", "legal_other", "ecb_rate")
#: Accepted headings, without accents, in lower case.
HEADINGS = {
    "semester": ("semester", "semestre", "date from", "first day", "premier jour"),
    "legal_individual": (
        "legal creditor individual",
        "legal individual",
        "legal rate, individuals",
        "taux legal, particuliers",
        "taux legal particuliers",
        "particuliers",
    ),
    "legal_other": (
        "legal other cases",
        "legal other",
        "legal rate, other cases",
        "taux legal, autres cas",
        "taux legal autres cas",
        "autres cas",
        "professionnels",
    ),
    "ecb_rate": ("ecb mro at start", "ecb rate", "taux bce", "taux de la bce", "bce"),
    "source": ("source",),
    "jo_date": (
        "jo date",
        "official journal of",
        "journal officiel",
        "journal officiel du",
        "date jo",
        "jo",
    ),
}
_SEMESTER = re.compile(r"(?:(\d{4})\W*s([12])|s([12])\W*(\d{4}))", re.IGNORECASE)


@dataclass(slots=True)
class RateRow:
    """One row. ``rates``: % a year by field, None when the cell is empty.

    ``errors``: ``(code, cell)`` with code ``semester`` (cannot be read, or no first day
    of a semester), ``twice`` (the cell is the number of the other row), ``rate``,
    ``decimals`` (more than two), ``range`` or ``date``.
    """

    number: int
    start: date | None = None
    rates: dict = field(default_factory=dict)
    source: str = ""
    jo_date: date | None = None
    errors: list = field(default_factory=list)


def read_headings(cells, labels=None):
    """Which column holds what.

    :param list cells: first row of the file
    :param dict labels: labels on the screens, by field, accepted too
    :return: ``({field: index}, [headings that are not used])``
    :rtype: tuple(dict, list)
    """
    columns, unused = {}, []
    known = {text: name for name, texts in HEADINGS.items() for text in texts}
    known.update({_simplify(text): name for name, text in (labels or {}).items()})
    for index, cell in enumerate(cells):
        name = known.get(_simplify(cell))
        if name and name not in columns:
            columns[name] = index
        elif cell:
            unused.append(str(cell))
    return columns, unused


def read_rates(rows, columns):
    """The semesters of the rows below the headings.

    :param list rows: ``(row number, cells)``
    :param dict columns: from :func:`read_headings`
    :rtype: list(RateRow)
    """
    found, seen = [], {}
    for number, cells in rows:
        row = _read_row(number, cells, columns)
        if row.start in seen:
            row.errors.append(("twice", seen[row.start]))
        elif row.start:
            seen[row.start] = number
        found.append(row)
    return found


def read_semester(cell):
    """First day of the semester of a cell: ``2026-S2``, ``S2 2026`` or its first day.

    :return: a date, or None
    """
    day = read_date(cell)
    if day:
        return day if day == semester_start(day) else None
    match = _SEMESTER.fullmatch(str(cell).strip())
    if not match:
        return None
    year = int(match[1] or match[4])
    return date(year, 7 if (match[2] or match[3]) == "2" else 1, 1)


def read_rate(cell):
    """A rate in % a year: ``2,62``, ``2.62 %``.

    :return: ``(Decimal or None, code of an error or None)``
    :rtype: tuple
    """
    text = re.sub(r"[\s%]", "", str(cell)).replace(",", ".")
    if not text:
        return None, None
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return None, "rate"
    if not rate.is_finite():
        return None, "rate"
    if rate != round(rate, 2):
        return None, "decimals"
    return (rate, None) if 0 <= rate <= MAX_RATE else (None, "range")


def _read_row(number, cells, columns):
    def cell(name):
        index = columns.get(name, len(cells))
        return cells[index] if index < len(cells) else ""

    row = RateRow(number, read_semester(cell("semester")), source=str(cell("source")))
    if not row.start:
        row.errors.append(("semester", cell("semester")))
    for name in RATES:
        row.rates[name], error = read_rate(cell(name))
        if error:
            row.errors.append((error, cell(name)))
    if cell("jo_date"):
        row.jo_date = read_date(cell("jo_date"))
        if not row.jo_date:
            row.errors.append(("date", cell("jo_date")))
    return row


def _simplify(cell):
    text = unicodedata.normalize("NFKD", str(cell).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(text.replace("_", " ").replace("(%)", "").split())
