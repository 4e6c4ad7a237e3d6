"""一事一议 in the tables: written from what the workflows know, read as lists and figures.

A version older than what stands is ignored; the same one again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, false, func, or_, tuple_
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.measures.file import MeasuresFile, MeasureTask
from domain.meeting.lifecycle import ENDED
from domain.meeting.sight import involved
from store.cases import MOST, Page
from store.intake import person_index
from store.journals import record_lines
from store.projection import project_tasks
from store.sql import cursor_of, cursor_values, lock, next_number, put
from store.tables import ItemIntake, ItemNumber, ItemRow, MeasureTaskRow
from store.types import keyring_of
from workflows.ids import measures_id
from workflows.meeting_steps import ItemProjection, MeasuresProjection

_ENDED = tuple(stage.value for stage in ENDED)


def project_item(session: Session, projection: ItemProjection) -> bool:
    """The item's row, tasks and record. False: it was too old."""
    file, order = projection.file, projection.file.order
    stands = session.get(ItemRow, (order.case_no, order.number), with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    resolution, meeting = file.resolution, file.meeting
    row = {
        "case_no": order.case_no,
        "number": order.number,
        "place": order.place,
        "township": order.township,
        "stage": file.stage.value,
        "version": file.version,
        "ordered_on": order.ordered_on,
        "stage_since": file.stage_since,
        "planned_on": file.planned_on,
        "met_on": meeting.on if meeting else None,
        "decided_on": resolution.decided_on if resolution else None,
        "approved": resolution.approved if resolution else None,
        "minutes": resolution.number if resolution else "",
        "need_fen": order.need_fen,
        "gap_fen": order.gap_fen,
        "granted_fen": resolution.total_fen if resolution else 0,
        "units": len({m.unit for m in resolution.measures}) if resolution else 0,
        "silent": len(file.silent),
        "dissent": len(file.dissent),
        "due_on": projection.due,
        "overdue": any(t.due and file.latest > t.due for t in projection.tasks),
        "updated_at": datetime.now(UTC),
        "cause": order.cause,
        "waiting": projection.waiting,
    }
    facts = order.facts
    row |= {
        "source": order.source.value,
        "person": person_index(keyring_of(session), facts.id_no) if facts and facts.id_no else "",
        "raised_by": order.raised_by.unit[:60] if order.raised_by else "",
        "meeting": meeting.number if meeting else "",
        "topic": order.topic or None,
        "involved": "".join(f"|{unit}" for unit in involved(file)) + "|",
    }
    put(session, ItemRow, [row])
    project_tasks(
        session,
        projection.tasks,
        subject=file.id,
        kind="item",
        case_no=order.case_no,
        place=order.place,
        today=file.latest,
        units=projection.units,
    )
    record_lines(session, file.id, file.journal, order.case_no)
    return True


def project_measures(session: Session, projection: MeasuresProjection) -> bool:
    """One row for each unit's task, the open tasks, the record. False: it was too old."""
    file = projection.file
    newest = session.exec(
        select(func.max(MeasureTaskRow.version)).where(
            MeasureTaskRow.case_no == file.case_no, MeasureTaskRow.number == file.number
        )
    ).one()
    if newest is not None and newest > file.version:
        return False
    put(session, MeasureTaskRow, [_task_row(file, task) for task in file.tasks])
    subject = measures_id(file.case_no, file.number)
    project_tasks(
        session,
        projection.tasks,
        subject=subject,
        kind="measures",
        case_no=file.case_no,
        place=file.place,
        today=file.latest,
        units=projection.units,
    )
    record_lines(session, subject, file.journal, file.case_no)
    return True


def _task_row(file: MeasuresFile, task: MeasureTask) -> dict[str, object]:
    order = task.orders[-1] if task.orders else None
    return {
        "case_no": file.case_no,
        "number": file.number,
        "key": task.key,
        "version": file.version,
        "place": file.place,
        "township": file.township,
        "unit": task.measure.unit,
        "unit_code": task.unit_code,
        "stage": task.stage.value,
        "decided_on": file.decided_on,
        "due": task.due,
        "amount_fen": task.measure.amount_fen,
        "delivered_fen": task.delivered_fen,
        "accepted_on": task.accepted_on,
        "reported_on": task.reported_on,
        "completed_on": task.completed_on,
        "late": task.late,
        "settled": task.settled,
        "orders": len(task.orders),
        "order_on": order.on if order else None,
        "order_due": order.due if order else None,
        "order_answered_on": order.answered_on if order else None,
        "order_closed_on": order.closed_on if order else None,
        "fund": task.measure.fund_source,
        "code": task.measure.code,
        "manner": task.measure.manner,
    }


def number_item(session: Session, *, key: str, abbr: str, place: str, id_no: str, on: date) -> str:
    """The number of an item that no case has raised; the same `key` gives the same number.

    CaseRefusal when an item about this person is open already, raised by whomever (TR-12).
    """
    letters, year = abbr.upper(), on.year
    lock(session, ItemNumber, place=letters, year=year)
    known = session.get(ItemIntake, key)
    if known is not None:
        return known.item_no
    person = person_index(keyring_of(session), id_no) if id_no else ""
    open_no = _open_about(session, place, person) if person else ""
    if open_no:
        raise CaseRefusal(
            "raised_twice",
            f"该家庭已有正在办理的一事一议议题（{open_no}），请在该议题中补充材料，不要重复提出。",
            "TR-12",
        )
    item_no = f"{letters}Y{year}{next_number(session, ItemNumber, place=letters, year=year):06d}"
    row = {"key": key, "item_no": item_no, "place": place, "person": person}
    put(session, ItemIntake, [{**row, "at": datetime.now(UTC)}])
    return item_no


def _open_about(session: Session, place: str, person: str) -> str:
    """An open item about this person: one shown already, or one that was just given a number."""
    query = select(ItemRow.case_no).where(
        ItemRow.place == place, ItemRow.person == person, ~col(ItemRow.stage).in_(_ENDED)
    )
    shown = session.exec(query).first()
    if shown:
        return shown
    fresh = (
        select(ItemIntake.item_no)
        .outerjoin(ItemRow, col(ItemRow.case_no) == col(ItemIntake.item_no))
        .where(
            ItemIntake.place == place,
            ItemIntake.person == person,
            col(ItemRow.case_no).is_(None),
        )
    )
    return session.exec(fresh).first() or ""


def forget_item(session: Session, item_no: str) -> None:
    """The item never began: its number stays used, nobody is held up by it."""
    query = select(ItemIntake).where(ItemIntake.item_no == item_no)
    for row in session.exec(query):
        session.delete(row)


# --- reading --------------------------------------------------------------------------------------


def get_item(session: Session, case_no: str, number: int) -> ItemRow | None:
    return session.get(ItemRow, (case_no, number))


def items_of(session: Session, case_no: str) -> tuple[ItemRow, ...]:
    """The items of a case, the first one first."""
    query = select(ItemRow).where(ItemRow.case_no == case_no).order_by(col(ItemRow.number))
    return tuple(session.exec(query))


def list_items(
    session: Session,
    place: str = "",
    *,
    open_only: bool | None = None,
    units: tuple[str, ...] | None = None,
    township: str = "",
    limit: int = 50,
    cursor: str = "",
) -> Page[ItemRow]:
    """Items by case number; every place when none is given. CaseRefusal for a strange cursor.

    `units`: names and other words of one unit; only what concerns it is listed (TR-59).
    """
    query = select(ItemRow)
    if units is not None:
        query = query.where(or_(false(), *(_concerns(word) for word in units)))
    if township:
        query = query.where(ItemRow.township == township)
    if place:
        query = query.where(ItemRow.place == place)
    if open_only is not None:
        ended = col(ItemRow.stage).in_(_ENDED)
        query = query.where(~ended if open_only else ended)
    if cursor:
        case_no, number = cursor_values(cursor, 2)
        after = (case_no, int(number) if number.isdigit() else 0)
        query = query.where(tuple_(col(ItemRow.case_no), col(ItemRow.number)) > after)
    size = max(1, min(limit, MOST))
    query = query.order_by(col(ItemRow.case_no), col(ItemRow.number)).limit(size + 1)
    rows = session.exec(query).all()
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(tuple(rows[:size]), cursor_of(last.case_no, last.number) if last else "")


def _concerns(word: str) -> ColumnElement[bool]:
    return col(ItemRow.involved).contains(f"|{word}|", autoescape=True)


def concerns(session: Session, case_no: str, number: int, units: tuple[str, ...]) -> bool:
    """Whether the item concerns the unit known under these words."""
    row = session.get(ItemRow, (case_no, number))
    return row is not None and any(f"|{word}|" in row.involved for word in units)


def measure_tasks(
    session: Session,
    place: str = "",
    *,
    case_no: str = "",
    unit_code: str = "",
    open_only: bool = False,
) -> tuple[MeasureTaskRow, ...]:
    """The units' tasks, the most urgent first. `open_only`: not yet done, or under supervision."""
    query = select(MeasureTaskRow)
    wanted = (
        (MeasureTaskRow.place, place),
        (MeasureTaskRow.case_no, case_no),
        (MeasureTaskRow.unit_code, unit_code),
    )
    for column, value in wanted:
        if value:
            query = query.where(col(column) == value)
    if open_only:
        query = query.where(col(MeasureTaskRow.settled).is_(False))
    order = (MeasureTaskRow.due, MeasureTaskRow.case_no, MeasureTaskRow.number, MeasureTaskRow.key)
    return tuple(session.exec(query.order_by(*(col(column) for column in order))))


def open_item_of_case(session: Session, case_no: str) -> str:
    """The number within its case of an item not yet decided, or the empty string."""
    query = select(ItemRow.number).where(
        ItemRow.case_no == case_no, ~col(ItemRow.stage).in_(_ENDED)
    )
    number = session.exec(query).first()
    return str(number) if number is not None else ""


def spent_by_fund(session: Session, place: str, year: int) -> dict[str, int]:
    """Fen promised from each fund by decisions of that year, by the fund's Chinese name."""
    query = (
        select(MeasureTaskRow.fund, func.sum(MeasureTaskRow.amount_fen))
        .where(
            MeasureTaskRow.place == place,
            MeasureTaskRow.fund != "",
            col(MeasureTaskRow.decided_on) >= date(year, 1, 1),
            col(MeasureTaskRow.decided_on) < date(year + 1, 1, 1),
        )
        .group_by(col(MeasureTaskRow.fund))
    )
    return {fund: int(fen) for fund, fen in sorted(session.exec(query))}


@dataclass(frozen=True)
class UnitLoad:
    """What one unit still owes (TR-18). `oldest_days`: calendar days since the oldest decision."""

    unit: str
    unit_code: str
    open: int
    late: int
    supervised: int
    oldest_days: int


def open_by_unit(session: Session, place: str, today: date) -> tuple[UnitLoad, ...]:
    """The open matters of a place by unit and age, the oldest first."""
    found: dict[str, list[MeasureTaskRow]] = {}
    for row in measure_tasks(session, place, open_only=True):
        found.setdefault(row.unit, []).append(row)
    loads = [
        UnitLoad(
            unit=unit,
            unit_code=rows[0].unit_code,
            open=len(rows),
            late=sum(row.late or (row.completed_on is None and today > row.due) for row in rows),
            supervised=sum(
                row.order_on is not None and row.order_closed_on is None for row in rows
            ),
            oldest_days=max((today - row.decided_on).days for row in rows),
        )
        for unit, rows in found.items()
    ]
    return tuple(sorted(loads, key=lambda load: (-load.oldest_days, load.unit)))
