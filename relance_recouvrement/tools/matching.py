"""Which credits pay which invoices, when there is no doubt. Pure Python."""

import re
from dataclasses import dataclass, field

# A shorter number is found by chance in any text.
MIN_NUMBER = 4


@dataclass(slots=True)
class Item:
    """An open item. ``amount`` is positive, in units of ``currency_id``.

    ``numbers`` name a debt (its number, its payment reference); ``texts`` say what a
    credit pays; ``origin_id`` is the invoice that a credit note was made for.
    """

    id: int
    amount: float
    currency_id: int
    account_id: int
    move_id: int = 0
    origin_id: int = 0
    numbers: tuple = ()
    texts: tuple = ()


@dataclass(slots=True)
class Pair:
    """``amount`` of the credit pays the debt; ``why`` is origin, reference or
    amount."""

    credit_id: int
    debt_id: int
    amount: float
    why: str


@dataclass(slots=True)
class _Left:
    """What is still open while pairs are found."""

    amounts: dict = field(default_factory=dict)

    def take(self, item, amount):
        self.amounts[item.id] = round(self.amounts[item.id] - amount, 6)


def propose(credits, debts):
    """Pairs that leave no doubt.

    A credit note pays its own invoice; a payment pays the invoices it names, when
    it does not exceed them or is exactly their sum; else the only debt of exactly
    its amount, when no other credit has this amount.

    :param list credits: :class:`Item`
    :param list debts: :class:`Item`
    :rtype: list(Pair)
    """
    left = _Left({item.id: item.amount for item in [*credits, *debts]})
    pairs = []
    for why, find in (
        ("origin", _by_origin),
        ("reference", _by_reference),
        ("amount", _by_amount),
    ):
        for credit in credits:
            if left.amounts[credit.id] <= 0:
                continue
            open_debts = [debt for debt in debts if _may_match(credit, debt, left)]
            for debt in find(credit, open_debts, credits, left):
                amount = min(left.amounts[credit.id], left.amounts[debt.id])
                if amount <= 0:
                    break
                pairs.append(Pair(credit.id, debt.id, amount, why))
                left.take(credit, amount)
                left.take(debt, amount)
    return pairs


def _may_match(credit, debt, left):
    same_account = credit.account_id == debt.account_id
    same_currency = credit.currency_id == debt.currency_id
    return same_account and same_currency and left.amounts[debt.id] > 0


def _by_origin(credit, debts, _credits, _left):
    return [
        debt for debt in debts if credit.origin_id and debt.move_id == credit.origin_id
    ]


def _by_reference(credit, debts, _credits, left):
    named = [debt for debt in debts if _names(credit, debt)]
    total = round(sum(left.amounts[debt.id] for debt in named), 6)
    amount = left.amounts[credit.id]
    one_document = len({debt.move_id for debt in named}) == 1
    if amount == total or (one_document and amount < total):
        return named
    return []


def _by_amount(credit, debts, credits, left):
    amount = left.amounts[credit.id]
    equal = [debt for debt in debts if left.amounts[debt.id] == amount]
    rivals = [
        other
        for other in credits
        if left.amounts[other.id] == amount and other.currency_id == credit.currency_id
    ]
    return equal if len(equal) == len(rivals) == 1 else []


def _names(credit, debt):
    """Whether a text of the credit holds a number of the debt, as it is or without
    its separators; ``FAC1`` is not in ``FAC12``."""
    return any(
        _holds(text.upper(), number.upper()) or _holds(_squeeze(text), _squeeze(number))
        for number in filter(None, debt.numbers)
        if len(_squeeze(number)) >= MIN_NUMBER
        for text in filter(None, credit.texts)
    )


def _holds(text, number):
    before = r"(?<!\d)" if number[:1].isdigit() else ""
    return re.search(rf"{before}{re.escape(number)}(?!\d)", text)


def _squeeze(text):
    return re.sub(r"[^A-Z0-9]", "", text.upper())
