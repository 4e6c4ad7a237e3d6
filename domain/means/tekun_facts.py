"""What a 特困 application states beside the household: who is bound to support, and self-care."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.household import Relation


class ObligorState(StrEnum):
    """How it stands with a 法定义务人 (43号 Art 8 (5)). `dead`: nobody is bound any more."""

    NORMAL = "normal"
    NO_CAPACITY = "no_capacity"
    MISSING = "missing"
    PRISON = "prison"
    DEAD = "dead"


OBLIGOR_ZH = {
    ObligorState.NORMAL: "无特殊情形",
    ObligorState.NO_CAPACITY: "无民事行为能力",
    ObligorState.MISSING: "被宣告失踪",
    ObligorState.PRISON: "在监狱服刑",
    ObligorState.DEAD: "死亡",
}


class Aid(StrEnum):
    """Aid the person bound to support draws himself."""

    NONE = "none"
    TEKUN = "tekun"
    DIBAO = "dibao"


AID_ZH = {Aid.NONE: "未享受", Aid.TEKUN: "特困人员", Aid.DIBAO: "最低生活保障对象"}


class Obligor(Frozen):
    """法定义务人: bound by law to support the applicant (赡养、抚养、扶养), in the household or not.

    `key` is given by the case where none is stated. `income_fen_year` is his own;
    `property_within`: his property keeps the place's limits for low-income families, as was
    established (43号 Art 8).
    """

    key: str = Field(default="", pattern=r"^(s\d{1,2})?$")
    name: str = Field(min_length=1, max_length=40)
    id_no: str
    relation: Relation
    state: ObligorState = ObligorState.NORMAL
    aid: Aid = Aid.NONE
    disability: str = Field(default="", pattern=r"^([1-4](-(limb|sight|hearing|mental|mind))?)?$")
    income_fen_year: int = Field(default=0, ge=0)
    property_within: bool = False


class ChildAid(StrEnum):
    """Aid for children that a minor may choose instead (43号 Art 9)."""

    NONE = "none"
    ORPHAN = "orphan"
    UNSUPPORTED = "unsupported"


CHILD_AID_ZH = {
    ChildAid.NONE: "未选择",
    ChildAid.ORPHAN: "孤儿基本生活保障",
    ChildAid.UNSUPPORTED: "事实无人抚养儿童基本生活保障",
}


class TekunFacts(Frozen):
    """Recorded beside the household. `band` is the self-care band, empty before the assessment.

    `granted_on`: since when the person is supported, for what a minor may keep (43号 Art 24 ¶2).
    """

    obligors: tuple[Obligor, ...] = ()
    child_aid: ChildAid = ChildAid.NONE
    band: str = ""
    granted_on: date | None = None
    leaving: bool = False
    """The person asked to leave of his own will (43号 Art 24 (6))."""
