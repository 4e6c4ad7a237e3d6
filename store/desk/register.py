"""What is open before the body of a place, by unit and age (TR-18, HB-35)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.case.lifecycle import Role
from store.tables import TaskRow

OF_BODY = ("item", "measures", "meeting", "affair", "report")
OFFICE_ZH = "联席会议办公室"
_OFFICE = Role.MEETING_OFFICE.value


@dataclass(frozen=True)
class OpenThing:
    """One thing a unit or the office still has to do. `age`: calendar days since it was given."""

    unit: str
    kind: str
    subject: str
    case_no: str
    act: str
    zh: str
    since: date
    due: date | None
    age: int
    late: bool


@dataclass(frozen=True)
class UnitOpen:
    """What one unit has open, the oldest first."""

    unit: str
    open: int
    late: int
    oldest: int
    things: tuple[OpenThing, ...]


def register(session: Session, place: str, today: date, unit: str = "") -> tuple[UnitOpen, ...]:
    """Every unit with something open, that with the oldest first; one unit alone where named."""
    query = select(TaskRow).where(
        TaskRow.place == place,
        col(TaskRow.kind).in_(OF_BODY),
        col(TaskRow.closed_on).is_(None),
        col(TaskRow.role).in_((_OFFICE, Role.UNIT_LIAISON.value)),
    )
    if unit:
        query = query.where(TaskRow.unit == unit)
    order = (TaskRow.since, TaskRow.subject, TaskRow.key)
    rows = session.exec(query.order_by(*(col(c) for c in order)))
    found: dict[str, list[OpenThing]] = {}
    for row in rows:
        who = row.unit or (OFFICE_ZH if row.role == _OFFICE else "")
        if who:
            found.setdefault(who, []).append(_thing(row, who, today))
    return tuple(sorted((_of(who, things) for who, things in found.items()), key=_oldest_first))


def _thing(row: TaskRow, unit: str, today: date) -> OpenThing:
    return OpenThing(
        unit=unit,
        kind=row.kind,
        subject=row.subject,
        case_no=row.case_no,
        act=row.act,
        zh=row.zh,
        since=row.since,
        due=row.due,
        age=(today - row.since).days,
        late=bool(row.due and today > row.due),
    )


def _of(unit: str, things: Iterable[OpenThing]) -> UnitOpen:
    ours = tuple(things)
    return UnitOpen(
        unit=unit,
        open=len(ours),
        late=sum(t.late for t in ours),
        oldest=max(t.age for t in ours),
        things=ours,
    )


def _oldest_first(found: UnitOpen) -> tuple[int, str]:
    return -found.oldest, found.unit
