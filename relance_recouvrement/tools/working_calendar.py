"""French working days, holidays and pauses. Pure Python."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def _public_holidays(year, subdivision):
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=year))


class WorkingCalendar:
    """Monday to Friday, less French public holidays and the company's pauses.

    :param str subdivision: ISO code of a French subdivision whose own holidays
        count (``"57"`` for Moselle), or None.
    :param pauses: iterable of ``(first day, last day, yearly)``; a yearly pause
        is repeated every year and may span the new year.
    """

    def __init__(self, subdivision=None, pauses=()):
        self._subdivision = subdivision or None
        self._pauses = tuple(pauses)
        self._next = {}

    def is_holiday(self, day):
        """Whether ``day`` is a French public holiday."""
        return day in _public_holidays(day.year, self._subdivision)

    def is_paused(self, day):
        """Whether ``day`` lies in one of the pauses, bounds included."""
        return any(
            self._in_year(day, first, last) if yearly else first <= day <= last
            for first, last, yearly in self._pauses
        )

    @staticmethod
    def _in_year(day, first, last):
        start, end, current = (
            (first.month, first.day),
            (last.month, last.day),
            (day.month, day.day),
        )
        if start <= end:
            return start <= current <= end
        return current >= start or current <= end

    def is_working(self, day):
        """Whether reminders may leave on ``day``."""
        return (
            day.weekday() < 5 and not self.is_holiday(day) and not self.is_paused(day)
        )

    def next_working(self, day):
        """First working day on or after ``day``.

        A pause that covers the whole year is ignored after 400 days, so that a
        mistyped pause never loops.
        """
        found = self._next.get(day)
        if found is None:
            found = day
            for _attempt in range(400):
                if self.is_working(found):
                    break
                found += ONE_DAY
            self._next[day] = found
        return found

    def add_working_days(self, day, count):
        """The ``count``-th working day after ``day`` (``count`` >= 0)."""
        for _step in range(count):
            day = self.next_working(day + ONE_DAY)
        return day

    def working_days_since(self, day, today):
        """Number of working days in ``]day, today]``; 0 when ``day`` is later."""
        count = 0
        while day < today:
            day += ONE_DAY
            count += self.is_working(day)
        return count


def first_of_next_month(day):
    """First day of the month after ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
