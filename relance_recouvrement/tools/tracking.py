"""Tracking numbers of registered letters. Pure Python."""

import re

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def is_tracking_number(number):
    """Whether ``number`` (no spaces, capitals) can be a registered letter's.

    La Poste prints 13 characters: a figure, a letter and eleven figures, or the
    international form UPU S10 (two letters, nine figures with a check figure, two
    letters).
    """
    if re.fullmatch(r"\d[A-Z]\d{11}", number):
        return True
    match = re.fullmatch(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}", number)
    return bool(match) and _s10_check(match[1]) == int(match[2])


def _s10_check(digits):
    total = sum(w * int(d) for w, d in zip(S10_WEIGHTS, digits, strict=True))
    check = 11 - total % 11
    return {10: 0, 11: 5}.get(check, check)
