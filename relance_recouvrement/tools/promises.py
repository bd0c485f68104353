"""Whether promises to pay were kept. Pure Python; amounts in company currency
unless said otherwise.

Only payments keep a promise: a credit note lowers what is promised, a write-off
does not. Money on the promised items counts first. At the deadline, money received
meanwhile on older debts, or matched to nothing, counts too: the customer paid, our
matching went elsewhere. No euro keeps two promises, the earliest deadline first. A
payment that came back is taken from the promise it kept last.
"""

from dataclasses import dataclass, field
from datetime import date

CENT = 0.005


@dataclass(slots=True)
class PromisedItem:
    """Part of an item, in the item's currency.

    ``paid`` is every payment of the item, ``(date, amount)``; ``before`` what of it
    was there when the promise was made; ``rate`` gives company currency.
    """

    key: int
    amount: float
    owed: float
    paid: list
    before: float = 0.0
    rate: float = 1.0
    written_off: bool = False
    taken: float = 0.0


@dataclass(slots=True)
class Promise:
    """A date (with its tolerance: ``deadline``) and amounts."""

    id: int
    taken_on: date
    deadline: date
    items: list = field(default_factory=list)


@dataclass(slots=True)
class Receipt:
    """Money received on no promised item; ``due`` is the date of the item it paid,
    None while it is matched to nothing."""

    day: date
    amount: float
    due: date | None = None


@dataclass(slots=True)
class Verdict:
    """``state``: open, kept, partly_kept, broken or cancelled."""

    state: str
    paid: float


def judge(promises, today, receipts=(), returned=0.0):
    """Judge the promises of one customer.

    :param list(Promise) promises: all those that may still be judged
    :param date today: day of the run
    :param list(Receipt) receipts: money on other items, or on none
    :param float returned: payments that came back and are owed again
    :return: ``{promise id: Verdict}``; the items' ``taken`` is filled in
    """
    promises = sorted(promises, key=lambda promise: (promise.deadline, promise.id))
    pool = [[receipt, receipt.amount] for receipt in receipts]
    reached = {}
    paid, due = {}, {}
    for promise in promises:
        _take_from_items(promise, reached)
        paid[promise.id] = sum(item.taken * item.rate for item in promise.items)
        due[promise.id] = sum(_due(item) * item.rate for item in promise.items)
        if today > promise.deadline:
            missing = due[promise.id] - paid[promise.id]
            paid[promise.id] += _take_from_pool(promise, missing, pool)
    for promise in reversed(promises):
        back = min(returned, paid[promise.id])
        paid[promise.id] -= back
        returned -= back
    return {
        promise.id: Verdict(
            _state(paid[promise.id], due[promise.id], today > promise.deadline),
            paid[promise.id],
        )
        for promise in promises
    }


def _take_from_items(promise, reached):
    """Payments of each item, from where the promises before stopped."""
    for item in promise.items:
        in_time = sum(amount for day, amount in item.paid if day <= promise.deadline)
        start = max(item.before, reached.get(item.key, 0.0))
        item.taken = min(item.amount, max(0.0, in_time - start))
        reached[item.key] = start + item.taken


def _due(item):
    """What must be paid: less when a credit note lowered what is owed."""
    if item.written_off:
        return item.amount
    after = sum(amount for _day, amount in item.paid) - item.before - item.taken
    return min(item.amount, item.taken + max(0.0, after) + item.owed)


def _take_from_pool(promise, missing, pool):
    taken = 0.0
    for entry in pool:
        receipt, left = entry
        if not promise.taken_on < receipt.day <= promise.deadline:
            continue
        if receipt.due and receipt.due > promise.taken_on:
            continue  # that one was paid at its own date: nothing was advanced
        part = min(left, missing - taken)
        if part > CENT:
            entry[1] -= part
            taken += part
    return taken


def _state(paid, due, is_over):
    if due < CENT and paid < CENT:
        return "cancelled"
    if paid > due - CENT:
        return "kept"
    if not is_over:
        return "open"
    return "partly_kept" if paid > CENT else "broken"
