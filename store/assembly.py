"""Meetings in the tables: written from what the workflows know, read as lists.

A version older than what stands is ignored; the same one again changes nothing. What a unit gets
is written once, whoever begins it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from domain.assembly.file import MeetingFile
from domain.assembly.lifecycle import OVER, MeetingKind, MeetingStage
from store.cases import MOST, Page
from store.journals import record_lines
from store.notices import Write
from store.projection import project_tasks
from store.sql import cursor_of, cursor_values, lock, next_number, put
from store.tables import MeetingPresence
from store.tables.assembly import (
    MeetingIntake,
    MeetingMail,
    MeetingMinutes,
    MeetingNumber,
    MeetingPoint,
    MeetingRow,
)
from workflows.assembly_steps import MeetingProjection
from workflows.ids import meeting_id

_OVER = tuple(stage.value for stage in OVER)


def number_meeting(session: Session, *, key: str, place: str, on: date) -> str:
    """The number of a meeting (`2026-01`); the same `key` gives the same number."""
    lock(session, MeetingNumber, series="meeting", place=place, year=on.year)
    known = session.get(MeetingIntake, key)
    if known is not None:
        return known.number
    count = next_number(session, MeetingNumber, series="meeting", place=place, year=on.year)
    number = f"{on.year}-{count:02d}"
    row = {"key": key, "place": place, "number": number, "at": datetime.now(UTC)}
    put(session, MeetingIntake, [row])
    return number


def project_meeting(session: Session, projection: MeetingProjection) -> bool:
    """The meeting's row, points, tasks and record. False: it was too old."""
    file, order = projection.file, projection.file.order
    stands = session.get(MeetingRow, (order.place, order.number), with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, MeetingRow, [_row(projection)])
    _points(session, file)
    project_tasks(
        session,
        projection.tasks,
        subject=file.id,
        kind="meeting",
        place=order.place,
        township=order.township,
        today=file.latest,
        units=projection.units,
    )
    _presences(session, file)
    record_lines(session, file.id, file.journal)
    return True


def _row(projection: MeetingProjection) -> dict[str, object]:
    file, order = projection.file, projection.file.order
    return {
        "place": order.place,
        "number": order.number,
        "township": order.township,
        "kind": order.kind.value,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": order.opened_on,
        "stage_since": file.stage_since,
        "meets_on": file.call.meets_on if file.call else None,
        "held_on": file.sittings[0].on if file.sittings else None,
        "points": len(file.points),
        "settled": sum(p.settled is not None for p in file.points),
        "called": len(file.called),
        "confirmed": len(file.called) - len(file.unanswered) if file.call else 0,
        "attended": len(file.attended),
        "minutes": file.minutes.number if file.minutes else "",
        "due_on": projection.due,
        "overdue": any(t.due and file.latest > t.due for t in projection.tasks),
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
    }


def _points(session: Session, file: MeetingFile) -> None:
    order = file.order
    rows = [
        {
            "place": order.place,
            "number": order.number,
            "key": p.key,
            "kind": p.kind.value,
            "grade": p.grade.value,
            "case_no": p.case_no,
            "item_number": p.item_number,
            "outcome": p.settled.outcome.value if p.settled else "",
            "put_off": bool(p.put_off),
            "removed": False,
            "title": p.title,
        }
        for p in file.points
    ]
    put(session, MeetingPoint, rows)
    kept = {p.key for p in file.points}
    for row in points_of(session, order.place, order.number):
        if row.key not in kept:
            row.removed = True
            session.add(row)


def _presences(session: Session, file: MeetingFile) -> None:
    """Attendance by unit; where the member list is not certain, only who came (ZH-01)."""
    order = file.order
    rows = [
        {
            "place": order.place,
            "number": order.number,
            "sitting": sitting.number,
            "unit": unit,
            "on": sitting.on,
            "came": unit in there,
            "substitute": unit in there and there[unit].who.substitute,
        }
        for sitting in file.sittings
        for there in ({p.who.unit: p for p in sitting.presences},)
        for unit in dict.fromkeys((*there, *(sitting.absent or ())))
    ]
    put(session, MeetingPresence, rows)


# --- papers ---------------------------------------------------------------------------------------


def issue_minutes(
    session: Session, file: MeetingFile, word: str, on: date, write: Write
) -> MeetingMinutes:
    """The minutes of a meeting, written and numbered (`同联会纪〔2026〕1号`) if not there yet."""
    order = file.order
    lock(session, MeetingNumber, series="minutes", place=order.place, year=on.year)
    known = session.get(MeetingMinutes, (order.place, order.number))
    if known is not None:
        return known
    count = next_number(session, MeetingNumber, series="minutes", place=order.place, year=on.year)
    paper = f"{word}〔{on.year}〕{count}号"
    written = write(paper)
    amends = file.minutes.amends if file.minutes else ()
    row = MeetingMinutes(
        place=order.place,
        number=order.number,
        paper=paper,
        issued_on=on,
        digest=written.digest,
        edition=written.edition,
        amends=",".join(a.number for a in amends),
        at=datetime.now(UTC),
        html=written.html,
    )
    session.add(row)
    session.flush()
    return row


def has_mail(session: Session, place: str, number: str, key: str) -> frozenset[str]:
    """The units that have this mailing already."""
    query = select(MeetingMail.unit).where(
        MeetingMail.place == place, MeetingMail.number == number, MeetingMail.key == key
    )
    return frozenset(session.exec(query))


