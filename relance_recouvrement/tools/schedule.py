"""Next step of a case: which level, which day, which lines. Pure Python.

Amounts are in company currency unless said otherwise; days are ``date`` objects.
Nothing here asks for "today equals": a step is due when its day has come and it
was not done, so a night without a run loses nothing.
"""

from datetime import timedelta

from .plan import Step
from .scenario import NOT_REACHED
from .working_calendar import first_of_next_month

# catch_up never goes past this stage without a person.
CATCH_UP_STAGES = ("prevention", "amicable", "last_notice")


class Evaluation:
    """Evaluates one case on one day.

    :param Case case: open, claimable items and credits of the case
    :param Scenario scenario: levels sorted by rank
    :param WorkingCalendar calendar: working days of the company
    :param date today: day of the run
    :param int recidivism_days: age of a formal notice that makes new debts start
        at the firm level
    :param bool force: a person asks for the next step now, whatever its day
    """

    def __init__(
        self, case, scenario, calendar, today, recidivism_days=183, force=False
    ):
        self.case = case
        self.scenario = scenario
        self.calendar = calendar
        self.today = today
        self.force = force
        self._amounts = {}
        self._late_levels = {}
        self._recent_formal_notice = bool(
            case.formal_notice_on
            and (today - case.formal_notice_on).days <= recidivism_days
        )
        self._split()

    # === WHAT MAY BE CLAIMED === #

    def _split(self):
        """Overdue lines, future lines and credits, netted by currency."""
        debts = [line for line in self.case.lines if line.amount > 0]
        self.future = [line for line in debts if line.due >= self.today]
        overdue = [line for line in debts if line.due < self.today]
        self.credits = self._usable_credits(debts, overdue)
        nets = self._nets(overdue + self.credits)
        self.overdue = [line for line in overdue if nets[line.currency_id] > 0]
        self.total = sum(net for net in nets.values() if net > 0)
        self.covered = bool(overdue) and not self.overdue

    def _usable_credits(self, debts, overdue):
        """A credit goes to its own invoice first: while that one is not claimed,
        the credit is kept for it, unless it is larger than the invoice."""
        credits = [line for line in self.case.lines if line.amount < 0]
        claimed_moves = {line.move_id for line in overdue}
        open_by_move = dict(self.case.held)
        for line in debts:
            open_by_move[line.move_id] = (
                open_by_move.get(line.move_id, 0.0) + line.amount
            )
        return [
            line
            for line in credits
            if line.origin_move_id in claimed_moves
            or open_by_move.get(line.origin_move_id, 0.0) + line.amount <= 0
        ]

    @staticmethod
    def _nets(lines):
        nets = {}
        for line in lines:
            nets[line.currency_id] = nets.get(line.currency_id, 0.0) + line.amount
        return nets

    def _amount_for(self, level):
        """Net amount that a message at ``level`` would claim."""
        if level.claims == "overdue":
            return self.total
        if level.rank not in self._amounts:
            self._amounts[level.rank] = self._net_claim(self._had_previous(level))
        return self._amounts[level.rank]

    def _net_claim(self, lines):
        currencies = {line.currency_id for line in lines}
        credits = [line for line in self.credits if line.currency_id in currencies]
        return sum(net for net in self._nets(lines + credits).values() if net > 0)

    def _had_previous(self, level):
        """Lines that had the level just before ``level``."""
        previous = max(
            (lv.rank for lv in self.scenario.levels if lv.rank < level.rank),
            default=NOT_REACHED,
        )
        return [line for line in self.overdue if line.rank >= previous]

    # === NEXT LEVEL OF A LINE === #

    def next_level(self, line):
        """Next level of ``line`` and the day it is ready, or ``(None, None)``."""
        reached = line.rank
        firm = line.returned_on or (
            reached == NOT_REACHED and self._recent_formal_notice
        )
        if firm:
            reached = max(reached, self.scenario.firm_rank - 1)
        if line.due < self.today:
            candidates = self._late_levels_after(reached)
        else:
            levels = self.scenario.levels
            candidates = [
                lv for lv in levels if lv.rank > reached and self._is_quiet(lv, line)
            ]
        if not candidates:
            return None, None
        level = candidates[0]
        if self.scenario.progression == "catch_up":
            level = self._caught_up(candidates, line)
        return level, self._ready_day(level, line)

    def _late_levels_after(self, rank):
        """Levels that an overdue line at ``rank`` may get."""
        if rank not in self._late_levels:
            self._late_levels[rank] = [
                lv
                for lv in self.scenario.levels
                if lv.rank > rank
                and lv.stage != "prevention"
                and self._amount_for(lv) >= lv.min_amount
            ]
        return self._late_levels[rank]

    def _is_quiet(self, level, line):
        """Whether ``line``, not due yet, may get ``level``: who is already late
        gets no courtesy reminder."""
        if level.stage != "prevention":
            return True
        return not self.overdue and line.amount >= level.min_amount

    def _caught_up(self, candidates, line):
        due = [
            lv
            for lv in candidates
            if lv.stage in CATCH_UP_STAGES
            and line.due + timedelta(days=lv.delay_days) <= self.today
        ]
        if line.rank != NOT_REACHED and line.reached_on is None:
            # started by age at go-live: its first reminder is at most firm
            due = [lv for lv in due if lv.rank <= self.scenario.firm_rank]
        return due[-1] if due else candidates[0]

    def _is_announced(self, level, line):
        return (
            self.case.deadline is not None
            and line.id in self.case.announced_line_ids
            and line.rank == self.case.announced_rank
            and level.after_deadline
        )

    def _ready_day(self, level, line):
        if self._is_announced(level, line):
            day = self.case.deadline + timedelta(days=1)
        else:
            day = line.due + timedelta(days=level.delay_days)
            if line.reached_on:
                day = max(day, line.reached_on + self._spacing(level.gap_days))
        missed_on = self._missed_on(line)
        if missed_on:
            day = min(day, missed_on)
        return self.calendar.next_working(day)

    def _missed_on(self, line):
        """Day since which the payment of ``line`` failed the word given, None when
        it did not or when something was done since."""
        if not self.case.missed_on and not line.returned_on:
            return None
        promised = line.id in self.case.missed_line_ids
        days = [self.case.missed_on if promised else None, line.returned_on]
        day = max(filter(None, days), default=None)
        if day and line.reached_on and line.reached_on >= day:
            return None
        return day

    # === NEXT STEP OF THE CASE === #

    def next_step(self):
        """The next step of the case, before the company's own guards.

        :return: decision ``send``, ``confirm``, ``call``, ``wait`` or ``nothing``
        :rtype: Step
        """
        small = [ln for ln in self.overdue if ln.amount < self.scenario.min_line_amount]
        pending = [
            (line, *self.next_level(line))
            for line in self.overdue + self.future
            if line.amount >= self.scenario.min_line_amount
        ]
        pending = [item for item in pending if item[1]]
        if not pending:
            return self._without_next_level(small)
        overdue_pending = [item for item in pending if item[0].due < self.today]
        if overdue_pending and self.total < self.scenario.min_amount:
            return self._review("below_minimum", amount=self.scenario.min_amount)
        if not overdue_pending and self.covered:
            return Step("nothing", reasons=[("covered", {})])
        return self._choose(pending)

    def _without_next_level(self, small):
        if self.covered:
            return Step("nothing", reasons=[("covered", {})])
        if small and len(small) == len(self.overdue):
            return self._review("small_lines", amount=self.scenario.min_line_amount)
        if self.overdue:
            return self._review("no_level_left")
        return Step("nothing", reasons=[("nothing_due", {})])

    def _review(self, code, **params):
        """Nothing leaves, yet the case keeps a date: the next month's review."""
        day = self.calendar.next_working(first_of_next_month(self.today))
        return Step("wait", day=day, reasons=[(code, params)], amount=self.total)

    def _choose(self, pending):
        ready = [item for item in pending if self.force or item[2] <= self.today]
        if not ready:
            level, day = self._earliest(pending)
            return Step("wait", level, day, [("not_yet", {})], amount=self.total)
        announced = [item for item in ready if self._is_announced(item[1], item[0])]
        # A decision waits for a manager: it never stops the reminders of new debts.
        acting = [item for item in ready if item[1].stage != "decision"] or ready
        level = max((item[1] for item in acting), key=lambda lv: lv.rank)
        step = Step(self._decision(level), level, self.today, announced=bool(announced))
        missed = [self._missed_on(item[0]) for item in ready]
        step.missed_on = max(filter(None, missed), default=None)
        self._claim(step, ready)
        if level.stage == "prevention" and not step.amount:
            return Step("nothing", reasons=[("covered", {})])
        if not self.force:
            self._wait_for(step)
        return step

    @staticmethod
    def _earliest(pending):
        day = min(item[2] for item in pending)
        levels = [item[1] for item in pending if item[2] == day]
        return max(levels, key=lambda lv: lv.rank), day

    @staticmethod
    def _decision(level):
        if level.is_call:
            return "call"
        return "send" if level.gate == "auto" else "confirm"

    def _wait_for(self, step):
        """Moves a ready step to the first day on which it may leave."""
        day, reason = self.today, None
        deadline = self.case.deadline
        if deadline and deadline >= self.today:
            day = deadline + timedelta(days=1)
            reason = ("deadline_open", {"deadline": deadline})
        elif self._must_space(step):
            spacing = self._spacing(self.scenario.min_contact_days)
            contact = self.case.last_contact + spacing
            if contact > day:
                day = contact
                reason = ("min_contact", {"date": self.case.last_contact})
        day = self.calendar.next_working(day)
        if day > self.today:
            step.decision, step.day = "wait", day
            step.reasons.append(reason or ("not_working_day", {}))
        elif step.announced:
            step.reasons.append(("announced", {"deadline": deadline}))
        elif step.missed_on:
            step.reasons.append(("missed", {"day": step.missed_on}))
        elif self.case.hurry:
            step.reasons.append(("cash", {}))

    def _spacing(self, days):
        """Days left between two steps: one at most for who is short of cash and
        agreed on nothing (METHOD: do not let it drag)."""
        return timedelta(days=min(days, 1) if self.case.hurry else days)

    def _must_space(self, step):
        """Whether the scenario's days between two contacts apply: neither to an
        announced step nor to the one that follows a promise not kept."""
        contact = self.case.last_contact
        if not contact or step.announced:
            return False
        return not (step.missed_on and contact <= step.missed_on)

    def _claim(self, step, ready):
        """Lines claimed by the step, each with the level it reaches by it."""
        own_level = {line.id: level for line, level, _day in ready}
        if step.level.stage == "prevention":
            lines = [line for line, _level, _day in ready]
            # nothing is overdue: every credit will pay what comes
            currencies = {line.currency_id for line in lines}
            credits = [ln for ln in self.case.lines if ln.amount < 0]
            lines += [ln for ln in credits if ln.currency_id in currencies]
            step.amount = sum(net for net in self._nets(lines).values() if net > 0)
        else:
            lines = self._lines_of(step.level)
            currencies = {line.currency_id for line in lines}
            lines += [ln for ln in self.credits if ln.currency_id in currencies]
            step.amount = self._net_claim([ln for ln in lines if ln.amount > 0])
        step.claims = [
            (ln.id, self._claimed_level(ln, step, own_level)) for ln in lines
        ]
        debts = [line for line in lines if line.amount > 0]
        step.smallest = min((line.amount for line in debts), default=0.0)
        oldest = min((line.due for line in debts), default=None)
        step.reasons.insert(0, ("ready", {"oldest": oldest}))

    def _claimed_level(self, line, step, own_level):
        """The level that ``line`` reaches by ``step``: its own next one when it is
        ready and not above the message, else the one it has."""
        own = own_level.get(line.id)
        if own and own.rank <= step.level.rank:
            return own.id
        return next(
            (level.id for level in self.scenario.levels if level.rank == line.rank),
            None,
        )

    def _lines_of(self, level):
        if level.claims == "overdue":
            return list(self.overdue)
        return self._had_previous(level)


def next_step(case, scenario, calendar, today, recidivism_days=183, force=False):
    """The next step of ``case`` on ``today``; see :class:`Evaluation`."""
    evaluation = Evaluation(case, scenario, calendar, today, recidivism_days, force)
    return evaluation.next_step()


def equivalent_rank(delay_days, levels):
    """Rank in ``levels`` of the level that stands for ``delay_days`` after due.

    :return: rank of the latest level whose delay is at most ``delay_days``
    :rtype: int
    """
    ranks = [lv.rank for lv in levels if lv.delay_days <= delay_days]
    return max(ranks, default=NOT_REACHED)
