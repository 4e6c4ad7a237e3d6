"""One complaint: what it was registered as, and all that is recorded of it. No person stands here."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.complaint.lifecycle import (
    CHANNEL_ZH,
    Channel,
    CloseReason,
    ComplaintStage,
    Finding,
    Matter,
)
from domain.proceeding import Line, Proceeding
from domain.resets import Speakers


class ComplaintOrder(Frozen):
    """`reported`: the township complained about, empty for none. `known_person`: who complains is
    known to the register. `earlier`: complaints of the same person and matter before this one.
    `digest`: SHA-256 of what was said, which stands in the sealed table. `outside_no`: the hotline's
    number of its work order, `outside_due` the day it wants the result by.
    """

    place: str
    number: str
    channel: Channel
    matter: Matter
    township: str = ""
    reported: str = ""
    named: bool = False
    known_person: bool = False
    protected: bool = False
    staff: bool = False
    outside_no: str = Field(default="", max_length=40)
    outside_due: date | None = None
    case_no: str = ""
    earlier: tuple[str, ...] = ()
    digest: str = ""
    opened_on: date
    opened_by: Officer | None = None


class Answer(Frozen):
    """What the responsible unit found and told."""

    finding: Finding
    text: str
    manner: str
    on: date
    by: str
    late: bool = False
    paper: str = ""


class Explained(Frozen):
    text: str
    explainer: str
    on: date


class Given(Frozen):
    """A referral or hand-over: to whom, with which receipt."""

    receiver: str
    on: date
    text: str = ""
    receipt: str = ""


class ComplaintFile(Proceeding):
    """The one value that holds a complaint."""

    order: ComplaintOrder
    stage: ComplaintStage
    unit: str = ""
    unit_zh: str = ""
    in_township: bool = False
    accepted_on: date | None = None
    extended: bool = False
    case_no: str = ""
    told_case: bool = False
    leads: tuple[str, ...] = ()
    major: str = ""
    alerted: tuple[str, ...] = ()
    coordinated: tuple[str, ...] = ()
    progress: int = 0
    explained: Explained | None = None
    counselling: Given | None = None
    handover: Given | None = None
    answer: Answer | None = None
    answers: tuple[Answer, ...] = ()
    sent_back_on: date | None = None
    transferred: Given | None = None
    closed_as: CloseReason | None = None

    def speakers(self) -> Speakers:
        """Of a report against staff nobody but discipline inspection says anything."""
        if self.order.staff:
            return Speakers(self.place, (Role.DISCIPLINE,), (Role.DISCIPLINE,))
        return super().speakers()

    @property
    def repeats(self) -> int:
        """How often the same person has brought the same matter before (JZ-45)."""
        return len(self.order.earlier)

    @property
    def of_hotline(self) -> bool:
        return self.order.channel is Channel.HOTLINE


def opened(order: ComplaintOrder, id: str, at: datetime) -> ComplaintFile:
    """The complaint as it begins, its first line written; a report against staff names no officer."""
    line = Line(
        seq=1,
        act="register",
        zh="登记",
        stage=ComplaintStage.RECEIVED,
        on=order.opened_on,
        at=at,
        officer=None if order.staff else order.opened_by,
        text=CHANNEL_ZH[order.channel] + (f"（{order.outside_no}）" if order.outside_no else ""),
        clause="JZ-55",
    )
    return ComplaintFile(
        order=order,
        id=id,
        place=order.place,
        number=order.number,
        township="" if order.staff else order.township,
        opened_on=order.opened_on,
        opened_by=None if order.staff else order.opened_by,
        stage=ComplaintStage.RECEIVED,
        stage_since=order.opened_on,
        latest=order.opened_on,
        case_no=order.case_no,
        journal=(line,),
        seq=1,
        version=1,
    )
