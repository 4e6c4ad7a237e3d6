"""Every case of a township in one list, closed ones too (ZH-18); who of which unit is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Row, func
from sqlmodel import Session, col, select

from domain.base import Frozen
from store.tables import CaseReferralRow, CaseRow, DepartmentAsk, TaskRow
from store.tables.pay import Obligation

SHOWN: Final = (
    "case_no", "applicant_name", "programme", "persons", "applied_on", "accepted_on", "decided_on",
    "stage", "outcome", "monthly_fen", "closed_on",
)  # fmt: skip
AT_A_TIME: Final = 500
"""Rows fetched together: operation, not law."""


def ledger_rows(session: Session, place: str, township: str) -> Iterator[tuple[Row[Any], int]]:
    """The cases in the order of their numbers, each with what it was paid in all, in fen; fetched as
    they are asked for, while the session is open."""
    paid = (
        sa.select(Obligation.case_no, func.sum(Obligation.fen).label("fen"))  # type: ignore[call-overload]
        .where(
            Obligation.place == place,
            Obligation.township == township,
            Obligation.state == "paid",
        )
        .group_by(col(Obligation.case_no))
        .subquery()
    )
    query = (
        sa.select(*(getattr(CaseRow, name) for name in SHOWN), paid.c.fen)
        .outerjoin(paid, paid.c.case_no == CaseRow.case_no)
        .where(col(CaseRow.place) == place, col(CaseRow.township) == township)
        .order_by(col(CaseRow.case_no))
        .execution_options(yield_per=AT_A_TIME)
    )
    for row in session.execute(query):
        yield row, int(row.fen or 0)


class Awaited(Frozen):
    """Something a unit has to do for a family or a procedure. `what`: check, referral or task.

    `subject`: case number or another procedure's id; nobody's name.
    """

    unit: str
    what: str
    subject: str
    township: str
    since: date
    due: date | None


def awaited(session: Session, place: str) -> tuple[Awaited, ...]:
    """The service centre's list over all departments: what each still owes, the longest first (YC-05)."""
    asks = session.exec(
        select(DepartmentAsk).where(
            DepartmentAsk.place == place,
            col(DepartmentAsk.answered_on).is_(None),
            col(DepartmentAsk.waived_on).is_(None),
        )
    )
    referrals = session.exec(
        select(CaseReferralRow).where(
            CaseReferralRow.place == place, col(CaseReferralRow.state).in_(("sent", "taken_on"))
        )
    )
    tasks = session.exec(
        select(TaskRow).where(
            TaskRow.place == place, TaskRow.unit != "", col(TaskRow.closed_on).is_(None)
        )
    )
    found = [
        *(
            Awaited(unit=a.department, what="check", subject=a.case_no, township=a.township,
                    since=a.asked_on, due=a.due)
            for a in asks
        ),
        *(
            Awaited(unit=r.unit, what="referral", subject=r.case_no, township=r.township,
                    since=r.sent_on, due=r.due)
            for r in referrals
        ),
        *(
            Awaited(unit=t.unit, what="task", subject=t.subject, township=t.township,
                    since=t.since, due=t.due)
            for t in tasks
        ),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.since, one.unit, one.subject)))
