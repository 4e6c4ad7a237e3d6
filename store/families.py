"""Families that touch: a recognition that ended under a single person's case, people who join.

A pair is found by the keyed digest of the person's number, which stands with both cases (JZ-05).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from domain.case.lifecycle import Stage
from domain.programme import Programme
from domain.relatives import Signal
from store.intake import Person, person_index
from store.tables import CaseRow, CaseTrace, ClaimRow
from store.types import keyring_of

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


def held_by_others(
    session: Session, case_no: str, persons: Sequence[Person]
) -> tuple[tuple[str, str], ...]:
    """Who of these people joins this case while another living case of its kind holds him.

    Pairs of the member's key and the other case. Whoever was ever of this case's family is not new
    to it, and is left to whoever looks at the flag `duplicate`.
    """
    circles = set(session.exec(select(ClaimRow.circle).where(ClaimRow.case_no == case_no)))
    ring, found = keyring_of(session), []
    for key, id_no in persons:
        index = person_index(ring, id_no)
        ours = select(CaseTrace.case_no).where(
            CaseTrace.case_no == case_no, CaseTrace.value == index
        )
        if session.exec(ours).first() is not None:
            continue
        rows = session.exec(select(ClaimRow).where(ClaimRow.person == index))
        found += [(key, r.case_no) for r in rows if r.circle in circles and r.case_no != case_no]
    return tuple(sorted(found))
