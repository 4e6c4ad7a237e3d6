"""Notices of every start, change and end of aid, found from the tables and kept until delivered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.programme import Programme
from store.sql import put
from store.tables import CaseRow, EntitlementRow, RollRow, StatusNotice

START, CHANGE, END = "start", "change", "end"
EVENT_ZH = {START: "开始享受", CHANGE: "变更", END: "终止"}
PENDING, DELIVERED = "pending", "delivered"


def found(session: Session, place: str, on: date) -> int:
    """Writes a notice for whatever has begun, changed or ended since; how many are new."""
    told = {
        row.id: row for row in session.exec(select(StatusNotice).where(StatusNotice.place == place))
    }
    people: dict[str, list[dict[str, str]]] = {}
    for row in session.exec(select(RollRow).where(RollRow.place == place)):
        person = {"name": row.name, "id_no": row.id_no, "class": row.klass}
        people.setdefault(row.case_no, []).append(person)
    cases = session.exec(
        select(CaseRow).where(CaseRow.place == place, col(CaseRow.granted).is_(True))
    ).all()
    new = [n for case in cases for n in _of_case(session, case, people, told, on)]
    return put(session, StatusNotice, new, keep=True)


def _of_case(
    session: Session,
    case: CaseRow,
    people: dict[str, list[dict[str, str]]],
    told: dict[str, StatusNotice],
    on: date,
) -> Iterable[dict[str, Any]]:
    started = told.get(f"{case.case_no}/{START}")
    living = case.case_no in people
    if living and started is None:
        yield _notice(case, START, START, people[case.case_no], on)
    if living and started is not None:
        query = select(EntitlementRow).where(
            EntitlementRow.case_no == case.case_no, EntitlementRow.seq > 1
        )
        for entitled in session.exec(query.order_by(col(EntitlementRow.seq))):
            key = f"{CHANGE}-{entitled.seq}"
            if f"{case.case_no}/{key}" not in told:
                row = _notice(case, key, CHANGE, people[case.case_no], on)
                yield {**row, "fen": entitled.monthly_fen}
    if not living and started is not None and f"{case.case_no}/{END}" not in told:
        yield {**_notice(case, END, END, json.loads(started.body), on), "fen": 0}


def _notice(
    case: CaseRow, key: str, event: str, people: list[dict[str, str]], on: date
) -> dict[str, Any]:
    return {
        "id": f"{case.case_no}/{key}",
        "place": case.place,
        "township": case.township,
        "case_no": case.case_no,
        "event": event,
        "on": on,
        "programme": Programme(case.programme).value,
        "fen": case.monthly_fen,
        "state": PENDING,
        "tries": 0,
        "tried_on": None,
        "delivered_on": None,
        "trouble": "",
        "body": json.dumps(people, ensure_ascii=False),
    }


def pending(session: Session, place: str, limit: int = 200) -> tuple[StatusNotice, ...]:
    """What is still to be delivered, those tried least first."""
    query = select(StatusNotice).where(StatusNotice.place == place, StatusNotice.state == PENDING)
    order = (col(StatusNotice.tries), col(StatusNotice.id))
    return tuple(session.exec(query.order_by(*order).limit(limit)))


def tried(session: Session, name: str, on: date, trouble: str) -> None:
    """Once more without success, or delivered when `trouble` is empty."""
    row = session.get_one(StatusNotice, name, with_for_update=True)
    if row.state == DELIVERED:
        return
    row.tries, row.tried_on, row.trouble = row.tries + 1, on, trouble
    if not trouble:
        row.state, row.delivered_on = DELIVERED, on
    session.add(row)


def counts(session: Session, place: str) -> dict[str, int]:
    rows = session.exec(select(StatusNotice.state).where(StatusNotice.place == place)).all()
    return {state: rows.count(state) for state in (PENDING, DELIVERED)}
