"""What the rulebook found, night by night: a projection of the histories, made anew at any time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class RulebookCaseRow(SQLModel, table=True):
    """The newest answers of one case. `program`: who gave them, as a digest; another program asks
    anew. `content`: the answers as JSON, with keyed digests of persons and texts."""

    __tablename__ = "rulebook_cases"

    case_no: str = Field(primary_key=True, max_length=20)
    place: str
    township: str
    program: str
    asked_at: datetime = moment()
    content: str = sealed("rulebook_cases.content")


class BreachRow(SQLModel, table=True):
    """One breach under its lasting key. `gone_on`: since when it is no longer found; None: it is."""

    __tablename__ = "rulebook_breaches"
    __table_args__ = (
        Index("ix_rulebook_breaches_where", "place", "rule", "gone_on"),
        Index("ix_rulebook_breaches_case", "case_no"),
    )

    key: str = Field(primary_key=True, max_length=20)
    rule: str
    place: str
    township: str
    case_no: str
    on: date
    seq: int
    number: str
    first_on: date
    last_on: date
    gone_on: date | None = None
    zh: str = sealed("rulebook_breaches.zh")


class NightRow(SQLModel, table=True):
    """One night in one township: how many cases there were, and in how many something was wrong.
    `by_rule` as `A05:3,A26:1`."""

    __tablename__ = "rulebook_nights"

    on: date = Field(primary_key=True)
    place: str = Field(primary_key=True, max_length=20)
    township: str = Field(primary_key=True, max_length=40)
    cases: int
    wrong: int
    breaches: int
    asked: int
    unknown: int
    by_rule: str
