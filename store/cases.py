"""Reading cases: lists, 待办, one case with its timeline, and the figures of a place.

Lists are paged by cursor: rows added or changed while somebody pages are never shown twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, or_, tuple_
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.lifecycle import Stage
from domain.household import Account
from domain.oversight.engagement import CaseFacts
from domain.oversight.file import OversightKind
from domain.oversight.parts import ReadingScope
from runtime.keys import KeyFault, KeyRing
from store.projection import account_bond
from store.scopes import of_cases
from store.sql import cursor_of, cursor_values, in_chunks
from store.tables import (
    AccountRow,
    CaseRow,
    DepartmentAsk,
    EntitlementRow,
    NoticeRow,
    TaskRow,
    TimelineRow,
)
from store.types import keyring_of
from workflows import ids

MOST = 200
"""Rows a page holds at most."""

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """Some rows and the cursor of the next page; empty when this is the last."""

    rows: tuple[_Row, ...]
    next: str = ""


class CaseFilter(Frozen):
    """Which cases; empty fields do not narrow. `flag`: a code of `domain.case.ordering.flags`."""

    place: str = ""
    township: str = ""
    village: str = ""
    programme: str = ""
    stage: str = ""
    flag: str = ""
    outcome: str = ""
    case_no: str = ""
    overdue: bool | None = None
    open: bool | None = None
    recheck_until: date | None = None
    within: tuple[ReadingScope, ...] = ()
    """What an auditor's leaves cover; empty does not narrow."""


class TaskFilter(Frozen):
    """Which open tasks; `roles` empty means of every role. `late_on`: past their day on that day.

    `due_until`: due by that day, late ones included.
    """

    place: str = ""
    township: str = ""
    village: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""
    also: tuple[str, ...] = ()
    """Other words for the unit, and units whose duties it took over."""
    kind: str = ""
    case_no: str = ""
    late_on: date | None = None
    due_until: date | None = None
    townships: tuple[str, ...] = ()
    """Of these townships or of none; empty does not narrow."""
    violations: bool = False
    """With those of matters only discipline inspection and auditors know of."""


def get_case(session: Session, case_no: str) -> CaseRow | None:
    return session.get(CaseRow, case_no)


def list_cases(
    session: Session, which: CaseFilter, *, limit: int = 50, cursor: str = ""
) -> Page[CaseRow]:
    """Cases by number, newest last. CaseRefusal for a cursor that is not ours."""
    query = select(CaseRow).where(*_of_cases(which)).order_by(col(CaseRow.case_no))
    if cursor:
        [after] = cursor_values(cursor, 1)
        query = query.where(col(CaseRow.case_no) > after)
    rows, more = _cut(session.exec(query.limit(_size(limit) + 1)).all(), limit)
    return Page(rows, cursor_of(rows[-1].case_no) if more else "")


def count_cases(session: Session, which: CaseFilter) -> int:
    return session.exec(select(func.count()).select_from(CaseRow).where(*_of_cases(which))).one()


def list_tasks(
    session: Session, which: TaskFilter, *, limit: int = 50, cursor: str = ""
) -> Page[TaskRow]:
    """Open tasks, the most urgent first (待办). CaseRefusal for a cursor that is not ours."""
    order = (col(TaskRow.by), col(TaskRow.subject), col(TaskRow.key), col(TaskRow.since))
    query = select(TaskRow).where(*_of_tasks(which)).order_by(*order)
    if cursor:
        by, subject, key, since = cursor_values(cursor, 4)
        query = query.where(tuple_(*order) > (_day(by), subject, key, _day(since)))
    rows, more = _cut(session.exec(query.limit(_size(limit) + 1)).all(), limit)
    last = rows[-1] if rows else None
    return Page(
        rows, cursor_of(last.by, last.subject, last.key, last.since) if more and last else ""
    )


def count_tasks(session: Session, which: TaskFilter) -> int:
    return session.exec(select(func.count()).select_from(TaskRow).where(*_of_tasks(which))).one()


def tasks_of(session: Session, case_no: str, *, closed: bool = False) -> tuple[TaskRow, ...]:
    """The open tasks of a case and of what it waits for; the closed ones too when asked."""
    query = select(TaskRow).where(TaskRow.case_no == case_no)
    if not closed:
        query = query.where(col(TaskRow.closed_on).is_(None))
    return tuple(session.exec(query.order_by(col(TaskRow.by), col(TaskRow.key))))


