"""What others do for households: referrals from cases, and every aid of a case as one line."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import sealed


class CaseReferralRow(SQLModel, table=True):
    """One referral from a case to a unit (by code). `state`: sent, taken_on, given, refused or
    withdrawn; `told_on`: the family knows the result."""

    __tablename__ = "case_referrals"
    __table_args__ = (Index("ix_case_referrals_unit", "place", "unit", "state"),)

    case_no: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True)
    place: str
    township: str
    village: str = ""
    unit: str
    aid: str
    state: str
    sent_on: date
    due: date | None = None
    provisional: bool = False
    urged: int = 0
    answered_on: date | None = None
    amount_fen: int = Field(default=0, sa_type=BigInteger)
    told_on: date | None = None


class AidLineRow(SQLModel, table=True):
    """One aid of a case: `domain.together.aids.AidLine`. Rows stay when the case no longer carries
    what they are about, so that a household's aid can be told years on."""

    __tablename__ = "aid_lines"
    __table_args__ = (Index("ix_aid_lines_place", "place", "kind", "on"),)

    case_no: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=40)
    place: str
    programme: str
    kind: str
    state: str
    on: date
    until: date | None = None
    fen: int = Field(default=0, sa_type=BigInteger)
    monthly: bool = False
    aid: str = ""
    fund: str = Field(default="", max_length=60)
    zh: str = sealed("aid_lines.zh")
    by: str = sealed("aid_lines.by")
    note: str = sealed("aid_lines.note")
