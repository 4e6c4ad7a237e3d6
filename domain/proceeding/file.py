"""The state every proceeding of supervision holds, and the lines of its record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.policy import Snapshot
from domain.resets import Mendable


class Step(Frozen):
    """One lawful act: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[str, ...]
    roles: tuple[Role, ...]
    clause: str


class Line(Frozen):
    """One line of the record. `officer` None: it happened by itself."""

    seq: int
    act: str
    zh: str
    stage: str
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class Errand(Frozen):
    """One thing to be done in the world, once: `key` is its own for ever.

    `facts` are plain texts; never a name, a number of a person or what somebody said.
    """

    key: str
    what: str
    facts: dict[str, str] = Field(default_factory=dict)


class Done(Frozen):
    """How an errand ended: `ref` is what it made (a paper's or lead's number), `trouble` why not."""

    key: str
    on: date
    ref: str = ""
    trouble: str = ""


class Proceeding(Mendable):
    """One proceeding of supervision; it changes only through its `Procedure`.

    `number` is the place's own; `township` the one whose staff has part in it, empty for the county.
    """

    id: str
    place: str
    number: str
    township: str = ""
    opened_on: date
    opened_by: Officer | None = None
    stage: str
    stage_since: date
    latest: date
    version: int = 0
    policy: Snapshot | None = None
    stale_policy: bool = False
    due: date | None = None
    late: bool = False
    reminded_on: date | None = None
    errands: tuple[Errand, ...] = ()
    journal: tuple[Line, ...] = ()
    seq: int = 0

    @property
    def law(self) -> Snapshot:
        """The rules it stands under. A proceeding without them is a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the proceeding has no policy snapshot yet")
        return self.policy

    @property
    def remind_on(self) -> date | None:
        """When half of the time has gone by."""
        if self.due is None:
            return None
        return self.stage_since + (self.due - self.stage_since) // 2

    def having(self, **changes: object) -> Self:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)

    def noted(
        self,
        act: str,
        zh: str,
        on: date,
        at: datetime,
        text: str = "",
        officer: Officer | None = None,
        clause: str = "",
    ) -> Self:
        """With one more line in the record."""
        line = Line(
            seq=self.seq + 1, act=act, zh=zh, stage=self.stage, on=on, at=at, officer=officer,
            text=text, clause=clause,
        )  # fmt: skip
        return self.having(
            journal=(*self.journal, line),
            seq=line.seq,
            version=self.version + 1,
            latest=max(self.latest, on),
        )

    def wanting(self, *errands: Errand) -> Self:
        """With these errands to run; one whose key was ever there is not added again."""
        known = {e.key for e in self.errands}
        return self.having(errands=(*self.errands, *(e for e in errands if e.key not in known)))
