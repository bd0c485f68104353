"""Compromises: what is given up, and whether what was agreed was paid.

Pure Python. Amounts are in the currency of the documents.
"""

from dataclasses import dataclass
from datetime import date, timedelta

CENT = 0.005
# Days left to who is no business by the notice, before the compromise lapses: eight
# were judged too short for a consumer (civ. 1, 22 March 2023, 21-16.044).
NOTICE_DAYS = 15


def split_waiver(interest, indemnity, waiver):
    """What a waiver gives up first: interest, then indemnities, then principal.

    :return: ``(principal, interest, indemnity)`` given up
    """
    of_interest = min(interest, waiver)
    of_indemnity = min(indemnity, waiver - of_interest)
    left = waiver - of_interest - of_indemnity
    return round(left, 6), round(of_interest, 6), round(of_indemnity, 6)


def split_principal(amounts, waived):
    """The principal given up, by debt: payments go to the oldest first (C. civ.
    1342-10), so that the latest ones bear the waiver.

    :param list amounts: principal of each debt, the oldest first
    :return: what is given up of each, in the same order
    :rtype: list
    """
    shares = []
    for amount in reversed(amounts):
        share = min(amount, waived)
        shares.append(round(share, 6))
        waived -= share
    return shares[::-1]


def get_lapse_date(deadline, business, notice_date):
    """Last day to pay before the compromise lapses.

    Between businesses, the day agreed: the term resolves by itself. Others first get
    a notice, which leaves them some days (C. civ. 1225, 1226).

    :param date deadline: day of the payment with its tolerance
    :param bool business: a business or a public body
    :param date notice_date: day when the notice was received, if it was
    :return: ``None`` while nothing lapses by itself
    """
    if business or not deadline:
        return deadline
    if not notice_date:
        return None
    return max(deadline, notice_date + timedelta(days=NOTICE_DAYS))


@dataclass
class Agreed:
    """What was agreed, and what the ledger says of it."""

    amount: float
    lapse_date: date | None
    payments: list  # (day, amount) since the agreement
    charges: float = 0.0  # paid of interest and indemnities since
    owed: float = 0.0  # left of the principal


def judge(agreed, today):
    """The state of a compromise in one payment.

    :param Agreed agreed: what was agreed and paid
    :param date today: day of the run
    :return: ``(state, paid, paid on)``; ``cancelled`` when something else settled the
        debts first
    """
    limit = agreed.lapse_date or date.max
    reached, paid_on = agreed.charges, None
    if reached >= agreed.amount - CENT:
        paid_on = today
    for day, amount in sorted(agreed.payments):
        reached += amount
        if paid_on is None and reached >= agreed.amount - CENT:
            paid_on = day
    if paid_on and paid_on <= limit:
        return "paid", reached, paid_on
    if today > limit:
        return "lapsed", reached, None
    if agreed.owed < CENT and reached < agreed.amount - CENT:
        return "cancelled", reached, None
    return "agreed", reached, None
