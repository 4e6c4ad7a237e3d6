"""Hits on their way to living cases, and doubts a person has settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.compare.acts import Same
from domain.compare.file import Told, Verdict
from store.compare.taking import KNOWN, NEW, PAST, TOLD, Which, doubts_open, of_list
from store.sql import put
from store.tables import CompareDoubt, CompareHit
from store.types import keyring_of


def untold(session: Session, which: Which, limit: int = 200) -> tuple[CompareHit, ...]:
    """The next hits no case has heard of, by case number."""
    query = select(CompareHit).where(*of_list(CompareHit, which), CompareHit.state == NEW)
    return tuple(session.exec(query.order_by(col(CompareHit.case_no)).limit(limit)))


def mark(session: Session, which: Which, states: Mapping[tuple[str, str], str], on: date) -> None:
    """What became of hits, by case number and key."""
    for name, state in states.items():
        row = session.get(CompareHit, (*which, *name))
        if row is not None and row.state == NEW:
            row.state, row.told_on = state, on
            session.add(row)


def told(session: Session, which: Which) -> Told:
    query = (
        select(CompareHit.state, func.count())
        .where(*of_list(CompareHit, which))
        .group_by(CompareHit.state)
    )
    found = dict(session.exec(query).all())
    return Told(
        told=found.get(TOLD, 0),
        known=found.get(KNOWN, 0),
        past=found.get(PAST, 0),
        left=found.get(NEW, 0),
    )


def book(session: Session, which: Which, verdict: Verdict) -> tuple[int, int]:
    """Settles doubts that are open: how many of them are hits now, and how many doubts are left."""
    same = 0
    for name in verdict.doubts:
        row = session.get(CompareDoubt, (*which, name), with_for_update=True)
        if row is None or row.state != "open":
            continue
        row.state, row.settled_on, row.settled_by = verdict.verdict.value, verdict.on, verdict.by
        session.add(row)
        if verdict.verdict is Same.SAME:
            same += _hit_from(session, row)
    session.flush()
    return same, doubts_open(session, which)


def _hit_from(session: Session, row: CompareDoubt) -> int:
    """The doubt as a hit; 0 when its cause stands as one already."""
    key = keyring_of(session).blind_index(f"cause:{row.member}/{row.about}")
    shared = row.model_dump(
        exclude={"reason", "state", "settled_on", "settled_by", "name", "number"}
    )
    return put(
        session, CompareHit, [{**shared, "key": key, "state": NEW, "told_on": None}], keep=True
    )
