"""Papers of a meeting: its minutes (会议纪要), and the notices that call, move or cancel it.

Each unit has its own copy: what it may not read (TR-59) stands there as a point of which only the
number is given. A household appears by its case number alone.
"""

from __future__ import annotations

from datetime import date

from documents.minutes import unit_zh
from documents.paper import Rendered, finished
from domain.assembly.acts import Attendee
from domain.assembly.file import MAIL_ZH, Mailing, MeetingFile, Minutes, Sitting, totals_of
from domain.assembly.lifecycle import MEETING_KIND_ZH
from domain.assembly.points import (
    GRADE_ZH,
    OUTCOME_ZH,
    POINT_KIND_ZH,
    SOURCE_ZH,
    STAND_ZH,
    Point,
    PointGrade,
)
from domain.assembly.sight import seen_by
from domain.case.lifecycle import ROLE_ZH, Role
from domain.journal import doer, named
from domain.places import PlaceInfo


def render_meeting_minutes(
    file: MeetingFile,
    *,
    number: str,
    issued_on: date,
    place: PlaceInfo,
    role: Role = Role.MEETING_OFFICE,
    unit: str = "",
) -> Rendered:
    """The minutes as this role and unit may read them. ValueError before any sitting."""
    minutes, seen = file.minutes, seen_by(file, role, unit)
    if minutes is None or not file.sittings:
        raise ValueError("the meeting has no minutes")
    whole = seen.points == file.points
    return finished(
        "meeting_minutes.html",
        "会议纪要",
        number=number,
        issued_on=issued_on,
        organ=file.body.body_zh,
        meeting=file.order,
        kind_zh=MEETING_KIND_ZH[file.order.kind],
        grade_zh=_grade(seen.points),
        call=file.call,
        sittings=tuple(_sitting(s) for s in file.sittings),
        points=tuple(_point(p, place) for p in seen.points),
        totals=totals_of(file) if whole and any(p.item for p in file.points) else None,
        minutes=minutes,
        signing=_signing(file, minutes),
        demo_of=tuple(file.law.values[name].zh for name in file.law.demo),
    )


def render_call(
    file: MeetingFile, mailing: Mailing, *, issued_on: date, place: PlaceInfo, unit: str
) -> Rendered:
    """The notice of a mailing as one unit gets it."""
    seen = seen_by(file, Role.UNIT_LIAISON, unit)
    return finished(
        "meeting_notice.html",
        MAIL_ZH[mailing.kind],
        number=f"{file.order.number}号会议",
        issued_on=issued_on,
        organ=file.body.body_zh,
        unit=unit,
        kind=mailing.kind,
        kind_zh=MEETING_KIND_ZH[file.order.kind],
        meeting=file.order,
        call=file.call,
        reason=file.cancelled_because or (file.sitting.adjourned_because if file.sitting else ""),
        points=tuple(p for p in seen.points if not p.done),
        bureau=place.bureau,
        demo_of=(),
    )


def _grade(points: tuple[Point, ...]) -> str:
    """The closest grade of any point read binds the whole paper."""
    for grade in (PointGrade.CONCERNED, PointGrade.MEMBERS):
        if any(p.grade is grade for p in points):
            return GRADE_ZH[grade]
    return GRADE_ZH[PointGrade.OPEN]


def _sitting(sitting: Sitting) -> dict[str, object]:
    chair = sitting.chair_post or ROLE_ZH[sitting.chair_role]
    return {
        "number": sitting.number,
        "on": sitting.on,
        "chair": f"{chair}（受托主持：{sitting.chair_mandate}）"
        if sitting.chair_mandate
        else chair,
        "attended": tuple(_seat(p.who) for p in sitting.presences),
        "absent": sitting.absent,
        "quorum": sitting.quorum,
        "adjourned": sitting.adjourned_because,
    }


def _seat(who: Attendee) -> str:
    parts = (who.post, who.name, f"代，{who.mandate}" if who.substitute else "")
    said = "，".join(part for part in parts if part)
    return f"{who.unit}（{said}）" if said else who.unit


def _point(point: Point, place: PlaceInfo) -> dict[str, object]:
    settled = point.settled
    return {
        "p": point,
        "head": point.head(),
        "hidden": point.hidden,
        "kind_zh": POINT_KIND_ZH[point.kind],
        "source_zh": SOURCE_ZH[point.source],
        "grade_zh": GRADE_ZH[point.grade],
        "tried": tuple(
            aid.model_copy(update={"unit": unit_zh(place, aid.unit)})
            for aid in (point.brief.tried if point.brief else ())
        ),
        "voices": tuple((v.unit, STAND_ZH[v.stand], v.text) for v in point.voices),
        "settled": settled,
        "outcome_zh": OUTCOME_ZH[settled.outcome] if settled else "",
        "measures": settled.resolution.measures if settled and settled.resolution else (),
    }


def _signing(file: MeetingFile, minutes: Minutes) -> tuple[tuple[str, str], ...]:
    """Who wrote, checked and signed, by account: the name stands beside the seal by hand."""
    return tuple(
        (zh, named(by, doer(file.journal, act)))
        for zh, by, act in (
            ("拟稿", minutes.drafted_by, "draft_minutes"),
            ("核对", minutes.checked_by, "check_minutes"),
            ("签发", minutes.signed_by, "sign_minutes"),
        )
    )
