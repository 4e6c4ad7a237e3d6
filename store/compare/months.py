"""A month's comparison for lists: its row, its parts and tasks, doubts, faults; who is connected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.compare.file import CompareFile, Part, PartState
from store.compare.taking import Which, of_list
from store.projection import project_tasks
from store.sql import put
from store.tables import CompareDoubt, CompareFault, CompareMonth, ComparePart, DepartmentLink
from workflows.compare_steps import CompareProjection
from workflows.ids import compare_id


def project(session: Session, projection: CompareProjection) -> bool:
    """The month's row, its parts and tasks. False: it was too old."""
    file = projection.file
    key = (file.place, file.order.month_code)
    stands = session.get(CompareMonth, key, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, CompareMonth, [_row(projection)])
    put(session, ComparePart, [_part(file, part) for part in file.parts])
    project_tasks(
        session,
        projection.tasks,
        subject=compare_id(*key),
        kind="compare",
        place=file.place,
        today=file.latest,
        late={task.mark for task in projection.tasks if task.mark in file.overdue},
    )
    return True


def _row(projection: CompareProjection) -> dict[str, Any]:
    file = projection.file
    missed = (PartState.MISSED, PartState.EXPLAINED)
    return {
        "place": file.place,
        "month": file.order.month_code,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": file.order.opened_on,
        "parts": len(file.parts),
        "done": sum(p.state is PartState.DONE for p in file.parts),
        "missed": sum(p.state in missed or p.late for p in file.parts),
        "due_on": projection.due,
        "overdue": bool(file.overdue),
        "closed_on": file.closed_on,
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
    }


def _part(file: CompareFile, part: Part) -> dict[str, Any]:
    return {
        "place": file.place,
        "month": file.order.month_code,
        "part": part.key,
        "department": part.department,
        "zh": part.zh,
        "subject": part.subject.value,
        "state": part.state.value,
        "due": part.due,
        "done_on": part.done_on,
        "late": part.late,
        "tries": part.tries,
        "trouble": part.trouble,
        "doubts_open": part.doubts_open,
        "explained": part.explained,
        **part.counts.model_dump(),
        **part.told.model_dump(),
    }


def months(session: Session, place: str, limit: int = 24) -> tuple[CompareMonth, ...]:
    """The newest first."""
    query = select(CompareMonth).where(CompareMonth.place == place)
    return tuple(session.exec(query.order_by(col(CompareMonth.month).desc()).limit(limit)))


def month(session: Session, place: str, code: str) -> CompareMonth | None:
    return session.get(CompareMonth, (place, code))


def parts(session: Session, place: str, code: str) -> tuple[ComparePart, ...]:
    query = select(ComparePart).where(ComparePart.place == place, ComparePart.month == code)
    return tuple(session.exec(query.order_by(col(ComparePart.subject), col(ComparePart.part))))


def doubts(
    session: Session, which: Which, *, open_only: bool = True, limit: int = 100
) -> tuple[CompareDoubt, ...]:
    """By the line they come from."""
    query = select(CompareDoubt).where(*of_list(CompareDoubt, which))
    if open_only:
        query = query.where(CompareDoubt.state == "open")
    order = (col(CompareDoubt.row), col(CompareDoubt.id))
    return tuple(session.exec(query.order_by(*order).limit(limit)))


def faults(session: Session, which: Which, limit: int = 200) -> tuple[CompareFault, ...]:
    query = select(CompareFault).where(*of_list(CompareFault, which))
    return tuple(session.exec(query.order_by(col(CompareFault.row)).limit(limit)))


# --- which department is connected ----------------------------------------------------------------


def link(
    session: Session, *, place: str, department: str, connected: bool, on: date, paper: str, by: str
) -> int:
    """A word about a department's connection; its number. Nothing said before is changed."""
    said = links(session, place)
    seq = max((row.seq for row in said if row.department == department), default=0) + 1
    row = {
        "place": place,
        "department": department,
        "seq": seq,
        "connected": connected,
        "on": on,
        "paper": paper,
        "by": by,
        "at": datetime.now(UTC),
    }
    put(session, DepartmentLink, [row])
    return seq


def links(session: Session, place: str) -> tuple[DepartmentLink, ...]:
    query = select(DepartmentLink).where(DepartmentLink.place == place)
    order = (col(DepartmentLink.department), col(DepartmentLink.seq))
    return tuple(session.exec(query.order_by(*order)))


def connected(session: Session, place: str) -> dict[str, date]:
    """Since when each connected department is; one that was cut off again is not among them."""
    return last_said(links(session, place))


def last_said(rows: Iterable[DepartmentLink]) -> dict[str, date]:
    found: dict[str, date] = {}
    for row in rows:
        if row.connected:
            found.setdefault(row.department, row.on)
        else:
            found.pop(row.department, None)
    return found
