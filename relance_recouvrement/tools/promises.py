"""Whether promises to pay were kept. Pure Python; amounts in company currency
unless said otherwise.

Only payments keep a promise: a credit note made in time lowers what is promised, a
write-off or a transfer does not. Money on the promised items counts first. At the
deadline, money received meanwhile on older debts, beyond what was promised, or
matched to nothing, counts too: the customer paid, our matching went elsewhere. No
euro keeps two promises, the earliest deadline first. A payment that came back is
taken from the promise it kept last.

The payments of an item lie end to end on an axis, in its currency: a promise takes
segments of it, from where it started when the promise was made.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import chain

CENT = 0.005


@dataclass(slots=True)
class PromisedItem:
    """Part of an item, in the item's currency.

    ``paid`` is every payment of the item, ``(date, amount)``, oldest first;
    ``before`` what of it was there when the promise was made (negative when part of
    the promise was paid on the item that this one continues); ``lowered`` what else
    settled the item, ``(date, amount, is a credit note)``; ``due`` the item's due
    date; ``rate`` gives company currency. ``taken`` is filled in by :func:`judge`.
    """

    key: int
    amount: float
    owed: float
    paid: list
    before: float = 0.0
    rate: float = 1.0
    due: date | None = None
    lowered: list = field(default_factory=list)
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
    """``state``: open, kept, partly_kept, broken or cancelled; ``rejected``: part of
    what kept it came back."""

    state: str
    paid: float
    rejected: bool = False


def judge(promises, today, receipts=(), returned=()):
    """Judge the promises of one customer.

    :param list(Promise) promises: all those that may still be judged
    :param date today: day of the run
    :param list(Receipt) receipts: money on other items, or on none
    :param list returned: payments that came back, ``(date, amount)``
    :return: ``{promise id: Verdict}``; the items' ``taken`` is filled in
    """
    promises = sorted(promises, key=lambda promise: (promise.deadline, promise.id))
    used = {}
    takings = {promise.id: _take_from_items(promise, used) for promise in promises}
    pool = [[receipt, receipt.amount] for receipt in _sorted(receipts, promises, used)]
    due = {}
    for promise in promises:
        due[promise.id] = sum(
            _due(promise, item, used) * item.rate for item in promise.items
        )
        if today > promise.deadline:
            missing = due[promise.id] - _total(takings[promise.id])
            takings[promise.id] += _take_from_pool(promise, missing, pool)
    rejected = set()
    for day, amount in sorted(returned):
        rejected |= _give_back(promises, takings, day, amount)
    verdicts = {}
    for promise in promises:
        paid, back = _total(takings[promise.id]), promise.id in rejected
        is_over = back or today > promise.deadline
        state = _state(paid, due[promise.id], is_over)
        verdicts[promise.id] = Verdict(state, paid, back)
    return verdicts


def _total(taking):
    return sum(amount for _day, amount in taking)


def _paid_until(item, day):
    return sum(amount for when, amount in item.paid if when <= day)


def _start(promise, item):
    """Where the promise starts on the axis: less when a payment made before it was
    undone since."""
    return min(item.before, _paid_until(item, promise.taken_on))


def _gaps(segments, low, high):
    """What of ``[low, high]`` lies in none of the segments."""
    for start, end in sorted(segments):
        if start > low:
            yield low, min(start, high)
        low = max(low, end)
        if low >= high:
            return
    if low < high:
        yield low, high


def _positions(item):
    """``(date, from, to)`` of each payment on the axis."""
    low = 0.0
    for day, amount in sorted(item.paid):
        yield day, low, low + amount
        low += amount


def _take_from_items(promise, used):
    """Payments of the promised items in time, free of other promises.

    :return: what is taken, ``[[date, amount in company currency]]``
    """
    taking = []
    for item in promise.items:
        segments = used.setdefault(item.key, [])
        end = max(0.0, _paid_until(item, promise.deadline))
        item.taken, mine = 0.0, []
        for low, high in _gaps(segments, _start(promise, item), end):
            part = min(high - low, item.amount - item.taken)
            if part <= 0:
                break
            item.taken += part
            mine.append((low, low + part))
        segments.extend(mine)
        taking += [
            [day, amount * item.rate] for day, amount in _dated(promise, item, mine)
        ]
    return taking


def _dated(promise, item, segments):
    """When the money of these segments came."""
    for low, high in segments:
        if low < 0:
            yield promise.taken_on, min(high, 0.0) - low
        for day, start, end in _positions(item):
            part = min(high, end) - max(low, start)
            if part > 0:
                yield day, part


def _sorted(receipts, promises, used):
    """All money free for any promise, oldest first: what came on other items, and
    what came on promised ones beyond what was promised."""
    left = []
    items = {item.key: item for promise in promises for item in promise.items}
    for key, item in items.items():
        for day, low, high in _positions(item):
            free = sum(end - start for start, end in _gaps(used[key], low, high))
            if free * item.rate > CENT:
                left.append(Receipt(day, free * item.rate, item.due))
    return sorted(
        chain(receipts, left),
        key=lambda receipt: (receipt.day, receipt.due or date.min, receipt.amount),
    )


def _due(promise, item, used):
    """What must be paid: less when a credit note lowered what is owed in time."""
    since = max(0.0, sum(amount for _day, amount in item.paid))
    unused = sum(
        high - low for low, high in _gaps(used[item.key], _start(promise, item), since)
    )
    lost = sum(
        amount
        for day, amount, is_credit in item.lowered
        if day > promise.taken_on and not (is_credit and day <= promise.deadline)
    )
    return min(item.amount, item.taken + unused + item.owed + lost)


def _take_from_pool(promise, missing, pool):
    taking = []
    for entry in pool:
        receipt, left = entry
        if not promise.taken_on < receipt.day <= promise.deadline:
            continue
        if receipt.due and receipt.due > promise.taken_on:
            continue  # that one was paid at its own date: nothing was advanced
        part = min(left, missing)
        if part > CENT:
            entry[1] -= part
            missing -= part
            taking.append([receipt.day, part])
    return taking


def _give_back(promises, takings, day, amount):
    """A payment came back: what was received before is taken again, the last
    promise first.

    :return: ids of the promises that lose something
    """
    losers = set()
    for promise in reversed(promises):
        if promise.taken_on >= day:
            continue
        for entry in reversed(takings[promise.id]):
            if entry[0] <= day:
                back = min(amount, entry[1])
                entry[1] -= back
                amount -= back
                if back > CENT:
                    losers.add(promise.id)
    return losers


def _state(paid, due, is_over):
    if due < CENT and paid < CENT:
        return "cancelled"
    if paid > due - CENT:
        return "kept"
    if not is_over:
        return "open"
    return "partly_kept" if paid > CENT else "broken"
