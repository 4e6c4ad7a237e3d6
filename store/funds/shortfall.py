"""When the funds do not cover a month: its unfunded lines by kind, and what is on record about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.pay.file import LineFacts, LineKind
from domain.pay.purposes import DIFFERENCE, REGULAR, TOP_UP
from store.funds import drawing
from store.tables.funds import ShortfallRow
from store.tables.pay import Obligation


def _is_basic() -> Any:
    purpose = col(Obligation.purpose)
    many = (purpose.startswith(f"{kind}.") for kind in (DIFFERENCE, TOP_UP))
    return sa.or_(purpose == REGULAR, *many)


def of_kinds(codes: Iterable[str]) -> Any:
    """The lines of these kinds (`LineKind.code`), as a condition on `Obligation`."""
    parts = []
    for code in codes:
        programme, _, kind = code.partition("/")
        wanted = _is_basic() if kind == "basic" else sa.not_(_is_basic())
        parts.append(sa.and_(col(Obligation.programme) == programme, wanted))
    return sa.or_(sa.false(), *parts)


def unfunded(session: Session, run: str) -> tuple[LineKind, ...]:
    """The lines of a run that are due and not at the bank yet, by kind, basic living first."""
    basic = sa.case((_is_basic(), 1), else_=0)
    rows = session.exec(
        select(Obligation.programme, basic, func.count(), func.sum(Obligation.fen))
        .where(Obligation.run == run, Obligation.state == "due")
        .group_by(Obligation.programme, basic)
    ).all()
    kinds = [
        LineKind(programme=programme, basic=bool(flag), count=int(count), fen=int(fen))
        for programme, flag, count, fen in rows
    ]
    return tuple(sorted(kinds, key=lambda kind: (not kind.basic, kind.code)))


def facts(session: Session, place: str, run: str, later: Iterable[str], on: date) -> LineFacts:
    """What finance must know to release a part of a run: everything but the kinds `later`."""
    kinds = unfunded(session, run)
    now = [kind.code for kind in kinds if kind.code not in set(later)]
    month = run.rpartition("/")[2][:7]
    papers = session.exec(
        select(ShortfallRow.paper).where(ShortfallRow.place == place, ShortfallRow.month == month)
    )
    return LineFacts(
        kinds=kinds,
        short=drawing.short_of(session, place, run, on, of_kinds(now)),
        booked=bool(drawing.pots(session, place, on.year)),
        enough=not drawing.short_of(session, place, run, on, of_kinds(k.code for k in kinds)),
        papers=tuple(sorted(set(papers))),
    )
