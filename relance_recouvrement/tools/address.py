"""Postal address block of a letter (AFNOR XP Z10-011). Pure Python."""

import re
from textwrap import wrap

MAX_WIDTH = 38
MAX_LINES = 7


def postal_lines(name, person, street, street2, postcode, city, country=""):
    """Lines of the address, from the name to the country.

    Lines of 38 characters, the last ones in capitals, without punctuation from the
    street on; never an empty line. What is longer goes on on the next line, since a
    formal notice names its addressee in full; beyond seven lines, the most that a
    window shows, it is cut, the name last.

    :rtype: list(str)
    """
    parts = [name, person]
    parts += [_capitals(part or "") for part in (street2, street)]
    parts += [_capitals(f"{postcode or ''} {city or ''}"), _capitals(country)]
    blocks = [wrap(part, MAX_WIDTH)[:2] for part in parts if part and part.strip()]
    for index in range(len(blocks) - 1, -1, -1):
        if sum(map(len, blocks)) > MAX_LINES:
            blocks[index] = blocks[index][:1]
    return [line for block in blocks for line in block]


def _capitals(text):
    return re.sub(r"\s+", " ", re.sub(r"[.,;:]", " ", text)).strip().upper()
