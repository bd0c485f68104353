"""Guards on the wording of letters and e-mails, without a database.

Two questions, two functions: :func:`check_letter` names what may not leave (the
law or the debtor's kind forbids it), :func:`check_style` names what weakens a
claim (orders, apologies, requests without a date).
"""

import re
from html import unescape
from unicodedata import combining, normalize

# Debtors who owe neither the penalties of L.441-10 nor the 40 € of D.441-5.
NO_CHARGES = ("b2c", "nonpro", "unknown")
WHO = {
    "b2c": "un particulier",
    "nonpro": "un non-professionnel",
    "public": "un organisme public",
    "unknown": "un débiteur dont la nature n'est pas confirmée",
}

_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"</(p|div|li|tr|td|th|h[1-6])>|<br\s*/?>", re.IGNORECASE)
_ARTICLE = r"l\.? ?441-10|d\.? ?441-5"
_PUBLIC_ARTICLE = r"[ld]\.? ?2192-\d+|interets moratoires"
# "40 €" as a flat sum: an amount of the ledger is printed with its cents. With
# cents it counts only where the sentence speaks of an indemnity.
_FORTY = r"(?<![\d.,])(?<!\d )(?:40|quarante)(?:,00)? ?(?:€|euros?\b|eur\b)"
_FORTY_PLAIN = r"(?<![\d.,])(?<!\d )(?:40 ?(?:€|euros?\b|eur\b)|quarante euros)"
_COSTS = (
    r"frais (?:de |d')(?:relance|rappel|dossier|impaye|retard|gestion|recouvrement"
    r"|mise en demeure|procedure)"
)
_NO_COSTS = r"\b(?:aucun|aucune|sans|ni|pas de|pas d')\b"

# Forbidden to everybody: (pattern, message).
_FORBIDDEN = (
    (
        r"\bhuissiers?\b|\bsaisies?(?:-\w+)?\b|saisir vos? |saisir votre"
        r"|execution forcee|expulsion",
        "parle d'huissier ou de saisie : aucune mesure d'exécution n'existe sans"
        " titre exécutoire",
    ),
    (
        r"(?:interrom\w+|suspen\w+) (?:\w+ )?(?:la |le cours de la )?prescription",
        "dit interrompre la prescription : une mise en demeure ne l'interrompt pas",
    ),
    (
        r"frais[^.;]{0,60}(?:a votre charge|a vos frais)|(?:a votre charge|a vos frais)"
        r"|(?:supporterez|rembourserez)[^.;]{0,40}frais",
        "annonce des frais à la charge du débiteur : ils restent au créancier avant"
        " tout titre exécutoire",
    ),
    (
        r"(?<!clause )\bpenales?\b|\bpenal\b|\bpenaux\b|\b(?:porte|porter|porterons"
        r"|deposer|deposerons|depot de) plainte\b|\bescroquerie\b|\bdelits?\b"
        r"|\babus de confiance\b",
        "menace de suites pénales : retirer cette phrase",
    ),
    (
        r"\bfichage\b|\bfichier\b|\bserez fiche\w*|banque de france|\bficp\b"
        r"|mauvais payeurs?|liste noire",
        "menace d'un fichage : retirer cette phrase",
    ),
    (
        r"\bau nom de la loi\b|\bcommandement de payer\b|\bsommation de payer\b"
        r"|\bassignation a comparaitre\b|\btribunal vous condamnera\b",
        "imite un acte de justice : nommer simplement la démarche prévue",
    ),
    (
        r"votre (?:employeur|famille|entourage|conjoint|voisin)\w*"
        r"[^.;]{0,40}(?:inform|averti|contact|prevenu)"
        r"|(?:inform|averti|contact|prevenir)\w*[^.;]{0,30}votre (?:employeur|famille"
        r"|entourage|conjoint|voisin)",
        "annonce d'en parler à des tiers : le secret de la créance l'interdit",
    ),
)

