"""What past calls tell about the next one. Pure Python."""

from collections import Counter


def best_hour(calls):
    """Hour of the day at which the customer is reached.

    :param list calls: ``(local hour from 0 to 23, whether the person was reached)``
    :return: ``(hour, times reached, times called)`` of the hour that reached most
        often, the best rate first among equals; None when nobody ever answered
    :rtype: tuple(int, int, int) or None
    """
    called = Counter(hour for hour, _reached in calls)
    reached = Counter(hour for hour, was_reached in calls if was_reached)
    if not reached:
        return None
    hour = max(reached, key=lambda h: (reached[h], reached[h] / called[h], -h))
    return hour, reached[hour], called[hour]


def average_delay(payments):
    """Days between due date and payment, by amount, rounded.

    :param list payments: ``(due date, payment date, amount)``
    :return: days, negative when paid before; None without any payment
    :rtype: int or None
    """
    total = sum(amount for _due, _paid, amount in payments)
    if not total:
        return None
    days = sum((paid - due).days * amount for due, paid, amount in payments)
    return round(days / total)
