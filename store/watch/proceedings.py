"""The list of proceedings of one kind, and the row of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from domain.proceeding import Procedure, Proceeding
from domain.task import Task
from store.cases import MOST, Page
from store.journals import record_lines
from store.projection import project_tasks
from store.sql import cursor_of, cursor_values, put
from store.tables import ProceedingRow


def project(
    session: Session,
    procedure: Procedure[Any],
    file: Proceeding,
    tasks: tuple[Task, ...],
    waiting: str,
    shown: Mapping[str, object],
    *,
    units: Mapping[str, str] | None = None,
    kind: str = "",
    township: str = "",
    secret: bool = False,
) -> bool:
    """The row, and unless `secret` the tasks and the record. False: it was too old. `shown`: the
    columns this kind fills; `township`: whose tasks they are, empty for the county's."""
    kind = kind or procedure.code
    key = (file.place, kind, file.number)
    stands = session.get(ProceedingRow, key, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    over = procedure.over(file)
    due = min((t.due for t in tasks if t.due), default=None)
    row: dict[str, object] = {
        "place": file.place,
        "kind": kind,
        "number": file.number,
        "stage": str(file.stage),
        "version": file.version,
        "topic": "",
        "result": "",
        "flags": "",
        "township": file.township,
        "unit": "",
        "unit_zh": "",
        "case_no": "",
        "count": 0,
        "opened_on": file.opened_on,
        "stage_since": file.stage_since,
        "due_on": due,
        "late": file.late,
        "overdue": any(t.due and file.latest > t.due for t in tasks),
        "closed_on": file.stage_since if over else None,
        "updated_at": datetime.now(UTC),
        "waiting": waiting,
    }
    put(session, ProceedingRow, [{**row, **shown}])
    if secret:
        return True
    project_tasks(
        session,
        tasks,
        subject=file.id,
        kind=kind,
        place=file.place,
        today=file.latest,
        township=township,
        units=units,
    )
    record_lines(session, file.id, file.journal)
    return True


def get(session: Session, place: str, kind: str, number: str) -> ProceedingRow | None:
    return session.get(ProceedingRow, (place, kind, number))


def listed(
    session: Session,
    place: str,
    kind: str,
    *,
    township: str = "",
    unit: str = "",
    flag: str = "",
    open_only: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[ProceedingRow]:
    """Proceedings of a kind, the newest first. `township`: those it took in or handles; `unit`: those
    given to it; `flag`: those that carry this code. CaseRefusal for a strange cursor."""
    query = select(ProceedingRow).where(ProceedingRow.kind == kind, ProceedingRow.place == place)
    if township:
        query = query.where(
            or_(col(ProceedingRow.township) == township, col(ProceedingRow.unit) == township)
        )
    if unit:
        query = query.where(ProceedingRow.unit == unit)
    if flag:
        query = query.where(col(ProceedingRow.flags).contains(f",{flag},", autoescape=True))
    if open_only is not None:
        closed = col(ProceedingRow.closed_on)
        query = query.where(closed.is_(None) if open_only else closed.is_not(None))
    if cursor:
        on, number = cursor_values(cursor, 2)
        day = date.fromisoformat(on)
        query = query.where(
            (col(ProceedingRow.opened_on) < day)
            | ((col(ProceedingRow.opened_on) == day) & (col(ProceedingRow.number) < number))
        )
    size = max(1, min(limit, MOST))
    order = (col(ProceedingRow.opened_on).desc(), col(ProceedingRow.number).desc())
    rows = session.exec(query.order_by(*order).limit(size + 1)).all()
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(tuple(rows[:size]), cursor_of(last.opened_on, last.number) if last else "")


def counted(session: Session, place: str, kind: str) -> int:
    """How many of a kind stand in the list of a place."""
    query = select(func.count()).select_from(ProceedingRow)
    return session.exec(query.where(ProceedingRow.kind == kind, ProceedingRow.place == place)).one()


def codes(words: Iterable[str]) -> str:
    """Codes as they stand in `flags`."""
    kept = [word for word in words if word]
    return f",{','.join(kept)}," if kept else ""
