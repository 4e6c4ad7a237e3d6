"""What others are told of the people in aid: the medical-security department, the provincial system."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import sealed


class StatusNotice(SQLModel, table=True):
    """One start, change or end of somebody's aid that a department is told of (ZH-12).

    `state`: pending or delivered; `tries` and `trouble` say why it is still pending. `body`: the
    people concerned, as they were then.
    """

    __tablename__ = "status_notices"
    __table_args__ = (Index("ix_status_notices_state", "place", "state"),)

    id: str = Field(primary_key=True, max_length=60)
    place: str
    township: str
    case_no: str = Field(max_length=20)
    event: str
    on: date
    programme: str
    fen: int = Field(default=0, sa_type=BigInteger)
    state: str = "pending"
    tries: int = 0
    tried_on: date | None = None
    delivered_on: date | None = None
    trouble: str = ""
    body: str = sealed("status_notices.body")


class ProvinceRecord(SQLModel, table=True):
    """What the provincial system was told of one person, and whether it has confirmed it (JZ-01)."""

    __tablename__ = "province_records"
    __table_args__ = (Index("ix_province_records_batch", "place", "batch"),)

    place: str = Field(primary_key=True, max_length=20)
    person: str = Field(primary_key=True, max_length=64)
    klass: str
    case_no: str
    township: str
    record: str
    change: str
    batch: str
    sent_on: date
    confirmed_on: date | None = None
    name: str = sealed("province_records.name")
    id_no: str = sealed("province_records.id_no")


class InsurerPayout(SQLModel, table=True):
    """What a carrier of major-illness insurance paid for one person in one period (TR-47)."""

    __tablename__ = "insurer_payouts"
    __table_args__ = (Index("ix_insurer_payouts_person", "place", "person"),)

    place: str = Field(primary_key=True, max_length=20)
    person: str = Field(primary_key=True, max_length=64)
    period: str = Field(primary_key=True)
    paid_fen: int = Field(sa_type=BigInteger)
    self_paid_fen: int = Field(sa_type=BigInteger)
    on: date
    by: str
    lead_no: str = ""


class RiskRow(SQLModel, table=True):
    """One household on the risk list, until somebody has written a result (YC-28)."""

    __tablename__ = "risk_entries"
    __table_args__ = (Index("ix_risk_entries_open", "place", "township", "closed_on"),)

    case_no: str = Field(primary_key=True, max_length=20)
    rule: str = Field(primary_key=True, max_length=40)
    since: date = Field(primary_key=True)
    place: str
    township: str
    grade: int
    found_on: date
    handler: str = ""
    closed_on: date | None = None
    result: str = sealed("risk_entries.result")
