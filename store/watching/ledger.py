"""Every case of a township in one list, closed ones too (ZH-18); who of which unit is waited for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import Frozen
from store.tables import CaseReferralRow, CaseRow, DepartmentAsk, TaskRow
from store.tables.pay import Obligation


def ledger_rows(session: Session, place: str, township: str) -> tuple[tuple[CaseRow, int], ...]:
    """The cases in the order of their numbers, each with what it was paid in all, in fen."""
    paid = dict(
        session.exec(
            select(Obligation.case_no, func.sum(Obligation.fen))
            .where(
                Obligation.place == place,
                Obligation.township == township,
                Obligation.state == "paid",
            )
            .group_by(col(Obligation.case_no))
        ).all()
    )
    query = select(CaseRow).where(CaseRow.place == place, CaseRow.township == township)
    rows = session.exec(query.order_by(col(CaseRow.case_no)))
    return tuple((row, int(paid.get(row.case_no) or 0)) for row in rows)


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
