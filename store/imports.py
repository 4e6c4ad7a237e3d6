"""Ledger imports: one for each file and scope, and what became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import Session, col, select

from store.cases import MOST
from store.sql import put
from store.tables import ImportLine, ImportRow

ACCEPTED, REFUSED, DUPLICATE = "accepted", "refused", "duplicate"


def begin_import(session: Session, row: dict[str, Any], lines: Sequence[dict[str, Any]]) -> bool:
    """The import with the rows that could not be read. False: it was begun before."""
    if session.get(ImportRow, row["id"]) is not None:
        return False
    put(session, ImportRow, [row], keep=True)
    put(session, ImportLine, lines, keep=True)
    _count(session, row["id"])
    return True


def add_line(session: Session, line: dict[str, Any]) -> None:
    """What became of one household. The first outcome stands."""
    put(session, ImportLine, [line], keep=True)
    _count(session, line["import_id"])


def get_import(session: Session, import_id: str) -> ImportRow | None:
    return session.get(ImportRow, import_id)


def list_imports(session: Session, place: str, township: str = "") -> tuple[ImportRow, ...]:
    """The newest imports first."""
    query = select(ImportRow).where(ImportRow.place == place)
    if township:
        query = query.where(ImportRow.township == township)
    return tuple(session.exec(query.order_by(col(ImportRow.at).desc()).limit(MOST)))


def lines_of(session: Session, import_id: str) -> tuple[ImportLine, ...]:
    """Every row with an outcome, in the order of the workbook."""
    query = select(ImportLine).where(ImportLine.import_id == import_id)
    return tuple(session.exec(query.order_by(col(ImportLine.row))))


def _count(session: Session, import_id: str) -> None:
    taken = when((col(ImportLine.outcome) == ACCEPTED, 1), else_=0)
    query = select(func.coalesce(func.sum(taken), 0), func.count()).where(
        ImportLine.import_id == import_id
    )
    done, every = session.exec(query).one()
    row = session.get_one(ImportRow, import_id, with_for_update=True)
    row.taken, row.refused = int(done), every - int(done)
    session.add(row)
