"""The office's year in the tables: what is open before the body, tasks and letters of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.case.lifecycle import ROLE_ZH, Role
from domain.officeyear.file import YearFile
from domain.officeyear.stall import OpenThing
from store.desk.register import OF_BODY
from store.journals import last_line, record_lines
from store.projection import project_tasks
from store.sql import put
from store.tables import TaskRow, UnitMail
from workflows.desk_steps import YearProjection

DIRECTION = "direction"


def open_things(session: Session, place: str, on: date) -> tuple[OpenThing, ...]:
    """Open tasks before the body that are past their day, or without one older than today, by
    subject; whom each waits for, never what it says."""
    query = select(TaskRow).where(
        TaskRow.place == place,
        col(TaskRow.kind).in_(OF_BODY),
        col(TaskRow.closed_on).is_(None),
        func.coalesce(TaskRow.due, TaskRow.since) < on,
    )
    order = (TaskRow.subject, TaskRow.since, TaskRow.key)
    return tuple(
        OpenThing(
            subject=row.subject,
            kind=row.kind,
            act=row.act,
            who=row.unit or ROLE_ZH[Role(row.role)],
            since=row.since,
            due=row.due,
        )
        for row in session.exec(query.order_by(*(col(c) for c in order)))
    )


def project_year(session: Session, projection: YearProjection) -> bool:
    """Tasks, letters and record. False: the record is newer already."""
    file = projection.file
    if last_line(session, file.id) > file.seq:
        return False
    project_tasks(
        session,
        projection.tasks,
        subject=file.id,
        kind="year",
        place=file.order.place,
        today=file.latest,
    )
    put(session, UnitMail, _letters(file), keep=True)
    record_lines(session, file.id, file.journal)
    return True


def _letters(file: YearFile) -> list[dict[str, object]]:
    return [
        {
            "subject": file.id,
            "key": f"{DIRECTION}:{stall.number}",
            "unit": stall.thing.who,
            "place": file.order.place,
            "kind": DIRECTION,
            "seq": 0,
            "paper": "",
            "on": stall.directed_on,
            "at": datetime.now(UTC),
            "digest": "",
            "title": "召集人批示",
            "text": f"{stall.thing.subject}：{stall.direction}",
            "html": "",
        }
        for stall in file.stalls
        if stall.directed_on is not None
    ]
