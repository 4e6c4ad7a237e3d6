"""岗位代行: who stands in for whom, from day to day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class StandInRow(SQLModel, table=True):
    """One record. Accounts, posts and days in clear, why somebody is absent sealed (OPN-34)."""

    __tablename__ = "stand_ins"
    __table_args__ = (Index("ix_stand_ins_deputy", "place", "deputy", "until"),)

    place: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    role: str
    township: str = ""
    absent: str
    deputy: str
    since: date
    until: date
    paper: str
    clause: str = ""
    set_on: date
    at: datetime = moment()
    officer: str
    officer_role: str
    officer_unit: str
    officer_township: str = ""
    ended_on: date | None = None
    ended_by: str = ""
    reason: str = sealed("stand_ins.reason")
    ended_because: str = sealed("stand_ins.ended_because")
