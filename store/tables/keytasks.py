"""重点任务: what units have said of their tasks and plans."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class KeyTaskRow(SQLModel, table=True):
    """One statement of a unit (YC-34, YC-37): whose, of which task, when; what it says is sealed."""

    __tablename__ = "key_task_statements"

    place: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    kind: str
    unit: str
    task: str = ""
    paper: str = ""
    on: date
    said_on: date
    at: datetime = moment()
    officer: str
    officer_role: str
    officer_unit: str
    behalf: str = ""
    text: str = sealed("key_task_statements.text")
