"""Acts on a case that draws aid: changes, their verification, and the decision on them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.case.acts.base import Act
from domain.household import Household


class ChangeCause(StrEnum):
    """Why a living case is looked at (JZ-63, 57号 Art 30-34)."""

    RECHECK = "recheck"
    EMPLOYMENT = "employment"
    INCOME = "income"
    PROPERTY = "property"
    BIRTH = "birth"
    DEATH = "death"
    PRISON = "prison"
    SERVICE = "service"
    MARRIAGE = "marriage"
    ILLNESS = "illness"
    STANDARD = "standard"
    TRANSITION_END = "transition_end"
    LEAD = "lead"
    VOLUNTARY = "voluntary"
    SELFCARE = "selfcare"
    ABILITY = "ability"
    SUPPORTER = "supporter"
    WORK = "work"
    FAMILY = "family"
    JOIN = "join"
    LEFT = "left"
    SPLIT = "split"
    SCHOOL = "school"
    MOVED = "moved"
    CORRECTION = "correction"
    OTHER = "other"


CAUSE_ZH = {
    ChangeCause.RECHECK: "定期复核",
    ChangeCause.EMPLOYMENT: "就业",
    ChangeCause.INCOME: "收入变化",
    ChangeCause.PROPERTY: "财产变化",
    ChangeCause.BIRTH: "家庭成员增加",
    ChangeCause.DEATH: "家庭成员死亡",
    ChangeCause.PRISON: "在监服刑",
    ChangeCause.SERVICE: "参军服役",
    ChangeCause.MARRIAGE: "婚嫁分户",
    ChangeCause.ILLNESS: "重病",
    ChangeCause.STANDARD: "保障标准调整",
    ChangeCause.TRANSITION_END: "渐退期届满",
    ChangeCause.LEAD: "比对线索",
    ChangeCause.VOLUNTARY: "自愿退出",
    ChangeCause.SELFCARE: "生活自理能力变化",
    ChangeCause.ABILITY: "具备或者恢复劳动能力",
    ChangeCause.SUPPORTER: "法定义务人具有了履行义务能力或者新增法定义务人",
    ChangeCause.WORK: "连续拒绝介绍工作",
    ChangeCause.FAMILY: "所在家庭低保边缘认定终止",
    ChangeCause.JOIN: "家庭成员加入、并户",
    ChangeCause.LEFT: "家庭成员离开",
    ChangeCause.SPLIT: "家庭分户",
    ChangeCause.SCHOOL: "成员成年或者毕业离校",
    ChangeCause.MOVED: "家庭迁移",
    ChangeCause.CORRECTION: "更正登记事实",
    ChangeCause.OTHER: "其他",
}


class ReportChange(Act):
    cause: ChangeCause
    happened_on: date
    member: str = ""
    text: str = Field(default="", max_length=500)
    lead_no: str = Field(default="", pattern=r"^([A-Z]{2}L\d{10})?$")
    """The lead of proactive discovery that says so; it hears what is decided."""


class VerifyChange(Act):
    surveyors: tuple[str, ...]
    household: Household
    finding: str = Field(min_length=4, max_length=500)
    unstable_income: bool = False
    alive: bool = False
    """Where nobody of the household lives, nobody is heard; older histories heard the dead."""
    visits_end: bool = False
    """Where nobody of the household lives, nobody visits; older histories waited for the visits."""


class HearFamily(Act):
    heard: str
    """Key of the member heard."""
    opinion: str = Field(min_length=1, max_length=500)
    alive: bool = False
    """It must be somebody who can still speak; acts of older histories were not asked."""


class Outcome(StrEnum):
    KEEP = "keep"
    INCREASE = "increase"
    DECREASE = "decrease"
    TRANSITION = "transition"
    STOP = "stop"


OUTCOME_ZH = {
    Outcome.KEEP: "继续保障，金额不变",
    Outcome.INCREASE: "增发",
    Outcome.DECREASE: "减发",
    Outcome.TRANSITION: "给予渐退期",
    Outcome.STOP: "停发",
}


class DecideChange(Act):
    outcome: Outcome
    monthly_fen: int = Field(ge=0)
    reason: str = Field(min_length=4, max_length=500)
    transition_months: int = Field(default=0, ge=0, le=24)
    with_proof: bool = False
    """A gradual exit that pays less is handed over with proof; acts of older histories sent it."""


class PostponeRecheck(Act):
    """`order`: the number of the bulk postponement it belongs to, where it does."""

    until: date
    reason: str = Field(min_length=4, max_length=500)
    order: str = Field(default="", pattern=r"^(20\d\d-z\d{4})?$")


class AdjustStandard(Act):
    """标准提高: the household's sum follows the new standard from `since`, by its own facts.

    Sent to every case by a rise of the standards, under the name of who approved it.
    """

    since: date
    paper: str = Field(min_length=2, max_length=80)
    rise: str = Field(min_length=2, max_length=80)


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)
