"""Families whose 低保边缘 recognition has ended, and the single persons' cases that rested on it.

A pair is found by the keyed digest of the person's number, which stands with both cases (JZ-05).
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.case.lifecycle import Stage
from domain.programme import Programme
from domain.relatives import Signal
from store.tables import CaseRow, CaseTrace

Ended = tuple[CaseRow, str]
"""The single person's case, and the number of the family's that has ended."""


def ended_families(session: Session, since: date) -> tuple[Ended, ...]:
    """Living cases of one person whose family's recognised case closed on `since` or later."""
    family = select(CaseRow.case_no).where(
        CaseRow.programme == Programme.EDGE.value,
        CaseRow.stage == Stage.CLOSED.value,
        col(CaseRow.granted).is_(True),
        col(CaseRow.closed_on) >= since,
    )
    theirs = (
        select(CaseTrace.case_no, CaseTrace.value, CaseTrace.place)
        .where(
            CaseTrace.signal == Signal.ID_NUMBER.value,
            col(CaseTrace.case_no).in_(family),
        )
        .subquery()
    )
    query = (
        select(CaseRow, theirs.c.case_no)
        .join(CaseTrace, col(CaseTrace.case_no) == col(CaseRow.case_no))
        .join(theirs, (theirs.c.value == CaseTrace.value) & (theirs.c.place == CaseRow.place))
        .where(
            col(CaseRow.single_person).is_(True),
            col(CaseRow.stage).in_([Stage.DISBURSEMENT.value, Stage.SUPERVISION.value]),
            CaseTrace.signal == Signal.ID_NUMBER.value,
        )
        .order_by(col(CaseRow.case_no), theirs.c.case_no)
    )
    return tuple((row, str(family_no)) for row, family_no in session.exec(query))
