"""Bulk postponements in the list of their kind, and which cases of an area they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.case.lifecycle import Stage
from domain.postponing.engine import PROCEDURE
from store.sql import lock, next_number, put
from store.tables import CaseRow, MeetingIntake, MeetingNumber
from store.watch import proceedings
from workflows.watch_steps import PutOffProjection

NOT_ITS: Final = ("not_later", "ended", "not_postponed", "out_of_order")
"""Refusals of cases that are no longer what the pass is about: nobody has to see to them."""


def project_put_off(session: Session, projection: PutOffProjection) -> bool:
    """The row, tasks and record. False: it was too old."""
    file = projection.file
    shown: dict[str, object] = {
        "topic": "、".join(file.order.townships.values())[:60],
        "result": file.result,
        "count": file.put_off,
    }
    return proceedings.project(
        session, PROCEDURE, file, projection.tasks, projection.waiting, shown
    )


def number(session: Session, *, key: str, place: str, on: date) -> str:
    """The number of a proposal; the same `key` gives the same number."""
    known = session.get(MeetingIntake, key)
    if known is not None:
        return known.number
    lock(session, MeetingNumber, series="putoff", place=place, year=on.year)
    count = next_number(session, MeetingNumber, series="putoff", place=place, year=on.year)
    given = f"{on.year}-z{count:04d}"
    row = {"key": key, "place": place, "number": given, "at": datetime.now(UTC)}
    put(session, MeetingIntake, [row])
    return given


def due_before(
    session: Session, place: str, townships: Sequence[str], until: date, after: str, most: int
) -> Sequence[CaseRow]:
    """Cases in aid whose recheck comes before that day, in the order of their numbers."""
    recheck = col(CaseRow.next_recheck)
    query = _living(place, townships, after).where(recheck.is_not(None), recheck < until)
    return session.exec(query.limit(most)).all()


def waiting_until(
    session: Session, place: str, townships: Sequence[str], until: date, after: str, most: int
) -> Sequence[CaseRow]:
    """Cases in aid whose recheck waits for exactly that day."""
    query = _living(place, townships, after).where(col(CaseRow.next_recheck) == until)
    return session.exec(query.limit(most)).all()


def not_looked_at(
    session: Session, place: str, townships: Sequence[str], until: date, after: str, most: int
) -> Sequence[CaseRow]:
    """Cases in aid whose recheck was due by that day and is not decided: deciding sets the next one."""
    query = _living(place, townships, after).where(col(CaseRow.next_recheck) <= until)
    return session.exec(query.limit(most)).all()


def _living(place: str, townships: Sequence[str], after: str) -> SelectOfScalar[CaseRow]:
    return (
        select(CaseRow)
        .where(
            CaseRow.place == place,
            CaseRow.stage == Stage.SUPERVISION.value,
            col(CaseRow.township).in_(townships),
            col(CaseRow.case_no) > after,
        )
        .order_by(col(CaseRow.case_no))
    )
