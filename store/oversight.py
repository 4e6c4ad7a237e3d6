"""Lists for those who answer for others: decisions by leader, days used."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.lifecycle import Role
from store.tables import CaseRow, TimelineRow

DECIDING = ("confirm", "refuse", "decide_change")


class ByLeader(Frozen):
    """What one principal leader has answered for: each kind of decision, how often, since when."""

    leader: str
    decisions: dict[str, int]
    first: date
    last: date


class DaysUsed(Frozen):
    """One application: from its day to the decision, or to `until` when there is none yet."""

    case_no: str
    township: str
    programme: str
    applied_on: date
    accepted_on: date | None
    decided_on: date | None
    granted: bool | None
    days: int
    late: bool


def by_leader(session: Session, place: str) -> tuple[ByLeader, ...]:
    """Decisions of the place by the township leader who answers for them (JZ-22)."""
    query = (
        select(col(TimelineRow.officer), col(TimelineRow.act), col(TimelineRow.on))
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(
            CaseRow.place == place,
            TimelineRow.role == Role.TOWNSHIP_LEADER.value,
            col(TimelineRow.act).in_(DECIDING),
        )
    )
    decided: dict[str, list[tuple[str, date]]] = {}
    for leader, act, on in session.exec(query):
        decided.setdefault(leader, []).append((act, on))
    return tuple(
        ByLeader(
            leader=leader,
            decisions=dict(Counter(act for act, _ in acts)),
            first=min(on for _, on in acts),
            last=max(on for _, on in acts),
        )
        for leader, acts in sorted(decided.items())
    )


def days_used(session: Session, place: str, until: date, *, late: bool) -> tuple[DaysUsed, ...]:
    """Applications with the calendar days they have taken, the longest first.

    Late is what passed a day promised for one of its steps, or the whole, before the decision; with
    `late` those only (JZ-04, JZ-58).
    """
    passed = set(
        session.exec(
            select(col(TimelineRow.case_no))
            .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
            .where(CaseRow.place == place, TimelineRow.act == "overdue", TimelineRow.procedure == 0)
        )
    )
    rows = session.exec(select(CaseRow).where(CaseRow.place == place))
    used = (_used(row, until, passed) for row in rows)
    return tuple(
        sorted((r for r in used if r.late or not late), key=lambda r: (-r.days, r.case_no))
    )


def _used(row: CaseRow, until: date, passed: set[str]) -> DaysUsed:
    end = row.decided_on or row.closed_on or until
    waiting = row.decided_on is None and row.closed_on is None
    overdue = waiting and row.due_on is not None and until > row.due_on
    return DaysUsed(
        case_no=row.case_no,
        township=row.township,
        programme=row.programme,
        applied_on=row.applied_on,
        accepted_on=row.accepted_on,
        decided_on=row.decided_on,
        granted=row.granted,
        days=(end - row.applied_on).days,
        late=overdue or row.case_no in passed,
    )
