"""Doubtful and lost debts: what is proposed, how VAT is shared, what art. 272 asks.

Amounts are :class:`~decimal.Decimal` in company currency; ``digits`` is the number of
decimals of that currency.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Insolvency first: the weakest debtor has the highest proposal. These rates are only
# where the accountant starts from: each item is judged by itself (CGI 39-1-5°).
INSOLVENCY_RATES = {"liquidation": 100, "redressement": 75, "sauvegarde": 50}
OLD_DAYS = 365
LATE_DAYS = 180
STRONG_STAGES = ("formal_notice", "decision")


@dataclass(frozen=True)
class Facts:
    """What is known of one item on the closing date.

    :param int days: days past due
    :param str stage: stage of the level reached, or False
    :param str insolvency: liquidation, redressement, sauvegarde, other, or False
    :param bool disputed: part of it or all is disputed
    """

    days: int
    stage: str = ""
    insolvency: str = ""
    disputed: bool = False


def propose_rate(facts):
    """Impairment to start from, in % of the amount excluding VAT.

    :rtype: int
    """
    if facts.insolvency:
        return INSOLVENCY_RATES.get(facts.insolvency, 50)
    if facts.days > OLD_DAYS:
        return 75 if facts.stage in STRONG_STAGES else 50
    if facts.stage in STRONG_STAGES:
        return 50
    if facts.disputed or facts.days > LATE_DAYS:
        return 25
    return 0


def is_proposed(facts, min_days):
    """Whether an item belongs to the list: late enough, or weak for another reason."""
    return bool(
        facts.days >= max(min_days, 1)
        or facts.stage in STRONG_STAGES
        or facts.insolvency
        or facts.disputed
    )


def round_amount(amount, digits=2):
    """Rounded half up, as accountants do."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def share_vat(amount, total, taxes, digits=2):
    """The VAT included in a part of an invoice.

    :param Decimal amount: the part, VAT included
    :param Decimal total: total of the invoice, VAT included
    :param dict taxes: ``{key: VAT of the whole invoice}``
    :return: ``{key: VAT of the part}``, zero shares left out
    """
    if not total:
        return {}
    shares = {
        key: round_amount(amount * tax / total, digits) for key, tax in taxes.items()
    }
    return {key: share for key, share in shares.items() if share}


def get_target(base, rate, digits=2):
    """Impairment that the books should show (PCG 491), excluding VAT.

    :param Decimal base: amount still owed, excluding VAT
    :param Decimal rate: percents
    """
    return round_amount(max(base, Decimal(0)) * rate / 100, digits)


def get_vat_deadline(event):
    """Last day to recover the VAT: 31 December of the second year after the event
    (CGI ann. II 208)."""
    return date(event.year + 2, 12, 31)


def write_mention(net, vat):
    """What the duplicate of an unpaid invoice says (CGI 272-1, BOI-TVA-DED-40-10-20).

    :param str net: amount excluding VAT, written in French without currency
    :param str vat: VAT, written in the same way
    """
    return (
        f"Facture demeurée impayée pour la somme de {net} euros (prix net) et pour la"
        f" somme de {vat} euros (TVA correspondante) qui ne peut faire l'objet d'une"
        " déduction (article 272 du CGI)."
    )


def write_amount(amount):
    """``1234.5`` gives « 1 234,50 » (no-break spaces between thousands)."""
    whole, cents = f"{round_amount(Decimal(str(amount))):,}".split(".")
    return f"{whole.replace(',', chr(0xA0))},{cents}"
