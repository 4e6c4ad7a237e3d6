"""One meeting of the departments: what it was called for, and all that is recorded of it."""

from __future__ import annotations

from datetime import date, datetime

from domain.assembly.acts import Amendment, Attendee
from domain.assembly.lifecycle import OVER, MeetingKind, MeetingStage
from domain.assembly.points import Point, PointOutcome
from domain.base import Frozen
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.meeting.item import Members
from domain.policy import Snapshot
from domain.resets import Mendable


class MeetingOrder(Frozen):
    """`number` as `2026-01`. `ordinary_before`: ordinary meetings of this year held or open before.

    `reason`: why an extra meeting is called (HB-32, TR-50).
    """

    place: str
    number: str
    kind: MeetingKind
    reason: str = ""
    opened_on: date
    opened_by: Officer
    ordinary_before: int = 0
    township: str = ""
    """Whose own meeting it is; empty for the county's (HB-26)."""


class MeetingEntry(Frozen):
    """One line of the meeting's record. `officer` None: the meeting did it by itself."""

    seq: int
    act: str
    zh: str
    stage: MeetingStage
    on: date
    at: datetime
    officer: Officer | None = None
    point: str = ""
    text: str = ""
    clause: str = ""


class Call(Frozen):
    """When and where the meeting is to be. `number`: which notice this was."""

    number: int
    meets_on: date
    at: str = ""
    venue: str = ""


class Reply(Frozen):
    """What a unit answered to the notice."""

    unit: str
    coming: bool
    post: str = ""
    substitute: bool = False
    mandate: str = ""
    on: date
    by: str
    call: int


class Presence(Frozen):
    """A unit at one sitting. `here`: it has not left; `late`: it came after the opening."""

    who: Attendee
    here: bool = True
    late: bool = False


class Sitting(Frozen):
    """One day of the meeting. `quorum`: the least number of units, None where no rule sets one.

    `absent` is None where the member list is not certain (ZH-01).
    """

    number: int
    on: date
    chair: str
    chair_role: Role
    chair_post: str = ""
    chair_mandate: str = ""
    presences: tuple[Presence, ...]
    absent: tuple[str, ...] | None = None
    quorum: int | None = None
    adjourned_until: date | None = None
    adjourned_because: str = ""

    @property
    def present(self) -> tuple[str, ...]:
        """The units in the room now."""
        return tuple(p.who.unit for p in self.presences if p.here)

    @property
    def attended(self) -> tuple[str, ...]:
        """The units that were there at any time of the day."""
        return tuple(p.who.unit for p in self.presences)


class Mailing(Frozen):
    """Something every unit named must get once. `kind`: notice, moved, continued, cancelled or
    minutes; `key` names it within the meeting. `sent_on`: None while it is on its way."""

    key: str
    kind: str
    units: tuple[str, ...]
    sent_on: date | None = None


MAIL_ZH = {
    "notice": "会议通知",
    "moved": "会议改期通知",
    "continued": "继续开会通知",
    "cancelled": "会议取消通知",
    "minutes": "会议纪要",
}


class Minutes(Frozen):
    """The minutes (会议纪要) on their way: who wrote, checked and signed them; then their number."""

    units: tuple[str, ...]
    copies: tuple[str, ...] = ()
    amends: tuple[Amendment, ...] = ()
    drafted_by: str
    drafted_on: date
    checked_by: str = ""
    checked_on: date | None = None
    signed_by: str = ""
    signed_on: date | None = None
    number: str = ""
    digest: str = ""


class MeetingFile(Mendable):
    """The one value that holds a meeting; it changes only through `domain.assembly.engine`."""

    order: MeetingOrder
    id: str
    stage: MeetingStage = MeetingStage.PREPARING
    stage_since: date
    latest: date
    version: int = 0
    members: Members | None = None
    policy: Snapshot | None = None
    stale_policy: bool = False
    invited: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    points_given: int = 0
    calls: tuple[Call, ...] = ()
    replies: tuple[Reply, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    minutes: Minutes | None = None
    mail: tuple[Mailing, ...] = ()
    cancelled_because: str = ""
    overdue: tuple[str, ...] = ()
    journal: tuple[MeetingEntry, ...] = ()
    seq: int = 0

    @property
    def over(self) -> bool:
        return self.stage in OVER

    @property
    def law(self) -> Snapshot:
        """The rules the meeting stands under. A meeting without them is a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the meeting has no policy snapshot yet")
        return self.policy

    @property
    def body(self) -> Members:
        if self.members is None:
            raise RuntimeError("the meeting does not know the member units yet")
        return self.members

    @property
    def called(self) -> tuple[str, ...]:
        """Every unit the notice goes to: the members and those invited to this meeting."""
        names = self.members.names if self.members else ()
        return (*names, *(u for u in self.invited if u not in names))

    @property
    def call(self) -> Call | None:
        return self.calls[-1] if self.calls else None

    @property
    def sitting(self) -> Sitting | None:
        """The day that runs, or ran last."""
        return self.sittings[-1] if self.sittings else None

    @property
    def attended(self) -> tuple[str, ...]:
        """The units that were there on any day of the meeting, in the order of their coming."""
        return tuple(dict.fromkeys(u for s in self.sittings for u in s.attended))

    @property
    def open_points(self) -> tuple[Point, ...]:
        return tuple(p for p in self.points if not p.done)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Units that have the newest notice and have not confirmed it."""
        if self.call is None:
            return ()
        heard = {r.unit for r in self.replies if r.call == self.call.number}
        return tuple(u for u in self.called if u not in heard)

    @property
    def unsent(self) -> tuple[Mailing, ...]:
        return tuple(m for m in self.mail if m.sent_on is None)

    def point(self, key: str) -> Point | None:
        return next((p for p in self.points if p.key == key), None)

    def with_point(self, point: Point) -> MeetingFile:
        points = tuple(point if p.key == point.key else p for p in self.points)
        return self.having(points=points)

    def with_sitting(self, sitting: Sitting) -> MeetingFile:
        return self.having(sittings=(*self.sittings[:-1], sitting))

    def having(self, **changes: object) -> MeetingFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)


class MeetingResult(Frozen):
    """How a meeting ended: what its workflow gives back."""

    number: str
    stage: MeetingStage
    minutes: str = ""
    points: int
    settled: int
    units: int


def result_of(file: MeetingFile) -> MeetingResult:
    return MeetingResult(
        number=file.order.number,
        stage=file.stage,
        minutes=file.minutes.number if file.minutes else "",
        points=len(file.points),
        settled=sum(p.settled is not None for p in file.points),
        units=len(file.attended),
    )


class Totals(Frozen):
    """What a meeting did for households, in whole fen; `highest` and `lowest` of those approved."""

    examined: int
    approved: int
    refused: int
    referred: int
    total_fen: int
    highest_fen: int
    lowest_fen: int


def totals_of(file: MeetingFile) -> Totals:
    """Counts and sums over the households on the agenda that were settled in this meeting."""
    settled = [p.settled for p in file.points if p.item and p.settled is not None]
    sums = [
        s.resolution.total_fen
        for s in settled
        if s.outcome is PointOutcome.APPROVED and s.resolution is not None
    ]
    return Totals(
        examined=len(settled),
        approved=len(sums),
        refused=sum(s.outcome is PointOutcome.REJECTED for s in settled),
        referred=sum(s.outcome is PointOutcome.GOVERNMENT for s in settled),
        total_fen=sum(sums),
        highest_fen=max(sums, default=0),
        lowest_fen=min(sums, default=0),
    )
