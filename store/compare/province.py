"""What the provincial system knows of the people in aid: adds, changes and removals by batch (JZ-01).

Every person has one class. What was sent and not confirmed stays listed until it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from domain.compare.classes import Klass, first_of
from store.sql import put
from store.tables import CaseRow, ProvinceRecord, RollRow
from store.types import keyring_of

ADD, CHANGE, REMOVE = "add", "change", "remove"
_REFUSED = "refused"
"""In place of what was told of a person: the province has not taken it."""
CHANGE_ZH = {ADD: "新增", CHANGE: "变更", REMOVE: "退出"}


class Batch(NamedTuple):
    """One export: its number, its lines, and what the household of each case is given a month, in fen
    (YC-14: recipients and aid in one batch; a changed sum is a change)."""

    number: str
    lines: tuple[ProvinceRecord, ...]
    given: Mapping[str, int]


def export(session: Session, place: str, on: date) -> Batch:
    """Everything that differs from what was sent before, as one batch; an empty one has no number."""
    known = {
        row.person: row
        for row in session.exec(select(ProvinceRecord).where(ProvinceRecord.place == place))
    }
    now = _people(session, place)
    given = _given(session, place)
    for row in now.values():
        told = f"province:{row['record']}|{given.get(row['case_no'], 0)}"
        row["record"] = keyring_of(session).blind_index(told)
    batch = _number(known.values(), on)
    rows = []
    for person, row in sorted(now.items()):
        before = known.get(person)
        gone = before is not None and before.change == REMOVE
        if before is None or gone or before.record != row["record"]:
            refused = before is not None and before.record == _REFUSED
            change = ADD if before is None or gone else before.change if refused else CHANGE
            rows.append({**row, "change": change, "batch": batch, "sent_on": on})
    for person, before in sorted(known.items()):
        if person not in now and (before.change != REMOVE or before.record == _REFUSED):
            kept = before.model_dump(exclude={"change", "batch", "sent_on", "confirmed_on"})
            left = {"change": REMOVE, "record": "", "batch": batch, "sent_on": on}
            rows.append({**kept, **left})
    rows = [{**row, "confirmed_on": None} for row in rows]
    put(session, ProvinceRecord, rows)
    lines = tuple(ProvinceRecord(**row) for row in rows)
    return Batch(batch if rows else "", lines, given)


def _number(known: Any, on: date) -> str:
    """The batches of a day are counted."""
    today = {row.batch for row in known if row.batch.startswith(f"{on:%Y%m%d}-")}
    return f"{on:%Y%m%d}-{len(today) + 1}"


def _given(session: Session, place: str) -> dict[str, int]:
    """Case number to fen a month, of those who are given something."""
    query = select(CaseRow.case_no, CaseRow.monthly_fen).where(
        CaseRow.place == place, col(CaseRow.monthly_fen) > 0
    )
    return dict(session.exec(query).all())


def _people(session: Session, place: str) -> dict[str, dict[str, Any]]:
    """Each person once, under the class that stands first of those he has."""
    found: dict[str, list[RollRow]] = {}
    for row in session.exec(select(RollRow).where(RollRow.place == place)):
        found.setdefault(row.person, []).append(row)
    ring = keyring_of(session)
    people = {}
    for person, rows in found.items():
        klass = first_of(Klass(row.klass) for row in rows)
        row = min(rows, key=lambda r: (r.klass != klass, r.case_no))
        record = ring.blind_index(f"province:{klass}|{row.case_no}|{row.township}|{row.name}")
        people[person] = {
            "place": place,
            "person": person,
            "klass": klass.value,
            "case_no": row.case_no,
            "township": row.township,
            "record": record,
            "name": row.name,
            "id_no": row.id_no,
        }
    return people


def confirm(session: Session, place: str, batch: str, refused: frozenset[str], on: date) -> int:
    """The province has taken the batch, but for the case numbers it refused; how many lines. What was
    refused stays listed and goes again with the next batch."""
    query = select(ProvinceRecord).where(
        ProvinceRecord.place == place, ProvinceRecord.batch == batch
    )
    done = 0
    for row in session.exec(query):
        if row.confirmed_on is None and row.case_no not in refused:
            row.confirmed_on, done = on, done + 1
        elif row.confirmed_on is None:
            row.record = _REFUSED
        session.add(row)
    return done


def unconfirmed(session: Session, place: str) -> tuple[ProvinceRecord, ...]:
    """What was changed here and is not yet confirmed there, the oldest first."""
    query = select(ProvinceRecord).where(
        ProvinceRecord.place == place, col(ProvinceRecord.confirmed_on).is_(None)
    )
    order = (col(ProvinceRecord.sent_on), col(ProvinceRecord.batch), col(ProvinceRecord.case_no))
    return tuple(session.exec(query.order_by(*order)))


def people_of(
    session: Session, place: str, classes: tuple[Klass, ...]
) -> tuple[tuple[str, str, Klass], ...]:
    """Name, number and class of everybody in aid of one of these classes, once each."""
    rows = [row for row in _people(session, place).values() if Klass(row["klass"]) in classes]
    found = ((str(r["name"]), str(r["id_no"]), Klass(r["klass"])) for r in rows)
    return tuple(sorted(found, key=lambda one: one[1]))


def by_class(session: Session, place: str) -> dict[str, int]:
    """How many people are in each class."""
    counted: dict[str, int] = {}
    for row in _people(session, place).values():
        counted[row["klass"]] = counted.get(row["klass"], 0) + 1
    return dict(sorted(counted.items()))
