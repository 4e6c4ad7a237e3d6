"""The one value that holds a month's comparison: a part for each department and subject.

The lines of a list never come here: they stand in the tables, the file holds their counts. So the
file and its history stay small whatever a department sends.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, field_validator

from domain.base import Frozen
from domain.case.acts import Officer
from domain.compare.acts import Same
from domain.compare.lifecycle import CompareStage
from domain.policy import Snapshot
from domain.resets import Mendable

DEATH_DAYS, VERIFY_DAYS, DEATH_HOLD = (
    "compare.death_days",
    "compare.verify_days",
    "compare.death_hold",
)
MONTHLY, DEATHS, DATA_DAY = "monitor.min_per_month", "death.per_month", "pay.data_day"
COMPARE_NEEDS = (DATA_DAY, DEATHS, DEATH_DAYS, DEATH_HOLD, MONTHLY, VERIFY_DAYS)


class Subject(StrEnum):
    """Deaths are compared with every body that knows of them, connected or not (JZ-53)."""

    DEATH = "death"
    GENERAL = "general"


SUBJECT_ZH = {Subject.DEATH: "死亡比对", Subject.GENERAL: "信息比对"}


class CompareOrder(Frozen):
    """A place's comparison of a month, given as its first day. `opened_by` None: the calendar."""

    place: str
    month: date
    opened_on: date
    opened_by: Officer | None = None

    @field_validator("month")
    @classmethod
    def _first_day(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError("a month is given as its first day")
        return month

    @property
    def month_code(self) -> str:
        return f"{self.month:%Y-%m}"


class Department(Frozen):
    """A department as the place's document names it. `deaths`, `others`: what it can be asked for."""

    code: str
    zh: str
    deaths: bool = False
    others: bool = True
    connected_on: date | None = None


class PartState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    MISSED = "missed"
    EXPLAINED = "explained"


PART_STATE_ZH = {
    PartState.PENDING: "待比对",
    PartState.DONE: "已比对",
    PartState.MISSED: "当月未比对",
    PartState.EXPLAINED: "当月未比对，已说明原因",
}

DOWN, NONSENSE, HALF, NO_FILE = "down", "nonsense", "half", "no_file"
TROUBLE_ZH = {
    DOWN: "部门接口没有答复，系统每日重试",
    NONSENSE: "部门返回的内容不是比对名单，请联系部门重新报送",
    HALF: "名单不完整，请联系部门重新报送",
    NO_FILE: "尚未收到部门名单",
}


class Counts(Frozen):
    """What a list held: lines, hits, doubts, faults, people who are not ours, facts only shown."""

    rows: int = 0
    hits: int = 0
    doubts: int = 0
    faults: int = 0
    strangers: int = 0
    shown: int = 0


class Told(Frozen):
    """What became of the hits: on cases, known from before, no longer in aid, still to be told."""

    told: int = 0
    known: int = 0
    past: int = 0
    left: int = 0


class Part(Frozen):
    """One department and subject. `try_on`: the day it is asked next; None: not by itself.

    `late`: it was compared, but after its month.
    """

    department: str
    zh: str
    subject: Subject
    due: date
    provisional: bool = False
    state: PartState = PartState.PENDING
    tries: int = 0
    try_on: date | None = None
    trouble: str = ""
    done_on: date | None = None
    late: bool = False
    digest: str = ""
    counts: Counts = Counts()
    told: Told = Told()
    doubts_open: int = 0
    explained: str = ""

    @property
    def key(self) -> str:
        return f"{self.department}.{self.subject.value}"

    @property
    def settled(self) -> bool:
        over = self.state in (PartState.DONE, PartState.EXPLAINED)
        return over and not self.doubts_open and not self.told.left


class Verdict(Frozen):
    """Doubts somebody has settled, until the tables have it."""

    seq: int
    part: str
    doubts: tuple[str, ...]
    verdict: Same
    by: str
    on: date


class CompareEntry(Frozen):
    """One line of the record. `officer` None: written by itself."""

    seq: int
    act: str
    zh: str
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class CompareFile(Mendable):
    order: CompareOrder
    stage: CompareStage = CompareStage.RUNNING
    stage_since: date
    latest: date
    version: int = 0
    seq: int = 0
    law: Snapshot | None = None
    stale_policy: bool = False
    parts: tuple[Part, ...] = ()
    verdicts: tuple[Verdict, ...] = Field(default=(), max_length=1000)
    overdue: tuple[str, ...] = ()
    journal: tuple[CompareEntry, ...] = ()
    closed_on: date | None = None

    @property
    def place(self) -> str:
        return self.order.place

    @property
    def over(self) -> bool:
        return self.closed_on is not None

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def having(self, **changes: object) -> CompareFile:
        return self.model_copy(update={**changes, "version": self.version + 1})

    def with_parts(self, *changed: Part) -> CompareFile:
        by_key = {part.key: part for part in self.parts} | {part.key: part for part in changed}
        return self.having(parts=tuple(by_key.values()))


class PartOutcome(Frozen):
    """What came of asking for one list. `trouble` empty: it was read to its end."""

    part: str
    trouble: str = ""
    digest: str = ""
    counts: Counts = Counts()


class CompareResult(Frozen):
    """How a month's comparison ended."""

    place: str
    month: str
    parts: int
    missed: int
    hits: int
    doubts: int
    closed_on: date