def asks_of(session: Session, case_no: str, number: int) -> tuple[DepartmentAsk, ...]:
    """Each department's part in one information check, as the delay ledger has it."""
    query = select(DepartmentAsk).where(
        DepartmentAsk.case_no == case_no, DepartmentAsk.number == number
    )
    return tuple(session.exec(query.order_by(col(DepartmentAsk.department))))


def timeline(session: Session, case_no: str, *, after: int = 0) -> tuple[TimelineRow, ...]:
    """The record of a case in order, from the line after `after`."""
    query = select(TimelineRow).where(TimelineRow.case_no == case_no, TimelineRow.seq > after)
    return tuple(session.exec(query.order_by(col(TimelineRow.seq))))


def entitlements(session: Session, case_no: str) -> tuple[EntitlementRow, ...]:
    query = select(EntitlementRow).where(EntitlementRow.case_no == case_no)
    return tuple(session.exec(query.order_by(col(EntitlementRow.seq))))


def entitled_in(session: Session, place: str, month: date) -> tuple[EntitlementRow, ...]:
    """What is due to every household of a place for a month (given as its first day)."""
    query = (
        select(EntitlementRow)
        .join(CaseRow, col(CaseRow.case_no) == col(EntitlementRow.case_no))
        .where(
            CaseRow.place == place,
            EntitlementRow.first <= month,
            or_(col(EntitlementRow.last).is_(None), col(EntitlementRow.last) >= month),
        )
        .order_by(col(EntitlementRow.case_no), col(EntitlementRow.seq))
    )
    return tuple(session.exec(query))


def account_of(session: Session, case_no: str) -> AccountRow | None:
    """Where a case is paid to. KeyFault when the row was not written for this very case."""
    row = session.get(AccountRow, case_no)
    if row is None:
        return None
    bound(keyring_of(session), row)
    return row


def bound(ring: KeyRing, row: AccountRow) -> None:
    """KeyFault when the row was not written for the case it stands under."""
    account = Account(
        bank=row.bank,
        number=row.number,
        holder=row.holder_key,
        custodian_agreement=row.custodian_agreement,
    )
    if row.bound != account_bond(ring, row.case_no, account, row.holder_name):
        raise KeyFault("a payee account was changed outside the system")


def shared_accounts(session: Session, place: str) -> tuple[tuple[str, ...], ...]:
    """Case numbers of a place that are paid to one account, a tuple for each such account."""
    found: dict[str, list[str]] = {}
    query = (
        select(AccountRow.number_index, AccountRow.case_no)
        .join(CaseRow, col(CaseRow.case_no) == col(AccountRow.case_no))
        .where(CaseRow.place == place, CaseRow.stage != Stage.CLOSED.value)
        .order_by(col(AccountRow.case_no))
    )
    for index, case_no in session.exec(query):
        found.setdefault(index, []).append(case_no)
    return tuple(tuple(cases) for cases in found.values() if len(cases) > 1)


@dataclass(frozen=True)
class Figures:
    """A place in numbers. Of `acts`, `outcomes`, `reasons` and `notices`: cases by code."""

    place: str
    applications: int = 0
    living: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)
    overdue: Counter[str] = field(default_factory=Counter)


def figures(session: Session, place: str) -> Figures:
    """`acts`: cases in which an act happened; `papers`: papers issued by kind; `overdue`: tasks
    that passed their day by the role that should have done them; `reasons`: of refusals."""
    found = Figures(
        place=place,
        applications=count_cases(session, CaseFilter(place=place)),
        living=count_cases(session, CaseFilter(place=place, open=True)),
    )
    acts = (
        select(TimelineRow.act, func.count(func.distinct(TimelineRow.case_no)))
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(CaseRow.place == place)
        .group_by(TimelineRow.act)
    )
    found.acts.update(dict(session.exec(acts).all()))
    closed = select(CaseRow.outcome, CaseRow.reason_codes).where(
        CaseRow.place == place, CaseRow.outcome != ""
    )
    for outcome, codes in session.exec(closed):
        found.outcomes[outcome] += 1
        if outcome == "refused":
            found.reasons.update(code for code in codes.split(",") if code)
    papers = (
        select(NoticeRow.kind, func.count())
        .where(NoticeRow.place == place)
        .group_by(NoticeRow.kind)
    )
    found.papers.update(dict(session.exec(papers).all()))
    late = (
        select(TaskRow.role, func.count())
        .where(TaskRow.place == place, col(TaskRow.overdue).is_(True))
        .group_by(TaskRow.role)
    )
    found.overdue.update(dict(session.exec(late).all()))
    return found


