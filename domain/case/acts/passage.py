"""Acts by which a case goes over into a second life or into another case."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.acts.base import Act
from domain.programme import Programme

RULED_BY_ZH = {"reconsideration": "行政复议决定", "judgment": "人民法院判决"}


class GivenAlready(Frozen):
    """What the tables say the household was given for months a ruling gives back.

    `months`: month (its first day) and fen. `held_in`: a living case one of its people is in.
    """

    months: tuple[tuple[date, int], ...] = ()
    held_in: str = ""


class RestoreCase(Act):
    """恢复救助: a ruling overturned the decision of `decided_on`; the case goes on from there.

    `other_case`: a case this family drew aid from meanwhile; what it gave is not given twice.
    """

    organ: str = Field(pattern="^(reconsideration|judgment)$")
    document: str = Field(min_length=4, max_length=80)
    ruled_on: date
    decided_on: date
    reason: str = Field(min_length=4, max_length=500)
    other_case: str = Field(default="", pattern=r"^([A-Z]{2}\d{10})?$")
    known: GivenAlready = GivenAlready()


class Destination(Frozen):
    """What the packs say of where a family goes; empty for a place or township nobody knows."""

    place_zh: str = ""
    township_zh: str = ""
    from_zh: str = ""


class MoveCase(Act):
    """迁移: the family has moved. `to_place` empty: within the county, where the case goes on.

    To another county it ends here with the month that runs, and a case is opened there with
    everything that is known. `asked_by`: the member who asked and agreed that the file is handed on.
    """

    to_place: str = Field(default="", max_length=20)
    to_township: str = Field(min_length=1, max_length=40)
    to_village: str = Field(default="", max_length=40)
    asked_by: str
    reason: str = Field(min_length=4, max_length=500)
    known: Destination = Destination()


class ReceiveMoved(Act):
    """The new township has the whole file; somebody goes to see the family where it lives now."""


class SplitHousehold(Act):
    """分户: these members live apart from now on. A look at who stays decides the change; then a
    case is opened for those who left, with what is known of them. `applicant`: who applies for them."""

    members: tuple[str, ...] = Field(min_length=1, max_length=29)
    applicant: str
    to_township: str = Field(min_length=1, max_length=40)
    to_village: str = Field(default="", max_length=40)
    reason: str = Field(min_length=4, max_length=500)
    known: Destination = Destination()


class RetryHandover(Act):
    """再次立案: what kept a case from being opened for those this one let go has been seen to."""


class SettleHandover(Act):
    """What the family answered when it was offered what may fit after its aid was stopped.

    `consents`: the case opens an application for each of `programmes` with what is known; `applied`:
    the window has opened one (`reference`). `member`: who answered. `reason`: why nothing opens.
    """

    answer: str = Field(pattern="^(consents|applied|declined|not_fit|unreachable)$")
    programmes: tuple[Programme, ...] = Field(default=(), max_length=7)
    member: str = Field(default="", max_length=20)
    reason: str = Field(default="", max_length=500)
    reference: str = Field(default="", max_length=40)


class RecallPostponement(Act):
    """撤销暂缓: the recheck comes on the day it was planned for. `order`: only if that bulk postponement
    had put it off."""

    reason: str = Field(min_length=4, max_length=500)
    order: str = Field(default="", pattern=r"^(20\d\d-z\d{4})?$")


class OtherCase(Frozen):
    """What the tables say of the case a household joins; `lives`: it draws aid."""

    lives: bool = False
    programme: str = ""
    place: str = ""


class MergeCase(Act):
    """并户: the household joins another that is in aid; this case ends with the month that runs."""

    into_case: str = Field(pattern=r"^[A-Z]{2}\d{10}$")
    asked_by: str
    reason: str = Field(min_length=4, max_length=500)
    known: OtherCase = OtherCase()


ACTS: dict[str, type[Act]] = {
    "restore_case": RestoreCase,
    "move_case": MoveCase,
    "receive_moved": ReceiveMoved,
    "split_household": SplitHousehold,
    "retry_handover": RetryHandover,
    "merge_case": MergeCase,
    "settle_handover": SettleHandover,
    "recall_postponement": RecallPostponement,
}
