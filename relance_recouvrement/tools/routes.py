"""What may follow a formal notice, and how it is announced; without a database.

A letter announces one route, which is really open against this debtor for this claim
(LAW §4.1, §5): a threat that cannot be carried out is none.
"""

from dataclasses import dataclass

# Procédure simplifiée de recouvrement des petites créances, EUR, interest included
# (CPCE L125-1, R125-1).
SMALL_CLAIM = 5000.0
# Amicable attempt first before the tribunal judiciaire, EUR (CPC 750-1).
AMICABLE_FIRST = 5000.0
PRIVATE = ("b2b", "b2c", "nonpro")
EVERYBODY = (*PRIVATE, "public")
# European order for payment, Reg. (EC) 1896/2006: every member state but Denmark.
EUROPEAN_ORDER = frozenset(
    "AT BE BG CY CZ DE EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI"
    " SK".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What decides of the routes: kind of debtor, sum in EUR with interest and
    indemnities, whether part of it is disputed, the debtor's country (ISO code), and
    whether the debtor is a company rather than a natural person."""

    regime: str
    amount: float
    disputed: bool = False
    country: str = "FR"
    is_company: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """One route: ``regimes`` it is open against, what the letter announces (by regime
    when it differs), whether it needs an undisputed claim or a debtor in France."""

    regimes: tuple
    sentence: str
    sentences: dict | None = None
    undisputed: bool = False
    domestic: bool = True


ROUTES = {
    "agency": Route(
        PRIVATE,
        "nous confierons le recouvrement amiable de cette somme à une société"
        " spécialisée",
        domestic=False,
    ),
    "lawyer": Route(
        EVERYBODY, "nous confierons le dossier à notre avocat", domestic=False
    ),
    "mediation": Route(
        EVERYBODY, "nous vous proposerons une médiation", domestic=False
    ),
    "conciliation": Route(
        PRIVATE, "nous demanderons l'intervention d'un conciliateur de justice"
    ),
    "petites_creances": Route(
        ("b2b", "b2c"),
        "nous demanderons à un commissaire de justice de vous inviter à participer à"
        " la procédure simplifiée de recouvrement des petites créances (article"
        " L.125-1 du Code des procédures civiles d'exécution)",
    ),
    "l126": Route(
        ("b2b",),
        "nous engagerons la procédure de recouvrement des créances commerciales"
        " incontestées (articles L.126-1 et suivants du Code des procédures civiles"
        " d'exécution)",
        undisputed=True,
    ),
    "injonction": Route(
        PRIVATE,
        "nous demanderons au tribunal judiciaire une injonction de payer",
        {"b2b": "nous demanderons au tribunal compétent une injonction de payer"},
        undisputed=True,
    ),
    "injonction_eu": Route(
        ("b2b", "b2c"),
        "nous demanderons une injonction de payer européenne (règlement (CE)"
        " n° 1896/2006)",
        undisputed=True,
        domestic=False,
    ),
    "refere": Route(
        PRIVATE,
        "nous demanderons au juge des référés le paiement d'une provision",
        undisputed=True,
    ),
    "assignation": Route(
        PRIVATE,
        "nous porterons notre demande en paiement devant le tribunal judiciaire",
        {
            "b2b": "nous porterons notre demande en paiement devant le"
            " tribunal compétent"
        },
    ),
    "admin_claim": Route(
        ("public",),
        "nous vous adresserons une réclamation préalable à la saisine du juge"
        " administratif",
    ),
    "refere_admin": Route(
        ("public",),
        "nous demanderons au juge administratif des référés le versement d'une"
        " provision (article R.541-1 du Code de justice administrative)",
        undisputed=True,
    ),
    "mandatement": Route(
        ("public",),
        "nous demanderons au représentant de l'État le mandatement d'office de cette"
        " somme",
        undisputed=True,
    ),
}


def get_refusal(code, claim):
    """Why a route is not open.

    :param str code: key of ``ROUTES``
    :param Claim claim: against whom, and how much
    :return: French reason, empty when the route is possible
    :rtype: str
    """
    route = ROUTES[code]
    if claim.regime not in EVERYBODY:
        return "la nature du débiteur n'est pas confirmée sur sa fiche"
    if claim.regime not in route.regimes:
        return "cette voie n'est pas ouverte contre ce type de débiteur"
    if route.undisputed and claim.disputed:
        return "une partie de la créance est contestée"
    if route.domestic and claim.country != "FR":
        return "le débiteur n'est pas établi en France"
    return _refuse_special(code, claim)


def _refuse_special(code, claim):
    if code == "petites_creances" and claim.amount > SMALL_CLAIM:
        return "la somme dépasse 5 000 €, intérêts compris (article L.125-1)"
    if code == "l126" and not claim.is_company:
        return "réservée aux commerçants : le débiteur est une personne physique"
    if code == "injonction_eu" and (
        claim.country == "FR" or claim.country not in EUROPEAN_ORDER
    ):
        return "le débiteur n'est pas établi dans un autre État de l'Union européenne"
    if (
        code == "assignation"
        and claim.regime != "b2b"
        and claim.amount <= AMICABLE_FIRST
    ):
        return (
            "jusqu'à 5 000 €, une conciliation ou une médiation est tentée d'abord"
            " (article 750-1 du Code de procédure civile)"
        )
    return ""


def get_possible(claim):
    """Codes of the routes open against this claim, in the order of the choice.

    :rtype: list(str)
    """
    return [code for code in ROUTES if not get_refusal(code, claim)]


def get_sentence(code, regime):
    """What the letter announces after « À défaut de paiement à cette date, ».

    :rtype: str
    """
    route = ROUTES[code]
    return (route.sentences or {}).get(regime, route.sentence)
