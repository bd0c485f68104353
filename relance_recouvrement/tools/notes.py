"""What does not belong in a note about a customer. Pure Python.

The customer may read every note (GDPR art. 15), and some facts may not be kept at
all (art. 9 and 10): health, family, religion, politics, union, offences. A warning
names the word and says what to write; it blocks nothing (LAW §8).
"""

import re

from .wording import plain

# (pattern on folded text, message)
_NOT_IN_NOTES = (
    (
        r"\b(?:escrocs?|voleurs?|voleuse|menteurs?|menteuse|ment|mentent|malhonnetes?"
        r"|(?:de )?mauvaise foi|idiote?s?|imbeciles?|abrutie?s?|con(?:ne|nard|nasse)?s?"
        r"|incompetente?s?|penibles?|desagreables?|agressi(?:f|ve)s?|arrogante?s?"
        r"|fou|folle|radine?s?|baratin\w*|se (?:moque|fout)|raconte n'importe quoi)\b",
        "jugement sur la personne : écrire ce qui a été dit, et la date",
    ),
    (
        r"\b(?:malad\w+|sante|hopital|hospitalis\w+|cancer|depressi(?:on|f|ve)"
        r"|burn[ -]?out|handicap\w*|arret (?:de travail|maladie)|enceinte|grossesse"
        r"|alcool\w*|drogue\w*|medic(?:al|ament)\w*|psych\w+|suicid\w+)\b",
        "la santé ne se note pas : écrire le fait utile (« absent jusqu'au 12 »)",
    ),
    (
        r"\b(?:divorc\w+|veu(?:f|ve)|deces|decede\w*|conjointe?s?|mari|epouse|sa femme"
        r"|enfants?|famille|familia\w+|compagne|en couple|ses parents)\b",
        "la vie de famille ne se note pas : écrire seulement ce qui a été convenu",
    ),
    (
        r"\b(?:musulmane?s?|juifs?|juives?|catholiques?|chretien\w*|protestante?s?"
        r"|religi\w+|ramadan|mosquee|synagogue)\b",
        "la religion ne se note pas",
    ),
    (
        r"\b(?:arabes?|gitane?s?|africaine?s?|immigre\w*|etrangers?"
        r"|origine (?:ethnique|etrangere))\b",
        "l'origine ne se note pas",
    ),
    (
        r"\b(?:opinions? politiques?|parti politique|militante?s?"
        r"|extreme (?:droite|gauche))\b",
        "les opinions politiques ne se notent pas",
    ),
    (
        r"\b(?:syndicats?(?! (?:de|des) copropri)|syndique\w*|syndicalistes?|cgt"
        r"|cfdt)\b",
        "l'appartenance syndicale ne se note pas",
    ),
    (
        r"\b(?:condamne\w*|casier|prison|garde a vue|escroquerie|delits?|infractions?"
        r"|fraud\w+|delinquant\w*)\b",
        "les infractions ne se notent pas : s'en tenir à la dette",
    ),
)


def check_note(text):
    """Name what a note about a customer should not say; it forbids nothing.

    :param str text: note, plain or HTML
    :return: short French messages, one by kind of word, empty when it is fine
    :rtype: list[str]
    """
    folded = plain(text)
    return [
        f"« {found.group()} » : {message}."
        for pattern, message in _NOT_IN_NOTES
        if (found := re.search(pattern, folded))
    ]
