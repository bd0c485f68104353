"""Limitation: until when a debt can be claimed in court (LAW §3.4). Pure Python.

Every day here is a *last day to act*: the claim is time-barred from the day after
(C. civ. 2228, 2229). The clock is the prudent one: it starts with the earliest of
the delivery, the invoice and the due date, and an act restarts it on its own day.
Sending a letter is no act, a registered formal notice included: none of these
functions knows of any.
"""

from dataclasses import dataclass
from datetime import date

from .debtor import get_regime
from .instalments import add_months

#: Months and article of each nature of debt that has a period of its own.
NATURES = {
    "telecom": (12, "art. L34-2 CPCE"),
    "transport": (12, "art. L133-6 C. com."),
    "insurance": (24, "art. L114-1 C. assur."),
    "rent": (36, "art. 7-1 loi 89-462"),
    "bill": (36, "art. L511-78 C. com."),
    "civil": (60, "art. 2224 C. civ."),
}
#: Article of the period that the kind of debtor gives.
ARTICLES = {
    "b2b": "art. L110-4 C. com.",
    "b2c": "art. L218-2 C. conso.",
    "nonpro": "art. 2224 C. civ.",
    "public": "art. 1 loi 68-1250",
    "unknown": "art. L218-2 C. conso.",
}
#: A judgment or another enforceable title (CPCE L111-4).
TITLE_MONTHS, TITLE_ARTICLE = 120, "art. L111-4 CPCE"
#: Acts that start a new period (C. civ. 2240, 2241 and 2244, C. com. L622-25-1).
INTERRUPTING = frozenset(
    {"recognition", "plan", "payment", "request", "service", "enforcement"}
    | {"declaration", "title"}
)
#: Their effect lasts as long as the proceedings (C. civ. 2242, L622-25-1).
PROCEEDINGS = frozenset({"service", "declaration"})
#: Acts that stop the clock for a while (C. civ. 2238).
SUSPENDING = frozenset({"mediation"})
#: What is left after a mediation, at least (C. civ. 2238).
AFTER_MEDIATION_MONTHS = 6
#: Months before the last day at which somebody is told.
ALERTS = (1, 3, 6, 12)
#: Who is never asked for a time-barred debt (C. conso. L218-2): who may be a
#: consumer is treated as one.
PROTECTED = frozenset({"b2c", "unknown"})


@dataclass(frozen=True, slots=True)
class Act:
    """What interrupts or suspends limitation: its day and, for proceedings and
    mediations, the day they ended."""

    kind: str
    day: date
    end: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """The limitation of one debt.

    ``start`` and ``basis`` (``delivery invoice due``): where the prudent count
    begins; ``months`` and ``article``: the period that runs; ``day``: the last day to
    act; ``due_day``: the same counted from the due date, for information; ``act``: the
    last act that counts.
    """

    start: date
    basis: str
    months: int
    article: str
    day: date
    due_day: date
    act: Act | None = None

    def is_barred(self, today):
        """Whether the claim is time-barred on ``today``."""
        return today > self.day


def get_period(regime, nature=None):
    """Months and article of a debt's limitation.

    :param str regime: kind of debtor
    :param str nature: nature of the debt, if it has a period of its own
    :rtype: tuple(int, str)
    """
    if nature in NATURES:
        return NATURES[nature]
    code = regime or "unknown"
    return 12 * get_regime(code).limitation_years, ARTICLES[code]


def get_horizon(months):
    """Months before the last day from which a debt is watched: those of the first
    alert that is shorter than the period itself."""
    return max(alert for alert in ALERTS if alert < months)


def get_alert(day, today, months):
    """The alert reached on ``today``: 12, 6, 3 or 1 month before ``day``, else 0.

    :param date day: last day to act
    :param int months: period: a one-year debt has no alert on its first day
    """
    if today > day:
        return 0
    horizon = get_horizon(months)
    for alert in ALERTS:
        if alert <= horizon and today >= add_months(day, -alert):
            return alert
    return 0


def get_clock(regime, nature, days, acts=()):
    """The limitation of one debt.

    :param str regime: kind of debtor
    :param str nature: nature of the debt, or None
    :param dict days: ``delivery``, ``invoice`` and ``due`` days, None when unknown
    :param acts: :class:`Act` of the debt, in any order
    :rtype: Clock, or None when no day is known
    """
    known = [(day, basis) for basis, day in days.items() if day]
    if not known:
        return None
    start, basis = min(known, key=lambda pair: pair[0])
    acts = sorted(acts, key=_get_order)
    months, article, day, last = _run(start, regime, nature, acts)
    due_day = _run(days.get("due") or start, regime, nature, acts)[2]
    return Clock(start, basis, months, article, day, due_day, last)


def _get_order(act):
    """Acts of one day: a title first, then what ends first."""
    return act.day, act.kind != "title", act.kind, act.end or act.day


def _run(start, regime, nature, acts):
    """Months, article and last day to act from ``start``, and the last act that
    counts."""
    months, article = get_period(regime, nature)
    years = regime == "public"
    day, last = _get_end(start, months, years), None
    for act in acts:
        # a judgment is a title even when nobody pleaded that the debt was barred
        if act.kind == "title":
            months, article, years = TITLE_MONTHS, TITLE_ARTICLE, False
        elif act.day > day:
            continue  # a time-barred debt is not revived
        moved = _apply(act, day, months, years)
        if moved > day:
            day, last = moved, act
    return months, article, day, last


def _get_end(start, months, years):
    """A claim against a public body runs from the next 1 January (loi 68-1250); one
    whose nature has a period of its own ends with the first of both."""
    end = add_months(start, months)
    if not years:
        return end
    public, _article = get_period("public")
    limit = add_months(date(start.year, 12, 31), public)
    return limit if months == public else min(end, limit)


def _apply(act, day, months, years):
    """Last day to act after ``act``, when ``day`` was the last one before."""
    if act.kind in SUSPENDING:
        if not act.end:  # nothing is given before it ended
            return day
        moved = day + (act.end - act.day)
        return max(moved, add_months(act.end, AFTER_MEDIATION_MONTHS))
    if act.kind not in INTERRUPTING:
        return day
    restart = act.day
    if act.kind in PROCEEDINGS and act.end:
        restart = max(act.day, act.end)
    return _get_end(restart, months, years)
