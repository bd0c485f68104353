"""Postal address block of a letter (AFNOR XP Z10-011). Pure Python."""

import re

MAX_WIDTH = 38


def postal_lines(name, person, street, street2, postcode, city, country=""):
    """Lines of the address, from the name to the country.

    At most six lines, seven abroad, of 38 characters; the last ones in capitals,
    without punctuation from the street on; never an empty line.

    :rtype: list(str)
    """
    lines = [_fit(name)]
    if person:
        lines.append(_fit(person))
    for part in (street2, street):
        if part:
            lines.append(_fit(_capitals(part)))
    lines.append(_fit(_capitals(f"{postcode or ''} {city or ''}")))
    if country:
        lines.append(_fit(_capitals(country)))
    return [line for line in lines if line]


def _capitals(text):
    return re.sub(r"\s+", " ", re.sub(r"[.,;:]", " ", text)).strip().upper()


def _fit(text):
    return text.strip()[:MAX_WIDTH].strip()
