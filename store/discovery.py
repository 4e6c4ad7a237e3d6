"""主动发现 in the tables: numbers given out, leads as the workflows know them, lists and figures.

A version older than what stands is ignored; the same one again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.discovery.file import DiscoveryFile
from domain.discovery.lifecycle import LeadStage
from domain.discovery.tasks import whose
from domain.oversight.parts import ReadingScope
from store.cases import MOST, Page
from store.intake import person_index
from store.projection import project_tasks
from store.scopes import Scopes, of_leads
from store.sql import cursor_of, cursor_values, lock, next_number, put
from store.tables import (
    CaseRow,
    LeadImport,
    LeadImportLine,
    LeadIntake,
    LeadLine,
    LeadNumber,
    LeadRow,
)
from store.types import keyring_of
from workflows.discovery_steps import LeadProjection
from workflows.ids import lead_id

LEAD, KNOWN, DUPLICATE, REFUSED = "lead", "known", "duplicate", "refused"
"""What becomes of a row of a list. None of them is a case."""


class LeadFilter(Frozen):
    """Which leads; empty fields do not narrow."""

    place: str = ""
    township: str = ""
    village: str = ""
    kind: str = ""
    channel: str = ""
    stage: str = ""
    urgent: bool | None = None
    overdue: bool | None = None
    open: bool | None = None
    since: date | None = None
    until: date | None = None
    within: tuple[ReadingScope, ...] = ()
    """What an auditor's leaves cover; empty does not narrow."""


def number_lead(session: Session, *, key: str, abbr: str, place: str, on: date) -> str:
    """The number of a report; the same `key` gives the same number. `abbr`: the place's letters."""
    letters, year = abbr.upper(), on.year
    lock(session, LeadNumber, place=letters, year=year)
    known = session.get(LeadIntake, key)
    if known is not None:
        return known.lead_no
    number = next_number(session, LeadNumber, place=letters, year=year)
    lead_no = f"{letters}L{year}{number:06d}"
    row = {"key": key, "lead_no": lead_no, "place": place, "at": datetime.now(UTC)}
    put(session, LeadIntake, [row])
    return lead_no


def lead_of_key(session: Session, key: str) -> str:
    """The number a report was given under this key, or the empty string."""
    row = session.get(LeadIntake, key)
    return row.lead_no if row else ""


def open_lead_about(session: Session, place: str, id_no: str, kind: str) -> str:
    """The number of an open lead of this kind about the person, or the empty string."""
    if not id_no:
        return ""
    query = select(LeadRow.lead_no).where(
        LeadRow.place == place,
        LeadRow.person == person_index(keyring_of(session), id_no),
        LeadRow.kind == kind,
        LeadRow.stage != LeadStage.CLOSED.value,
    )
    return session.exec(query.order_by(col(LeadRow.lead_no))).first() or ""


def project_lead(session: Session, projection: LeadProjection) -> bool:
    """The lead's row, its task and its record. False: it was too old."""
    file, order = projection.file, projection.file.order
    stands = session.get(LeadRow, file.lead_no, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, LeadRow, [_row(session, projection)])
    project_tasks(
        session,
        projection.tasks,
        subject=lead_id(order.place, file.lead_no),
        kind="discovery",
        place=order.place,
        township=file.township,
        village=file.village,
        today=file.latest,
        units={task.code: whose(file, task) for task in projection.tasks},
        late={task.mark for task in projection.tasks if task.mark in file.overdue},
    )
    _record(session, file)
    return True


def _row(session: Session, projection: LeadProjection) -> dict[str, Any]:
    file, order = projection.file, projection.file.order
    going, visit, result = file.assignment, file.visit, file.result
    late = next((e for e in file.journal if e.act == "overdue"), None)
    task = projection.tasks[0] if projection.tasks else None
    id_no = order.person.id_no
    return {
        "lead_no": file.lead_no,
        "place": order.place,
        "township": file.township,
        "village": file.village,
        "kind": order.kind.value,
        "channel": order.channel,
        "source": order.source,
        "origin": order.origin.value,
        "urgent": order.urgent,
        "stage": file.stage.value,
        "version": file.version,
        "reported_on": order.reported_on,
        "reported_by": order.reported_by.id,
        "visitor": going.visitor if going else "",
        "visit_due": going.due if going else None,
        "visited_on": visit.on if visit else None,
        "case_no": file.case_no,
        "outcome": result.outcome if result else "",
        "closed_on": result.on if result else None,
        "due_on": task.due if task else None,
        "overdue": bool(file.overdue),
        "whose": whose(file, task) if task else "",
        "late_by": late.text.split("：")[0] if late else "",
        "person": person_index(keyring_of(session), id_no) if id_no else "",
        "updated_at": datetime.now(UTC),
        "name": order.person.name,
        "problem": order.problem,
        "waiting": projection.waiting,
    }


