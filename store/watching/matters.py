"""Matters of supervision in the tables: numbered, written from the workflows, read as lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.oversight.file import OversightFile, OversightKind, OversightStage
from domain.oversight.moves import may_read
from store import journals
from store.projection import project_tasks
from store.sql import in_chunks, lock, next_number, put
from store.tables import MeetingIntake, MeetingLine, MeetingNumber
from store.tables.oversight import OversightRow
from workflows.ids import OVERSIGHT, oversight_id
from workflows.oversight_steps import OversightProjection

_SERIES = 8
"""Letters of a kind that fit in the name of its series of numbers."""


class Reader(Frozen):
    """Who looks at the lists. `at`: his township, or of a liaison his unit."""

    account: str
    role: Role
    at: str = ""


def series_of(kind: OversightKind) -> str:
    """The name of the series in which matters of a kind are numbered."""
    return f"o-{kind.value[:_SERIES]}"


def number_oversight(
    session: Session, *, key: str, kind: OversightKind, place: str, year: int
) -> str:
    """The number of a new matter (`2026-001`); the same `key` gives the same number."""
    series = series_of(kind)
    lock(session, MeetingNumber, series=series, place=place, year=year)
    known = session.get(MeetingIntake, key)
    if known is not None:
        return known.number
    count = next_number(session, MeetingNumber, series=series, place=place, year=year)
    number = f"{year}-{count:03d}"
    put(session, MeetingIntake, [
        {"key": key, "place": place, "number": number, "at": datetime.now(UTC)}
    ])  # fmt: skip
    return number


def project_oversight(
    session: Session, projection: OversightProjection, names: Mapping[str, str]
) -> bool:
    """The matter's row, record and tasks. `names`: of units, by code. False: it was too old."""
    file = projection.file
    stands = session.get(OversightRow, file.subject, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, OversightRow, [_row(projection)])
    subject = oversight_id(file.kind, file.place, file.number)
    journals.record_lines(session, subject, file.journal)
    project_tasks(
        session,
        projection.tasks,
        subject=subject,
        kind=OVERSIGHT,
        place=file.place,
        township=file.held.unit if file.held.unit_kind == "township" else "",
        today=file.latest,
        late={task.mark for task in projection.tasks if task.mark in set(file.overdue)},
        units={code: names.get(unit, unit) for code, unit in projection.units.items()},
    )
    return True


def _row(projection: OversightProjection) -> dict[str, object]:
    file, held = projection.file, projection.file.held
    marks = set(file.overdue)
    return {
        "subject": file.subject,
        "place": file.place,
        "kind": file.kind.value,
        "number": file.number,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": file.opened_on,
        "opened_by": file.opened_by.id if file.opened_by else "",
        "head": held.head,
        "unit": held.unit,
        "unit_kind": held.unit_kind,
        "person": held.person,
        "serious": held.serious,
        "advice": held.advice,
        "source": held.source,
        "amount_fen": held.amount_fen,
        "corrected_fen": file.reply.corrected_fen if file.reply else 0,
        "verdict": file.closure.verdict if file.closure else "",
        "outcome": file.outcome,
        "referred": file.referred,
        "due_on": min((t.due for t in projection.tasks if t.due), default=None),
        "overdue": any(task.mark in marks for task in projection.tasks),
        "stage_since": file.stage_since,
        "closed_on": file.stage_since if file.stage is OversightStage.CLOSED else None,
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
        "content": file.model_dump_json(exclude={"rules", "journal"}),
    }


def file_in(row: OversightRow) -> OversightFile:
    """The file as it was last shown, without its rules and its record."""
    return OversightFile.model_validate_json(row.content)


def get_oversight(session: Session, subject: str) -> OversightRow | None:
    return session.get(OversightRow, subject)


def by_subject(session: Session, subjects: Iterable[str]) -> dict[str, OversightRow]:
    found: dict[str, OversightRow] = {}
    for part in in_chunks(sorted(set(subjects))):
        query = select(OversightRow).where(col(OversightRow.subject).in_(part))
        found |= {row.subject: row for row in session.exec(query)}
    return found


def listed(
    session: Session,
    place: str,
    reader: Reader,
    *,
    kinds: Iterable[OversightKind] = (),
    source: str = "",
    open_only: bool = False,
) -> tuple[OversightRow, ...]:
    """What this account may see of a place: open ones first, each by age, the oldest first (ZH-26)."""
    query = select(OversightRow)
    if place:
        query = query.where(OversightRow.place == place)
    wanted = [kind.value for kind in kinds]
    if wanted:
        query = query.where(col(OversightRow.kind).in_(wanted))
    if source:
        query = query.where(OversightRow.source == source)
    if open_only:
        query = query.where(col(OversightRow.closed_on).is_(None))
    rows = session.exec(query).all()
    return tuple(
        sorted(
            (row for row in rows if readable(row, reader)),
            key=lambda row: (row.closed_on is not None, row.opened_on, row.number),
        )
    )


def readable(row: OversightRow, reader: Reader) -> bool:
    return may_read(
        OversightKind(row.kind),
        row.unit,
        row.person,
        row.opened_by,
        reader.role,
        reader.at,
        reader.account,
    )


def record_of(session: Session, row: OversightRow) -> tuple[MeetingLine, ...]:
    """The lines of its record, the newest first."""
    return journals.record_of(session, oversight_id(row.kind, row.place, row.number))[::-1]


def years_without_audit(session: Session, place: str, years: Iterable[int]) -> tuple[int, ...]:
    """Of these budget years those without an audit that has come to its report (ZH-15)."""
    query = select(OversightRow.number).where(
        OversightRow.place == place,
        OversightRow.kind == OversightKind.AUDIT.value,
        OversightRow.stage != OversightStage.OPEN.value,
    )
    known = {int(number[:4]) for number in session.exec(query)}
    return tuple(year for year in years if year not in known)


def practices(session: Session, place: str = "") -> tuple[tuple[str, date, str], ...]:
    """Published notes of good practice: place, day, text; the newest first (YC-35)."""
    query = select(OversightRow).where(
        OversightRow.kind == OversightKind.EVALUATION.value,
        col(OversightRow.closed_on).is_not(None),
    )
    if place:
        query = query.where(OversightRow.place == place)
    found = []
    for row in session.exec(query):
        part = file_in(row).evaluation
        if part is not None and part.practice and part.given_on is not None:
            found.append((row.place, part.given_on, part.practice))
    return tuple(sorted(found, key=lambda one: one[1], reverse=True))
