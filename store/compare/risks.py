"""The risk list of a place, found from the tables, and what insurers paid."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.case.lifecycle import Role, Stage
from domain.compare.risks import GRADE_ZH, HIGHEST, Known, RiskRule, risks
from domain.task import Task
from store.projection import project_tasks
from store.scopes import Scopes, of_numbers
from store.sql import put
from store.tables import CaseRow, InsurerPayout, RiskRow, RollRow, TimelineRow

SEEN: Final = (
    "record_survey", "verify_change", "record_care_visit", "record_pair_visit", "settle_hit",
)  # fmt: skip
"""Acts by which somebody met the household."""


def find(
    session: Session, place: str, rules: tuple[RiskRule, ...], today: date
) -> tuple[RiskRow, ...]:
    """Writes what the rules find today; what is listed already is left. Gives the new entries."""
    if not rules:
        return ()
    new = []
    for known in _known(session, place):
        for risk in risks(known, rules, today):
            row = {
                **risk.model_dump(),
                "place": place,
                "found_on": today,
                "handler": "",
                "closed_on": None,
                "result": "",
            }
            if put(session, RiskRow, [row], keep=True):
                new.append(session.get_one(RiskRow, (risk.case_no, risk.rule, risk.since)))
    _alert(session, place, rules, today)
    return tuple(new)


def _known(session: Session, place: str) -> list[Known]:
    seen = dict(
        session.exec(
            select(TimelineRow.case_no, func.max(TimelineRow.on))
            .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
            .where(CaseRow.place == place, col(TimelineRow.act).in_(SEEN))
            .group_by(TimelineRow.case_no)
        ).all()
    )
    bills = _bills(session, place)
    rows = session.exec(
        select(CaseRow).where(CaseRow.place == place, col(CaseRow.granted).is_(True))
    )
    return [
        Known(
            case_no=row.case_no,
            township=row.township,
            living=row.stage != Stage.CLOSED,
            seen_on=seen.get(row.case_no),
            stopped_on=row.closed_on if row.outcome == "stopped" else None,
            self_paid_fen=bills.get(row.case_no, (0, None))[0],
            self_paid_period=bills.get(row.case_no, (0, None))[1],
        )
        for row in rows
    ]


def _bills(session: Session, place: str) -> dict[str, tuple[int, date | None]]:
    """The largest sum a member of the household paid himself in one period, and the day it came."""
    columns = (RollRow.case_no, InsurerPayout.self_paid_fen, InsurerPayout.on)
    query = (
        select(*columns)  # type: ignore[call-overload]
        .join(InsurerPayout, col(InsurerPayout.person) == col(RollRow.person))
        .where(RollRow.place == place, InsurerPayout.place == place)
    )
    found: dict[str, tuple[int, date | None]] = {}
    for case_no, fen, on in session.exec(query):
        if fen > found.get(case_no, (0, None))[0]:
            found[case_no] = (fen, on)
    return found


def _alert(session: Session, place: str, rules: tuple[RiskRule, ...], today: date) -> None:
    """Entries of the highest grade are a task of the county at once, one for each."""
    names = {rule.code: rule.zh for rule in rules}
    tasks = [
        Task(
            code=f"answer_risk:{row.case_no}:{row.rule}:{row.since}",
            zh=f"风险预警（{GRADE_ZH[row.grade]}）：案件{row.case_no}{names.get(row.rule, row.rule)}，"
            "请安排走访并登记结果",
            act="answer_risk",
            role=Role.COUNTY_REVIEWER,
            since=row.found_on,
            clause="YC-28",
        )
        for row in open_risks(session, place)
        if row.grade == HIGHEST
    ]
    project_tasks(session, tasks, subject=f"risks/{place}", kind="risk", place=place, today=today)


def open_risks(
    session: Session, place: str, township: str = "", within: Scopes = ()
) -> tuple[RiskRow, ...]:
    """The gravest first."""
    query = select(RiskRow).where(
        RiskRow.place == place,
        col(RiskRow.closed_on).is_(None),
        *of_numbers(RiskRow.case_no, within),
    )
    if township:
        query = query.where(RiskRow.township == township)
    order = (col(RiskRow.grade).desc(), col(RiskRow.since), col(RiskRow.case_no))
    return tuple(session.exec(query.order_by(*order)))


def answer(
    session: Session, key: tuple[str, str, date], *, by: str, on: date, result: str
) -> RiskRow | None:
    """Somebody has looked in: who, when, with what result. None for an entry that is not open."""
    row = session.get(RiskRow, key, with_for_update=True)
    if row is None or row.closed_on is not None:
        return None
    row.handler, row.closed_on, row.result = by, on, result
    session.add(row)
    session.flush()
    return row


def close_task(session: Session, place: str, rules: tuple[RiskRule, ...], today: date) -> None:
    """The county's list after an answer."""
    _alert(session, place, rules, today)


def pay_out(session: Session, row: dict[str, Any]) -> None:
    """What an insurer says of one person and period; said again it replaces what was said."""
    put(session, InsurerPayout, [row])


def led(session: Session, key: tuple[str, str, str], lead_no: str) -> None:
    row = session.get_one(InsurerPayout, key)
    row.lead_no = lead_no
    session.add(row)
