"""Guards on the wording of letters and e-mails, without a database.

Three functions: :func:`check_letter` names what may not leave (the law or the
debtor's kind forbids it), :func:`check_style` names what weakens a claim (orders,
apologies, requests without a date), :func:`find_advice` points at each with a better
sentence.
"""

import re
from dataclasses import dataclass
from html import unescape
from unicodedata import combining, normalize

from .wording_en import (
    COSTS_EN,
    FORBIDDEN_EN,
    INDEMNITY_EN,
    PENALTIES_EN,
    STYLE_EN,
)

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
_NO_COSTS = r"\b(?:aucun|aucune|sans|ni|pas de|pas d'|no|any|without)\b"

# Forbidden to everybody: (pattern, message, better sentence).
_FORBIDDEN = (
    (
        r"\bhuissiers?\b|\bsaisies?(?:-\w+)?\b|saisir vos? |saisir votre"
        r"|execution forcee|expulsion",
        "parle d'huissier ou de saisie : aucune mesure d'exécution n'existe sans"
        " titre exécutoire",
        "« À défaut de règlement au 20 mars, nous demanderons au tribunal compétent"
        " une injonction de payer. »",
    ),
    (
        r"(?:interrom\w+|suspen\w+) (?:\w+ )?(?:la |le cours de la )?prescription",
        "dit interrompre la prescription : une mise en demeure ne l'interrompt pas",
        "« La présente vaut mise en demeure au sens de l'article 1344 du Code civil. »",
    ),
    (
        r"frais[^.;]{0,60}(?:a votre charge|a vos frais)|(?:a votre charge|a vos frais)"
        r"|(?:supporterez|rembourserez)[^.;]{0,40}frais",
        "annonce des frais à la charge du débiteur : ils restent au créancier avant"
        " tout titre exécutoire",
        "« Un règlement avant le 20 mars clôt ce dossier. »",
    ),
    (
        r"(?<!clause )\bpenales?\b|\bpenal\b|\bpenaux\b|\b(?:porte|porter|porterons"
        r"|deposer|deposerons|depot de) plainte\b|\bescroquerie\b|\bdelits?\b"
        r"|\babus de confiance\b",
        "menace de suites pénales : retirer cette phrase",
        "« À défaut, nous demanderons au tribunal compétent une injonction de payer. »",
    ),
    (
        r"\bfichage\b|\bfichier\b|\bserez fiche\w*|banque de france|\bficp\b"
        r"|mauvais payeurs?|liste noire",
        "menace d'un fichage : retirer cette phrase",
        "« C'est la dernière étape avant la mise en demeure, prévue le 20 mars. »",
    ),
    (
        r"\bau nom de la loi\b|\bcommandement de payer\b|\bsommation de payer\b"
        r"|\bassignation a comparaitre\b|\btribunal vous condamnera\b",
        "imite un acte de justice : nommer simplement la démarche prévue",
        "« Par la présente, valant mise en demeure, nous vous demandons de payer. »",
    ),
    (
        r"votre (?:employeur|famille|entourage|conjoint|voisin)\w*"
        r"[^.;]{0,40}(?:inform|averti|contact|prevenu)"
        r"|(?:inform|averti|contact|prevenir)\w*[^.;]{0,30}votre (?:employeur|famille"
        r"|entourage|conjoint|voisin)",
        "annonce d'en parler à des tiers : le secret de la créance l'interdit",
        "« Que pouvez-vous faire d'ici le 20 mars ? »",
    ),
)

# What weakens a claim: (pattern, message, better sentence).
_STYLE = (
    (
        r"\bvous (?:devez|devriez|devrez|etes prie|etes tenu)",
        "« vous devez » : demander la date de règlement",
        "« La facture F12, 3 200 €, était attendue le 31. Où en est son règlement ? »",
    ),
    (
        r"\bpourquoi\b",
        "« pourquoi » : laisser la raison venir d'elle-même",
        "« Que vous manque-t-il pour la mettre au paiement ? »",
    ),
    (
        r"n'(?:avez|auriez)-vous (?:pas|peut-etre pas) recu|peut-etre (?:notre|une)"
        r" erreur|erreur de notre part|nous (?:nous )?excusons|nos excuses"
        r"|\bdesoles?\b|petit rappel|nous nous permettons|sauf erreur",
        "excuse ou auto-accusation : s'en tenir aux faits",
        "« Je vous contacte au sujet de la facture F12, 3 200 €. »",
    ),
    (
        r"des que possible|dans les meilleurs delais|au plus vite|rapidement"
        r"|\bbientot\b|sans tarder|dans les plus brefs delais|\bsous \d+ jours",
        "demande sans date : écrire le jour attendu",
        "« Quel jour, quel montant, par quel moyen ? » ou « au plus tard le 12 mars »",
    ),
)


