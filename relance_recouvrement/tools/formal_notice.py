"""Mandatory elements of a formal notice (mise en demeure), without a database.

A missing element is named with the field that holds it, so that the person who
reads the message knows what to fill.
"""

import re

from .debtor import get_regime
from .wording import check_letter, plain

# (key, message when empty): every formal notice.
_ALWAYS = (
    (
        "creditor_name",
        "Nom du créancier : remplir le nom de la société (Paramètres ▸ Sociétés).",
    ),
    (
        "creditor_address",
        "Adresse du créancier : remplir la rue, le code postal et la ville de la"
        " société (Paramètres ▸ Sociétés).",
    ),
    (
        "creditor_registry",
        "SIREN ou RCS du créancier : remplir « ID de la société » de la société"
        " (Paramètres ▸ Sociétés).",
    ),
    (
        "signatory",
        "Signataire : choisir le gestionnaire du dossier (champ « Gestionnaire »).",
    ),
    (
        "contact",
        "Contact : remplir le téléphone ou l'e-mail du gestionnaire du dossier.",
    ),
    ("debtor_name", "Nom légal du débiteur : remplir le nom de la fiche client."),
    (
        "debtor_address",
        "Adresse du débiteur : remplir la rue, le code postal et la ville de la"
        " fiche client.",
    ),
    ("place", "Lieu : remplir la ville de la société (Paramètres ▸ Sociétés)."),
    ("date", "Date : donner la date de la lettre."),
    ("currency", "Devise : la somme réclamée n'a pas de devise."),
    (
        "bank_account",
        "Moyen de paiement : ajouter un compte bancaire (IBAN) à la société.",
    ),
    (
        "payment_reference",
        "Référence de paiement : la relance n'a pas de référence à rappeler.",
    ),
    (
        "deadline",
        "Date limite : remplir « Délai (jours) » du niveau.",
    ),
    (
        "consequence",
        "Suite annoncée : la choisir sur la relance (« Suite annoncée »), ou remplir"
        " « Suite habituelle » du niveau ; seules sont proposées les suites possibles"
        " contre ce débiteur.",
    ),
)
_LINE = (
    ("number", "numéro"),
    ("date", "date de facture"),
    ("due_date", "échéance"),
    ("total", "montant TTC"),
    ("paid", "montant réglé"),
    ("balance", "solde"),
)
_ORDERS = ("de payer", "de regler", "le paiement", "we ask you to pay")
# What a business or a public body owes is stated in full: rate, from when to when,
# amount (C. com. L441-10 II, CCP L2192-13).
_CHARGES = (
    ("calc_date", "Décompte : il n'a pas de date d'arrêté."),
    (
        "rate",
        "Taux des pénalités : le remplir (Facturation ▸ Configuration ▸ Recouvrement"
        " ▸ Taux), ou choisir le mode de calcul de la société.",
    ),
    (
        "interest",
        "Montant des pénalités : aucun n'est calculé ; vérifier l'échéance des"
        " factures et les taux.",
    ),
)
_NO_AMOUNTS = (
    "Pénalités et indemnités : choisir « Leurs montants » dans « Intérêts et"
    " indemnités » du niveau."
)
# A second deadline, in days, weakens the date.
_OTHER_DEADLINE = (
    r"\bsous (?:un delai de )?(?:\d+|huit|quinze|trente) ?(?:jours?|semaines?)"
    r"|\bsous (?:huitaine|quinzaine)\b"
    r"|\bdans (?:un|le) delai de (?:\d+|huit|quinze|trente)"
    r"|\bdans les (?:\d+|huit|quinze|trente) jours"
)
_ADVISED = (
    ("previous", "Relances précédentes : aucune n'est rappelée par la lettre."),
    ("offer", "Ouverture au dialogue : proposer une solution écrite avant la date."),
    (
        "attachments",
        "Pièces jointes : joindre les factures et le relevé (réglages du niveau).",
    ),
    ("bic", "BIC : le remplir sur la banque du compte de la société."),
    (
        "legal_form",
        "Forme juridique, capital et RCS : les écrire au pied de page des documents"
        " de la société (article R.123-238 du Code de commerce).",
    ),
)
_MEDIATOR = (
    "Médiateur de la consommation : remplir ses coordonnées (Facturation ▸"
    " Configuration ▸ Paramètres, article L.616-1 du Code de la consommation)."
)
_ARTICLES = {
    "b2b": (("1344",),),
    "b2c": (("1344",), ("1231-6",)),
    "nonpro": (("1344",), ("1231-6",)),
    "public": (("1344",),),
}
# Of what is claimed only: waived, invoiced before or barred, it is not.
_INTEREST_ARTICLES = {
    "b2b": ("l.441-10", "l. 441-10"),
    "public": ("l.2192-13", "l. 2192-13"),
}
_INDEMNITY_ARTICLES = {
    "b2b": ("d.441-5", "d. 441-5"),
    "public": ("d.2192-35", "d. 2192-35"),
}


