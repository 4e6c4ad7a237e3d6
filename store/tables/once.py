"""Help given once, by person: what a later application for the same cause is compared with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class OnceAidRow(SQLModel, table=True):
    """One person of a case that was helped once. `person`: the blind index of the ID number.

    `on`: the day it was decided; `helped_on`: the day of the first help, empty until then. Rows
    stay when the case is closed.
    """

    __tablename__ = "once_aids"

    person: str = Field(primary_key=True, max_length=64)
    case_no: str = Field(primary_key=True, max_length=20)
    place: str
    township: str
    programme: str
    cause: str
    on: date
    helped_on: date | None = None
    fen: int = Field(sa_type=BigInteger)
