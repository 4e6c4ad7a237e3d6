"""Applications as their records tell them, a case at a time, for figures over a county."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from domain.course.lines import Course, Line
from store.scopes import Scopes, of_cases
from store.tables import CaseRow, Obligation, PayRunRow, TimelineRow

_AT_ONCE = 2000


def courses(
    session: Session,
    place: str,
    since: date,
    until: date,
    *,
    township: str = "",
    within: Scopes = (),
) -> Iterator[Course]:
    """The applications of the place made in these days, in the order of their numbers. `within`: what an
    auditor's leaves cover.

    Read as they come: a county's records are never all in memory.
    """
    paid = _first_payments(session, place, since)
    rows = select(CaseRow).where(
        CaseRow.place == place,
        CaseRow.applied_on >= since,
        CaseRow.applied_on <= until,
        *of_cases(within),
    )
    if township:
        rows = rows.where(CaseRow.township == township)
    cases = {row.case_no: row for row in session.exec(rows)}
    for case_no, lines in _records(session, place, since, until):
        row = cases.get(case_no)
        if row is None:
            continue
        first = paid.get(case_no)
        yield Course(
            case_no=case_no,
            township=row.township,
            programme=row.programme,
            applied_on=row.applied_on,
            stage=row.stage,
            lines=tuple(lines),
            decided_on=row.decided_on,
            granted=row.granted,
            closed_on=row.closed_on,
            owed=first is not None,
            submitted_on=first[1] if first else None,
            released_on=first[2] if first else None,
            paid_on=first[0] if first else None,
        )


def _records(
    session: Session, place: str, since: date, until: date
) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each application, without the words of anybody."""
    query = (
        columns(
            col(TimelineRow.case_no),
            col(TimelineRow.act),
            col(TimelineRow.stage),
            col(TimelineRow.on),
            col(TimelineRow.role),
        )
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(
            col(CaseRow.place) == place,
            col(CaseRow.applied_on).between(since, until),
            col(TimelineRow.procedure) == 0,
        )
        .order_by(col(TimelineRow.case_no), col(TimelineRow.seq))
        .execution_options(yield_per=_AT_ONCE)
    )
    for case_no, rows in groupby(session.execute(query), key=lambda row: row[0]):
        yield case_no, [Line(act, stage, on, role) for _, act, stage, on, role in rows]


_Paid = tuple[date | None, date | None, date | None]


def _first_payments(session: Session, place: str, since: date) -> dict[str, _Paid]:
    """By case: when its first month was paid, and when that month's list was handed in and released."""
    first = (
        select(col(Obligation.case_no), func.min(col(Obligation.month)).label("month"))
        .where(Obligation.place == place)
        .group_by(col(Obligation.case_no))
        .subquery()
    )
    query = (
        select(
            col(Obligation.case_no),
            col(Obligation.paid_on),
            col(PayRunRow.submitted_on),
            col(PayRunRow.released_on),
        )
        .join(
            first,
            (col(Obligation.case_no) == first.c.case_no) & (col(Obligation.month) == first.c.month),
        )
        .join(CaseRow, col(CaseRow.case_no) == col(Obligation.case_no))
        .join(PayRunRow, col(PayRunRow.run) == col(Obligation.run), isouter=True)
        .where(CaseRow.applied_on >= since)
        .order_by(col(Obligation.paid_on).desc())
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.exec(query)}
