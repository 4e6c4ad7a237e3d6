"""每月比对 in tables: the roll as hashes, what lists held, what cases were told, what came of it.

What a person is said to have done or to own stands sealed: `about` never stands in clear.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class RollRow(SQLModel, table=True):
    """One member of one case in aid. `person`, `likeness`: keyed hashes of the number, and of name
    with birth date; `klass`: what kind of low-income person he is (JZ-01)."""

    __tablename__ = "roll"
    __table_args__ = (
        Index("ix_roll_person", "place", "person"),
        Index("ix_roll_likeness", "place", "likeness"),
    )

    case_no: str = Field(primary_key=True, max_length=20)
    member: str = Field(primary_key=True, max_length=8)
    place: str
    township: str
    programme: str
    klass: str
    person: str = Field(max_length=64)
    likeness: str = Field(max_length=64)
    record: str = Field(max_length=64)
    name: str = sealed("roll.name")
    id_no: str = sealed("roll.id_no")


class DepartmentLink(SQLModel, table=True):
    """A department is connected for good, or no longer, from a day on; each word about it is a row."""

    __tablename__ = "department_links"

    place: str = Field(primary_key=True, max_length=20)
    department: str = Field(primary_key=True, max_length=40)
    seq: int = Field(primary_key=True)
    connected: bool
    on: date
    paper: str
    by: str
    at: datetime = moment()


class CompareMonth(SQLModel, table=True):
    """A month's comparison as its workflow knows it."""

    __tablename__ = "compare_months"

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    stage: str
    version: int
    opened_on: date
    parts: int = 0
    done: int = 0
    missed: int = 0
    due_on: date | None = None
    overdue: bool = False
    closed_on: date | None = None
    updated_at: datetime = moment()
    waiting: str = sealed("compare_months.waiting")


class ComparePart(SQLModel, table=True):
    """One department and subject of a month, with its counts."""

    __tablename__ = "compare_parts"

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=60)
    department: str
    zh: str
    subject: str
    state: str
    due: date
    done_on: date | None = None
    late: bool = False
    tries: int = 0
    trouble: str = ""
    rows: int = 0
    hits: int = 0
    doubts: int = 0
    doubts_open: int = 0
    faults: int = 0
    strangers: int = 0
    shown: int = 0
    told: int = 0
    known: int = 0
    past: int = 0
    left: int = 0
    explained: str = sealed("compare_parts.explained")


class CompareProgress(SQLModel, table=True):
    """How far a list is read: lines up to `after` are done. `digest`: of the list it was."""

    __tablename__ = "compare_progress"

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=60)
    digest: str = ""
    after: int = 0
    rows: int = 0
    faults: int = 0
    strangers: int = 0
    shown: int = 0


class CompareHit(SQLModel, table=True):
    """A certain match, until its case was told. `key`: blind index of the cause, `record` of what the
    register says. `state`: new, told, known, past."""

    __tablename__ = "compare_hits"
    __table_args__ = (Index("ix_compare_hits_state", "place", "month", "part", "state"),)

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=60)
    case_no: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=64)
    id: str = Field(max_length=40)
    member: str
    township: str
    row: int
    record: str
    event_on: date | None = None
    found_on: date
    count: int = 0
    fen: int = Field(default=0, sa_type=BigInteger)
    state: str
    told_on: date | None = None
    about: str = sealed("compare_hits.about")
    proof: str = sealed("compare_hits.proof")


class CompareDoubt(SQLModel, table=True):
    """A match a person has to look at. `state`: open, same, other."""

    __tablename__ = "compare_doubts"
    __table_args__ = (Index("ix_compare_doubts_open", "place", "month", "part", "state"),)

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=60)
    id: str = Field(primary_key=True, max_length=40)
    row: int
    reason: str
    case_no: str
    member: str
    township: str
    record: str
    event_on: date | None = None
    found_on: date
    count: int = 0
    fen: int = Field(default=0, sa_type=BigInteger)
    state: str = "open"
    settled_on: date | None = None
    settled_by: str = ""
    about: str = sealed("compare_doubts.about")
    proof: str = sealed("compare_doubts.proof")
    name: str = sealed("compare_doubts.name")
    number: str = sealed("compare_doubts.number")


class CompareFault(SQLModel, table=True):
    """A line that could not be used, by row and column; what stood in it is never kept."""

    __tablename__ = "compare_faults"

    place: str = Field(primary_key=True, max_length=20)
    month: str = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=60)
    row: int = Field(primary_key=True)
    column: str
    zh: str


class HitRow(SQLModel, table=True):
    """One lead on a living case as the case knows it, and what came of it.

    `held_fen` a month is kept back from `held_from` on, until `held_until` or `released_on`.
    `effective`: the first month that is paid otherwise.
    """

    __tablename__ = "case_hits"
    __table_args__ = (
        Index("ix_case_hits_where", "place", "township", "state"),
        Index("ix_case_hits_held", "case_no", "held_from"),
    )

    case_no: str = Field(primary_key=True, max_length=20)
    id: str = Field(primary_key=True, max_length=40)
    place: str
    township: str
    village: str = ""
    programme: str
    member: str
    departments: str
    event_on: date | None = None
    found_on: date
    told_on: date
    due: date | None = None
    state: str
    looked_on: date | None = None
    looked_by: str = ""
    how: str = ""
    outcome: str = ""
    closed_on: date | None = None
    effective: date | None = None
    stake_month_fen: int = Field(default=0, sa_type=BigInteger)
    stake_day_fen: int = Field(default=0, sa_type=BigInteger)
    held_from: date | None = None
    held_fen: int = Field(default=0, sa_type=BigInteger)
    held_until: date | None = None
    released_on: date | None = None
    about: str = sealed("case_hits.about")
    reason: str = sealed("case_hits.reason")
    clause: str = ""


class ChangeRow(SQLModel, table=True):
    """One look at a change in a family's life, and what came of it (JZ-63).

    `was_fen`: what was due a month while it was open; `less_fen`: what ended with the decision from
    the month `effective` on. What changed is sealed: it may be a death or a prison term.
    """

    __tablename__ = "case_changes"
    __table_args__ = (Index("ix_case_changes_where", "place", "township", "reported_on"),)

    case_no: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    place: str
    township: str
    happened_on: date
    reported_on: date
    due: date | None = None
    told_late: bool = False
    result: str
    closed_on: date | None = None
    effective: date | None = None
    was_fen: int = Field(default=0, sa_type=BigInteger)
    less_fen: int = Field(default=0, sa_type=BigInteger)
    cause: str = sealed("case_changes.cause")
