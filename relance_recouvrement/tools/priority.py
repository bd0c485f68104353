"""Priority of a case: a sum of points, each with its reason. Pure Python."""

import math


def score(
    amount,
    days_late,
    announced=False,
    missed=False,
    reply=False,
    contact_issue=False,
):
    """Priority of a case.

    :param float amount: claimable overdue amount, company currency
    :param int days_late: days since the oldest claimable due date
    :param bool announced: an announced step is due
    :param bool missed: a promise or a plan was not kept, and nothing done since
    :param bool reply: the customer answered and nobody read it
    :param bool contact_issue: the last message did not reach the customer
    :return: ``(points, codes)``, the codes of the two strongest reasons
    :rtype: tuple(int, list)
    """
    if amount <= 0 and not reply:
        return 0, []
    parts = [
        (40 if announced else 0, "announced"),
        (35 if missed else 0, "missed"),
        (30 if reply else 0, "reply"),
        (20 if contact_issue else 0, "contact"),
        (round(8 * math.log10(1 + max(amount, 0) / 100)), "amount"),
        (min(30, max(days_late, 0) // 3), "age"),
    ]
    strongest = sorted((part for part in parts if part[0]), reverse=True)
    return sum(points for points, _code in parts), [code for _p, code in strongest[:2]]
