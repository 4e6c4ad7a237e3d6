"""Proceedings of supervision: complaints, spot checks, matters of credit, regular rounds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class ProceedingRow(SQLModel, table=True):
    """The newest projected state of one proceeding. `kind`: its procedure; `inspection` for a report
    against staff, which no list but discipline inspection's own names. `flags`: codes between
    commas. `topic`, `result`: codes of its kind.
    """

    __tablename__ = "proceedings"
    __table_args__ = (Index("ix_proceedings_where", "kind", "place", "stage", "number"),)

    place: str = Field(primary_key=True, max_length=20)
    kind: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=40)
    stage: str = Field(max_length=20)
    version: int
    topic: str = Field(default="", max_length=40)
    result: str = Field(default="", max_length=40)
    flags: str = Field(default="", max_length=200)
    township: str = Field(default="", max_length=40)
    unit: str = Field(default="", max_length=60)
    unit_zh: str = Field(default="", max_length=60)
    case_no: str = Field(default="", max_length=20)
    count: int = 0
    opened_on: date
    stage_since: date
    due_on: date | None = None
    late: bool = False
    overdue: bool = False
    closed_on: date | None = None
    updated_at: datetime = moment()
    waiting: str = sealed("proceedings.waiting")


class SpotRow(SQLModel, table=True):
    """One case drawn in one stratum of a round, and what the check found; `correct` None: not yet."""

    __tablename__ = "spot_draws"
    __table_args__ = (Index("ix_spot_draws_case", "case_no"),)

    place: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=10)
    stratum: str = Field(primary_key=True, max_length=20)
    case_no: str = Field(primary_key=True, max_length=20)
    township: str = Field(max_length=40)
    checked_on: date | None = None
    checked_by: str = Field(default="", max_length=60)
    correct: bool | None = None
    fault: str = Field(default="", max_length=20)
    back: str = Field(default="", max_length=40)


class CreditRow(SQLModel, table=True):
    """A matter of credit in the record of a person, who is told by the keyed digest of his number
    alone. `until`: the last day of the entry, None before it was made."""

    __tablename__ = "credit_record"
    __table_args__ = (Index("ix_credit_record_person", "place", "person"),)

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=40)
    person: str = Field(max_length=64)
    case_no: str = Field(max_length=20)
    member: str = Field(max_length=20)
    ground: str = Field(max_length=20)
    stage: str = Field(default="suspected", max_length=20)
    decision: str = Field(default="", max_length=60)
    since: date | None = None
    until: date | None = None
    consequences: str = Field(default="", max_length=200)
    ended_as: str = Field(default="", max_length=20)
    ended_on: date | None = None


class ComplaintWords(SQLModel, table=True):
    """Who complained and what was said: here and nowhere else. `same` and `same_phone` are keyed
    digests of the person, by number and by phone, and the matter together; empty when unknown.
    """

    __tablename__ = "complaint_words"
    __table_args__ = (
        Index("ix_complaint_words_same", "place", "same"),
        Index("ix_complaint_words_same_phone", "place", "same_phone"),
    )

    place: str = Field(primary_key=True, max_length=20)
    number: str = Field(primary_key=True, max_length=40)
    on: date
    staff: bool = False
    same: str = Field(default="", max_length=64)
    same_phone: str = Field(default="", max_length=64)
    at: datetime = moment()
    name: str = sealed("complaint_words.name")
    id_no: str = sealed("complaint_words.id_no")
    phone: str = sealed("complaint_words.phone")
    content: str = sealed("complaint_words.content")
    concerned: str = sealed("complaint_words.concerned")