def deliver(session: Session, mail: MeetingMail) -> bool:
    """Puts the paper before the unit. False: the unit had it already, and keeps what it had."""
    return bool(put(session, MeetingMail, [mail.model_dump()], keep=True))


def send_to_each(
    units: Iterable[str], had: frozenset[str], one: Callable[[str], bool]
) -> tuple[int, int]:
    """`one` for each unit that has nothing yet, each in a transaction of its own, so that whoever
    begins again after a crash goes on where it ended. How many had it before, and got it now."""
    before = now = 0
    for unit in units:
        if unit in had or not one(unit):
            before += 1
        else:
            now += 1
    return before, now


# --- reading --------------------------------------------------------------------------------------


def get_meeting(session: Session, place: str, number: str) -> MeetingRow | None:
    return session.get(MeetingRow, (place, number))


def points_of(session: Session, place: str, number: str) -> tuple[MeetingPoint, ...]:
    query = select(MeetingPoint).where(MeetingPoint.place == place, MeetingPoint.number == number)
    return tuple(session.exec(query.order_by(col(MeetingPoint.key))))


def list_meetings(
    session: Session,
    place: str = "",
    *,
    unit: str = "",
    township: str | None = None,
    open_only: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[MeetingRow]:
    """Meetings, the newest first. `unit`: only those that sent it something; `township`: only its
    own, the county's where it is empty. CaseRefusal for a strange cursor."""
    query = select(MeetingRow)
    if township is not None:
        query = query.where(MeetingRow.township == township)
    if place:
        query = query.where(MeetingRow.place == place)
    if unit:
        query = query.where(_mailed_to(unit))
    if open_only is not None:
        ended = col(MeetingRow.stage).in_(_OVER)
        query = query.where(~ended if open_only else ended)
    if cursor:
        number, at = cursor_values(cursor, 2)
        query = query.where(
            or_(
                col(MeetingRow.number) < number,
                (col(MeetingRow.number) == number) & (col(MeetingRow.place) > at),
            )
        )
    size = max(1, min(limit, MOST))
    query = query.order_by(col(MeetingRow.number).desc(), col(MeetingRow.place)).limit(size + 1)
    rows = session.exec(query).all()
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(tuple(rows[:size]), cursor_of(last.number, last.place) if last else "")


def _mailed_to(unit: str) -> ColumnElement[bool]:
    return (
        select(MeetingMail.key)
        .where(
            MeetingMail.place == MeetingRow.place,
            MeetingMail.number == MeetingRow.number,
            MeetingMail.unit == unit,
        )
        .exists()
    )


@dataclass(frozen=True)
class YearCount:
    """Ordinary and extra meetings of a year that were not cancelled; `held` of the ordinary."""

    ordinary: int
    held: int
    extra: int


def count_year(session: Session, place: str, year: int, township: str = "") -> YearCount:
    query = select(MeetingRow).where(
        MeetingRow.place == place,
        MeetingRow.township == township,
        col(MeetingRow.number).startswith(f"{year}-"),
        MeetingRow.stage != MeetingStage.CANCELLED.value,
    )
    rows = session.exec(query).all()
    ordinary = [r for r in rows if r.kind == MeetingKind.ORDINARY.value]
    return YearCount(
        ordinary=len(ordinary),
        held=sum(r.held_on is not None for r in ordinary),
        extra=sum(r.held_on is not None for r in rows)
        - sum(r.held_on is not None for r in ordinary),
    )


def meeting_with(session: Session, case_no: str, number: int) -> str:
    """The id of the open meeting that has this item on its agenda unsettled; empty for none."""
    query = (
        select(MeetingPoint, MeetingRow)
        .where(
            MeetingPoint.case_no == case_no,
            MeetingPoint.item_number == number,
            MeetingPoint.outcome == "",
            col(MeetingPoint.put_off).is_(False),
            col(MeetingPoint.removed).is_(False),
            MeetingRow.place == MeetingPoint.place,
            MeetingRow.number == MeetingPoint.number,
            ~col(MeetingRow.stage).in_(_OVER),
        )
        .order_by(col(MeetingPoint.number))
    )
    found = session.exec(query).first()
    return meeting_id(found[1].place, found[1].number) if found else ""


def known_minutes(session: Session, place: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """Those of these numbers under which the place has issued minutes of a meeting."""
    wanted = tuple(numbers)
    query = select(MeetingMinutes.paper).where(
        MeetingMinutes.place == place, col(MeetingMinutes.paper).in_(wanted)
    )
    return tuple(session.exec(query.order_by(col(MeetingMinutes.paper))))


def minutes_of(session: Session, place: str, number: str) -> MeetingMinutes | None:
    return session.get(MeetingMinutes, (place, number))


def amended_by(session: Session, place: str, paper: str) -> tuple[str, ...]:
    """The later minutes that name these as changed."""
    query = select(MeetingMinutes).where(
        MeetingMinutes.place == place,
        col(MeetingMinutes.amends).contains(paper, autoescape=True),
    )
    return tuple(row.paper for row in session.exec(query) if paper in row.amends.split(","))


def mail_of(session: Session, place: str, number: str, unit: str = "") -> tuple[MeetingMail, ...]:
    """What went out of a meeting, or what one unit got of it, in order."""
    query = select(MeetingMail).where(MeetingMail.place == place, MeetingMail.number == number)
    if unit:
        query = query.where(MeetingMail.unit == unit)
    order = (MeetingMail.on, MeetingMail.at, MeetingMail.unit)
    return tuple(session.exec(query.order_by(*(col(c) for c in order))))
