"""Meetings of the departments: their newest state, points, minutes, and each unit's own mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class MeetingNumber(SQLModel, table=True):
    """The next number of a series (`meeting` or `minutes`) of a place and year."""

    __tablename__ = "meeting_numbers"

    series: str = Field(primary_key=True, max_length=10)
    place: str = Field(primary_key=True, max_length=20)
    year: int = Field(primary_key=True)
    next: int


class MeetingIntake(SQLModel, table=True):
    """Which number a request to call a meeting was given: the same key has the same number."""

    __tablename__ = "meeting_intakes"

    key: str = Field(primary_key=True, max_length=200)
    place: str = Field(max_length=20)
    number: str = Field(max_length=20)
    at: datetime = moment()


class MeetingRow(SQLModel, table=True):
    """The newest projected state of one meeting. Nothing here says what it is about."""

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_where", "place", "stage", "number"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=10)
    township: str = Field(default="", max_length=40)
    """Whose own meeting it is; empty for the county's (HB-26)."""
    kind: str
    stage: str
    version: int
    opened_on: date
    stage_since: date
    meets_on: date | None = None
    held_on: date | None = None
    points: int = 0
    settled: int = 0
    called: int = 0
    confirmed: int = 0
    attended: int = 0
    minutes: str = ""
    due_on: date | None = None
    overdue: bool = False
    updated_at: datetime = moment()
    waiting: str = sealed("meetings.waiting")


class MeetingPoint(SQLModel, table=True):
    """One point of an agenda. `case_no` and `item_number`: of a household's item."""

    __tablename__ = "meeting_points"
    __table_args__ = (Index("ix_meeting_points_item", "case_no", "item_number"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=10)
    key: str = Field(primary_key=True, max_length=8)
    kind: str
    grade: str
    case_no: str = Field(default="", max_length=20)
    item_number: int = 0
    outcome: str = ""
    put_off: bool = False
    removed: bool = False
    title: str = sealed("meeting_points.title")


class MeetingMail(SQLModel, table=True):
    """What one unit got, once: a notice, or its copy of the minutes (`paper`: their number)."""

    __tablename__ = "meeting_mail"
    __table_args__ = (Index("ix_meeting_mail_unit", "place", "unit"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=10)
    key: str = Field(primary_key=True, max_length=40)
    unit: str = Field(primary_key=True, max_length=60)
    kind: str
    paper: str = ""
    on: date
    at: datetime = moment()
    digest: str
    html: str = sealed("meeting_mail.html")


class MeetingMinutes(SQLModel, table=True):
    """Minutes as they were signed, whole. `amends`: numbers of earlier ones, between commas."""

    __tablename__ = "meeting_minutes"

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=10)
    paper: str = Field(max_length=40, unique=True)
    issued_on: date
    digest: str
    edition: str = ""
    amends: str = ""
    at: datetime = moment()
    html: str = sealed("meeting_minutes.html")
