"""What an agent collected and hands over to the creditor. Pure Python.

CPCE R124-5: the creditor is told of each payment, even partial. CPCE R124-6: unless
agreed otherwise, funds are handed over within one month from their receipt.
"""

from datetime import timedelta

from .instalments import CENT, add_months

#: Months to hand over what was collected, unless agreed otherwise (CPCE R124-6).
REMITTANCE_MONTHS = 1


def get_due_date(collected, agreed_days=0):
    """Last day to hand over what was collected.

    :param date collected: day on which the agent received the money
    :param int agreed_days: delay of the mandate, 0 when it says nothing
    :rtype: date
    """
    if agreed_days:
        return collected + timedelta(days=agreed_days)
    return add_months(collected, REMITTANCE_MONTHS)


def get_commission(amount, rate):
    """Fee of the agent on an amount.

    :param float amount: collected
    :param float rate: percentage agreed
    :rtype: float
    """
    return round(amount * rate / 100.0 + 1e-9, 2)


def spread(amount, left):
    """Split what was handed over between what was collected, oldest first.

    :param float amount: handed over
    :param list left: ``(key, amount still to hand over)``, oldest first
    :return: ``({key: amount}, what is more than all of them)``
    """
    parts = {}
    for key, due in left:
        part = min(amount, due)
        if part < CENT:
            continue
        parts[key] = round(part, 2)
        amount = round(amount - part, 2)
    return parts, max(amount, 0.0)


def find_declared(amount, declared):
    """Which handed-over amounts a bank payment is: one of them, or all of them.

    :param float amount: received in the ledger
    :param list declared: ``(key, amount)`` told by the agent and not seen in the
        ledger yet, oldest first
    :return: keys, empty when the payment came from somebody else
    :rtype: list
    """
    for key, told in declared:
        if abs(told - amount) < CENT:
            return [key]
    if declared and abs(sum(told for _key, told in declared) - amount) < CENT:
        return [key for key, _told in declared]
    return []
