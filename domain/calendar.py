"""Legal days: working days with make-up Saturdays, calendar days, and pay days.

The first day is never counted (民法典 Art 201); a period counted in calendar days may end on the
next working day when its last day is a day of rest (民法典 Art 203). Payments go the other way:
a pay day on a day of rest is paid on the working day before it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from domain.base import Frozen

_DAY = timedelta(days=1)
_SATURDAY = 5

# The statutory holidays that fall on the same date every year. They stand in for the yearly
# notice of the State Council, which is not out yet for the days beyond `published_until`.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})


class Due(Frozen):
    """A date a period ends on. `provisional`: the holiday table does not reach that far yet."""

    on: date
    provisional: bool = False


class WorkingCalendar(Frozen):
    """Which days are worked, as exceptions to Monday to Friday.

    `holidays` are weekdays off, `workdays` are worked Saturdays and Sundays, both sorted. The
    table is complete from `known_from` to `published_until`; outside it weekends and the
    fixed-date holidays decide, and every result that needed such a day is provisional.
    """

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    published_until: date
    known_from: date = date.min

    def is_workday(self, day: date) -> bool:
        """True when offices are open that day."""
        if not self._published(day):
            return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_HOLIDAYS
        if day.weekday() < _SATURDAY:
            return day not in self.holidays
        return day in self.workdays

    def working_days_after(self, start: date, n: int) -> Due:
        """The n-th working day after `start`, which is not itself counted. n = 0 is `start`."""
        _not_negative(n)
        day = start
        for _ in range(n):
            day = self._next_workday_after(day)
        return Due(on=day, provisional=n > 0 and self._uncertain(start, day))

    def calendar_days_after(self, start: date, n: int, roll: bool) -> Due:
        """The n-th day after `start`; with `roll` the next working day if that is a day of rest."""
        _not_negative(n)
        last = start + timedelta(days=n)
        if not roll:
            return Due(on=last)
        end = self.next_workday(last)
        return Due(on=end, provisional=self._uncertain(last, end))

    def pay_day(self, year: int, month: int, day: int) -> Due:
        """That day of the month, or the last working day before it. Day 31 means month's end."""
        nominal = date(year, month, min(day, monthrange(year, month)[1]))
        paid = nominal
        while not self.is_workday(paid):
            paid -= _DAY
        return Due(on=paid, provisional=self._uncertain(paid, nominal))

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self._next_workday_after(day)

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after `a` up to and including `b`; 0 when b is not later."""
        span = range(1, (b - a).days + 1)
        return sum(self.is_workday(a + timedelta(days=offset)) for offset in span)

    def _next_workday_after(self, day: date) -> date:
        day += _DAY
        while not self.is_workday(day):
            day += _DAY
        return day

    def _published(self, day: date) -> bool:
        return self.known_from <= day <= self.published_until

    def _uncertain(self, first: date, last: date) -> bool:
        return first < self.known_from or last > self.published_until


def months_after(start: date, n: int) -> date:
    """The same day n months later, or that month's last day (民法典 Art 202)."""
    index = start.year * 12 + start.month - 1 + n
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("a period cannot have a negative number of days")