_STYLE = (
    (
        r"\bvous (?:devez|devriez|devrez|etes prie|etes tenu)",
        "« vous devez » : demander la date de règlement",
    ),
    (r"\bpourquoi\b", "« pourquoi » : laisser la raison venir d'elle-même"),
    (
        r"n'(?:avez|auriez)-vous (?:pas|peut-etre pas) recu|peut-etre (?:notre|une)"
        r" erreur|erreur de notre part|nous (?:nous )?excusons|nos excuses"
        r"|\bdesoles?\b|petit rappel|nous nous permettons|sauf erreur",
        "excuse ou auto-accusation : s'en tenir aux faits",
    ),
    (
        r"des que possible|dans les meilleurs delais|au plus vite|rapidement"
        r"|\bbientot\b|sans tarder|dans les plus brefs delais|\bsous \d+ jours",
        "demande sans date : écrire le jour attendu",
    ),
)


def plain(text):
    """Fold a text or HTML fragment: no tag, accent, case or odd space or quote."""
    text = _TAG.sub(" ", _BLOCK.sub(". ", text or ""))
    text = unescape(text).replace("’", "'").replace("‑", "-").lower()
    text = "".join(c for c in normalize("NFD", text) if not combining(c))
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip()


def check_letter(text, regime="unknown", has_title=False):
    """Name what forbids this text to leave.

    :param str text: subject and body, plain or HTML, as the debtor will read them
    :param str regime: kind of the debtor (``const.REGIMES``)
    :param bool has_title: an enforceable title exists: enforcement may be named
    :return: short French messages, empty when the text may leave
    :rtype: list[str]
    """
    folded = plain(text)
    problems = []
    for index, (pattern, message) in enumerate(_FORBIDDEN):
        if has_title and index == 0:
            continue
        found = re.search(pattern, folded)
        if found:
            problems.append(_quote(found.group(), message))
    return problems + _check_charges(folded, regime or "unknown")


def _check_charges(folded, regime):
    """Late-payment charges written to somebody who does not owe them."""
    problems = []
    who = WHO.get(regime, "")
    if regime in (*NO_CHARGES, "public"):
        found = re.search(_ARTICLE, folded)
        if found:
            problems.append(_quote(found.group().upper(), f"ne s'applique pas à {who}"))
    if regime in NO_CHARGES:
        found = _find_indemnity(folded) or _find_costs(folded)
        if found:
            problems.append(
                _quote(found, f"aucune indemnité ni aucun frais n'est dû par {who}")
            )
        if re.search(r"penalites? de retard", folded):
            problems.append(
                _quote("pénalités de retard", f"elles ne sont pas dues par {who}")
            )
    if regime != "public":
        found = re.search(_PUBLIC_ARTICLE, folded)
        if found:
            problems.append(
                _quote(found.group(), "ne s'applique qu'aux organismes publics")
            )
    return problems


def _find_indemnity(folded):
    found = re.search(_FORTY_PLAIN, folded)
    if found:
        return found.group()
    for sentence in re.split(r"[.;:!?] ", folded):
        found = re.search(_FORTY, sentence)
        if found and re.search(r"indemni|forfait|recouvrement|frais", sentence):
            return found.group()
    found = re.search(r"indemnites? forfaitaires?|indemnite de recouvrement", folded)
    return found and found.group()


def _find_costs(folded):
    """Costs claimed; a sentence saying that there are none is welcome."""
    for found in re.finditer(_COSTS, folded):
        before = folded[max(0, found.start() - 25) : found.start()]
        if not re.search(_NO_COSTS, before):
            return found.group()
    return None


def _quote(fragment, message):
    return f"« {fragment.strip()} » : {message}."


def check_style(text):
    """Name the wording that weakens a claim; advice, it forbids nothing.

    :param str text: letter, e-mail or call script, plain or HTML
    :return: short French messages
    :rtype: list[str]
    """
    folded = plain(text)
    return [
        f"{message[0].upper()}{message[1:]}."
        for pattern, message in _STYLE
        if re.search(pattern, folded)
    ]
