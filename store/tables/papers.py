"""Papers that went out, what hangs on the notice board, and who was asked about a household when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class NoticeRow(SQLModel, table=True):
    """One issued paper. `key` is unique in its case, `number` in its place."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("place", "number", name="uq_notices_number"),)

    case_no: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=60)
    number: str
    kind: str
    place: str
    township: str
    issued_on: date
    digest: str
    edition: str = ""
    """Version of the template the paper was made with."""
    sent_by: str = ""
    tries: int = 0
    """How often somebody tried to serve it and did not succeed."""
    served_on: date | None = None
    manner: str = ""
    evidence: str = ""
    """SHA-256 of the scanned receipt."""
    at: datetime = moment()
    html: str = sealed("notices.html")


class DeliveryRow(SQLModel, table=True):
    """What one channel said to the message about one paper. Neither text nor address is kept."""

    __tablename__ = "deliveries"

    case_no: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=60)
    channel: str = Field(primary_key=True, max_length=10)
    place: str
    state: str
    attempts: int
    answer: str = ""
    digest: str
    at: datetime = moment()


class NoticeCounter(SQLModel, table=True):
    """The next paper number of a place and year."""

    __tablename__ = "notice_counters"

    place: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    next: int


class PublicitySheet(SQLModel, table=True):
    """What the public sees of a case for one period: masked, and only the fields the rule lists."""

    __tablename__ = "publicity"
    __table_args__ = (Index("ix_publicity_board", "place", "township", "until"),)

    case_no: str = Field(primary_key=True, max_length=20)
    round: int = Field(primary_key=True)
    place: str
    township: str
    village: str = ""
    posted_on: date
    until: date
    taken_down_on: date | None = None
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class DepartmentAsk(SQLModel, table=True):
    """The delay ledger: one department's part in one information check."""

    __tablename__ = "department_asks"
    __table_args__ = (Index("ix_department_asks_department", "place", "department"),)

    case_no: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    department: str = Field(primary_key=True)
    version: int
    place: str
    township: str
    asked_on: date
    last_asked: date | None = None
    attempts: int = 0
    expected: date | None = None
    due: date
    answered_on: date | None = None
    route: str = ""
    late: bool = False
    waived_on: date | None = None
    waived_by: str = ""
    trouble: str = ""
