"""What a proof reads of a month's tables: every line with its bank files and its entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.pay.lists import GROUPS
from domain.pay.purposes import basic
from store.tables import CaseRow
from store.tables.pay import BatchLine, BatchRow, LedgerEntry, Obligation, OwedRow, PayListRow


def cases_of(session: Session, place: str, group: str) -> tuple[str, ...]:
    """Every case of a place that the group's lists may hold."""
    query = select(CaseRow.case_no).where(
        CaseRow.place == place, col(CaseRow.programme).in_(GROUPS[group])
    )
    return tuple(session.exec(query.order_by(col(CaseRow.case_no))))


def first_month(session: Session, place: str, group: str) -> date | None:
    return session.exec(
        select(func.min(PayListRow.month)).where(
            PayListRow.place == place, PayListRow.programmes == group
        )
    ).one()


def given(session: Session, place: str, month: date) -> dict[str, dict[str, int]]:
    """Fen by household and month that lists up to this month hold of what cases decided."""
    listed = select(PayListRow.run).where(PayListRow.place == place, PayListRow.month <= month)
    names: list[Any] = [Obligation.case_no, Obligation.purpose, Obligation.month]
    query = (
        sa.select(*[*names, func.sum(Obligation.fen)])
        .where(col(Obligation.place) == place, col(Obligation.run).in_(listed))
        .group_by(*names)
    )
    found: dict[str, dict[str, int]] = {}
    for case_no, purpose, month_, fen in session.connection().execute(query):
        if basic(purpose):
            months = found.setdefault(case_no, {})
            code = f"{month_:%Y-%m}"
            months[code] = months.get(code, 0) + int(fen)
    return found


def batches(session: Session, run: str) -> tuple[BatchRow, ...]:
    query = select(BatchRow).where(BatchRow.run == run)
    return tuple(session.exec(query.order_by(col(BatchRow.number))))


def batch_lines(session: Session, run: str) -> dict[str, list[BatchLine]]:
    """By obligation, in the order they were sent."""
    query = (
        select(BatchLine)
        .join(BatchRow, col(BatchRow.batch_no) == col(BatchLine.batch_no))
        .where(BatchRow.run == run)
        .order_by(col(BatchRow.number))
    )
    found: dict[str, list[BatchLine]] = {}
    for line in session.exec(query):
        found.setdefault(line.obligation, []).append(line)
    return found


def owed(session: Session, run: str) -> dict[str, int]:
    query = (
        select(OwedRow.id, OwedRow.fen)
        .join(Obligation, col(Obligation.id) == col(OwedRow.id))
        .where(Obligation.run == run)
    )
    return dict(session.exec(query).all())


def entries(session: Session, run: str) -> Iterator[tuple[str, str, str, int]]:
    """Obligation, event, account, fen of every entry of a run."""
    query = select(
        LedgerEntry.obligation, LedgerEntry.event, LedgerEntry.account, LedgerEntry.fen
    ).where(LedgerEntry.run == run)
    yield from session.exec(query)
