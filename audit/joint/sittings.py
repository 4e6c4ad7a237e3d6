"""What the recomputed run of a meeting says: who sat there, what each said on each point, the mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from audit.facts import EntryFacts, projection
from audit.joint.facts import Accepted, SaidFacts, entries_of, unit_zh
from audit.recompute.findings import shown
from audit.replay import RunReport
from domain.assembly.file import MAIL_ZH, MeetingFile, Sitting, totals_of
from domain.assembly.lifecycle import MEETING_KIND_ZH, MEETING_STAGE_ZH
from domain.assembly.points import OUTCOME_ZH, STAND_ZH, Point, PointKind
from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH
from workflows import assembly_steps

UNHEARD_ZH = "未表态"


class SeatFacts(Frozen):
    """Who sat for a unit on one day."""

    unit: str
    post: str
    substitute: bool
    mandate: str
    late: bool
    left: bool


class DayFacts(Frozen):
    """One sitting. `absent` None: the list of members is not certain; `quorum` None: no rule."""

    on: date
    chair: str
    chair_role: str
    chair_post: str
    chair_mandate: str
    quorum: int | None
    seats: tuple[SeatFacts, ...]
    absent: tuple[str, ...] | None
    adjourned_until: date | None
    event_id: int


class PointFacts(Frozen):
    """One point of the agenda: every unit that sat there with what it said, or that it was silent."""

    key: str
    zh: str
    item: str
    said: tuple[SaidFacts, ...]
    outcome: str
    on: date | None
    by: str
    total_fen: int
    owner: str
    due: date | None
    put_off: str
    event_id: int


class MailFacts(Frozen):
    zh: str
    units: int
    sent_on: date | None


class MeetingFacts(Frozen):
    """A meeting from its call to the mailing of its minutes."""

    number: str
    place: str
    kind: str
    stage: str
    invited: tuple[str, ...]
    called: int
    unconfirmed: tuple[str, ...]
    days: tuple[DayFacts, ...]
    points: tuple[PointFacts, ...]
    totals: dict[str, int]
    minutes: str
    drafted_by: str
    checked_by: str
    signed_by: str
    mail: tuple[MailFacts, ...]
    cancelled: bool
    entries: tuple[EntryFacts, ...]


def meeting_file(reports: Sequence[RunReport]) -> MeetingFile | None:
    """The meeting as its code last showed it."""
    last = projection(reports[-1], "project_meeting", assembly_steps.MeetingProjection)
    return last.file if last else None


def meeting_facts(
    reports: Sequence[RunReport], *, only: str = "", reveal: bool = False
) -> MeetingFacts | None:
    """`only`: the id of an item; other points of the agenda are then left out."""
    file = meeting_file(reports)
    if file is None:
        return None
    accepted, minutes = Accepted(reports), file.minutes
    points = [p for p in file.points if not only or p.item == only]
    keys = {p.key for p in file.points} - {p.key for p in points}
    journal = [e for e in file.journal if e.point not in keys]
    return MeetingFacts(
        number=file.order.number,
        place=file.order.place,
        kind=MEETING_KIND_ZH[file.order.kind],
        stage=MEETING_STAGE_ZH[file.stage],
        invited=file.invited,
        called=len(file.called) if file.calls else 0,
        unconfirmed=file.unanswered,
        days=tuple(_day(s, accepted) for s in file.sittings),
        points=tuple(_point(file, p, accepted, reveal) for p in points),
        totals={} if only else totals_of(file).model_dump(),
        minutes=minutes.number if minutes else "",
        drafted_by=minutes.drafted_by if minutes else "",
        checked_by=minutes.checked_by if minutes else "",
        signed_by=minutes.signed_by if minutes else "",
        mail=tuple(
            MailFacts(zh=MAIL_ZH[m.kind], units=len(m.units), sent_on=m.sent_on) for m in file.mail
        ),
        cancelled=bool(file.cancelled_because),
        entries=tuple(entries_of(reports, journal)),
    )


def _day(sitting: Sitting, accepted: Accepted) -> DayFacts:
    opened = accepted.named("open_sitting")
    return DayFacts(
        on=sitting.on,
        chair=sitting.chair,
        chair_role=ROLE_ZH[sitting.chair_role],
        chair_post=sitting.chair_post,
        chair_mandate=sitting.chair_mandate,
        quorum=sitting.quorum,
        seats=tuple(
            SeatFacts(
                unit=p.who.unit,
                post=p.who.post,
                substitute=p.who.substitute,
                mandate=p.who.mandate,
                late=p.late,
                left=not p.here,
            )
            for p in sitting.presences
        ),
        absent=sitting.absent,
        adjourned_until=sitting.adjourned_until,
        event_id=opened[sitting.number - 1][0] if len(opened) >= sitting.number else 0,
    )


def _point(file: MeetingFile, point: Point, accepted: Accepted, reveal: bool) -> PointFacts:
    settled = point.settled
    resolution = settled.resolution if settled else None
    settling = accepted.named("decide_point", "put_off_point")
    household = point.kind is PointKind.ITEM
    return PointFacts(
        key=point.key,
        zh=point.head() if household else shown(point.title, reveal=reveal),
        item=point.item,
        said=_said(file, point, accepted, reveal),
        outcome=OUTCOME_ZH[settled.outcome] if settled else "缓议" if point.put_off else "未议",
        on=settled.on if settled else None,
        by=settled.by if settled else "",
        total_fen=resolution.total_fen if resolution and resolution.approved else 0,
        owner=settled.owner if settled else "",
        due=settled.due if settled else None,
        put_off=shown(point.put_off, reveal=reveal) if point.put_off else "",
        event_id=next((n for n, args in reversed(settling) if args.get("point") == point.key), 0),
    )


def _said(
    file: MeetingFile, point: Point, accepted: Accepted, reveal: bool
) -> tuple[SaidFacts, ...]:
    """Each unit that sat there when the point was settled, and whoever had spoken on it before."""
    on = point.settled.on if point.settled else None
    days = [s for s in file.sittings if s.on == on] or list(file.sittings[-1:])
    sat = (u for s in days for u in s.attended)
    found = []
    for unit in dict.fromkeys((*sat, *(v.unit for v in point.voices), *point.recused_units)):
        voice = point.heard(unit)
        recusal = next((r for r in point.recused if r.unit == unit), None)
        if recusal is not None:
            said = SaidFacts(unit=unit, stand="回避", text=shown(recusal.reason, reveal=reveal))
        elif voice is None:
            said = SaidFacts(unit=unit, stand=UNHEARD_ZH)
        else:
            event_id, args = _voiced(file, point, unit, accepted)
            said = SaidFacts(
                unit=unit,
                stand=STAND_ZH[voice.stand],
                text=shown(voice.text, reveal=reveal) if voice.text else "",
                on=date.fromisoformat(args["on"]) if "on" in args else None,
                officer=str(args.get("officer", {}).get("id", "")),
                event_id=event_id,
            )
        found.append(said)
    return tuple(found)


def _voiced(
    file: MeetingFile, point: Point, unit: str, accepted: Accepted
) -> tuple[int, dict[str, Any]]:
    """The last act that recorded what this unit said on the point."""
    for event_id, args in reversed(accepted.named("record_voices")):
        units = [unit_zh(file.members, v.get("unit", "")) for v in args.get("voices", ())]
        if args.get("point") == point.key and unit in units:
            return event_id, args
    return 0, {}
