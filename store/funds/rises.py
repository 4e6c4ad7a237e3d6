"""标准提高 in the tables: whom it concerns, what was counted, what was applied, who is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from domain.base import Frozen, digest_of
from domain.case.lifecycle import Stage
from store.sql import put
from store.tables import CaseRow
from store.tables.funds import RiseLine

PLANNED, SAME, APPLIED, FAILED = "planned", "same", "applied", "failed"


class Counted(Frozen):
    """One household as it was counted: what runs now, and what would run under the new standard."""

    case_no: str
    township: str
    programme: str
    was_fen: int
    now_fen: int


def living(session: Session, place: str, programmes: Sequence[str]) -> tuple[CaseRow, ...]:
    """Every household that draws monthly aid of these programmes, by case number."""
    return tuple(
        session.exec(
            select(CaseRow)
            .where(
                CaseRow.place == place,
                col(CaseRow.programme).in_(programmes),
                col(CaseRow.stage).in_((Stage.SUPERVISION.value, Stage.DISBURSEMENT.value)),
                CaseRow.monthly_fen > 0,
            )
            .order_by(col(CaseRow.case_no))
        )
    )


def keep(session: Session, subject: str, counted: Iterable[Counted]) -> None:
    """Writes what was counted; a household that was adjusted already stays as it is."""
    done = set(
        session.exec(
            select(RiseLine.case_no).where(RiseLine.subject == subject, RiseLine.state == APPLIED)
        )
    )
    rows = [
        {
            "subject": subject,
            **one.model_dump(),
            "state": PLANNED if one.now_fen != one.was_fen else SAME,
            "why": "",
        }
        for one in counted
        if one.case_no not in done
    ]
    put(session, RiseLine, rows)


def lines(session: Session, subject: str, *states: str) -> tuple[RiseLine, ...]:
    query = select(RiseLine).where(RiseLine.subject == subject)
    if states:
        query = query.where(col(RiseLine.state).in_(states))
    return tuple(session.exec(query.order_by(col(RiseLine.case_no))))


def mark(session: Session, subject: str, case_no: str, state: str, why: str = "") -> None:
    session.execute(
        update(RiseLine)
        .where(col(RiseLine.subject) == subject, col(RiseLine.case_no) == case_no)
        .values(state=state, why=why)
    )


def summed(session: Session, subject: str) -> tuple[dict[str, int], str]:
    """Households, those that change, what it adds a month; and the digest of the whole count."""
    rows = lines(session, subject)
    changed = [row for row in rows if row.now_fen != row.was_fen]
    figures = {
        "households": len(rows),
        "changed": len(changed),
        "unchanged": len(rows) - len(changed),
        "monthly_fen": sum(row.now_fen - row.was_fen for row in changed),
    }
    return figures, digest_of([[row.case_no, row.was_fen, row.now_fen] for row in rows])


def by_state(session: Session, subject: str) -> dict[str, int]:
    rows = session.exec(
        select(RiseLine.state, func.count())
        .where(RiseLine.subject == subject)
        .group_by(RiseLine.state)
    )
    return {state: int(count) for state, count in rows}
