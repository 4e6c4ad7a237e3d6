"""One thing somebody must do, and what happens by itself next: the words of every 待办 list."""

from __future__ import annotations

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
