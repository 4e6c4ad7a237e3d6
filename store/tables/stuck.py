"""Steps towards the outside that are being tried again: written by whoever tries, gone when it works."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.types import moment


class StruggleRow(SQLModel, table=True):
    """One step of one procedure that failed and is tried again. `cause`: the kind of error alone."""

    __tablename__ = "struggles"

    subject: str = Field(primary_key=True, max_length=120)
    step: str = Field(primary_key=True, max_length=80)
    since: datetime = moment()
    seen: datetime = moment()
    tries: int
    cause: str = Field(default="", max_length=80)
