"""What is brought before the meeting: by whom, about whom, and why one department cannot solve it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import AidTried, Officer
from domain.case.lifecycle import Role

MAJOR_EVENT = "major_special_event"
"""The cause for which the bureau may start the mechanism by itself (TR-27)."""


class ItemSource(StrEnum):
    """Who raised an item. `assigned`: handed over by the committee or government (HB-06, TR-14)."""

    CASE = "case"
    UNIT = "unit"
    BUREAU = "bureau"
    ALERT = "alert"
    OFFICE = "office"
    ASSIGNED = "assigned"


SOURCE_ZH = {
    ItemSource.CASE: "案件提请",
    ItemSource.UNIT: "成员单位提出",
    ItemSource.BUREAU: "民政部门启动",
    ItemSource.ALERT: "监测预警、主动发现",
    ItemSource.OFFICE: "联席会议办公室提出",
    ItemSource.ASSIGNED: "党委、政府交办",
}

RAISERS: dict[ItemSource, tuple[Role, ...]] = {
    ItemSource.UNIT: (Role.UNIT_LIAISON,),
    ItemSource.BUREAU: (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER),
    ItemSource.ALERT: (Role.COUNTY_REVIEWER, Role.MEETING_OFFICE),
    ItemSource.OFFICE: (Role.MEETING_OFFICE,),
    ItemSource.ASSIGNED: (Role.MEETING_OFFICE,),
}
"""Who may raise an item that no case has raised."""

RAISE_CLAUSE = {
    ItemSource.UNIT: "HB-35; TR-56",
    ItemSource.BUREAU: "TR-27",
    ItemSource.ALERT: "TR-12",
    ItemSource.OFFICE: "ZH-04; TR-10",
    ItemSource.ASSIGNED: "HB-06; TR-14",
}


class HouseholdFacts(Frozen):
    """What is known of a family that has no case here; every field may be unknown."""

    name: str = Field(default="", max_length=40)
    id_no: str = Field(default="", max_length=18)
    persons: int = Field(default=0, ge=0, le=50)
    village: str = Field(default="", max_length=40)
    situation: str = Field(min_length=4, max_length=1000)


class ItemOrder(Frozen):
    """What is brought to the meeting: the cause, what was tried, the gap in fen (TR-12).

    `case_no` is the case's number, or the item's own where no case raised it (`source`). Then
    `topic` says what it is about, `facts` whom, and both may stand without the other's detail:
    a matter without a household (TR-10) has a `solution` and the unit that would be its `owner`.
    `barred`: accounts of officials who are relatives of the family; they do nothing on the item.
    """

    case_no: str
    place: str
    township: str
    number: int
    cause: str
    need_fen: int
    gap_fen: int
    tried: tuple[AidTried, ...]
    summary: str
    ordered_on: date
    source: ItemSource = ItemSource.CASE
    cause_text: str = ""
    topic: str = ""
    facts: HouseholdFacts | None = None
    solution: str = ""
    owner: str = ""
    lead_no: str = ""
    paper: str = ""
    known_case: str = ""
    raised_by: Officer | None = None
    barred: tuple[str, ...] = ()

    @property
    def about_household(self) -> bool:
        return self.source is ItemSource.CASE or self.facts is not None

    @property
    def urgent_event(self) -> bool:
        """Started by the bureau itself, with a timer to the first meeting (TR-27)."""
        return self.source is ItemSource.BUREAU and self.cause == MAJOR_EVENT

    @property
    def still_needed_fen(self) -> int:
        """The need less what single departments have already granted: the most a meeting may add."""
        return max(self.need_fen - sum(t.granted_fen for t in self.tried), 0)
