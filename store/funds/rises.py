"""标准提高 in the tables: whom it concerns, what was counted, what was applied, who is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from domain.base import Frozen, digest_of
from domain.case.lifecycle import Stage
from store.sql import put
from store.tables import CaseRow, EntitlementRow
from store.tables.funds import RiseLine

PLANNED, SAME, APPLIED, FAILED = "planned", "same", "applied", "failed"
ARREARS, OWED, BY_HAND = "arrears", "owed", "by_hand"
"""Of a household whose aid has ended since the rise: counted, written as owed, left to people."""
STATE_ZH = {
    PLANNED: "待调整",
    SAME: "金额不变",
    APPLIED: "已调整",
    FAILED: "未能调整",
    ARREARS: "已终止，待补发",
    OWED: "已终止，已列补发",
    BY_HAND: "已终止，请人工核定",
}


class Counted(Frozen):
    """One household as it was counted: what runs now, and what would run under the new standard."""

    case_no: str
    township: str
    programme: str
    was_fen: int
    now_fen: int
    state: str = ""
    """Given for a household whose aid has ended: its sums are then those of all its months."""


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


def ended(
    session: Session, place: str, programmes: Sequence[str], since: date
) -> tuple[CaseRow, ...]:
    """Households whose aid has ended and who were entitled to a month from `since` on."""
    entitled = select(EntitlementRow.case_no).where(
        (col(EntitlementRow.last).is_(None)) | (col(EntitlementRow.last) >= since)
    )
    return tuple(
        session.exec(
            select(CaseRow)
            .where(
                CaseRow.place == place,
                col(CaseRow.programme).in_(programmes),
                CaseRow.stage == Stage.CLOSED.value,
                col(CaseRow.case_no).in_(entitled),
            )
            .order_by(col(CaseRow.case_no))
        )
    )


def keep(session: Session, subject: str, counted: Iterable[Counted]) -> None:
    """Writes what was counted; a household that was adjusted already stays as it is."""
    done = set(
        session.exec(
            select(RiseLine.case_no).where(
                RiseLine.subject == subject, col(RiseLine.state).in_((APPLIED, OWED))
            )
        )
    )
    rows = [
        {
            "subject": subject,
            **one.model_dump(exclude={"state"}),
            "state": one.state or (PLANNED if one.now_fen != one.was_fen else SAME),
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
    every = lines(session, subject)
    past = [row for row in every if row.state in (ARREARS, OWED, BY_HAND)]
    rows = [row for row in every if row not in past]
    changed = [row for row in rows if row.now_fen != row.was_fen]
    figures = {
        "households": len(rows),
        "changed": len(changed),
        "unchanged": len(rows) - len(changed),
        "monthly_fen": sum(row.now_fen - row.was_fen for row in changed),
        "ended": len(past),
        "by_hand": sum(row.state == BY_HAND for row in past),
        "arrears_fen": sum(row.now_fen - row.was_fen for row in past),
    }
    return figures, digest_of([[row.case_no, row.was_fen, row.now_fen] for row in every])


def by_state(session: Session, subject: str) -> dict[str, int]:
    rows = session.exec(
        select(RiseLine.state, func.count())
        .where(RiseLine.subject == subject)
        .group_by(RiseLine.state)
    )
    return {state: int(count) for state, count in rows}
