"""Fund accounts with their balance, matters of money, public statements, lines of rounds and rises.

`fund_accounts.balance_fen` is kept in the same transaction as the entries it sums up, and the
database itself refuses one below zero, unless the place's rule lets that account fall.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class FundAccountRow(SQLModel, table=True):
    """One account with a balance of its own. `kind`: fund, reserve or charity."""

    __tablename__ = "fund_accounts"
    __table_args__ = (
        CheckConstraint("balance_fen >= 0 OR below_zero", name="ck_fund_accounts_covered"),
    )

    place: str = Field(primary_key=True, max_length=20)
    account: str = Field(primary_key=True, max_length=40)
    zh: str
    kind: str
    level: str = ""
    township: str = ""
    year: int = 0
    use: str = "aid"
    aids: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    basic: bool = False
    budget_fen: int = Field(default=0, sa_type=BigInteger)
    low_fen: int = Field(default=0, sa_type=BigInteger)
    below_zero: bool = False
    balance_fen: int = Field(default=0, sa_type=BigInteger)


class MatterRow(SQLModel, table=True):
    """A matter of money as the lists show it: the projection of its workflow."""

    __tablename__ = "matters"
    __table_args__ = (Index("ix_matters_where", "place", "kind", "key"),)

    subject: str = Field(primary_key=True, max_length=80)
    place: str
    kind: str
    key: str
    stage: str
    version: int
    opened_on: date
    stage_since: date
    due_on: date | None = None
    overdue: bool = False
    updated_at: datetime = moment()
    waiting: str = sealed("matters.waiting")


class MatterNoteRow(SQLModel, table=True):
    """One line of a matter's record, written once."""

    __tablename__ = "matter_notes"

    subject: str = Field(primary_key=True, max_length=80)
    seq: int = Field(primary_key=True)
    act: str
    zh: str
    stage: str
    on: date
    at: datetime = moment()
    officer: str = ""
    role: str = ""
    clause: str = ""
    text: str = sealed("matter_notes.text")


class ShortfallRow(SQLModel, table=True):
    """A recorded decision that the funds do not cover a month (YC-25), by its line in the year."""

    __tablename__ = "shortfalls"
    __table_args__ = (Index("ix_shortfalls_month", "place", "month"),)

    subject: str = Field(primary_key=True, max_length=80)
    number: int = Field(primary_key=True)
    place: str
    month: str
    missing_fen: int = Field(sa_type=BigInteger)
    paper: str
    on: date


class FundSheetRow(SQLModel, table=True):
    """One version of a public statement (ZH-24). Append only; sums and counts, nobody's data."""

    __tablename__ = "fund_sheets"

    place: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=7)
    version: int = Field(primary_key=True)
    publisher: str
    due: date
    published_on: date
    at: datetime = moment()
    digest: str
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class SheetCommentRow(SQLModel, table=True):
    """What somebody of the public said about a statement (HB-10). `text` is sealed."""

    __tablename__ = "sheet_comments"

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(max_length=20)
    period: str = Field(max_length=7)
    at: datetime = moment()
    text: str = sealed("sheet_comments.text")


class PriceLine(SQLModel, table=True):
    """One person of one price round: nobody stands in a round twice, whoever pays him.

    `person`: blind index of the ID number, or of case and member where none is known. `unit`: who
    pays; empty for civil affairs, then `case_no` is the household's.
    """

    __tablename__ = "price_lines"

    place: str = Field(primary_key=True, max_length=20)
    month: date = Field(primary_key=True)
    person: str = Field(primary_key=True, max_length=64)
    person_class: str
    area: str
    case_no: str = ""
    programme: str = ""
    township: str = ""
    unit: str = ""
    fen: int = Field(sa_type=BigInteger)


class RiseLine(SQLModel, table=True):
    """One household of one rise. `state`: planned, applied, same (nothing changes), failed."""

    __tablename__ = "rise_lines"
    __table_args__ = (Index("ix_rise_lines_state", "subject", "state"),)

    subject: str = Field(primary_key=True, max_length=80)
    case_no: str = Field(primary_key=True, max_length=20)
    township: str
    programme: str
    was_fen: int = Field(sa_type=BigInteger)
    now_fen: int = Field(sa_type=BigInteger)
    state: str
    why: str = ""
