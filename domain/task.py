"""One thing somebody must do, and what happens by itself next: the words of every 待办 list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import Frozen
from domain.case.lifecycle import Role


class Task(Frozen):
    """One thing somebody must do. `act` is the code of the lifecycle table; `due` may be open."""

    code: str
    zh: str
    act: str
    role: Role
    since: date
    due: date | None = None
    provisional: bool = False
    clause: str = ""

    @property
    def mark(self) -> str:
        return f"{self.code}@{self.due or self.since}"


class NextStep(Frozen):
    """What happens by itself, and on which day."""

    zh: str
    on: date


def first_due(tasks: Iterable[Task]) -> date | None:
    """The earliest day one of them has to be done by; None where none has a day."""
    return min((task.due for task in tasks if task.due), default=None)


def any_overdue(tasks: Iterable[Task], today: date) -> bool:
    """Whether the last day of one of them has passed."""
    return any(task.due and today > task.due for task in tasks)
