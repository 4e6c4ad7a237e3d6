"""Matches of an auditor's lists from outside: codes and hashes in clear, persons sealed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import sealed


class SuspicionRow(SQLModel, table=True):
    """One line of a list and the member of a case it is about. `state`: `certain`, `open` (a person
    decides), `same`, `other`; `number`: of the matter it went out as. `name`, `detail`: as the list
    has them; `cell`: what it gives as the number, of a doubtful one alone."""

    __tablename__ = "suspicions"
    __table_args__ = (Index("ix_suspicions_list", "place", "audit", "list", "state"),)

    key: str = Field(primary_key=True, max_length=20)
    place: str
    audit: str
    list: int
    kind: str
    row: int
    case_no: str
    member: str
    township: str
    event_on: date | None = None
    doubt: str
    state: str
    number: str
    name: str = sealed("suspicions.name")
    detail: str = sealed("suspicions.detail")
    cell: str = sealed("suspicions.cell")
