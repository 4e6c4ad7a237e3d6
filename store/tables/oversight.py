"""Matters of supervision as the lists show them, whole in one sealed column."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class OversightRow(SQLModel, table=True):
    """The newest projected state of one matter. `content`: the file as JSON, without rules and record.

    `unit`: code of the township or unit that answers for it; `person`: an account in office.
    """

    __tablename__ = "oversight"
    __table_args__ = (
        Index("ix_oversight_where", "place", "kind", "number"),
        Index("ix_oversight_source", "source"),
    )

    subject: str = Field(primary_key=True, max_length=60)
    place: str
    kind: str
    number: str
    stage: str
    version: int
    opened_on: date
    opened_by: str = ""
    head: str = ""
    unit: str = ""
    unit_kind: str = ""
    person: str = ""
    serious: bool = False
    advice: bool = False
    source: str = ""
    amount_fen: int = Field(default=0, sa_type=BigInteger)
    corrected_fen: int = Field(default=0, sa_type=BigInteger)
    verdict: str = ""
    outcome: str = ""
    referred: str = ""
    due_on: date | None = None
    overdue: bool = False
    stage_since: date
    closed_on: date | None = None
    updated_at: datetime = moment()
    waiting: str = sealed("oversight.waiting")
    content: str = sealed("oversight.content")
