"""One point of an agenda: a household's item or a policy matter, what was said, what was settled.

Units stand under the Chinese names of the member list. Sums are whole fen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import AidTried
from domain.meeting.resolution import Resolution


class PointKind(StrEnum):
    ITEM = "item"
    POLICY = "policy"


POINT_KIND_ZH = {PointKind.ITEM: "一事一议", PointKind.POLICY: "政策和工作事项"}


class PointGrade(StrEnum):
    """How far a point may be known (TR-59). `open`: also to be printed in a circular."""

    OPEN = "open"
    MEMBERS = "members"
    CONCERNED = "concerned"


GRADE_ZH = {
    PointGrade.OPEN: "可以公开",
    PointGrade.MEMBERS: "成员单位知悉",
    PointGrade.CONCERNED: "仅限有关单位知悉",
}


class PointSource(StrEnum):
    """Who put a policy matter on the agenda. `assigned`: the committee or government (HB-06)."""

    OFFICE = "office"
    UNIT = "unit"
    ASSIGNED = "assigned"


SOURCE_ZH = {
    PointSource.OFFICE: "联席会议办公室提出",
    PointSource.UNIT: "成员单位提出",
    PointSource.ASSIGNED: "党委、政府交办",
}


class Stand(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    ABSTAIN = "abstain"


STAND_ZH = {Stand.AGREE: "同意", Stand.DISAGREE: "不同意", Stand.ABSTAIN: "弃权"}


class PointOutcome(StrEnum):
    """`government`: discussed, for the government to decide (HB-34). `suggestion`: see HB-02."""

    APPROVED = "approved"
    REJECTED = "rejected"
    GOVERNMENT = "government"
    SUGGESTION = "suggestion"


OUTCOME_ZH = {
    PointOutcome.APPROVED: "同意",
    PointOutcome.REJECTED: "不同意",
    PointOutcome.GOVERNMENT: "报请政府决定",
    PointOutcome.SUGGESTION: "向党委、政府提出决策建议",
}


class Voice(Frozen):
    """What one unit said at the meeting."""

    unit: str = Field(min_length=1, max_length=60)
    stand: Stand
    text: str = Field(default="", max_length=500)


class Recusal(Frozen):
    """A member who takes no part in a point: the own unit's matter, or a relative's (57号 Art 11)."""

    unit: str = Field(min_length=1, max_length=60)
    post: str = Field(default="", max_length=60)
    reason: str = Field(min_length=2, max_length=200)


class Stated(Frozen):
    """One figure a matter reports: what is counted, how many, in what."""

    zh: str = Field(min_length=1, max_length=60)
    count: int = Field(ge=0)
    unit_zh: str = Field(default="", max_length=10)


class Tally(Frozen):
    """How the units at the meeting stood when a point was settled; recused ones are not counted."""

    agree: int
    disagree: int
    abstain: int
    unheard: int


class Brief(Frozen):
    """What a household's item brings to the table, in the words of the item; sums in fen.

    `tried`: relief already given or computed, by unit, with the ceiling of each (TR-12).
    """

    cause: str = ""
    summary: str = ""
    need_fen: int = 0
    gap_fen: int = 0
    tried: tuple[AidTried, ...] = ()
    preliminary: str = ""
    """The preliminary opinion of the preparatory meeting, where one was held (TR-16)."""


class Settled(Frozen):
    """How a point ended. `resolution`: what the item itself has recorded, for a household."""

    outcome: PointOutcome
    on: date
    text: str = ""
    owner: str = ""
    """The unit that carries out a policy matter, by `due`."""
    due: date | None = None
    addressee: str = ""
    tally: Tally
    dissent: tuple[str, ...] = ()
    resolution: Resolution | None = None
    by: str = ""


class Point(Frozen):
    """`item`: the id of the running item (`item/<case>/<n>`); empty for a policy matter.

    `units` are those concerned, who alone may read a point of grade `concerned`, besides those who
    run the meeting.
    """

    key: str
    kind: PointKind
    title: str = ""
    item: str = ""
    case_no: str = ""
    item_number: int = 0
    source: PointSource = PointSource.OFFICE
    reference: str = ""
    """The paper by which a matter was assigned (HB-06, TR-14)."""
    proposed_by: str = ""
    brief: Brief | None = None
    grade: PointGrade
    units: tuple[str, ...] = ()
    figures: tuple[Stated, ...] = ()
    recused: tuple[Recusal, ...] = ()
    voices: tuple[Voice, ...] = ()
    settled: Settled | None = None
    put_off: str = ""
    """Why it was not settled in this meeting; it may come before a later one."""
    hidden: bool = False
    """Only in what somebody may not read: that the point exists and whether it is done."""

    @property
    def done(self) -> bool:
        return self.settled is not None or bool(self.put_off)

    @property
    def recused_units(self) -> tuple[str, ...]:
        return tuple(r.unit for r in self.recused)

    def heard(self, unit: str) -> Voice | None:
        return next((v for v in self.voices if v.unit == unit), None)

    def tally(self, present: tuple[str, ...]) -> Tally:
        """How the units present stand, without those recused."""
        counted = [u for u in present if u not in self.recused_units]
        stands = [v.stand for u in counted if (v := self.heard(u)) is not None]
        return Tally(
            agree=stands.count(Stand.AGREE),
            disagree=stands.count(Stand.DISAGREE),
            abstain=stands.count(Stand.ABSTAIN),
            unheard=len(counted) - len(stands),
        )

    def head(self) -> str:
        """A point as every list names it: never more than the case number of a household."""
        if self.kind is PointKind.ITEM and not self.hidden:
            return f"一事一议 {self.case_no} 第{self.item_number}件"
        return self.title
