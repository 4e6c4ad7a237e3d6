"""The statutory clock of a case: an interval ledger that always adds up.

Working days are used by whoever holds the case; the clock stands still while it waits for the
applicant (补正). `57号 Art 22` counts from acceptance, the first day not counted.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.calendar import Due, WorkingCalendar


class Interval(Frozen):
    """`holder` had the case after `since` up to and including `until`. Paused time is not counted."""

    holder: str
    since: date
    until: date | None = None
    paused: bool = False


class Clock(Frozen):
    intervals: tuple[Interval, ...] = ()

    @property
    def running(self) -> bool:
        return bool(self.intervals) and self.intervals[-1].until is None

    def hand_to(self, holder: str, on: date, *, paused: bool = False) -> Clock:
        """The case passes to `holder` on that day. Handing to the present holder changes nothing."""
        last = self.intervals[-1] if self.intervals else None
        if last and last.until is None and (last.holder, last.paused) == (holder, paused):
            return self
        return Clock(
            intervals=(*self.stop(on).intervals, Interval(holder=holder, since=on, paused=paused))
        )

    def stop(self, on: date) -> Clock:
        if not self.running:
            return self
        last = self.intervals[-1]
        closed = last.model_copy(update={"until": max(on, last.since)})
        return Clock(intervals=(*self.intervals[:-1], closed))

    def within(self, since: date, until: date) -> Clock:
        """The part after `since` up to and including `until`."""
        return Clock(
            intervals=tuple(
                part.model_copy(
                    update={
                        "since": max(part.since, since),
                        "until": min(part.until or until, until),
                    }
                )
                for part in self.intervals
                if part.since < until and (part.until is None or part.until > since)
            )
        )

    def paused_days(self, calendar: WorkingCalendar, today: date) -> int:
        """Working days that do not count because the case waited for the applicant."""
        return sum(
            calendar.working_days_between(part.since, part.until or today)
            for part in self.intervals
            if part.paused
        )

    def used(self, calendar: WorkingCalendar, today: date) -> tuple[tuple[str, int], ...]:
        """Working days used by each holder so far, in order of appearance, paused ones left out."""
        days: dict[str, int] = {}
        for part in self.intervals:
            if not part.paused:
                spent = calendar.working_days_between(part.since, part.until or today)
                days[part.holder] = days.get(part.holder, 0) + spent
        return tuple(days.items())

    def due(self, calendar: WorkingCalendar, limit: int, today: date) -> Due:
        """The last day of a limit of `limit` working days, pauses so far added."""
        start = self.intervals[0].since
        return calendar.working_days_after(start, limit + self.paused_days(calendar, today))
