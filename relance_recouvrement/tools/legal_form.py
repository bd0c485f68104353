"""Whether somebody is a trader, as the legal form says; without a database.

Companies that are traders by their form (C. com. L210-1, L251-1): the others depend on
what they do, and a person decides.
"""

import re
import unicodedata

# Forms that make a trader whatever the activity.
_TRADERS = (
    r"s\.?a\.?s\.?u\.?",
    r"s\.?a\.?s\.?",
    r"s\.?a\.?r\.?l\.?u?\.?",
    r"e\.?u\.?r\.?l\.?",
    r"s\.?n\.?c\.?",
    r"s\.?c\.?a\.?",
    r"s\.?a\.?",
    r"societe anonyme",
    r"societe par actions simplifiee(?: unipersonnelle)?",
    r"societe a responsabilite limitee",
    r"societe en nom collectif",
    r"societe en commandite(?: simple| par actions)?",
    r"entreprise unipersonnelle a responsabilite limitee",
)
# Forms that are civil, whatever the name says beside them.
_CIVIL = (
    r"s\.?c\.?i\.?",
    r"s\.?c\.?p\.?",
    r"s\.?c\.?m\.?",
    r"s\.?c\.?e\.?a\.?",
    r"e\.?a\.?r\.?l\.?",
    r"g\.?a\.?e\.?c\.?",
    r"societe civile.*",
    r"association",
    r"syndicat(?: des coproprietaires)?",
    r"copropriete",
)


def get_trader(text):
    """Whether a legal form, or a name that ends or starts with one, is a trader's.

    :param str text: legal form or name, as typed
    :return: ``yes``, ``no``, or an empty string when nothing tells
    :rtype: str
    """
    words = _plain(text)
    if _has_form(words, _CIVIL):
        return "no"
    return "yes" if _has_form(words, _TRADERS) else ""


def get_printed_trader(text):
    """The same, from what a company prints of itself: « SAS au capital de 10 000 € ».

    :param str text: footer of its documents, without tags
    :rtype: str
    """
    words = _plain(text)
    for forms, answer in ((_CIVIL, "no"), (_TRADERS, "yes")):
        pattern = rf"\b(?:{'|'.join(forms)}),? (?:[a-z]+ )?au capital"
        if re.search(pattern, words):
            return answer
    return ""


def _has_form(words, forms):
    pattern = "|".join(forms)
    return bool(re.search(rf"^(?:{pattern})(?=\s|$)|(?<=\s)(?:{pattern})$", words))


def _plain(text):
    flat = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return re.sub(r"[\s,()'-]+", " ", flat.lower()).strip()
