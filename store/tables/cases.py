"""A case as the lists show it: its row, tasks, timeline, what it is owed, where it is paid to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class CaseRow(SQLModel, table=True):
    """The newest projected state of one case. `flags`: codes between commas, `,complaint,`.

    `area`: urban or rural, by which standards and bulletins differ; empty: not projected since.
    `minor`: the applicant is a child, whose name never hangs in public.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_where", "place", "township", "stage", "case_no"),)

    case_no: str = Field(primary_key=True, max_length=20)
    place: str
    township: str
    village: str = ""
    programme: str
    single_person: bool = False
    area: str = ""
    minor: bool = False
    stage: str
    version: int
    applied_on: date
    accepted_on: date | None = None
    decided_on: date | None = None
    granted: bool | None = None
    due_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    flags: str = ","
    persons: int
    monthly_fen: int = Field(sa_type=BigInteger)
    outcome: str = ""
    reason_codes: str = ""
    closed_on: date | None = None
    channel: str
    next_recheck: date | None = None
    run_id: str
    updated_at: datetime = moment()
    waiting: str = sealed("cases.waiting")
    applicant_name: str = sealed("cases.applicant_name")


class TaskRow(SQLModel, table=True):
    """One thing somebody must do or did. `subject`: the case number, or another procedure's id.

    `kind`: case, check, item, measures, discovery or pay. `key` is the blind index of `code`, which
    may name what was found about a person. `by` is the due day, far in the future if open, so that
    lists can be sorted and paged by it. `overdue` stays true after a late task is closed.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_todo", "place", "role", "closed_on", "by"),
        Index("ix_tasks_case", "case_no"),
    )

    subject: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=64)
    since: date = Field(primary_key=True)
    kind: str
    case_no: str = ""
    act: str
    role: str
    unit: str = ""
    place: str
    township: str = ""
    village: str = ""
    due: date | None = None
    by: date
    provisional: bool = False
    clause: str = ""
    overdue: bool = False
    closed_on: date | None = None
    code: str = sealed("tasks.code")
    zh: str = sealed("tasks.zh")


class TimelineRow(SQLModel, table=True):
    """One line of a case's record, written once."""

    __tablename__ = "timeline"
    __table_args__ = (Index("ix_timeline_act", "act"),)

    case_no: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    act: str
    zh: str
    stage: str
    on: date
    at: datetime = moment()
    officer: str = ""
    role: str = ""
    unit: str = ""
    behalf: str = ""
    """The account its author stood in for (OPN-34)."""
    procedure: int = 0
    clause: str = ""
    text: str = sealed("timeline.text")


class EntitlementRow(SQLModel, table=True):
    """Aid due each month from `first` to `last` (months as their first day), in fen a month."""

    __tablename__ = "entitlements"

    case_no: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    first: date
    last: date | None = None
    monthly_fen: int = Field(sa_type=BigInteger)
    cause: str


class AccountRow(SQLModel, table=True):
    """Where a case is paid to. `bound` ties number and holder to this case: a row whose contents
    were exchanged with another's is refused when read (`store.cases.account_of`).
    `custodian_index`: blind index of who keeps it for the family; empty for the family itself, or
    while nobody has filed who it is."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("ix_accounts_number", "number_index"),
        Index("ix_accounts_custodian", "custodian_index"),
    )

    case_no: str = Field(primary_key=True, max_length=20)
    bank: str
    holder_key: str
    number_index: str
    custodian_index: str = Field(default="", max_length=64)
    bound: str
    number: str = sealed("accounts.number")
    holder_name: str = sealed("accounts.holder_name")
    custodian_agreement: str = sealed("accounts.custodian_agreement")


class ClosedFileRow(SQLModel, table=True):
    """The last file of a case that has closed, for as long as a ruling may put it back: Temporal
    forgets closed runs sooner than courts decide. `file`: compressed JSON; `run_id`: where it closed.
    """

    __tablename__ = "closed_files"

    case_no: str = Field(primary_key=True, max_length=20)
    run_id: str
    version: int
    closed_on: date
    file: str = sealed("closed_files.file")
