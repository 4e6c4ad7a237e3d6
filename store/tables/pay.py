"""A month's money: what is owed, who is on the list, the batches to the bank, the ledger.

The unique constraints here are what makes a second payment impossible, whatever is repeated,
crashes or comes in another order. Names and account numbers stand in `batches.file` alone, sealed.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class Obligation(SQLModel, table=True):
    """What one household is owed for one month and purpose. `state`: due, sent, paid, returned, zero.

    The four amounts by level of government add up to `fen`. `run`: the month that pays it.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("case_no", "programme", "month", "purpose", name="uq_obligations_once"),
        CheckConstraint("fen > 0", name="ck_obligations_positive"),
        CheckConstraint(
            "fen = central_fen + provincial_fen + city_fen + local_fen",
            name="ck_obligations_sources",
        ),
        Index("ix_obligations_run", "run", "state", "id"),
        Index("ix_obligations_month", "place", "month"),
    )

    id: str = Field(primary_key=True, max_length=80)
    case_no: str = Field(max_length=20)
    programme: str
    month: date
    purpose: str
    place: str
    township: str
    run: str
    fen: int = Field(sa_type=BigInteger)
    central_fen: int = Field(sa_type=BigInteger)
    provincial_fen: int = Field(sa_type=BigInteger)
    city_fen: int = Field(sa_type=BigInteger)
    local_fen: int = Field(sa_type=BigInteger)
    cause: str
    state: str = "due"
    paid_on: date | None = None
    returns: int = 0
    persons: int = 0
    """Members who count and area, of the day the list was frozen; 0 on lists older than that."""
    area: str = ""


class OwedRow(SQLModel, table=True):
    """What a household is owed besides its ordinary month, until a list takes it in (`Owed`)."""

    __tablename__ = "pay_owed"
    __table_args__ = (
        UniqueConstraint("case_no", "programme", "month", "purpose", name="uq_pay_owed_once"),
        CheckConstraint("fen > 0", name="ck_pay_owed_positive"),
        Index("ix_pay_owed_where", "place", "pay_month"),
    )

    id: str = Field(primary_key=True, max_length=80)
    case_no: str = Field(max_length=20)
    programme: str
    month: date
    purpose: str
    place: str
    township: str
    fen: int = Field(sa_type=BigInteger)
    cause: str
    on: date
    pay_month: date


class FreezingRow(SQLModel, table=True):
    """How far the list of a run is made: case numbers up to `after` are done. Held by whoever works
    on it; `joined`, `left`, `changed`, `arrears` are counted on the way."""

    __tablename__ = "pay_freezing"

    run: str = Field(primary_key=True, max_length=60)
    after: str
    looked_at: int
    joined: int
    left: int
    changed: int
    arrears: int


class PayChangeRow(SQLModel, table=True):
    """One household whose payment differs from the month before (`Change`)."""

    __tablename__ = "pay_changes"

    run: str = Field(primary_key=True, max_length=60)
    case_no: str = Field(primary_key=True, max_length=20)
    was_fen: int = Field(sa_type=BigInteger)
    now_fen: int = Field(sa_type=BigInteger)
    cause: str


class PayWarningRow(SQLModel, table=True):
    """What a person should look at before a list is submitted (`WARNING_ZH`)."""

    __tablename__ = "pay_warnings"

    run: str = Field(primary_key=True, max_length=60)
    case_no: str = Field(primary_key=True, max_length=20)
    code: str = Field(primary_key=True, max_length=20)


class PayListRow(SQLModel, table=True):
    """The sums of a run's list as it was frozen; written once, and last: then the list is whole."""

    __tablename__ = "pay_lists"

    run: str = Field(primary_key=True, max_length=60)
    place: str
    programmes: str
    month: date
    on: date
    at: datetime = moment()
    digest: str
    count: int
    total_fen: int = Field(sa_type=BigInteger)
    arrears: int
    joined: int = 0
    left: int = 0
    changed: int = 0


