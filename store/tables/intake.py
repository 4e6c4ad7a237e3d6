"""What is given out once: case numbers, the claim of a person by one living case, ledger imports."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class CaseNumber(SQLModel, table=True):
    """The next number of a place (two letters) and year."""

    __tablename__ = "case_numbers"

    place: str = Field(primary_key=True, max_length=2)
    year: int = Field(primary_key=True)
    next: int


class IntakeRow(SQLModel, table=True):
    """One case of a request taken in: `key` is what the sender repeats when no answer reached him.

    `seq` counts the cases of one request; `name` is what was asked for, as claims call it.
    """

    __tablename__ = "intakes"

    key: str = Field(primary_key=True, max_length=200)
    seq: int = Field(default=0, primary_key=True)
    case_no: str = Field(unique=True, max_length=20)
    name: str = "dibao"
    place: str
    at: datetime = moment()


class ClaimRow(SQLModel, table=True):
    """A person is in one living case of a programme group at most.

    `person`: the blind index of the ID number; `circle`: the group; `name`: the programme.
    """

    __tablename__ = "claims"

    person: str = Field(primary_key=True, max_length=64)
    circle: str = Field(default="means", primary_key=True, max_length=20)
    name: str = "dibao"
    case_no: str = Field(index=True, max_length=20)
    member: str
    place: str


class ImportRow(SQLModel, table=True):
    """One ledger workbook taken in. The same file (by digest) at the same place is one import."""

    __tablename__ = "imports"

    id: str = Field(primary_key=True, max_length=40)
    digest: str = Field(index=True, max_length=64)
    place: str
    township: str = ""
    on: date
    by: str
    rows: int = 0
    taken: int = 0
    refused: int = 0
    at: datetime = moment()


class ImportLine(SQLModel, table=True):
    """One row of a ledger: `outcome` is accepted, refused or duplicate; `message` says why."""

    __tablename__ = "import_lines"

    import_id: str = Field(primary_key=True, max_length=40, foreign_key="imports.id")
    row: int = Field(primary_key=True)
    outcome: str
    case_no: str = ""
    column: str = ""
    message: str = sealed("import_lines.message")