def missing_elements(data):
    """Name each mandatory element that the letter lacks.

    Keys of ``data``: ``regime``, ``subject`` and ``body`` (text or HTML, as
    printed), ``registered`` (bool), ``mention`` (channel line printed above the
    recipient), ``tracking_required`` (bool: the number is known before posting),
    ``tracking_number``, ``debtor_registry`` (SIREN), ``debtor_country``
    (ISO code, SIREN is asked in France only), ``lines`` (dicts with ``number``,
    ``date``, ``due_date``, ``total``, ``paid``, ``balance``), ``total``, and
    ``creditor_name creditor_address creditor_registry signatory contact
    debtor_name debtor_address place date currency bank_account
    payment_reference deadline consequence``, ``charges`` (dict with ``mode``,
    ``rate``, ``interest``, ``calc_date``, ``indemnity_count``, ``settled``: no
    interest is left, all was waived, invoiced or stopped), ``route_refusal``
    (why what is announced is not possible), ``printed`` (``{what it is: words}`` that
    the text must hold as they are).

    :param dict data: what the letter is made of
    :return: French messages, each with the field to fill; empty when complete
    :rtype: list[str]
    """
    regime = data.get("regime") or "unknown"
    missing = []
    if regime == "unknown":
        missing.append(
            "Nature du débiteur : la confirmer sur la fiche client (professionnel,"
            " particulier, non-professionnel ou organisme public)."
        )
    missing += [message for key, message in _ALWAYS if not data.get(key)]
    missing += _missing_identity(data, regime)
    missing += _missing_channel(data)
    missing += _missing_lines(data)
    missing += _missing_charges(data, regime)
    if data.get("route_refusal"):
        missing.append(
            f"Suite annoncée : en choisir une autre, {data['route_refusal']}."
        )
    missing += _missing_text(data, regime)
    return missing


def _missing_identity(data, regime):
    french = (data.get("debtor_country") or "FR") == "FR"
    if regime == "b2b" and french and not data.get("debtor_registry"):
        return ["SIREN du débiteur : remplir « Siret » de la fiche client."]
    return []


def _missing_channel(data):
    if not data.get("registered"):
        return []
    missing = []
    if "recommandee avec avis de reception" not in plain(data.get("mention")):
        missing.append(
            "Mention « LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION » : cocher « Par"
            " lettre recommandée » sur le niveau."
        )
    if data.get("tracking_required") and not data.get("tracking_number"):
        missing.append("Numéro de suivi : le saisir sur l'envoi recommandé.")
    return missing


def _missing_charges(data, regime):
    """Interest and indemnities, stated to whom owes them without formality."""
    if not get_regime(regime).owes_charges:
        return []
    charges = data.get("charges") or {}
    if charges.get("mode") != "amount":
        return [_NO_AMOUNTS]
    return [
        message
        for key, message in _CHARGES
        if not charges.get(key) and (key == "calc_date" or not charges.get("settled"))
    ]