class PayRunRow(SQLModel, table=True):
    """A run as the lists show it: the projection of its workflow."""

    __tablename__ = "pay_runs"
    __table_args__ = (Index("ix_pay_runs_where", "place", "month"),)

    run: str = Field(primary_key=True, max_length=60)
    place: str
    programmes: str
    month: date
    stage: str
    version: int
    data_due: date | None = None
    transfer_due: date | None = None
    credit_due: date | None = None
    provisional: bool = False
    count: int = 0
    total_fen: int = Field(default=0, sa_type=BigInteger)
    joined: int = 0
    left: int = 0
    changed: int = 0
    frozen_on: date | None = None
    submitted_on: date | None = None
    submitted_by: str = ""
    released_on: date | None = None
    released_by: str = ""
    shortage_fen: int = Field(default=0, sa_type=BigInteger)
    credited_on: date | None = None
    returned_open: int = 0
    due_on: date | None = None
    overdue: bool = False
    closed_on: date | None = None
    updated_at: datetime = moment()
    waiting: str = sealed("pay_runs.waiting")


class PayNoteRow(SQLModel, table=True):
    """One line of a run's record, written once; `at` is the time stamp JZ-28 asks for."""

    __tablename__ = "pay_notes"

    run: str = Field(primary_key=True, max_length=60)
    seq: int = Field(primary_key=True)
    act: str
    zh: str
    stage: str
    on: date
    at: datetime = moment()
    officer: str = ""
    role: str = ""
    clause: str = ""
    text: str = sealed("pay_notes.text")


class LatenessRow(SQLModel, table=True):
    """Who was late with which step of a run, by how many calendar days; 0: not done yet."""

    __tablename__ = "pay_lateness"

    run: str = Field(primary_key=True, max_length=60)
    step: str = Field(primary_key=True, max_length=100)
    place: str
    role: str
    due: date
    on: date | None = None
    days: int = 0


class BatchRow(SQLModel, table=True):
    """One file to the bank. `state`: made, delivered, answered, empty (nothing could be sent).

    `delivered_on` and `credited_on` are the bank's receipt and credit days (TR-35).
    """

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_run", "run"),)

    batch_no: str = Field(primary_key=True, max_length=60)
    run: str
    place: str
    number: int
    made_on: date
    count: int
    total_fen: int = Field(sa_type=BigInteger)
    digest: str
    state: str
    delivered_on: date | None = None
    delivered_at: datetime | None = moment(optional=True)
    answered_on: date | None = None
    credited_on: date | None = None
    paid_count: int = 0
    paid_fen: int = Field(default=0, sa_type=BigInteger)
    answer_digest: str = ""
    file: str = sealed("batches.file")


class BankReturnRow(SQLModel, table=True):
    """A return file as it came, by its digest. `faults` empty: it was taken; `times`: how often the
    same bytes came. `file` holds them, one character a byte."""

    __tablename__ = "bank_returns"

    batch_no: str = Field(primary_key=True, max_length=60)
    digest: str = Field(primary_key=True, max_length=64)
    place: str = Field(max_length=20)
    on: date
    at: datetime = moment()
    times: int = 1
    faults: str = ""
    file: str = sealed("bank_returns.file")


class BatchLine(SQLModel, table=True):
    """One obligation in one batch. `state`: sent, paid, returned, held; `no` 0: it was not sent.

    An obligation is in one batch at most that is sent or paid. `account`: blind index of the
    account it was to go to, so that paying again to the same wrong one is noticed.
    """

    __tablename__ = "batch_lines"
    __table_args__ = (
        Index(
            "uq_batch_lines_live",
            "obligation",
            unique=True,
            sqlite_where=text("state IN ('sent', 'paid')"),
            postgresql_where=text("state IN ('sent', 'paid')"),
        ),
    )

    batch_no: str = Field(primary_key=True, max_length=60, foreign_key="batches.batch_no")
    obligation: str = Field(primary_key=True, max_length=80, foreign_key="obligations.id")
    no: int
    fen: int = Field(sa_type=BigInteger)
    state: str
    code: str = ""
    account: str = ""


class LedgerEntry(SQLModel, table=True):
    """One side of an event, debit positive, in fen. Append only; each event adds up to zero.

    `cause` names the workflow and the line of its record that brought it about.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("event", "account", name="uq_ledger_once"),
        Index("ix_ledger_run", "run", "account"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event: str = Field(max_length=160)
    account: str = Field(max_length=40)
    fen: int = Field(sa_type=BigInteger)
    place: str
    run: str
    obligation: str = ""
    batch_no: str = ""
    on: date
    at: datetime = moment()
    cause: str
