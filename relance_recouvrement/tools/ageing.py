"""Ageing buckets of the aged balance: pure arithmetic on due dates."""

from collections import namedtuple

Bucket = namedtuple("Bucket", "key label low high")

#: Days past due, both bounds included; ``None`` means open-ended. An item due on
#: the very day of the balance is not overdue yet. Keys sort in bucket order.
BUCKETS = (
    Bucket("d000", "Not due", None, 0),
    Bucket("d001", "1–30", 1, 30),
    Bucket("d031", "31–60", 31, 60),
    Bucket("d061", "61–90", 61, 90),
    Bucket("d091", "91–180", 91, 180),
    Bucket("d181", "> 180", 181, None),
)


def days_overdue(date_maturity, as_of):
    """Return the days past due at a date, 0 or less when not due.

    :param date date_maturity: due date; an item without one counts as not due.
    :param date as_of: date of the aged balance.
    :return: the signed number of days.
    :rtype: int
    """
    return (as_of - date_maturity).days if date_maturity else 0


def bucket_of_days(days):
    """Return the key of the bucket a number of days past due falls into.

    :param int days: signed days past due.
    :rtype: str
    """
    for bucket in reversed(BUCKETS):
        if bucket.low is not None and days >= bucket.low:
            return bucket.key
    return BUCKETS[0].key


def bucket(date_maturity, as_of):
    """Return the key of the bucket of an item at a date.

    :param date date_maturity: due date.
    :param date as_of: date of the aged balance.
    :rtype: str
    """
    return bucket_of_days(days_overdue(date_maturity, as_of))


def selection():
    """Return the buckets as ``(key, label)`` pairs, in order.

    :rtype: list
    """
    return [(item.key, item.label) for item in BUCKETS]
