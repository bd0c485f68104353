"""Which way to go with an unpaid claim: what is open, and which is best; without a
database (LAW §5, METHOD "Written, telephone... and then?").

Amounts are in EUR. Reasons are French content, as the letters.
"""

from dataclasses import dataclass, field
from datetime import date

from .routes import NOT_AGAINST, Claim, get_refusals, short_amount

# Only these stop the clock of the limitation once the debtor is served (C. civ. 2241,
# 2244); the declaration of a claim does too (C. com. L622-25-1).
INTERRUPTING = (
    "injonction",
    "injonction_eu",
    "cheque",
    "refere",
    "assignation",
    "refere_admin",
    "insolvency",
)
# Why an item that is late is not claimed, by what holds it.
HELD = {
    "promise": "promis",
    "plan": "échelonné",
    "dispute": "contesté",
    "partly": "en partie promis ou échelonné",
    "procedure": "déjà dans une procédure",
    "assigned": "cédé à un affactureur",
    "excluded": "suspendu par une personne",
    "time_barred": "prescrit",
    "insolvency": "gelé par la procédure collective",
    "currency": "en devise : une procédure ne réclame que la devise de la société",
}
# A limitation that close only leaves the routes that interrupt it.
NEAR_DAYS = 183


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case on a day.

    ``claim`` is what is undisputed and payable now, less the ``credits`` to match;
    ``held`` why the rest is not (keys of ``HELD``); ``contested`` what a dispute holds,
    ``frozen`` what an insolvency freezes, EUR. ``limitation`` is the last day to sue on
    the item barred first, ``barred`` that on all of them.
    """

    claim: Claim
    today: date
    credits: float = 0.0
    held: tuple = ()
    contested: float = 0.0
    frozen: float = 0.0
    insolvent: bool = False
    insolvency_declared: bool = False
    insolvency_deadline: date | None = None
    insured: float = 0.0
    insurance_expected: float = 0.0
    insurance_declared: bool = False
    insurance_deadline: date | None = None
    cheque: bool = False
    returned: date | None = None
    clause: str = ""
    announced: str = ""
    announced_date: date | None = None
    notice_deadline: date | None = None
    limitation: date | None = None
    barred: bool = False


@dataclass(slots=True)
class Option:
    """A route with its figures, to be compared: ``net`` EUR, ``delay`` days,
    ``missing`` kinds of documents."""

    code: str
    net: float
    delay: int
    missing: list = field(default_factory=list)
    title: bool = False


# === ELIGIBILITY === #


def get_amount(code, facts, limits=None):
    """What a route may claim, EUR: contested sums only go where they are judged.

    :param dict limits: ``{code: routes.Limits}``
    :rtype: float
    """
    if code == "insolvency":
        return facts.frozen
    if code == "insurance":
        return facts.insured
    contested = facts.contested if _takes_contested(code, limits) else 0.0
    return facts.claim.amount + contested


def _takes_contested(code, limits):
    return bool(limits and code in limits and limits[code].contested)


def get_reasons(code, facts, limits=None):
    """Why a route is closed.

    :param str code: one of ``const.PROCEDURE_ROUTES``
    :param Facts facts: of the case
    :param dict limits: ``{code: routes.Limits}``, thresholds of the day
    :return: French sentences without a full stop, none when the route is open
    :rtype: list(str)
    """
    if code == "insolvency":
        return list(_refuse_insolvency(facts))
    if code == "insurance":
        return list(_refuse_insurance(facts))
    reasons = list(_refuse_nothing(code, facts, limits))
    if code == "cheque":
        reasons += _refuse_cheque(facts)
    elif code == "arbitration":
        reasons += _refuse_arbitration(facts)
    else:
        reasons += get_refusals(code, facts.claim, limits)
    if facts.barred and code not in ("agency", "mediation", "conciliation"):
        reasons.append("la créance est prescrite")
    if code == "l126":
        reasons += _refuse_unknown_trader(facts)
    return reasons


def _refuse_nothing(code, facts, limits):
    if get_amount(code, facts, limits) > 0:
        return
    if facts.insolvent:
        yield (
            "la procédure collective interdit de poursuivre les créances antérieures"
            " (article L.622-21 du Code de commerce)"
        )
    elif facts.contested and not _takes_contested(code, limits):
        yield "toute la créance est contestée"
    elif facts.credits:
        yield "des avoirs ou des paiements à lettrer couvrent ce qui est échu"
    elif facts.held:
        reasons = [HELD.get(hold, "retenu") for hold in facts.held]
        yield f"ce qui est échu est {', '.join(reasons)}"
    else:
        yield "rien n'est échu et réclamable"


def _refuse_insolvency(facts):
    if not facts.insolvent:
        yield "aucune procédure collective n'est connue"
    elif facts.insolvency_declared:
        yield "la créance est déjà déclarée"
    elif facts.frozen <= 0:
        yield "aucune créance n'est antérieure au jugement"


def _refuse_insurance(facts):
    if facts.insured <= 0 and not facts.insurance_declared:
        yield "aucune garantie de l'assureur-crédit ne couvre ce qui est dû"
    elif facts.insurance_declared:
        yield "le sinistre est déjà déclaré à l'assureur"
    elif facts.insurance_deadline and facts.insurance_deadline < facts.today:
        day = f"{facts.insurance_deadline:%d/%m/%Y}"
        yield f"le délai de déclaration est dépassé depuis le {day}"


def _refuse_cheque(facts):
    if facts.claim.regime not in ("b2b", "b2c", "nonpro"):
        yield from get_refusals("injonction", facts.claim)[:1]
    if facts.cheque:
        return
    if facts.returned:
        yield (
            f"un paiement est revenu le {facts.returned:%d/%m/%Y}, sans que l'on sache"
            " si c'était un chèque : l'indiquer"
        )
    else:
        yield "aucun chèque impayé n'est connu"


def _refuse_arbitration(facts):
    if facts.claim.regime != "b2b":
        yield NOT_AGAINST
    elif facts.clause != "arbitration":
        yield (
            "aucune clause d'arbitrage n'est notée sur la fiche du client (article 2061"
            " du Code civil)"
        )


def _refuse_unknown_trader(facts):
    claim = facts.claim
    if claim.regime != "b2b" or not claim.is_company:
        return
    if not claim.debtor_trader:
        yield "on ne sait pas si le débiteur est commerçant : l'indiquer sur sa fiche"
    if not claim.creditor_trader:
        yield (
            "on ne sait pas si votre société est commerçante : l'indiquer sur sa fiche"
            " de contact"
        )


# === WHAT TO KNOW OF AN OPEN ROUTE === #


def get_notes(code, facts, limits=None):
    """What to know before taking a route that is open.

    :return: French sentences without a full stop
    :rtype: list(str)
    """
    notes = []
    if facts.limitation and not facts.barred:
        near = (facts.limitation - facts.today).days <= NEAR_DAYS
        if near and code not in INTERRUPTING:
            notes.append(
                f"n'interrompt pas la prescription, acquise après le"
                f" {facts.limitation:%d/%m/%Y}"
            )
    waits = facts.notice_deadline and facts.notice_deadline >= facts.today
    if waits and code not in ("insurance", "insolvency", "cheque"):
        notes.append(
            "attendre la date limite de la mise en demeure, le"
            f" {facts.notice_deadline:%d/%m/%Y}"
        )
    if facts.barred:
        notes.append("la créance est prescrite : le débiteur peut refuser de payer")
    if facts.credits and code not in ("insurance", "insolvency"):
        notes.append(
            f"{short_amount(facts.credits)} d'avoirs ou de paiements à lettrer sont"
            " déduits : les lettrer avant"
        )
    if facts.clause == "mediation" and code in ("assignation", "refere"):
        notes.append("le contrat prévoit une médiation d'abord : la proposer avant")
    apart = code in ("insurance", "insolvency") or _takes_contested(code, limits)
    if facts.contested and not apart:
        notes.append(f"sans les {short_amount(facts.contested)} contestés")
    deadline = {
        "insurance": facts.insurance_deadline,
        "insolvency": facts.insolvency_deadline,
    }.get(code)
    if deadline:
        late = deadline < facts.today
        notes.append(
            f"délai dépassé depuis le {deadline:%d/%m/%Y} : demander un relevé de"
            " forclusion (article L.622-26 du Code de commerce)"
            if late
            else f"à déclarer avant le {deadline:%d/%m/%Y}"
        )
    return notes


# === RECOMMENDATION === #


def recommend(options, facts):
    """Which of the open routes to take, and why.

    The insolvency first, nothing else being allowed; then the insurer while its term
    runs; then what the formal notice announced, a threat being carried out or never
    made; then an unpaid cheque; then what interrupts a near limitation; else what
    brings most, the faster one when two bring nearly as much.

    :param list options: ``Option`` of the open routes
    :param Facts facts: of the case
    :return: ``(code, [French reasons])``, an empty code when nothing is open
    :rtype: tuple
    """
    found = {option.code: option for option in options}
    if "insolvency" in found:
        return "insolvency", [
            "une créance antérieure se déclare au mandataire judiciaire, sous peine"
            " d'être écartée des répartitions"
        ]
    if "insurance" in found and facts.insurance_expected > 0:
        best = max((one.net for one in options), default=0.0)
        reasons = ["l'assureur indemnise et poursuit lui-même"]
        if found["insurance"].net >= best:
            reasons.append("c'est la voie qui laisse le plus")
        if facts.insurance_deadline:
            reasons.append(
                f"sans déclaration avant le {facts.insurance_deadline:%d/%m/%Y}, la"
                " garantie est perdue"
            )
        return "insurance", reasons
    if facts.announced in found:
        return facts.announced, _say_announced(found[facts.announced], facts)
    if "cheque" in found:
        return "cheque", [
            "le certificat de non-paiement du chèque, signifié, vaut titre exécutoire"
            " sans juge (article L.131-73 du Code monétaire et financier)"
        ]
    return _recommend_best(options, facts)


def _say_announced(option, facts):
    day = f" du {facts.announced_date:%d/%m/%Y}" if facts.announced_date else ""
    reasons = [f"c'est la suite annoncée dans la mise en demeure{day} : la tenir"]
    return reasons + _say_missing(option)


def _say_missing(option):
    """What is to be done before the route is taken."""
    if "formal_notice" in option.missing:
        return ["envoyer d'abord la mise en demeure"]
    return ["réunir d'abord les pièces manquantes"] if option.missing else []


def _recommend_best(options, facts):
    reasons = []
    kept = [option for option in options if option.net > 0]
    if facts.limitation and (facts.limitation - facts.today).days <= NEAR_DAYS:
        stopping = [option for option in kept if option.code in INTERRUPTING]
        if stopping and not facts.barred:
            kept = stopping
            reasons.append(
                f"la prescription est acquise après le {facts.limitation:%d/%m/%Y} :"
                " seule une demande en justice l'interrompt"
            )
    if not kept:
        return "", ["aucune voie ne laisse plus qu'elle ne coûte"]
    top = max(option.net for option in kept)
    # within a twentieth, what costs months is not worth it
    close = [option for option in kept if option.net >= top * 0.95]
    best = min(close, key=lambda option: (option.delay, -option.net, option.code))
    if best.net == top:
        reasons.append("c'est la voie ouverte qui laisse le plus, frais déduits")
    else:
        reasons.append("elle laisse presque autant que la meilleure, plus vite")
    if best.title:
        reasons.append("elle donne un titre exécutoire")
    return best.code, reasons + _say_missing(best)


# === COURT === #


def get_court_kind(code, claim, nature="ordinary"):
    """Which kind of court a route is brought before.

    :param str code: one of ``const.PROCEDURE_ROUTES``
    :param Claim claim: against whom
    :param str nature: of the debt, one of ``const.DEBT_NATURES``
    :return: ``tc``, ``tj``, ``jcp``, ``ta``, or an empty string without a court
    :rtype: str
    """
    if code == "refere_admin":
        return "ta"
    if code == "l126":
        return "tc"
    if code not in ("injonction", "injonction_eu", "refere", "assignation"):
        return ""
    if claim.regime == "b2b" and claim.debtor_trader != "no":
        return "tc"
    return "jcp" if nature == "rent" else "tj"
