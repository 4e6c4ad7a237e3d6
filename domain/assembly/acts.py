"""What people do to a meeting: one frozen message each, with the legal day.

`MEETING_ACTS` maps the name of an act to its message. A unit is named by its code or its Chinese
name. `known` holds what the door reads from the tables and the items; it is never sent by anybody.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.assembly.points import (
    Brief,
    PointGrade,
    PointKind,
    PointOutcome,
    PointSource,
    Recusal,
    Stated,
    Voice,
)
from domain.base import Frozen
from domain.case.acts import Act
from domain.case.lifecycle import Role
from domain.meeting.resolution import Measure, Resolution

Unit = Annotated[str, Field(min_length=1, max_length=60)]
Units = Annotated[tuple[Unit, ...], Field(default=(), max_length=80)]
Key = Annotated[str, Field(pattern=r"^p[0-9]{1,3}$")]
Clock = Annotated[str, Field(default="", pattern=r"^$|^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Reason = Annotated[str, Field(min_length=4, max_length=300)]


class KnownItem(Frozen):
    """A running item as the door found it. `elsewhere`: the open meeting that already has it."""

    item: str
    case_no: str
    number: int
    place: str
    stage: str
    ready: bool
    units: tuple[str, ...] = ()
    brief: Brief = Brief()
    elsewhere: str = ""


class Known(Frozen):
    """What the door read: the items named, what an item resolved, the minutes named."""

    items: tuple[KnownItem, ...] = ()
    resolution: Resolution | None = None
    minutes: tuple[str, ...] = ()


class NewPoint(Frozen):
    """`item`: the item's number as `<case>/<n>`; left empty for a policy matter with a title."""

    kind: PointKind = PointKind.POLICY
    item: str = Field(default="", max_length=30)
    title: str = Field(default="", max_length=120)
    source: PointSource = PointSource.OFFICE
    reference: str = Field(default="", max_length=80)
    grade: PointGrade | None = None
    units: Units
    figures: tuple[Stated, ...] = Field(default=(), max_length=30)


class AddPoints(Act):
    points: tuple[NewPoint, ...] = Field(min_length=1, max_length=80)
    known: Known = Known()


class RemovePoint(Act):
    point: Key
    reason: Reason


class InviteUnit(Act):
    """A unit that is no member, for this meeting alone (HB-08, TR-04)."""

    unit: str = Field(min_length=2, max_length=60)
    reason: Reason


class SubmitAgenda(Act):
    pass


class ApproveMeeting(Act):
    pass


class ReturnMeeting(Act):
    reason: Reason


class CallMeeting(Act):
    """The notice to every member and invited unit; a later one changes the day."""

    meets_on: date
    at: Clock = ""
    venue: str = Field(default="", max_length=80)


class ConfirmNotice(Act):
    """A unit has the notice and says who comes. `mandate`: the paper a substitute comes with."""

    coming: bool
    post: str = Field(default="", max_length=60)
    substitute: bool = False
    mandate: str = Field(default="", max_length=120)


class Attendee(Frozen):
    """Who sits for a unit: the post, and for a substitute the mandate (TR-50, TR-56)."""

    unit: str = Field(min_length=1, max_length=60)
    post: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=30)
    substitute: bool = False
    mandate: str = Field(default="", max_length=120)


class OpenSitting(Act):
    """`chair`: the account of who presides, in the role `chair_role`, holding `chair_post`;
    `chair_mandate`: the paper by which somebody stands in for the convener."""

    chair: str = Field(min_length=1, max_length=60)
    chair_role: Role
    chair_post: str = Field(default="", max_length=60)
    chair_mandate: str = Field(default="", max_length=120)
    attended: tuple[Attendee, ...] = Field(min_length=1, max_length=80)


class RecordPresence(Act):
    came: tuple[Attendee, ...] = Field(default=(), max_length=80)
    left: Units


class RecordRecusal(Recusal, Act):
    point: Key


class RecordVoices(Act):
    """By the office for any unit present, by a liaison for the own one. Later words replace."""

    point: Key
    voices: tuple[Voice, ...] = Field(min_length=1, max_length=80)


class DecidePoint(Act):
    """`measures` only for a household; `owner` and `due` only for a policy matter."""

    point: Key
    outcome: PointOutcome
    text: str = Field(default="", max_length=500)
    measures: tuple[Measure, ...] = Field(default=(), max_length=40)
    owner: str = Field(default="", max_length=60)
    due: date | None = None
    addressee: str = Field(default="", max_length=60)
    known: Known = Known()


class PutOffPoint(Act):
    point: Key
    reason: Reason


class AdjournMeeting(Act):
    continue_on: date
    reason: Reason


class CloseSitting(Act):
    pass


class CancelMeeting(Act):
    reason: Reason


class Amendment(Frozen):
    """What these minutes change in earlier ones, which stay as they were issued."""

    number: str = Field(min_length=4, max_length=40)
    text: str = Field(min_length=4, max_length=300)


class DraftMinutes(Act):
    """`units`: who gets the minutes; left empty, every unit that was called. `copies`: 抄送."""

    units: Units
    copies: Units
    amends: tuple[Amendment, ...] = Field(default=(), max_length=10)
    known: Known = Known()


class CheckMinutes(Act):
    pass


class ReturnMinutes(Act):
    reason: Reason


class SignMinutes(Act):
    pass


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


MEETING_ACTS: dict[str, type[Act]] = {
    "add_points": AddPoints,
    "remove_point": RemovePoint,
    "invite_unit": InviteUnit,
    "submit_agenda": SubmitAgenda,
    "approve_meeting": ApproveMeeting,
    "return_meeting": ReturnMeeting,
    "call_meeting": CallMeeting,
    "confirm_notice": ConfirmNotice,
    "open_sitting": OpenSitting,
    "record_presence": RecordPresence,
    "record_recusal": RecordRecusal,
    "record_voices": RecordVoices,
    "decide_point": DecidePoint,
    "put_off_point": PutOffPoint,
    "adjourn_meeting": AdjournMeeting,
    "close_sitting": CloseSitting,
    "cancel_meeting": CancelMeeting,
    "draft_minutes": DraftMinutes,
    "check_minutes": CheckMinutes,
    "return_minutes": ReturnMinutes,
    "sign_minutes": SignMinutes,
    "refresh_policy": RefreshPolicy,
}