def _record(session: Session, file: DiscoveryFile) -> None:
    query = select(func.max(LeadLine.seq)).where(LeadLine.lead_no == file.lead_no)
    last = session.exec(query).one() or 0
    rows = [
        {
            "lead_no": file.lead_no,
            "seq": entry.seq,
            "act": entry.act,
            "zh": entry.zh,
            "on": entry.on,
            "at": entry.at,
            "officer": entry.officer.id if entry.officer else "",
            "role": entry.officer.role.value if entry.officer else "",
            "unit": entry.officer.unit if entry.officer else "",
            "clause": entry.clause,
            "text": entry.text,
        }
        for entry in file.journal
        if entry.seq > last
    ]
    put(session, LeadLine, rows, keep=True)


# --- reading --------------------------------------------------------------------------------------


def get_lead(session: Session, lead_no: str) -> LeadRow | None:
    return session.get(LeadRow, lead_no)


def list_leads(
    session: Session, which: LeadFilter, *, limit: int = 50, cursor: str = ""
) -> Page[LeadRow]:
    """Leads by number, newest last. CaseRefusal for a cursor that is not ours."""
    query = select(LeadRow).where(*wanted(which)).order_by(col(LeadRow.lead_no))
    if cursor:
        [after] = cursor_values(cursor, 1)
        query = query.where(col(LeadRow.lead_no) > after)
    size = max(1, min(limit, MOST))
    rows = session.exec(query.limit(size + 1)).all()
    more = len(rows) > size
    return Page(tuple(rows[:size]), cursor_of(rows[size - 1].lead_no) if more else "")


def leads_and_cases(session: Session, which: LeadFilter) -> tuple[tuple[LeadRow, bool | None], ...]:
    """Every lead with what its case decided: granted, not granted, or nothing yet."""
    query = (
        select(LeadRow, CaseRow.granted)
        .join(CaseRow, col(CaseRow.case_no) == col(LeadRow.case_no), isouter=True)
        .where(*wanted(which))
        .order_by(col(LeadRow.lead_no))
    )
    return tuple((row, granted) for row, granted in session.exec(query))


def covered(session: Session, lead_no: str, within: Scopes) -> bool:
    """Whether a lead lies within what an auditor's leaves cover."""
    query = select(LeadRow.lead_no).where(LeadRow.lead_no == lead_no, *of_leads(within))
    return session.exec(query).first() is not None


def record_of(session: Session, lead_no: str) -> tuple[LeadLine, ...]:
    query = select(LeadLine).where(LeadLine.lead_no == lead_no).order_by(col(LeadLine.seq))
    return tuple(session.exec(query))


def wanted(which: LeadFilter) -> list[ColumnElement[bool]]:
    exact = {
        LeadRow.place: which.place,
        LeadRow.township: which.township,
        LeadRow.village: which.village,
        LeadRow.kind: which.kind,
        LeadRow.channel: which.channel,
        LeadRow.stage: which.stage,
    }
    found = [col(column) == value for column, value in exact.items() if value]
    if which.urgent is not None:
        found.append(col(LeadRow.urgent).is_(which.urgent))
    if which.overdue is not None:
        found.append(col(LeadRow.overdue).is_(which.overdue))
    if which.open is not None:
        closed = col(LeadRow.stage) == LeadStage.CLOSED.value
        found.append(~closed if which.open else closed)
    if which.since is not None:
        found.append(col(LeadRow.reported_on) >= which.since)
    if which.until is not None:
        found.append(col(LeadRow.reported_on) <= which.until)
    return found + of_leads(which.within)


# --- lists of other departments -------------------------------------------------------------------


def begin_list(session: Session, row: dict[str, Any], lines: Iterable[dict[str, Any]]) -> bool:
    """The list with the rows that could not be read. False: it was begun before."""
    if session.get(LeadImport, row["id"]) is not None:
        return False
    put(session, LeadImport, [row], keep=True)
    put(session, LeadImportLine, tuple(lines), keep=True)
    _count(session, row["id"])
    return True


def add_list_line(session: Session, line: dict[str, Any]) -> None:
    """What became of one row. The first outcome stands."""
    put(session, LeadImportLine, [line], keep=True)
    _count(session, line["import_id"])


def get_list(session: Session, import_id: str) -> LeadImport | None:
    return session.get(LeadImport, import_id)


def lists_of(session: Session, place: str, township: str = "") -> tuple[LeadImport, ...]:
    """The newest lists first."""
    query = select(LeadImport).where(LeadImport.place == place)
    if township:
        query = query.where(LeadImport.township == township)
    return tuple(session.exec(query.order_by(col(LeadImport.at).desc()).limit(MOST)))


def list_lines(session: Session, import_id: str) -> tuple[LeadImportLine, ...]:
    """Every row with an outcome, in the order of the workbook."""
    query = select(LeadImportLine).where(LeadImportLine.import_id == import_id)
    return tuple(session.exec(query.order_by(col(LeadImportLine.row))))


def _count(session: Session, import_id: str) -> None:
    query = select(LeadImportLine.outcome).where(LeadImportLine.import_id == import_id)
    outcomes = session.exec(query).all()
    row = session.get_one(LeadImport, import_id, with_for_update=True)
    row.taken = sum(outcome in (LEAD, KNOWN) for outcome in outcomes)
    row.refused = len(outcomes) - row.taken
    session.add(row)
