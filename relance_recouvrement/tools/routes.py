"""What may follow a formal notice, and how it is announced; without a database.

A letter announces one route, which is really open against this debtor for this claim
(LAW §4.1, §5): a threat that cannot be carried out is none.
"""

from dataclasses import dataclass

PRIVATE = ("b2b", "b2c", "nonpro")
EVERYBODY = (*PRIVATE, "public")
# European order for payment, Reg. (EC) 1896/2006: every member state but Denmark.
EUROPEAN_ORDER = frozenset(
    "AT BE BG CY CZ DE EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI"
    " SK".split()
)

NOT_AGAINST = "cette voie n'est pas ouverte contre ce type de débiteur"


@dataclass(frozen=True, slots=True)
class Claim:
    """What decides of the routes: kind of debtor, sum in EUR with interest and
    indemnities, whether part of it is disputed, the debtor's country (ISO code),
    whether the debtor is a company rather than a natural person, and whether debtor
    and creditor are traders (``yes``, ``no``, empty: not known)."""

    regime: str
    amount: float
    disputed: bool = False
    country: str = "FR"
    is_company: bool = True
    debtor_trader: str = ""
    creditor_trader: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of a route that the law may change, EUR; kept as data.

    ``amount_max``: highest claim, interest included, 0: none. ``amicable_until``:
    up to it an amicable attempt comes first before a civil court, 0: never.
    ``contested``: what the debtor disputes goes this way too.
    """

    amount_max: float = 0.0
    amicable_until: float = 0.0
    contested: bool = False


NO_LIMITS = Limits()


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


def short_amount(amount):
    """An amount in euros as a sentence says it: ``5 000 €``.

    :rtype: str
    """
    digits = 0 if amount == round(amount) else 2
    return f"{amount:,.{digits}f}".replace(",", " ").replace(".", ",") + " €"


def get_refusal(code, claim, limits=None):
    """Why a route is not open.

    :param str code: key of ``ROUTES``
    :param Claim claim: against whom, and how much
    :param dict limits: ``{code: Limits}``, thresholds of the day
    :return: French reason, empty when the route is possible
    :rtype: str
    """
    return next(iter(get_refusals(code, claim, limits)), "")


def get_refusals(code, claim, limits=None):
    """All that closes a route, in the order of what is mended first.

    :param str code: key of ``ROUTES``
    :param Claim claim: against whom, and how much
    :param dict limits: ``{code: Limits}``, thresholds of the day
    :return: French reasons, none when the route is possible
    :rtype: list(str)
    """
    route = ROUTES[code]
    if claim.regime not in EVERYBODY:
        return ["la nature du débiteur n'est pas confirmée sur sa fiche"]
    refusals = []
    if claim.regime not in route.regimes:
        refusals.append(NOT_AGAINST)
    if route.undisputed and claim.disputed:
        refusals.append("une partie de la créance est contestée")
    if route.domestic and claim.country != "FR":
        refusals.append("le débiteur n'est pas établi en France")
    special = _SPECIAL.get(code)
    if special and not refusals:
        refusals += special(claim, (limits or {}).get(code) or NO_LIMITS)
    return refusals


def _refuse_small_claim(claim, limits):
    if limits.amount_max and claim.amount > limits.amount_max:
        ceiling = short_amount(limits.amount_max)
        yield f"la somme dépasse {ceiling}, intérêts compris (article L.125-1)"


def _refuse_traders(claim, _limits):
    if not claim.is_company and claim.debtor_trader != "yes":
        yield "réservée aux commerçants : le débiteur est une personne physique"
    elif claim.debtor_trader == "no":
        yield "réservée aux commerçants : le débiteur n'en est pas un"
    if claim.creditor_trader == "no":
        yield "réservée aux commerçants : votre société n'en est pas une"


def _refuse_european(claim, _limits):
    if claim.country == "FR" or claim.country not in EUROPEAN_ORDER:
        yield "le débiteur n'est pas établi dans un autre État de l'Union européenne"


def _refuse_writ(claim, limits):
    if claim.regime != "b2b" and claim.amount <= limits.amicable_until:
        yield (
            f"jusqu'à {short_amount(limits.amicable_until)}, une conciliation ou une"
            " médiation est tentée d'abord (article 750-1 du Code de procédure civile)"
        )


_SPECIAL = {
    "petites_creances": _refuse_small_claim,
    "l126": _refuse_traders,
    "injonction_eu": _refuse_european,
    "assignation": _refuse_writ,
}


def get_possible(claim, limits=None):
    """Codes of the routes open against this claim, in the order of the choice.

    :param Claim claim: against whom, and how much
    :param dict limits: ``{code: Limits}``, thresholds of the day
    :rtype: list(str)
    """
    return [code for code in ROUTES if not get_refusal(code, claim, limits)]


def get_sentence(code, regime):
    """What the letter announces after « À défaut de paiement à cette date, ».

    :rtype: str
    """
    route = ROUTES[code]
    return (route.sentences or {}).get(regime, route.sentence)
