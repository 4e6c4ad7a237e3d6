"""一事一议: items before the joint meeting, the units' tasks after it, and the record of both."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from store.types import EncryptedText, moment, sealed


class ItemRow(SQLModel, table=True):
    """The newest projected state of one item. Sums in fen; `granted_fen`: of the measures.

    `case_no` is the case that raised it, or the item's own number where no case did (`source`).
    `person`: keyed digest of the number of the person it is about, to find who is raised twice.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_where", "place", "stage", "case_no"),
        Index("ix_items_person", "person"),
    )

    case_no: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    place: str
    township: str
    stage: str
    version: int
    ordered_on: date
    stage_since: date
    planned_on: date | None = None
    met_on: date | None = None
    decided_on: date | None = None
    approved: bool | None = None
    minutes: str = ""
    need_fen: int = Field(sa_type=BigInteger)
    gap_fen: int = Field(sa_type=BigInteger)
    granted_fen: int = Field(default=0, sa_type=BigInteger)
    units: int = 0
    silent: int = 0
    dissent: int = 0
    due_on: date | None = None
    overdue: bool = False
    updated_at: datetime = moment()
    source: str = Field(default="case", max_length=20)
    person: str = Field(default="", max_length=64)
    raised_by: str = Field(default="", max_length=60)
    meeting: str = Field(default="", max_length=60)
    involved: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """Units that may read it (TR-59), each between bars: `|市民政局|医疗保障局|`."""
    topic: str | None = Field(
        default=None, sa_column=Column(EncryptedText("items.topic"), nullable=True)
    )
    cause: str = sealed("items.cause")
    waiting: str = sealed("items.waiting")


class ItemNumber(SQLModel, table=True):
    """The next number of items without a case, of a place (two letters) and year."""

    __tablename__ = "item_numbers"

    place: str = Field(primary_key=True, max_length=2)
    year: int = Field(primary_key=True)
    next: int


class ItemIntake(SQLModel, table=True):
    """Which number a request to raise an item was given: the same key has the same number."""

    __tablename__ = "item_intakes"

    key: str = Field(primary_key=True, max_length=200)
    item_no: str = Field(max_length=20)
    place: str
    person: str = Field(default="", max_length=64)
    at: datetime = moment()


class MeasureTaskRow(SQLModel, table=True):
    """One unit's task of one decision. `late`: its day passed before it was done.

    The `order_…` columns are of the newest supervision order (督办); `orders` counts them.
    """

    __tablename__ = "measure_tasks"
    __table_args__ = (Index("ix_measure_tasks_unit", "place", "unit_code", "settled"),)

    case_no: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=8)
    version: int
    place: str
    township: str
    unit: str
    unit_code: str
    stage: str
    decided_on: date
    due: date
    amount_fen: int = Field(sa_type=BigInteger)
    delivered_fen: int = Field(sa_type=BigInteger)
    accepted_on: date | None = None
    reported_on: date | None = None
    completed_on: date | None = None
    late: bool = False
    settled: bool = False
    orders: int = 0
    order_on: date | None = None
    order_due: date | None = None
    order_answered_on: date | None = None
    order_closed_on: date | None = None
    fund: str = Field(default="", max_length=60)
    code: str = sealed("measure_tasks.code")
    manner: str = sealed("measure_tasks.manner")


class MeetingLine(SQLModel, table=True):
    """One line of the record of an item or of its measures (`subject`), written once."""

    __tablename__ = "meeting_lines"
    __table_args__ = (Index("ix_meeting_lines_case", "case_no"),)

    subject: str = Field(primary_key=True, max_length=60)
    seq: int = Field(primary_key=True)
    case_no: str = Field(max_length=20)
    act: str
    zh: str
    on: date
    at: datetime = moment()
    officer: str = ""
    role: str = ""
    unit: str = ""
    clause: str = ""
    text: str = sealed("meeting_lines.text")
