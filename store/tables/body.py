"""Changes of a place's coordinating body: added to, never altered; the database refuses it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class BodyChangeRow(SQLModel, table=True):
    """One step of one change: `proposed` with what is to change, or `decided` with what was said.

    `account` is an account or a post's holder by account, never a name; `person` (his post in
    words) and `reason` are sealed.
    """

    __tablename__ = "body_changes"
    __table_args__ = (Index("ix_body_changes_number", "place", "number"),)

    place: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    number: int
    step: str
    on: date
    at: datetime = moment()
    officer: str
    role: str
    officer_unit: str
    kind: str = ""
    since: date | None = None
    until: date | None = None
    township: str = ""
    unit: str = ""
    zh: str = ""
    account: str = ""
    post: str = ""
    successor: str = ""
    decider: str = ""
    clause: str = ""
    paper: str = ""
    approved: bool | None = None
    decided_on: date | None = None
    person: str = sealed("body_changes.person")
    reason: str = sealed("body_changes.reason")