# Neither language has these words of the other.
_FORBIDDEN += FORBIDDEN_EN
_STYLE += STYLE_EN
# Enforcement may be named once a title exists.
_ENFORCEMENT = (_FORBIDDEN[0], FORBIDDEN_EN[0])


def plain(text):
    """Fold a text or HTML fragment: no tag, accent, case or odd space or quote."""
    text = _visible(text).replace("’", "'").replace("‑", "-").lower()
    text = "".join(c for c in normalize("NFD", text) if not combining(c))
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip()


def _visible(text):
    """What a reader sees of a text or HTML fragment, each block a sentence."""
    return unescape(_TAG.sub(" ", _BLOCK.sub(". ", text or "")))


def _fold(visible):
    """As :func:`plain`, with the place in ``visible`` of each folded character."""
    folded, places = [], []
    for place, written in enumerate(visible.replace("’", "'").replace("‑", "-")):
        for char in normalize("NFD", written.lower()):
            char = " " if char.isspace() else char
            if combining(char) or (char == " " and folded[-1:] in ([], [" "])):
                continue
            folded.append(char)
            places.append(place)
    return "".join(folded), places


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
    for rule in _FORBIDDEN:
        if has_title and rule in _ENFORCEMENT:
            continue
        pattern, message, _better = rule
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
        if re.search(rf"penalites? de retard|{PENALTIES_EN}", folded):
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
    found = re.search(
        rf"indemnites? forfaitaires?|indemnite de recouvrement|{INDEMNITY_EN}", folded
    )
    return found and found.group()


def _find_costs(folded):
    """Costs claimed; a sentence saying that there are none is welcome."""
    for found in re.finditer(f"{_COSTS}|{COSTS_EN}", folded):
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
        _sentence(message)
        for pattern, message, _better in _STYLE
        if re.search(pattern, folded)
    ]


def _sentence(message):
    return f"{message[0].upper()}{message[1:]}."


@dataclass(frozen=True, slots=True)
class Advice:
    """A wording to better: ``fragment`` as it is written, what stands ``before``
    and ``after`` it in its sentence, the ``problem`` and a ``better`` sentence."""

    before: str
    fragment: str
    after: str
    problem: str
    better: str
    is_threat: bool = False


def find_advice(text):
    """Every wording that weakens a claim or threatens without ground, in order.

    :param str text: letter, e-mail or call script, plain or HTML
    :rtype: list[Advice]
    """
    visible = _visible(text)
    folded, places = _fold(visible)
    found = []
    for patterns, is_threat in ((_FORBIDDEN, True), (_STYLE, False)):
        for pattern, message, better in patterns:
            for match in re.finditer(pattern, folded):
                first, last = places[match.start()], places[match.end() - 1] + 1
                found.append((first, last, message, better, is_threat))
    return [
        Advice(
            *_in_its_sentence(visible, first, last),
            _sentence(message),
            better,
            is_threat,
        )
        for first, last, message, better, is_threat in sorted(found)
    ]


def find_threats(text):
    """The threats without ground of a text: see :func:`find_advice`."""
    return [advice for advice in find_advice(text) if advice.is_threat]


def _in_its_sentence(visible, first, last):
    """What stands before, in and after ``visible[first:last]``, to the next stop."""
    start = max(visible.rfind(stop, 0, first) for stop in ".!?;\n") + 1
    ends = [visible.find(stop, last) for stop in ".!?;\n"]
    end = min((place + 1 for place in ends if place >= 0), default=len(visible))
    before, after = visible[start:first], visible[last:end]
    return before.lstrip(), visible[first:last], after.rstrip()
