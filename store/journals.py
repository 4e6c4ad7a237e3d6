"""The records of everything that is no case, line by line: one table, told apart by their subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session, col, func, select

from domain.case.acts import Officer
from store.sql import put
from store.tables import MeetingLine


class RecordLine(Protocol):
    """A line of any procedure's journal, as the table takes it."""

    @property
    def seq(self) -> int: ...
    @property
    def act(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def at(self) -> datetime: ...
    @property
    def officer(self) -> Officer | None: ...
    @property
    def clause(self) -> str: ...
    @property
    def text(self) -> str: ...


def last_line(session: Session, subject: str) -> int:
    """The number of the newest line the table holds; 0 where it holds none."""
    newest = select(func.max(MeetingLine.seq)).where(MeetingLine.subject == subject)
    return session.exec(newest).one() or 0


def record_lines(
    session: Session, subject: str, journal: Iterable[RecordLine], case_no: str = ""
) -> None:
    """Takes the lines the table does not hold yet; `case_no` where they belong to one case."""
    last = last_line(session, subject)
    rows = [
        {
            "subject": subject,
            "seq": entry.seq,
            "case_no": case_no,
            "act": entry.act,
            "zh": entry.zh,
            "on": entry.on,
            "at": entry.at,
            "officer": entry.officer.id if entry.officer else "",
            "role": entry.officer.role.value if entry.officer else "",
            "unit": entry.officer.unit if entry.officer else "",
            "clause": entry.clause,
            "text": entry.text,
        }
        for entry in journal
        if entry.seq > last
    ]
    put(session, MeetingLine, rows, keep=True)


def record_of(session: Session, subject: str) -> tuple[MeetingLine, ...]:
    """The whole record, oldest first."""
    query = select(MeetingLine).where(MeetingLine.subject == subject)
    return tuple(session.exec(query.order_by(col(MeetingLine.seq))))
