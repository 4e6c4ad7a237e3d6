"""Auditors' leaves to read, and what was read under them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, and_, col, or_, select

from domain.base import Frozen
from domain.oversight.file import OversightFile, OversightKind
from store.cases import MOST, Page
from store.sql import cursor_of, cursor_values, in_chunks
from store.tables import AuditRow, CaseRow, UserRow
from store.tables.oversight import OversightRow
from store.watching.matters import file_in

READ = "read "
"""How the log's line of a read begins; after it stands the address without its numbers."""
BUNDLE = "bundle "
TAKEN = ("event_log", "export_histories")
"""What an operator took out by a command."""


class Wanted(Frozen):
    """Which lines of the read log; empty fields do not narrow."""

    place: str
    engagement: str = ""
    who: str = ""
    case_no: str = ""
    since: datetime | None = None


def of_account(session: Session, place: str, account: str) -> tuple[OversightFile, ...]:
    """Every leave that names the account, the oldest first."""
    query = (
        select(OversightRow)
        .where(
            OversightRow.kind == OversightKind.ENGAGEMENT.value,
            OversightRow.place == place,
            OversightRow.person == account,
        )
        .order_by(col(OversightRow.opened_on), col(OversightRow.number))
    )
    return tuple(file_in(row) for row in session.exec(query))


def of_place(session: Session, place: str, who: str = "") -> tuple[OversightFile, ...]:
    """Every leave of a county, the newest first; with `who` those of this account."""
    query = select(OversightRow).where(
        OversightRow.kind == OversightKind.ENGAGEMENT.value, OversightRow.place == place
    )
    if who:
        query = query.where(OversightRow.person == who)
    rows = session.exec(
        query.order_by(col(OversightRow.opened_on).desc(), col(OversightRow.number).desc())
    )
    return tuple(file_in(row) for row in rows)


def lines(session: Session, which: Wanted, *, limit: int = 50, cursor: str = "") -> Page[AuditRow]:
    """What auditors read, the newest first. CaseRefusal for a cursor that is not ours."""
    size = max(1, min(limit, MOST))
    query = select(AuditRow).where(*_where(which)).order_by(col(AuditRow.id).desc())
    if cursor:
        [before] = cursor_values(cursor, 1)
        query = query.where(col(AuditRow.id) < (int(before) if before.isdigit() else 0))
    rows = session.exec(query.limit(size + 1)).all()
    return Page(tuple(rows[:size]), cursor_of(rows[size - 1].id) if len(rows) > size else "")


def every_line(session: Session, which: Wanted, most: int) -> tuple[AuditRow, ...]:
    """The newest `most` lines at once, for a workbook."""
    query = select(AuditRow).where(*_where(which)).order_by(col(AuditRow.id).desc())
    return tuple(session.exec(query.limit(most)))


def counts(session: Session, which: Wanted) -> dict[str, tuple[int, int]]:
    """By township: how many times a case of it was read, and how many cases that were."""
    query = (
        select(AuditRow.subject, func.count())
        .where(*_where(which), AuditRow.result == "done")
        .group_by(col(AuditRow.subject))
    )
    reads = dict(session.exec(query).all())
    found: dict[str, tuple[int, int]] = {}
    for part in in_chunks(sorted(reads)):
        rows = session.exec(
            select(CaseRow.case_no, CaseRow.township).where(col(CaseRow.case_no).in_(part))
        )
        for case_no, township in rows:
            times, cases = found.get(township, (0, 0))
            found[township] = (times + reads[case_no], cases + 1)
    return found


def read_days(session: Session, case_no: str) -> tuple[tuple[str, str, date, int], ...]:
    """Who read a case: account, leave, day of the last look, how many looks."""
    query = (
        select(AuditRow.who, AuditRow.engagement, func.max(AuditRow.at), func.count())
        .where(
            AuditRow.subject == case_no,
            AuditRow.engagement != "",
            AuditRow.result == "done",
            or_(col(AuditRow.what).startswith(READ), col(AuditRow.what).startswith(BUNDLE)),
        )
        .group_by(col(AuditRow.who), col(AuditRow.engagement))
    )
    return tuple(
        (who, leave, at.date() if isinstance(at, datetime) else date.fromisoformat(str(at)[:10]), n)
        for who, leave, at, n in session.exec(query)
    )


def accounts(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Display name of accounts, by id."""
    query = select(UserRow).where(col(UserRow.id).in_(sorted(set(ids))))
    return {row.id: row.display_name for row in session.exec(query)}


def _where(which: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        col(AuditRow.place) == which.place,
        or_(
            and_(col(AuditRow.what).startswith(READ), col(AuditRow.engagement) != ""),
            col(AuditRow.what).startswith(BUNDLE),
            col(AuditRow.what).in_(TAKEN),
        ),
    ]
    for column, value in (
        (AuditRow.engagement, which.engagement),
        (AuditRow.who, which.who),
        (AuditRow.subject, which.case_no),
    ):
        if value:
            found.append(col(column) == value)
    if which.since is not None:
        found.append(col(AuditRow.at) >= which.since)
    return found
