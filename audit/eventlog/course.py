"""The course of one case: its happenings in their order, and the things they were about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

OBJECT_ZH: Final = {
    "case": "案件",
    "household": "家庭",
    "member": "家庭成员",
    "check": "信息核对",
    "department": "部门",
    "notice": "文书",
    "obligation": "应发救助金",
    "item": "一事一议",
    "measures": "议定措施落实",
    "actor": "岗位",
}
"""Every type of thing in a log. An actor is a post in a unit, never an account."""
SHARED: Final = frozenset({"household", "member", "department", "actor"})
"""Things that more than one case knows."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One object. `facts`: codes, days and whole fen; `links`: (what it is to it, id of the other)."""

    id: str
    type: str
    facts: tuple[tuple[str, str | int], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `procedure`: case, check, item or measures; `step` names the row of that
    procedure's lifecycle table, empty where the table has none for it. `on`: the legal day an act
    gives itself; `at`: when it was recorded. `things`: (id, what it was to this event)."""

    procedure: str
    code: str
    zh: str
    at: datetime
    stage: str = ""
    stage_zh: str = ""
    on: str = ""
    role: str = ""
    role_zh: str = ""
    unit: str = ""
    clause: str = ""
    step: str = ""
    things: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The type of the event: the words of the table, and their code."""
        return f"{self.zh}·{self.code}"


@dataclass(slots=True)
class Course:
    """A case with everything that hangs on it. `unread`: payloads that could not be opened."""

    case_no: str
    place: str
    things: dict[str, Thing] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    unread: int = 0

    def add(self, thing: Thing) -> str:
        """Keeps the thing, the newest word on it; gives its id."""
        self.things[thing.id] = thing
        return thing.id

    def steps(self, procedure: str = "case") -> list[str]:
        """What the lifecycle table is held against, in order."""
        return [h.step for h in self.happenings if h.procedure == procedure and h.step]
