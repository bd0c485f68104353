"""French company numbers."""

import re


def siren_of(registry, vat=None):
    """Return the SIREN of a company, from its SIRET, SIREN or French VAT number.

    :param str registry: company number as typed, spaces and dots tolerated.
    :param str vat: VAT number.
    :return: nine digits, or an empty string.
    :rtype: str
    """
    digits = re.sub(r"[\s.]", "", registry or "")
    if re.fullmatch(r"\d{9}|\d{14}", digits):
        return digits[:9]
    match = re.fullmatch(
        r"FR[0-9A-Z]{2}(\d{9})", re.sub(r"[\s.]", "", vat or "").upper()
    )
    return match.group(1) if match else ""