def _missing_lines(data):
    lines = data.get("lines") or []
    if not lines:
        return ["Factures : la relance ne réclame aucune ligne."]
    missing = []
    for line in lines:
        if (line.get("balance") or 0) < 0:  # a credit has no due date
            continue
        absent = [label for key, label in _LINE if _is_blank(line.get(key))]
        if absent:
            name = line.get("number") or "sans numéro"
            missing.append(
                f"Facture {name} : compléter {', '.join(absent)} sur la pièce"
                " comptable."
            )
    if not data.get("total") or data["total"] <= 0:
        missing.append("Total réclamé : le solde des lignes n'est pas positif.")
    return missing


def _is_blank(value):
    """Nothing filled in: an amount of zero is a value."""
    return value is None or value is False or value == ""


def _missing_text(data, regime):
    subject, body = plain(data.get("subject")), plain(data.get("body"))
    missing = []
    if "mise en demeure" not in subject:
        missing.append(
            "Mots « MISE EN DEMEURE » dans l'objet : les ajouter à l'objet du modèle"
            " de courrier du niveau."
        )
    if "mise en demeure" not in body and "mettons en demeure" not in body:
        missing.append(
            "Mots « mise en demeure » dans le texte : les ajouter au modèle de"
            " courrier du niveau."
        )
    if not any(order in body for order in _ORDERS):
        missing.append(
            "Demande de payer : l'écrire clairement dans le modèle de courrier du"
            " niveau."
        )
    for forms in _get_articles(data, regime):
        if not any(form in body for form in forms):
            missing.append(
                f"Fondement : citer l'article {forms[0].upper()} dans le modèle de"
                " courrier du niveau."
            )
    missing += _missing_words(data, body)
    return missing + [
        f"Texte interdit : {problem}"
        for problem in check_letter(f"{subject}. {body}", regime)
    ]


def _get_articles(data, regime):
    """Articles to cite, each with its ways of being written."""
    articles = _ARTICLES.get(regime, (("1344",),))
    charges = data.get("charges") or {}
    if regime in _INTEREST_ARTICLES and not charges.get("settled"):
        articles += (_INTEREST_ARTICLES[regime],)
    if regime in _INDEMNITY_ARTICLES and charges.get("indemnity_count"):
        articles += (_INDEMNITY_ARTICLES[regime],)
    return articles


def _missing_words(data, body):
    """What the letter must print as it is, and a deadline beside the date."""
    missing = [
        f"{what} : le texte doit dire « {words} » (modèle de courrier du niveau, ou"
        " « Rétablir le texte » s'il a été modifié)."
        for what, words in (data.get("printed") or {}).items()
        if words and plain(words) not in body
    ]
    other = re.search(_OTHER_DEADLINE, body)
    if other:
        missing.append(
            f"Une seule date limite : retirer « {other.group()} » du texte, la date"
            " suffit."
        )
    return missing


def advised_elements(data):
    """Name what a formal notice had better hold; nothing of it is refused.

    Keys of ``data``, besides those of :func:`missing_elements`: ``previous``
    (earlier reminders it recalls), ``attachments``, ``bic``, ``identity`` (what is
    printed of the creditor), ``mediator``.

    :param dict data: what the letter is made of
    :return: French messages, each with the field to fill
    :rtype: list[str]
    """
    body = plain(data.get("body"))
    known = {
        **data,
        "offer": re.search(r"proposition|echeancier|echelonne|calendrier", body),
        "legal_form": re.search(
            r"\b(?:capital|s\.?a\.?s?\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?n\.?c"
            r"|s\.?c\.?o\.?p|ei|entrepreneur|micro)\b",
            plain(data.get("identity")),
        ),
    }
    advised = [message for key, message in _ADVISED if not known.get(key)]
    if data.get("regime") == "b2c" and not data.get("mediator"):
        advised.append(_MEDIATOR)
    return advised
