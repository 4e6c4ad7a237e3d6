"""从预警到处置: how long from the event outside to the outcome, and what was paid in between.

A figure of the county's own work, per cause: of matches that were right, of those still open, and
how long the wrong ones kept a question standing. Nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from statistics import median

from domain.base import Frozen
from domain.calendar import months_after
from domain.case.acts.living import ChangeCause
from domain.case.hits import ENDED, REFUTED
from domain.compare.causes import change_cause


class Alert(Frozen):
    """One match as the tables know it. `paid`: month and fen of what was paid to the household."""

    about: str
    event_on: date | None
    found_on: date
    closed_on: date | None
    outcome: str
    effective: date | None
    stake_month_fen: int
    paid: tuple[tuple[date, int], ...] = ()

    @property
    def cause(self) -> ChangeCause:
        return change_cause(self.about)

    @property
    def begins(self) -> date:
        """The day of the event; of the finding where no register gives the event a day."""
        return self.event_on or self.found_on

    def days(self, today: date) -> int:
        return max(((self.closed_on or today) - self.begins).days, 0)

    def fen_between(self) -> int:
        """Of what was paid for the months after the event and before the outcome took effect, the
        part the match is about: what a stop on the day itself would have kept. Months granted by the
        decision itself (渐退期) are due and not counted."""
        first = months_after(self.begins.replace(day=1), 1)
        until = self.effective
        if until is None and self.closed_on is not None:
            until = months_after(self.closed_on.replace(day=1), 1)
        return sum(
            min(fen, self.stake_month_fen)
            for month, fen in self.paid
            if month >= first and (until is None or month < until)
        )


class OfCause(Frozen):
    """The figures of one cause. Days are calendar days, money is fen.

    `right` and `wrong`: matches that were looked into to the end. `days_*`: of the right ones;
    `open_days`: the oldest open one. `between_fen`: of the right ones, `open_fen` of the open ones.
    """

    cause: ChangeCause
    right: int = 0
    wrong: int = 0
    open: int = 0
    days_median: int = 0
    days_most: int = 0
    between_fen: int = 0
    open_days: int = 0
    open_fen: int = 0
    wrong_days_median: int = 0


def by_cause(alerts: Iterable[Alert], today: date) -> tuple[OfCause, ...]:
    """One line a cause, in the order of the causes."""
    found: dict[ChangeCause, list[Alert]] = {}
    for alert in alerts:
        found.setdefault(alert.cause, []).append(alert)
    return tuple(_line(cause, found[cause], today) for cause in ChangeCause if cause in found)


def _line(cause: ChangeCause, alerts: list[Alert], today: date) -> OfCause:
    open_ = [a for a in alerts if a.closed_on is None]
    wrong = [a for a in alerts if a.closed_on and a.outcome in (REFUTED, "keep")]
    right = [a for a in alerts if a.closed_on and a not in wrong and a.outcome != ENDED]
    days = [a.days(today) for a in right]
    return OfCause(
        cause=cause,
        right=len(right),
        wrong=len(wrong),
        open=len(open_),
        days_median=int(median(days)) if days else 0,
        days_most=max(days, default=0),
        between_fen=sum(a.fen_between() for a in right),
        open_days=max((a.days(today) for a in open_), default=0),
        open_fen=sum(a.fen_between() for a in open_),
        wrong_days_median=int(median([a.days(today) for a in wrong])) if wrong else 0,
    )
