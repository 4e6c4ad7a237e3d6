"""One affair of the office: what it was opened for, and all that is recorded of it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.assembly.file import Mailing
from domain.base import Frozen
from domain.case.acts import Officer
from domain.desk.lifecycle import AFFAIR_OVER, WRITTEN, AffairKind, AffairStage
from domain.meeting.item import Members
from domain.policy import Snapshot
from domain.resets import Mendable


class AffairOrder(Frozen):
    """`number` as `2026-m001`, or `2026-01-p2` for a point of meeting 2026-01.

    `owner`: the unit that carries it out, empty for the office. `units`: those asked in a
    consultation. `about`: subjects a paper is about (`measures/…`, `affair/…`, `meeting/…`).
    `document`: what is consulted on. `meeting`: the meeting that decided it.
    """

    place: str
    number: str
    kind: AffairKind
    title: str = Field(min_length=2, max_length=120)
    text: str = Field(default="", max_length=20_000)
    opened_on: date
    opened_by: Officer | None = None
    owner: str = ""
    due: date | None = None
    units: tuple[str, ...] = ()
    addressee: str = ""
    document: str = ""
    meeting: str = ""
    about: tuple[str, ...] = ()
    township: str = ""
    important: str = ""
    """Why it is an important affair; empty when it is none (TR-55)."""


class AffairEntry(Frozen):
    """One line of the record. `officer` None: the affair did it by itself."""

    seq: int
    act: str
    zh: str
    stage: AffairStage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class Draft(Frozen):
    """One version of a text, never changed."""

    number: int
    on: date
    by: str
    text: str


class Opinion(Frozen):
    """What a unit said in a consultation; `late`: after the day it was asked by."""

    unit: str
    agrees: bool
    text: str
    on: date
    late: bool = False


class Answer(Frozen):
    """What the committee or government answered to a suggestion."""

    accepted: bool
    text: str
    paper: str
    on: date


class AffairFile(Mendable):
    """The one value that holds an affair; it changes only through `domain.desk.engine`."""

    order: AffairOrder
    id: str
    stage: AffairStage
    stage_since: date
    latest: date
    version: int = 0
    members: Members | None = None
    policy: Snapshot | None = None
    stale_policy: bool = False
    owner: str = ""
    due: date | None = None
    acknowledged_on: date | None = None
    progress: tuple[str, ...] = ()
    result: str = ""
    papers: tuple[str, ...] = ()
    submitted_on: date | None = None
    submitted_as: str = ""
    answer: Answer | None = None
    opinions: tuple[Opinion, ...] = ()
    conclusion: str = ""
    meeting: str = ""
    important: str = ""
    circular: str = ""
    drafts: tuple[Draft, ...] = ()
    submitted_by: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    paper: str = ""
    digest: str = ""
    mail: tuple[Mailing, ...] = ()
    reminded_on: date | None = None
    late: bool = False
    overdue: tuple[str, ...] = ()
    journal: tuple[AffairEntry, ...] = ()
    seq: int = 0

    @property
    def kind(self) -> AffairKind:
        return self.order.kind

    @property
    def over(self) -> bool:
        return self.stage in AFFAIR_OVER

    @property
    def written(self) -> bool:
        return self.kind in WRITTEN

    @property
    def decided(self) -> bool:
        """A meeting settled it: every member unit is told how it goes on (TR-57)."""
        return bool(self.order.meeting)

    @property
    def law(self) -> Snapshot:
        """The rules it stands under. An affair without them is a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the affair has no policy snapshot yet")
        return self.policy

    @property
    def body(self) -> Members:
        if self.members is None:
            raise RuntimeError("the affair does not know the member units yet")
        return self.members

    @property
    def silent(self) -> tuple[str, ...]:
        """Units asked in a consultation that have not answered."""
        heard = {o.unit for o in self.opinions}
        return tuple(u for u in self.order.units if u not in heard)

    @property
    def unsent(self) -> tuple[Mailing, ...]:
        return tuple(m for m in self.mail if m.sent_on is None)

    @property
    def remind_on(self) -> date | None:
        """When half of the time has gone by, as with the units' measures (TR-18)."""
        if self.due is None:
            return None
        return self.order.opened_on + (self.due - self.order.opened_on) // 2

    def having(self, **changes: object) -> AffairFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)


class AffairResult(Frozen):
    """How an affair ended: what its workflow gives back."""

    number: str
    kind: AffairKind
    stage: AffairStage
    paper: str = ""
    late: bool = False


def result_of(file: AffairFile) -> AffairResult:
    return AffairResult(
        number=file.order.number,
        kind=file.kind,
        stage=file.stage,
        paper=file.paper,
        late=file.late,
    )