def _of_cases(which: CaseFilter) -> list[ColumnElement[bool]]:
    exact = {
        CaseRow.place: which.place,
        CaseRow.township: which.township,
        CaseRow.village: which.village,
        CaseRow.programme: which.programme,
        CaseRow.stage: which.stage,
        CaseRow.outcome: which.outcome,
    }
    found = [col(column) == value for column, value in exact.items() if value]
    if which.case_no:
        found.append(col(CaseRow.case_no).startswith(which.case_no, autoescape=True))
    if which.flag:
        found.append(col(CaseRow.flags).contains(f",{which.flag},", autoescape=True))
    if which.overdue is not None:
        found.append(col(CaseRow.overdue).is_(which.overdue))
    if which.open is not None:
        closed = col(CaseRow.stage) == Stage.CLOSED.value
        found.append(~closed if which.open else closed)
    if which.recheck_until is not None:
        found.append(col(CaseRow.next_recheck) <= which.recheck_until)
    return found + of_cases(which.within)


def facts_of(session: Session, numbers: Iterable[str]) -> dict[str, CaseFacts]:
    """What a leave is held against, of those of these cases that exist."""
    found: dict[str, CaseFacts] = {}
    for part in in_chunks(sorted(set(numbers))):
        for row in session.exec(select(CaseRow).where(col(CaseRow.case_no).in_(part))):
            found[row.case_no] = CaseFacts(
                place=row.place,
                township=row.township,
                programme=row.programme,
                since=row.applied_on,
                until=row.closed_on,
            )
    return found


def waiting_at_window(session: Session, place: str, township: str = "") -> tuple[CaseRow, ...]:
    """Requests neither accepted, referred nor refused, the oldest first."""
    found = select(CaseRow).where(CaseRow.place == place, CaseRow.stage == Stage.INTAKE.value)
    if township:
        found = found.where(CaseRow.township == township)
    return tuple(session.exec(found.order_by(col(CaseRow.applied_on), col(CaseRow.case_no))))


def is_referred_to(session: Session, case_no: str, unit: str) -> bool:
    """Whether the case is a request this unit (by its name) answers, now or earlier.

    A referral from a case opens nothing of the case itself to the unit.
    """
    found = select(TaskRow.subject).where(
        TaskRow.subject == case_no,
        TaskRow.kind == "case",
        TaskRow.unit == unit,
        TaskRow.act == "answer_referral",
    )
    return bool(unit) and session.exec(found.limit(1)).first() is not None


def not_of_violations() -> ColumnElement[bool]:
    """Tasks of no matter of a violation by somebody in office (线索移送)."""
    return ~col(TaskRow.subject).startswith(f"{ids.OVERSIGHT}/{OversightKind.VIOLATION}/")


def _of_tasks(which: TaskFilter) -> list[ColumnElement[bool]]:
    exact = {
        TaskRow.place: which.place,
        TaskRow.kind: which.kind,
        TaskRow.case_no: which.case_no,
    }
    found = [col(column) == value for column, value in exact.items() if value]
    found.append(col(TaskRow.closed_on).is_(None))
    if which.unit:
        found.append(col(TaskRow.unit).in_((which.unit, *which.also)))
    if which.township:
        found.append(col(TaskRow.township) == which.township)
    if which.village:
        found.append(col(TaskRow.village) == which.village)
    if which.roles:
        found.append(col(TaskRow.role).in_(which.roles))
    if which.late_on is not None:
        found.append(col(TaskRow.by) < which.late_on)
    if which.due_until is not None:
        found.append(col(TaskRow.by) <= which.due_until)
    if which.townships:
        found.append(col(TaskRow.township).in_((*which.townships, "")))
    if not which.violations:
        found.append(not_of_violations())
    return found


def _size(limit: int) -> int:
    return max(1, min(limit, MOST))


def _cut(rows: Sequence[_Row], limit: int) -> tuple[tuple[_Row, ...], bool]:
    size = _size(limit)
    return tuple(rows[:size]), len(rows) > size


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max
