"""近亲属备案: who holds office, who is close to him, and what both sides are compared by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class RegisterRow(SQLModel, table=True):
    """One person of the register: the official himself (`n` 0, kinship self) or a relative of his.

    `kind`: handler (staff who handle cases) or village (cadres). `checked_on`: when somebody last
    went through the entry, on the official's row.
    """

    __tablename__ = "relatives_register"
    __table_args__ = (Index("ix_relatives_register_where", "place", "township"),)

    official: str = Field(primary_key=True, max_length=24)
    n: int = Field(primary_key=True)
    place: str
    township: str = ""
    village: str = ""
    kind: str
    account: str = ""
    kinship: str
    id_index: str
    active: bool = True
    checked_on: date | None = None
    checked_by: str = ""
    at: datetime = moment()
    name: str = sealed("relatives_register.name")
    title: str = sealed("relatives_register.title")
    id_no: str = sealed("relatives_register.id_no")
    address: str = sealed("relatives_register.address")
    bank_account: str = sealed("relatives_register.bank_account")


class RegisterTrace(SQLModel, table=True):
    """A keyed digest of a registered person's number, address or account."""

    __tablename__ = "register_traces"
    __table_args__ = (Index("ix_register_traces_value", "value"),)

    official: str = Field(primary_key=True, max_length=24)
    n: int = Field(primary_key=True)
    signal: str = Field(primary_key=True, max_length=12)
    value: str = Field(max_length=64)


class CaseTrace(SQLModel, table=True):
    """The same of a family's members. It stays when they leave and when the case is closed."""

    __tablename__ = "case_traces"
    __table_args__ = (Index("ix_case_traces_value", "value"),)

    case_no: str = Field(primary_key=True, max_length=20)
    member: str = Field(primary_key=True, max_length=8)
    signal: str = Field(primary_key=True, max_length=12)
    value: str = Field(primary_key=True, max_length=64)
    place: str


class RelativeMark(SQLModel, table=True):
    """A match that was dealt with. `state`: told (the case knows), past (it was closed by then)."""

    __tablename__ = "relative_marks"

    case_no: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=120)
    official: str = Field(max_length=24, index=True)
    signal: str
    state: str
    at: datetime = moment()
