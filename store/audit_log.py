"""Who did what when, and what came of it. Rows are only ever added; the database refuses the rest.

Codes and case numbers only: what was typed in stands in the case, encrypted.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from runtime.logs import mask
from store.cases import MOST, Page
from store.sql import cursor_of, cursor_values
from store.tables import AuditRow


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
) -> None:
    """One command. `result`: `done` or the code of the refusal or fault.

    A request's number may be the sender's own; what looks like a person's in it is masked.
    """
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
