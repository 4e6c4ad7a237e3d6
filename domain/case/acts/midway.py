"""Acts on what happens to a family between its application and the decision."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.case.acts.base import Act
from domain.evidence import Files


class EventKind(StrEnum):
    """What a township must answer for before it goes on."""

    DIED = "died"
    SPLIT = "split"
    JOINED = "joined"
    MOVED = "moved"


EVENT_ZH = {
    EventKind.DIED: "家庭成员死亡",
    EventKind.SPLIT: "家庭成员分户、离开",
    EventKind.JOINED: "增加家庭成员",
    EventKind.MOVED: "家庭迁往其他乡镇（街道）",
}


class ReportEvent(Act):
    """`member`: who died or left; empty when somebody joined or the whole family moved."""

    kind: EventKind
    happened_on: date
    member: str = ""
    text: str = Field(default="", max_length=500)


class ReplaceApplicant(Act):
    """Another member goes on with the application; `commitment`: the paper he has signed himself."""

    member: str
    commitment: str = Field(min_length=2, max_length=80)


class TransferCase(Act):
    """To the township where the family lives now; the statutory clock runs on."""

    to_township: str = Field(min_length=1, max_length=40)
    to_village: str = Field(default="", max_length=40)
    reason: str = Field(min_length=4, max_length=500)


class CloseApplication(Act):
    """Nobody is left who could go on with it."""

    reason: str = Field(min_length=4, max_length=500)


class WarnCooperation(Act):
    """What the family was asked for, and told will happen otherwise."""

    asked: str = Field(min_length=4, max_length=500)
    evidence: Files = ()


class EndForNoCooperation(Act):
    reason: str = Field(min_length=4, max_length=500)


class StartSurvey(Act):
    """The economic survey has begun: a date agreed, a letter sent, somebody on the way."""


class ReceiveFile(Act):
    """The county has the whole file before it: its own days count from here."""


class TakeDownPublicity(Act):
    evidence: Files = ()


class PostResult(Act):
    """The confirmed result hangs in the village (57号 Art 24)."""

    place_posted: str = Field(min_length=2, max_length=80)
    evidence: Files = ()
