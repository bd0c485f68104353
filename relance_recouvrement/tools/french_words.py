"""Amounts in French words, as an acknowledgement of debt prints them (C. civ. 1376)."""

from num2words import num2words

UNITS = {
    "EUR": ("euro", "centime"),
    "USD": ("dollar américain", "cent"),
    "GBP": ("livre sterling", "penny"),
    "CHF": ("franc suisse", "centime"),
}
PLURALS = {
    "dollar américain": "dollars américains",
    "livre sterling": "livres sterling",
    "penny": "pence",
    "franc suisse": "francs suisses",
}


def amount_in_words(amount, currency="EUR"):
    """``1200.8`` gives « mille deux cents euros et quatre-vingts centimes ».

    :param float amount: 0 or more
    :param str currency: ISO code; one without French name is printed as it is
    """
    unit, cent = UNITS.get(currency, (currency, "centième"))
    whole, cents = divmod(round(amount * 100), 100)
    words = f"{_number(whole, unit)}{_link(whole)}{_plural(whole, unit)}"
    if cents:
        words += f" et {_number(cents, cent)} {_plural(cents, cent)}"
    return words


def _number(count, unit):
    words = num2words(count, lang="fr")
    if unit == "livre sterling" and words.endswith("un"):
        words += "e"
    return words


def _link(count):
    """« deux millions d'euros », « mille euros »."""
    return " d'" if count and not count % 1_000_000 else " "


def _plural(count, unit):
    if count < 2 or unit.isupper():
        return unit
    return PLURALS.get(unit, f"{unit}s")
