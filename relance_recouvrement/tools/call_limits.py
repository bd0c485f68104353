"""When and how often a debtor may be called. Pure Python.

No statute sets hours for collection calls (LAW §8); repeated ones are harassment.
The policy is the company's: these rules only read it.
"""

from dataclasses import dataclass
from datetime import timedelta

UNANSWERED = ("no_answer", "voicemail", "wrong_number")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a company allows itself. ``hours`` are ``(from, to)`` in hours of the
    day, ``to`` excluded; 0 talks or attempts: no limit."""

    hours: tuple = ((9.0, 12.5), (14.0, 19.0))
    talks_per_day: int = 1
    attempts_per_week: int = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """An outgoing call: its local date and time, whether the right person was
    reached, and its outcome."""

    at: object
    reached: bool = False
    outcome: str = ""


def check_call(now, attempts, policy, is_holiday=False):
    """Name what speaks against a call now.

    :param datetime now: local time of the creditor, naive
    :param attempts: outgoing calls to this debtor, any order
    :param Policy policy: hours and frequencies
    :param bool is_holiday: ``now`` is on a public holiday
    :return: ``(code, params)`` with code in ``weekend``, ``holiday``, ``hours``,
        ``talks``, ``attempts``; empty when the call may be made
    :rtype: list(tuple(str, dict))
    """
    return [*_check_day(now, policy, is_holiday), *_check_often(now, attempts, policy)]


def _check_day(now, policy, is_holiday):
    if now.weekday() >= 5:
        return [("weekend", {})]
    if is_holiday:
        return [("holiday", {})]
    hour = now.hour + now.minute / 60
    if not any(first <= hour < last for first, last in policy.hours):
        return [("hours", {"hours": policy.hours})]
    return []


def _check_often(now, attempts, policy):
    past = [attempt for attempt in attempts if attempt.at <= now]
    talks = [
        attempt
        for attempt in past
        # who asked to be called back expects a second talk
        if attempt.reached
        and attempt.outcome != "call_back"
        and attempt.at.date() == now.date()
    ]
    problems = []
    if policy.talks_per_day and len(talks) >= policy.talks_per_day:
        problems.append(("talks", {"count": len(talks)}))
    week = [attempt for attempt in past if attempt.at > now - WEEK]
    if policy.attempts_per_week and len(week) >= policy.attempts_per_week:
        # the limit is met again once all but ``limit - 1`` attempts are a week old
        oldest = sorted(attempt.at for attempt in week)[-policy.attempts_per_week]
        problems.append(("attempts", {"count": len(week), "again": oldest + WEEK}))
    return problems


def is_unreachable(now, attempts, count, days):
    """Whether the last calls were all in vain: the debtor is written to instead.

    :param int count: unanswered calls; 0: never
    :param int days: within this many days before ``now``
    :rtype: bool
    """
    if not count:
        return False
    recent = [
        attempt
        for attempt in attempts
        if now - timedelta(days=days) < attempt.at <= now
    ]
    if any(attempt.reached for attempt in recent):
        return False
    vain = [attempt for attempt in recent if attempt.outcome in UNANSWERED]
    return len(vain) >= count
