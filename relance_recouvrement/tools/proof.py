"""A claim counted again from what was written down. Pure Python, ``Decimal`` inside."""

import hashlib
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

YEARS = ("365", "actual")


class Row(NamedTuple):
    """A row of an interest statement; ``start`` is the first day that counts."""

    start: date
    end: date
    days: int
    balance: Decimal
    rate: Decimal
    amount: Decimal


class Recount(NamedTuple):
    """``amount``: interest counted again; ``basis``: ``365`` or ``actual``;
    ``wrong_days`` and ``wrong_amounts``: rows that do not follow from their own
    figures; ``is_right``: the stated sum does."""

    amount: Decimal
    basis: str
    wrong_days: list
    wrong_amounts: list
    is_right: bool


def sha256(content):
    """Fingerprint of a file, as kept when it left."""
    return hashlib.sha256(content).hexdigest()


def recount(rows, digits=2):
    """Count the interest of one debt again: balance × rate × days / 365, rounded
    half up once (LAW R-PEN-8).

    Interest that a payment paid in full was rounded that day (C. civ. 1343-1): the
    stated sum is also right when it is rounded at the end of some rows only. The
    years of the rows are taken as 365 days, else as the calendar's.

    :param rows: :class:`Row`, in order
    :param int digits: decimals of the currency
    :rtype: Recount
    """
    first = _recount(rows, digits, "365")
    if first.is_right and not first.wrong_amounts:
        return first
    second = _recount(rows, digits, "actual")
    return second if second.is_right and not second.wrong_amounts else first


def _recount(rows, digits, basis):
    cent = Decimal(1).scaleb(-digits)
    exact = [_interest(row, basis) for row in rows]
    stated = sum((row.amount for row in rows), Decimal(0))
    wrong_amounts = [
        row
        for row, value in zip(rows, exact, strict=True)
        if abs(row.amount - value) > cent
    ]
    return Recount(
        sum(exact, Decimal(0)).quantize(cent, ROUND_HALF_UP),
        basis,
        [row for row in rows if row.days != (row.end - row.start).days + 1],
        wrong_amounts,
        stated in _sums(exact, cent),
    )


def _interest(row, basis):
    year = 365
    if basis == "actual":
        year = (date(row.end.year + 1, 1, 1) - date(row.end.year, 1, 1)).days
    return row.balance * row.rate * row.days / (100 * year)


def _sums(exact, cent):
    """Every sum that rounding at the end of some rows may give."""
    sums = [{Decimal(0)}]
    for last in range(1, len(exact) + 1):
        found = set()
        for first in range(last):
            part = sum(exact[first:last]).quantize(cent, ROUND_HALF_UP)
            found |= {total + part for total in sums[first]}
        sums.append(found)
    return sums[-1]


def is_printed(amount, text, digits=2):
    """Whether ``amount`` is among the figures of ``text``, French or English.

    :param Decimal amount: not negative
    """
    whole, _dot, cents = f"{amount:.{digits}f}".partition(".")
    groups = [whole[: len(whole) % 3]] if len(whole) % 3 else []
    groups += [
        whole[place : place + 3] for place in range(len(whole) % 3, len(whole), 3)
    ]
    figures = r"[\s.,\u00a0\u202f]*".join(groups)
    if cents:
        figures += r"\s*[.,]\s*" + cents
    return bool(re.search(rf"(?<!\d)(?<!\d[\u00a0\u202f.,]){figures}(?!\d)", text))
