"""The delay ledger of the information check: who answers, how fast, what is still out.

Read from `department_asks`, which the checks themselves write; nothing here is kept twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from sqlmodel import Session, col, select

from store.tables import DepartmentAsk

_WHOLE = 100


@dataclass(frozen=True)
class DepartmentDelay:
    """One department of one place. Days are calendar days from the order to the answer.

    `queue`: questions that are out; `late`: answered or still out past their day;
    `availability`: of a hundred questions put, how many brought an answer (HB-13); `last_answer`
    None when it has never answered.
    """

    place: str
    department: str
    asked: int
    answered: int
    waived: int
    queue: int
    late: int
    median_days: int | None
    longest_days: int | None
    availability: int | None
    last_answer: date | None
    trouble: str


@dataclass(frozen=True)
class OpenAsk:
    """One question that is out: for which case, since when, and how long past its day."""

    case_no: str
    number: int
    place: str
    township: str
    department: str
    asked_on: date
    due: date
    attempts: int
    waiting_days: int
    days_late: int
    trouble: str


def delays(
    session: Session, place: str, *, since: date | None = None, on: date | None = None
) -> tuple[DepartmentDelay, ...]:
    """Every department of a place that was ever asked, the slowest first.

    `since`: only checks ordered from that day; `on`: the day by which an open one is late.
    """
    query = select(DepartmentAsk).where(DepartmentAsk.place == place)
    if since is not None:
        query = query.where(col(DepartmentAsk.asked_on) >= since)
    by_department: dict[str, list[DepartmentAsk]] = {}
    for row in session.exec(query):
        by_department.setdefault(row.department, []).append(row)
    found = [_delay(place, d, rows, on) for d, rows in by_department.items()]
    return tuple(sorted(found, key=lambda d: (-(d.median_days or 0), -d.queue, d.department)))


def _delay(
    place: str, department: str, rows: list[DepartmentAsk], on: date | None
) -> DepartmentDelay:
    answered = [r for r in rows if r.answered_on is not None]
    out = [r for r in rows if _is_open(r)]
    days = [(r.answered_on - r.asked_on).days for r in rows if r.answered_on is not None]
    put = sum(r.attempts for r in rows)
    return DepartmentDelay(
        place=place,
        department=department,
        asked=len(rows),
        answered=len(answered),
        waived=sum(r.waived_on is not None for r in rows),
        queue=len(out),
        late=sum(_is_late(r, on) for r in rows),
        median_days=median_low(days) if days else None,
        longest_days=max(days, default=None),
        availability=_share(sum(r.attempts > 0 for r in answered), put),
        last_answer=max((r.answered_on for r in rows if r.answered_on), default=None),
        trouble=_worst(r.trouble for r in out),
    )


def open_asks(
    session: Session, place: str, on: date, *, department: str = "", older_than: int = 0
) -> tuple[OpenAsk, ...]:
    """Questions still out on that day, the oldest first (TR-28).

    `older_than`: only those waiting more calendar days than that, for the meeting office (TR-09).
    """
    query = select(DepartmentAsk).where(
        DepartmentAsk.place == place,
        col(DepartmentAsk.answered_on).is_(None),
        col(DepartmentAsk.waived_on).is_(None),
    )
    if department:
        query = query.where(DepartmentAsk.department == department)
    rows = session.exec(
        query.order_by(col(DepartmentAsk.asked_on), col(DepartmentAsk.case_no),
                       col(DepartmentAsk.department))
    )  # fmt: skip
    return tuple(
        OpenAsk(
            case_no=row.case_no,
            number=row.number,
            place=row.place,
            township=row.township,
            department=row.department,
            asked_on=row.asked_on,
            due=row.due,
            attempts=row.attempts,
            waiting_days=(on - row.asked_on).days,
            days_late=max(0, (on - row.due).days),
            trouble=row.trouble,
        )
        for row in rows
        if (on - row.asked_on).days > older_than or not older_than
    )


def _is_open(row: DepartmentAsk) -> bool:
    return row.answered_on is None and row.waived_on is None


def _is_late(row: DepartmentAsk, on: date | None) -> bool:
    return row.late or (on is not None and _is_open(row) and on > row.due)


def _share(part: int, whole: int) -> int | None:
    return part * _WHOLE // whole if whole else None


def _worst(troubles: Iterable[str]) -> str:
    order = ("nonsense", "down", "no_rule", "not_authorised")
    found = set(troubles)
    return next((t for t in order if t in found), "")
