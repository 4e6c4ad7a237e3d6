"""Who is late with what, and since when: every open task of a place past its day or long untouched."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from domain.base import Frozen
from store.tables import TaskRow

MOST = 500
"""Lines on the board; its sums count every one."""


class Stall(Frozen):
    """One open task. `days`: past its day, or since it came up where it has none."""

    subject: str
    kind: str
    act: str
    role: str
    unit: str
    township: str
    since: date
    due: date | None
    days: int


class Stalls(Frozen):
    """The longest first; `by_township`, `by_role`: how many, over every line."""

    lines: tuple[Stall, ...]
    total: int
    by_township: tuple[tuple[str, int], ...]
    by_role: tuple[tuple[str, int], ...]


def stalls(
    session: Session, place: str, today: date, *, township: str = "", idle_days: int | None = None
) -> Stalls:
    """`idle_days`: after how many days a task without a day counts; None: the place has set none."""
    late = col(TaskRow.due) < today
    if idle_days is not None:
        old = col(TaskRow.since) <= today - timedelta(days=idle_days)
        late = or_(late, col(TaskRow.due).is_(None) & old)
    query = columns(
        col(TaskRow.subject),
        col(TaskRow.kind),
        col(TaskRow.act),
        col(TaskRow.role),
        col(TaskRow.unit),
        col(TaskRow.township),
        col(TaskRow.since),
        col(TaskRow.due),
    ).where(col(TaskRow.place) == place, col(TaskRow.closed_on).is_(None), late)
    if township:
        query = query.where(col(TaskRow.township) == township)
    found = [
        Stall(
            subject=subject,
            kind=kind,
            act=act,
            role=role,
            unit=unit,
            township=town,
            since=since,
            due=due,
            days=(today - (due or since)).days,
        )
        for subject, kind, act, role, unit, town, since, due in session.connection().execute(query)
    ]
    found.sort(key=lambda one: (-one.days, one.subject, one.act))
    return Stalls(
        lines=tuple(found[:MOST]),
        total=len(found),
        by_township=tuple(Counter(one.township for one in found).most_common()),
        by_role=tuple(Counter(one.role for one in found).most_common()),
    )
