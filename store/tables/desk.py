"""The office's desk: affairs, reports of the units, papers it issues, and each unit's own mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class AffairRow(SQLModel, table=True):
    """The newest projected state of one affair. `owner`: the unit's name, empty for the office.

    `opened_by`: the unit that brought it. `township`: the one that passed it up (HB-26).
    """

    __tablename__ = "affairs"
    __table_args__ = (Index("ix_affairs_where", "place", "stage", "number"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=20)
    kind: str
    stage: str
    version: int
    opened_on: date
    opened_by: str = Field(default="", max_length=60)
    stage_since: date
    owner: str = Field(default="", max_length=60)
    meeting: str = Field(default="", max_length=20)
    township: str = Field(default="", max_length=40)
    important: bool = False
    circular: str = Field(default="", max_length=40)
    paper: str = Field(default="", max_length=40)
    due_on: date | None = None
    late: bool = False
    overdue: bool = False
    closed_on: date | None = None
    updated_at: datetime = moment()
    title: str = sealed("affairs.title")
    waiting: str = sealed("affairs.waiting")


class AffairUnit(SQLModel, table=True):
    """A unit that may read an affair: who opened it, carries it out or is asked about it."""

    __tablename__ = "affair_units"
    __table_args__ = (Index("ix_affair_units_unit", "place", "unit"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=20)
    unit: str = Field(primary_key=True, max_length=60)


class ReportRow(SQLModel, table=True):
    """The newest projected state of the reports of one period."""

    __tablename__ = "desk_reports"

    place: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=10)
    stage: str
    version: int
    opened_on: date
    stage_since: date
    due_on: date | None = None
    units: int = 0
    filed: int = 0
    late: int = 0
    missing: int = 0
    paper: str = Field(default="", max_length=40)
    sent_on: date | None = None
    overdue: bool = False
    updated_at: datetime = moment()
    waiting: str = sealed("desk_reports.waiting")


class UnitReportRow(SQLModel, table=True):
    """Whether and when one unit reported on a period; `late_days` as of its first filing."""

    __tablename__ = "unit_reports"
    __table_args__ = (Index("ix_unit_reports_unit", "place", "unit"),)

    place: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=10)
    unit: str = Field(primary_key=True, max_length=60)
    unit_code: str = Field(default="", max_length=40)
    due_on: date | None = None
    filed_on: date | None = None
    late_days: int = 0
    versions: int = 0
    returned: bool = False
    reminders: int = 0


class DeskPaper(SQLModel, table=True):
    """A circular, briefing or report as it was signed. `about`: subjects between commas."""

    __tablename__ = "desk_papers"

    subject: str = Field(primary_key=True, max_length=60)
    place: str = Field(max_length=20)
    paper: str = Field(max_length=40, unique=True)
    kind: str
    issued_on: date
    digest: str
    edition: str = ""
    about: str = ""
    at: datetime = moment()
    html: str = sealed("desk_papers.html")


class UnitMail(SQLModel, table=True):
    """What one unit got of an affair, once: a progress notice (`seq`: the line it tells of), or a
    paper."""

    __tablename__ = "unit_mail"
    __table_args__ = (Index("ix_unit_mail_unit", "place", "unit", "on"),)

    subject: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=40)
    unit: str = Field(primary_key=True, max_length=60)
    place: str = Field(max_length=20)
    kind: str
    seq: int = 0
    paper: str = Field(default="", max_length=40)
    on: date
    at: datetime = moment()
    digest: str = ""
    title: str = sealed("unit_mail.title")
    text: str = sealed("unit_mail.text")
    html: str = sealed("unit_mail.html")


class MeetingPresence(SQLModel, table=True):
    """Whether a unit called to a meeting was there on a day of it (TR-50, TR-56)."""

    __tablename__ = "meeting_presences"
    __table_args__ = (Index("ix_meeting_presences_unit", "place", "unit", "on"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=10)
    sitting: int = Field(primary_key=True)
    unit: str = Field(primary_key=True, max_length=60)
    on: date
    came: bool
    substitute: bool = False
