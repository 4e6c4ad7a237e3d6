"""A matter of money in the tables: its row, its record, its tasks, and the entries it asks for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from domain.funds.books import RESERVE
from domain.funds.matter import ErrandDone, Matter
from store.funds import accounts, year_end
from store.funds.entries import Entry, Origin, has_event, post
from store.projection import project_tasks, watch_reserve
from store.sql import put
from store.tables.funds import MatterNoteRow, MatterRow, ShortfallRow
from workflows.fund_steps import ErrandOrder, MatterProjection


def project_matter(session: Session, projection: MatterProjection) -> bool:
    """The matter's row, record and tasks. False: it was too old."""
    file = projection.file
    stands = session.get(MatterRow, file.subject, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    marks = set(file.overdue)
    row = {
        "subject": file.subject,
        "place": file.place,
        "kind": file.kind.value,
        "key": file.key,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": file.opened_on,
        "stage_since": file.stage_since,
        "due_on": projection.due,
        "overdue": any(task.mark in marks for task in projection.tasks),
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
    }
    put(session, MatterRow, [row])
    put(session, MatterNoteRow, _notes(projection), keep=True)
    put(session, ShortfallRow, _shortfalls(file), keep=True)
    project_tasks(
        session,
        projection.tasks,
        subject=f"money/{file.subject}",
        kind="money",
        place=file.place,
        today=file.latest,
        case_no=file.recovery.case_no if file.recovery else "",
        late={task.mark for task in projection.tasks if task.mark in marks},
        units={f"unit_done:{unit}": unit for unit, _ in (file.price.units if file.price else ())},
    )
    return True


def _shortfalls(file: Matter) -> list[dict[str, object]]:
    return [
        {
            "subject": file.subject,
            "number": number,
            "place": file.place,
            "month": one.month,
            "missing_fen": one.missing_fen,
            "paper": one.paper,
            "on": one.on,
        }
        for number, one in enumerate(file.fund.shortfalls if file.fund else (), start=1)
    ]


def _notes(projection: MatterProjection) -> list[dict[str, object]]:
    return [
        {
            "subject": projection.file.subject,
            "seq": note.seq,
            "act": note.act,
            "zh": note.zh,
            "stage": note.stage.value,
            "on": note.on,
            "at": note.at,
            "officer": note.officer.id if note.officer else "",
            "role": note.officer.role.value if note.officer else "",
            "clause": note.clause,
            "text": note.text,
        }
        for note in projection.file.journal
    ]


def book(session: Session, order: ErrandOrder) -> ErrandDone:
    """Enters the event. NotCovered when an account does not hold the money: nothing is written."""
    errand = order.errand
    accounts.open_accounts(session, order.place, order.accounts)
    if not has_event(session, errand.event):
        postings = accounts.settled_first(session, order.place, errand.postings)
        origin = Origin(order.place, order.subject, errand.on, order.cause)
        post(session, origin, [Entry(postings)])
    for posting in errand.postings:
        kind, _, township = posting.account.partition(":")
        if kind == RESERVE:
            watch_reserve(session, order.place, township, order.on)
            if errand.event.startswith("return_reserve/"):
                year_end.watch(session, order.place, township, order.on, returns=True)
    return ErrandDone(key=errand.key)
