"""从预警到处置 from the tables: matches with what was paid in between, and payments after a death."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.calendar import months_after
from domain.compare.alerts import Alert
from domain.compare.causes import DEATH
from domain.pay.purposes import basic
from store.scopes import Scopes, of_numbers
from store.sql import in_chunks
from store.tables import HitRow
from store.tables.funds import MatterRow
from store.tables.pay import Obligation

Paid = dict[str, list[tuple[date, int]]]


class AfterDeath(Frozen):
    """What was paid for the months after a death: to be recovered by a decision of its own."""

    case_no: str
    township: str
    event_on: date
    months: tuple[date, ...]
    fen: int
    recovery: str = ""
    """The matter that recovers it, once somebody has opened one."""


def alerts(
    session: Session,
    place: str,
    township: str = "",
    since: date | None = None,
    until: date | None = None,
    within: Scopes = (),
) -> tuple[Alert, ...]:
    """Every match told to a case in the period, with the household's payments."""
    query = select(HitRow).where(HitRow.place == place, *of_numbers(HitRow.case_no, within))
    if township:
        query = query.where(HitRow.township == township)
    if since is not None:
        query = query.where(col(HitRow.told_on) >= since)
    if until is not None:
        query = query.where(col(HitRow.told_on) <= until)
    rows = session.exec(query.order_by(col(HitRow.case_no), col(HitRow.id))).all()
    paid = paid_to(session, sorted({row.case_no for row in rows}))
    return tuple(
        Alert(
            about=row.about,
            event_on=row.event_on,
            found_on=row.found_on,
            closed_on=row.closed_on,
            outcome=row.outcome,
            effective=row.effective,
            stake_month_fen=row.stake_month_fen,
            paid=tuple(paid.get(row.case_no, ())),
        )
        for row in rows
    )


def paid_to(session: Session, case_nos: Sequence[str]) -> Paid:
    """Fen of basic living that reached each household, by case number and month."""
    found: dict[tuple[str, date], int] = {}
    for part in in_chunks(case_nos):
        columns = (Obligation.case_no, Obligation.month, Obligation.purpose, Obligation.fen)
        query = select(*columns).where(  # type: ignore[call-overload]
            col(Obligation.case_no).in_(part), Obligation.state == "paid"
        )
        for case_no, month, purpose, fen in session.exec(query):
            if basic(purpose):
                found[case_no, month] = found.get((case_no, month), 0) + fen
    by_case: Paid = {}
    for (case_no, month), fen in sorted(found.items()):
        by_case.setdefault(case_no, []).append((month, fen))
    return by_case


def after_death(session: Session, place: str, within: Scopes = ()) -> tuple[AfterDeath, ...]:
    """Confirmed deaths after which something was paid, by case number (JZ-53)."""
    query = select(HitRow).where(
        HitRow.place == place,
        HitRow.state == "closed",
        col(HitRow.effective).is_not(None),
        col(HitRow.event_on).is_not(None),
        *of_numbers(HitRow.case_no, within),
    )
    rows = [row for row in session.exec(query.order_by(col(HitRow.case_no))) if row.about == DEATH]
    paid = paid_to(session, sorted({row.case_no for row in rows}))
    found = []
    for row in rows:
        if row.event_on is None or row.effective is None:
            continue
        first = months_after(row.event_on.replace(day=1), 1)
        lines = [
            (month, min(fen, row.stake_month_fen))
            for month, fen in paid.get(row.case_no, ())
            if first <= month < row.effective
        ]
        if lines:
            found.append(
                AfterDeath(
                    case_no=row.case_no,
                    township=row.township,
                    event_on=row.event_on,
                    months=tuple(month for month, _ in lines),
                    fen=sum(fen for _, fen in lines),
                    recovery=_recovery(session, row.place, row.case_no),
                )
            )
    return tuple(found)


def _recovery(session: Session, place: str, case_no: str) -> str:
    query = select(MatterRow).where(
        MatterRow.place == place,
        MatterRow.kind == "recovery",
        col(MatterRow.key).startswith(f"{case_no}-", autoescape=True),
    )
    row = session.exec(query.order_by(col(MatterRow.key).desc())).first()
    return row.key if row else ""
