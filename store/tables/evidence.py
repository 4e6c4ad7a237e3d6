"""Photos and scans of cases: which content belongs to which case. The bytes are in the vault."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment


class EvidenceRow(SQLModel, table=True):
    """One content in one case, written once. `kind`: `domain.evidence`; `size` in bytes."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_digest", "digest"),)

    case_no: str = Field(primary_key=True, max_length=20)
    digest: str = Field(primary_key=True, max_length=64)
    kind: str
    media_type: str
    size: int
    by: str
    at: datetime = moment()
