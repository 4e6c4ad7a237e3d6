"""Sheets of the long-term publicity as they were posted and taken down."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from store.types import sealed


class RollSheetRow(SQLModel, table=True):
    """One posted version of a village's sheet. `photo`: SHA-256 of the evidence, where there is one.

    `down_on`: taken down; the next version takes the one before it down by itself.
    """

    __tablename__ = "roll_sheets"

    place: str = Field(primary_key=True)
    township: str = Field(primary_key=True, max_length=40)
    village: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    digest: str = Field(max_length=64)
    households: int
    posted_on: date
    posted_by: str
    where: str = Field(max_length=80)
    photo: str = Field(default="", max_length=64)
    down_on: date | None = None
    down_by: str = ""
    why: str = Field(default="", max_length=200)
    content: str = sealed("roll_sheets.content")
