"""Who did what when, and what came of it. Rows are only ever added; the database refuses the rest.

Codes and case numbers only: what was typed in stands in the case, encrypted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from runtime.logs import mask
from store.cases import MOST, Page
from store.sql import cursor_of, cursor_values
from store.tables import AuditRow

_WRITTEN: Final[ContextVar[list[str] | None]] = ContextVar("lines", default=None)


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is recorded meanwhile, in this task and in the threads it waits for: the `what` of each line."""
    lines: list[str] = []
    token = _WRITTEN.set(lines)
    try:
        yield lines
    finally:
        _WRITTEN.reset(token)


def record(
    session: Session,
    *,
    at: datetime,
    who: str,
    what: str,
    result: str,
    role: str = "",
    place: str = "",
    subject: str = "",
    request_id: str = "",
    engagement: str = "",
    detail: str = "",
) -> None:
    """One command, or one read. `result`: `done` or the code of the refusal or fault.

    A request's number may be the sender's own; what looks like a person's in it is masked.
    """
    lines = _WRITTEN.get()
    if lines is not None:
        lines.append(what)
    session.add(
        AuditRow(
            at=at,
            who=who,
            role=role,
            place=place,
            what=what,
            subject=subject,
            result=result,
            request_id=mask(request_id),
            engagement=engagement,
            detail=detail,
        )
    )


def entries(
    session: Session,
    *,
    place: str = "",
    who: str = "",
    subject: str = "",
    limit: int = 50,
    cursor: str = "",
) -> Page[AuditRow]:
    """The newest first. CaseRefusal for a cursor that is not ours."""
    size = max(1, min(limit, MOST))
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(size + 1)
    for column, value in (
        (AuditRow.place, place),
        (AuditRow.who, who),
        (AuditRow.subject, subject),
    ):
        if value:
            query = query.where(col(column) == value)
    if cursor:
        [before] = cursor_values(cursor, 1)
        query = query.where(col(AuditRow.id) < (int(before) if before.isdigit() else 0))
    rows = session.exec(query).all()
    return Page(tuple(rows[:size]), cursor_of(rows[size - 1].id) if len(rows) > size else "")


def numbers(session: Session, above: int) -> list[int]:
    """The numbers of all entries above one, in their order."""
    query = select(AuditRow.id).where(col(AuditRow.id) > above).order_by(col(AuditRow.id))
    return [number for number in session.exec(query) if number is not None]


def numbered(session: Session, wanted: list[int]) -> list[AuditRow]:
    """The entries of these numbers, in the order of their numbers."""
    if not wanted:
        return []
    known = set(wanted)
    query = (
        select(AuditRow)
        .where(col(AuditRow.id) >= min(wanted), col(AuditRow.id) <= max(wanted))
        .order_by(col(AuditRow.id))
    )
    return [row for row in session.exec(query) if row.id in known]


def in_order(session: Session, page: int = 5_000) -> Iterator[AuditRow]:
    """Every entry from the oldest, a page at a time."""
    above = 0
    while True:
        query = (
            select(AuditRow).where(col(AuditRow.id) > above).order_by(col(AuditRow.id)).limit(page)
        )
        rows = session.exec(query).all()
        yield from rows
        if len(rows) < page:
            return
        above = rows[-1].id or 0
        session.expunge_all()
