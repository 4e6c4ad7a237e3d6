"""主动发现: leads as lists show them, other departments' lists, and what a village keeps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class LeadNumber(SQLModel, table=True):
    """The next number of a place (two letters) and year."""

    __tablename__ = "lead_numbers"

    place: str = Field(primary_key=True, max_length=2)
    year: int = Field(primary_key=True)
    next: int


class LeadIntake(SQLModel, table=True):
    """One report taken in: `key` is what the sender repeats when no answer reached him."""

    __tablename__ = "lead_intakes"

    key: str = Field(primary_key=True, max_length=200)
    lead_no: str = Field(unique=True, max_length=20)
    place: str
    at: datetime = moment()


class LeadRow(SQLModel, table=True):
    """The newest projected state of one lead. `person`: the blind index of the ID number, or empty.

    `whose`: who has to act now (an account, the team or a post); `late_by`: whose task first passed
    its day. The type of hardship is sealed: it says what is the matter with somebody.
    """

    __tablename__ = "leads"
    __table_args__ = (
        Index("ix_leads_where", "place", "township", "stage", "lead_no"),
        Index("ix_leads_person", "person"),
        Index("ix_leads_case", "case_no"),
    )

    lead_no: str = Field(primary_key=True, max_length=20)
    place: str
    township: str
    village: str = ""
    kind: str
    channel: str
    source: str = ""
    origin: str
    urgent: bool = False
    stage: str
    version: int
    reported_on: date
    reported_by: str
    visitor: str = ""
    visit_due: date | None = None
    visited_on: date | None = None
    case_no: str = ""
    outcome: str = ""
    closed_on: date | None = None
    due_on: date | None = None
    overdue: bool = False
    whose: str = ""
    late_by: str = ""
    person: str = Field(default="", max_length=64)
    updated_at: datetime = moment()
    name: str = sealed("leads.name")
    problem: str = sealed("leads.problem")
    waiting: str = sealed("leads.waiting")


class LeadLine(SQLModel, table=True):
    """One line of a lead's record, written once."""

    __tablename__ = "lead_lines"

    lead_no: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    act: str
    zh: str
    on: date
    at: datetime = moment()
    officer: str = ""
    role: str = ""
    unit: str = ""
    clause: str = ""
    text: str = sealed("lead_lines.text")


class LeadImport(SQLModel, table=True):
    """One list of another department taken in. The same file of one scope is one import."""

    __tablename__ = "lead_imports"

    id: str = Field(primary_key=True, max_length=40)
    place: str
    township: str = ""
    on: date
    by: str
    rows: int = 0
    taken: int = 0
    refused: int = 0
    at: datetime = moment()


class LeadImportLine(SQLModel, table=True):
    """One row of a list: `outcome` is lead, known, duplicate or refused; `message` says why."""

    __tablename__ = "lead_import_lines"

    import_id: str = Field(primary_key=True, max_length=40, foreign_key="lead_imports.id")
    row: int = Field(primary_key=True)
    outcome: str
    lead_no: str = ""
    case_no: str = ""
    column: str = ""
    message: str = sealed("lead_import_lines.message")


class VillageRow(SQLModel, table=True):
    """A village and who leads there (JZ-34). `round_every`: calendar days between two rounds."""

    __tablename__ = "villages"

    place: str = Field(primary_key=True, max_length=20)
    township: str = Field(primary_key=True, max_length=40)
    village: str = Field(primary_key=True, max_length=40)
    round_every: int
    changed_on: date
    changed_by: str
    secretary: str = sealed("villages.secretary")
    head: str = sealed("villages.head")


class GridRow(SQLModel, table=True):
    """A grid area of a village with its named worker; `account` where he has one."""

    __tablename__ = "grids"

    place: str = Field(primary_key=True, max_length=20)
    township: str = Field(primary_key=True, max_length=40)
    village: str = Field(primary_key=True, max_length=40)
    grid: str = Field(primary_key=True, max_length=40)
    account: str = ""
    worker: str = sealed("grids.worker")


class RoundRow(SQLModel, table=True):
    """One round of a village: planned for a day, then done with its record."""

    __tablename__ = "village_rounds"

    place: str = Field(primary_key=True, max_length=20)
    township: str = Field(primary_key=True, max_length=40)
    village: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    planned_on: date
    done_on: date | None = None
    by: str = ""
    households: int = 0
    note: str = sealed("village_rounds.note")
