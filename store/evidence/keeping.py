"""Which content belongs to which case: written once, listed in the order it came."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from store.sql import put
from store.tables.evidence import EvidenceRow

MOST_PER_CASE = 400


class Full(Exception):
    """The case has as many files as one case may have."""


def add(session: Session, row: EvidenceRow) -> EvidenceRow:
    """The row as it stands: the same content in the same case is one row, the first one kept."""
    known = session.get(EvidenceRow, (row.case_no, row.digest))
    if known is not None:
        return known
    held = session.exec(select(func.count()).where(EvidenceRow.case_no == row.case_no)).one()
    if held >= MOST_PER_CASE:
        raise Full
    put(session, EvidenceRow, [row.model_dump()], keep=True)
    return session.get_one(EvidenceRow, (row.case_no, row.digest))


def of_case(session: Session, case_no: str) -> tuple[EvidenceRow, ...]:
    query = (
        select(EvidenceRow)
        .where(EvidenceRow.case_no == case_no)
        .order_by(col(EvidenceRow.at), col(EvidenceRow.digest))
    )
    return tuple(session.exec(query))


def find(session: Session, case_no: str, digest: str) -> EvidenceRow | None:
    return session.get(EvidenceRow, (case_no, digest))


def unknown(session: Session, case_no: str, digests: Iterable[str]) -> tuple[str, ...]:
    """Those of the digests that this case has no file of, sorted."""
    asked = set(digests)
    if not asked:
        return ()
    query = select(col(EvidenceRow.digest)).where(
        col(EvidenceRow.case_no) == case_no, col(EvidenceRow.digest).in_(asked)
    )
    return tuple(sorted(asked.difference(session.exec(query).all())))
