"""Visits planned by departments (YC-04): registering, recording, and what the warnings read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.care.plans import Planned
from domain.relatives import Signal
from store.sql import put
from store.tables import CaseRow, CaseTrace, VisitLineRow, VisitPlanRow

_CLAUSE = "YC-04"


def register_plan(
    session: Session,
    *,
    place: str,
    unit: str,
    title: str,
    since: date,
    until: date,
    on: date,
    by: str,
    cases: Sequence[str],
) -> int:
    """A new plan of the unit; its number. CaseRefusal names the numbers that draw no aid there."""
    living = set(drawing(session, place))
    strange = [case for case in cases if case not in living]
    if strange:
        raise CaseRefusal(
            "not_drawing_aid",
            f"以下案件编号不是本地正在享受救助的家庭，请核对后重新提交：{'、'.join(strange)}。",
            _CLAUSE,
        )
    number = (
        1
        + session.exec(
            select(func.coalesce(func.max(VisitPlanRow.number), 0)).where(
                VisitPlanRow.place == place, VisitPlanRow.unit == unit
            )
        ).one()
    )
    at = {"place": place, "unit": unit, "number": number}
    plan = {**at, "title": title, "since": since, "until": until, "on": on, "by": by}
    put(session, VisitPlanRow, [plan])
    lines = [{**at, "case_no": c, "done_on": None, "finding": ""} for c in dict.fromkeys(cases)]
    put(session, VisitLineRow, lines)
    return number


def record_visit(
    session: Session, *, place: str, unit: str, number: int, case_no: str, on: date, finding: str
) -> None:
    """The visit was made. CaseRefusal for a household that is not on this plan."""
    done = session.execute(
        update(VisitLineRow)
        .where(
            col(VisitLineRow.place) == place,
            col(VisitLineRow.unit) == unit,
            col(VisitLineRow.number) == number,
            col(VisitLineRow.case_no) == case_no,
        )
        .values(done_on=on, finding=finding)
        .returning(col(VisitLineRow.case_no))
    ).all()
    if not done:
        raise CaseRefusal(
            "not_on_plan", "该家庭不在本单位的这份走访计划内，请核对案件编号。", _CLAUSE
        )


def planned(session: Session, place: str, unit: str = "") -> tuple[Planned, ...]:
    """Every household on a plan, of one unit where asked, by unit, plan and case."""
    query = (
        select(VisitLineRow, VisitPlanRow)
        .join(
            VisitPlanRow,
            (col(VisitPlanRow.place) == col(VisitLineRow.place))
            & (col(VisitPlanRow.unit) == col(VisitLineRow.unit))
            & (col(VisitPlanRow.number) == col(VisitLineRow.number)),
        )
        .where(VisitLineRow.place == place)
    )
    if unit:
        query = query.where(VisitLineRow.unit == unit)
    order = (col(VisitLineRow.unit), col(VisitLineRow.number), col(VisitLineRow.case_no))
    return tuple(
        Planned(
            unit=line.unit,
            number=line.number,
            title=plan.title,
            case_no=line.case_no,
            since=plan.since,
            until=plan.until,
            done_on=line.done_on,
        )
        for line, plan in session.exec(query.order_by(*order))
    )


def drawing(session: Session, place: str) -> tuple[str, ...]:
    """Cases of the place that draw monthly aid now."""
    query = select(CaseRow.case_no).where(
        CaseRow.place == place, CaseRow.monthly_fen > 0, col(CaseRow.closed_on).is_(None)
    )
    return tuple(session.exec(query.order_by(col(CaseRow.case_no))))


def homes(session: Session, cases: Sequence[str]) -> dict[str, str]:
    """Each of these cases with the first case that shares a person with it, itself if none does."""
    wanted = set(cases)
    if not wanted:
        return {}
    rows = session.exec(
        select(CaseTrace.case_no, CaseTrace.value)
        .where(CaseTrace.signal == Signal.ID_NUMBER.value)
        .order_by(col(CaseTrace.case_no))
    )
    root = {case: case for case in wanted}

    def found(case: str) -> str:
        while root[case] != case:
            case = root[case]
        return case

    first: dict[str, str] = {}
    for case, value in rows:
        if case not in wanted:
            continue
        other = first.setdefault(value, case)
        one, two = sorted((found(case), found(other)))
        root[two] = one
    return {case: found(case) for case in sorted(wanted)}
