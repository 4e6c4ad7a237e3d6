"""One year of the office as one value: what stood still, what the convener said, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from domain.assembly.tasks import YearOfMeetings
from domain.base import Frozen
from domain.case.acts import Act, Officer
from domain.case.lifecycle import Role
from domain.officeyear.stall import OpenThing
from domain.policy import Snapshot
from domain.resets import Mendable


class YearStage(StrEnum):
    WATCHING = "watching"
    OVER = "year_over"


YEAR_STAGE_ZH = {YearStage.WATCHING: "跟踪中", YearStage.OVER: "年度已结束"}


class YearOrder(Frozen):
    """`opened_by` None: the calendar opened it."""

    place: str
    year: int
    opened_on: date
    opened_by: Officer | None = None


class Stall(Frozen):
    """Something that stands still. `told_on`: the day it reached the convener, `ended_on`: the day
    it was seen to go on. `number` counts within the year."""

    number: int
    thing: OpenThing
    told_on: date
    direction: str = ""
    directed_on: date | None = None
    directed_by: str = ""
    ended_on: date | None = None

    @property
    def waits(self) -> bool:
        """The convener has not said yet what is to be done."""
        return self.directed_on is None and self.ended_on is None


class YearEntry(Frozen):
    """One line of the record. `officer` None: written by itself."""

    seq: int
    act: str
    zh: str
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class YearFile(Mendable):
    """The one value that holds the year; it changes only through `domain.officeyear.engine`."""

    order: YearOrder
    id: str
    stage: YearStage = YearStage.WATCHING
    latest: date
    looked_on: date | None = None
    version: int = 0
    policy: Snapshot | None = None
    stale_policy: bool = False
    meetings: YearOfMeetings | None = None
    stalls: tuple[Stall, ...] = ()
    stalls_given: int = 0
    planned: str = ""
    """When and how the owed ordinary meeting is to be held, as the office has said."""
    journal: tuple[YearEntry, ...] = ()
    seq: int = 0

    @property
    def law(self) -> Snapshot:
        if self.policy is None:
            raise RuntimeError("the year has no policy snapshot yet")
        return self.policy

    @property
    def over(self) -> bool:
        return self.stage is YearStage.OVER

    @property
    def last_day(self) -> date:
        return date.max.replace(year=self.order.year)

    def having(self, **changes: object) -> YearFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)


class DirectStall(Act):
    """The convener says what is to be done about something that stands still."""

    stall: int = Field(ge=1, le=99_999)
    direction: str = Field(min_length=4, max_length=500)


class PlanMeeting(Act):
    """The office says when the owed ordinary meeting will be."""

    plan: str = Field(min_length=4, max_length=300)


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


YEAR_ACTS: dict[str, type[Act]] = {
    "direct_stall": DirectStall,
    "plan_meeting": PlanMeeting,
    "refresh_policy": RefreshPolicy,
}


class YearMove(Frozen):
    """One lawful act, by which roles, under which clause."""

    act: str
    zh: str
    roles: tuple[Role, ...]
    clause: str


YEAR_MOVES = (
    YearMove(
        act="direct_stall",
        zh="批示停滞事项",
        roles=(Role.CONVENER, Role.GENERAL_CONVENER),
        clause="TR-11; TR-18",
    ),
    YearMove(
        act="plan_meeting",
        zh="登记例行会议安排",
        roles=(Role.MEETING_OFFICE,),
        clause="TR-50; HB-31",
    ),
    YearMove(
        act="refresh_policy",
        zh="重新读取政策参数",
        roles=(Role.POLICY_ADMIN, Role.MEETING_OFFICE),
        clause="社会救助法 Art 67",
    ),
)
BY_YEAR_ACT = {move.act: move for move in YEAR_MOVES}
