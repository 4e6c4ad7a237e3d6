"""从变化到退出: how long from a change in a family's life to the end of what it no longer is due.

Changes that were reported, or came to light otherwise; a look that ends with nothing less for the
family is no exit. Only the place's own periods make one late: without a period nothing is late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from statistics import median

from domain.base import Frozen
from domain.calendar import months_after
from domain.case.acts.living import ChangeCause


class Result(StrEnum):
    """What came of a look at a change. `taper`: the family leaves by degrees; `left`: it has left."""

    OPEN = "open"
    EXIT = "exit"
    LESS = "less"
    TAPER = "taper"
    LEFT = "left"
    STAYS = "stays"


RESULT_ZH = {
    Result.OPEN: "尚未决定",
    Result.EXIT: "退出",
    Result.LESS: "减发",
    Result.TAPER: "给予渐退期",
    Result.LEFT: "渐退期后退出",
    Result.STAYS: "继续保障",
}
CLAUSE = "JZ-63"


class Changed(Frozen):
    """One change as the tables know it. `due`: the last day to decide, where the place has one;
    `told_late`: it was reported after the period of the rule. `effective`: the first month that is
    paid otherwise; `less_fen`: by how much a month. `paid`: months and fen paid to the household.
    """

    case_no: str
    number: int
    township: str
    cause: ChangeCause
    happened_on: date
    reported_on: date
    result: Result
    due: date | None = None
    told_late: bool = False
    closed_on: date | None = None
    effective: date | None = None
    less_fen: int = 0
    paid: tuple[tuple[date, int], ...] = ()

    def days(self, today: date) -> int:
        """Calendar days from the change to the decision; to today while nobody has decided."""
        return max(((self.closed_on or today) - self.happened_on).days, 0)

    def late(self, today: date) -> bool:
        past = self.due is not None and (self.closed_on or today) > self.due
        return past or self.told_late

    def between_fen(self) -> int:
        """Of what was paid for the months after the change and before the decision took effect,
        the part that was no longer due; 0 while nobody knows how much that is."""
        first = months_after(self.happened_on.replace(day=1), 1)
        return sum(
            min(fen, self.less_fen)
            for month, fen in self.paid
            if month >= first and (self.effective is None or month < self.effective)
        )


def listed(changes: Iterable[Changed], today: date) -> tuple[Changed, ...]:
    """What is still open and what ended in less or an exit: the late ones first, then the longest."""
    shown = [c for c in changes if c.result is not Result.STAYS]
    return tuple(sorted(shown, key=lambda c: (not c.late(today), -c.days(today), c.case_no)))


def exit_days(changes: Iterable[Changed], today: date) -> tuple[int, int]:
    """The median and the most days from a change to the decision after which a household left, at once
    or by degrees; zeros where nobody has left."""
    gone = (Result.EXIT, Result.LEFT)
    days = [c.days(today) for c in changes if c.result in gone]
    return (int(median(days)), max(days)) if days else (0, 0)
