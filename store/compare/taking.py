"""A department's list, taken in a part at a time: each part one transaction, begun where the last
one ended.

Whoever reads on after a crash finds in `compare_progress` how far the same list was read. A list
with other bytes begins anew: what its forerunner held and no case has heard is forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from domain.compare.file import Counts
from domain.compare.matching import Doubt, Held, Keys, Match, matched, shown_only, sought
from domain.compare.rows import NUMBER, RegisterRow, RowFault
from store.compare.roll import hash_likeness, held_by_likeness, held_by_person
from store.intake import person_index
from store.sql import put
from store.tables import CompareDoubt, CompareFault, CompareHit, CompareProgress
from store.types import keyring_of

NEW, TOLD, KNOWN, PAST = "new", "told", "known", "past"
FAULTS_KEPT: Final = 2_000
"""Faults kept by row; further ones are counted. Operation, not law."""


class Which(NamedTuple):
    """One list: a place's, of a month (`2026-12`), of a department and subject."""

    place: str
    month: str
    part: str

    @property
    def key(self) -> dict[str, str]:
        return self._asdict()


def begin(session: Session, which: Which, digest: str) -> int:
    """How many lines of this list are done; 0 for another list than was begun."""
    fresh = {**which.key, "digest": digest, "after": 0, "rows": 0, "faults": 0}
    put(session, CompareProgress, [{**fresh, "strangers": 0, "shown": 0}], keep=True)
    at = session.get_one(CompareProgress, tuple(which), with_for_update=True)
    if at.digest == digest:
        return at.after
    for table, state in ((CompareHit, NEW), (CompareDoubt, "open")):
        session.execute(delete(table).where(*of_list(table, which), col(table.state) == state))
    session.execute(delete(CompareFault).where(*of_list(CompareFault, which)))
    at.digest, at.after, at.rows, at.faults, at.strangers, at.shown = digest, 0, 0, 0, 0, 0
    session.add(at)
    return 0


def take(session: Session, which: Which, read: Sequence[RegisterRow | RowFault], on: date) -> None:
    """The next lines of the list. Lines that were taken before are passed over."""
    at = session.get_one(CompareProgress, tuple(which), with_for_update=True)
    new = [one for one in read if one.row > at.after]
    if not new:
        return
    faults = [one for one in new if isinstance(one, RowFault)]
    rows = [one for one in new if isinstance(one, RegisterRow)]
    asked = [row for row in rows if not shown_only(row)]
    found = _matched(session, which.place, asked)
    doubled = _written(session, which, [(row, m) for row in asked for m in found[row.row]], on)
    _faults(session, which, [*faults, *doubled], at.faults)
    at.after = max(one.row for one in new)
    at.rows += len(new)
    at.faults += len(faults) + len(doubled)
    at.shown += len(rows) - len(asked)
    at.strangers += sum(not found[row.row] for row in asked)
    session.add(at)


def _matched(
    session: Session, place: str, rows: Sequence[RegisterRow]
) -> dict[int, tuple[Match, ...]]:
    ring = keyring_of(session)
    keys: dict[int, Keys] = {}
    for row in rows:
        number, like = sought(row)
        keys[row.row] = Keys(
            person=person_index(ring, number) if number else "",
            likeness=hash_likeness(ring, like) if like else "",
        )
    by_person = held_by_person(session, place, (k.person for k in keys.values()))
    by_likeness = held_by_likeness(session, place, (k.likeness for k in keys.values()))
    return {row.row: matched(row, keys[row.row], by_person, by_likeness) for row in rows}


def _written(
    session: Session, which: Which, found: Sequence[tuple[RegisterRow, Match]], on: date
) -> list[RowFault]:
    """Hits and doubts into their tables. Gives the lines that say once more what another said."""
    ring = keyring_of(session)
    doubled: list[RowFault] = []
    hits: dict[tuple[str, str], dict[str, Any]] = {}
    doubts: dict[str, dict[str, Any]] = {}
    for row, match in found:
        common = _common(which, row, match.held, on)
        common["record"] = record = record_of(session, row.matter)
        key = ring.blind_index(f"cause:{match.held.member}/{row.about}")
        name = (match.held.case_no, key)
        doubt = match.doubt
        if doubt is None:
            stands = hits.get(name) or _hit(session, which, name)
            if stands is None:
                hits[name] = {**common, "key": key, "id": _id(which, *name), "state": NEW}
                hits[name]["told_on"] = None
            elif stands["record"] == record:
                if stands["row"] != row.row:
                    doubled.append(_doubled(row.row))
            else:
                doubt = Doubt.CONTRADICTORY
        if doubt is not None:
            key = _id(which, str(row.row), match.held.case_no, match.held.member, row.about)
            doubts[key] = {
                **common,
                "id": key,
                "reason": doubt.value,
                "state": "open",
                "settled_on": None,
                "settled_by": "",
                "name": row.name,
                "number": row.number,
            }
    put(session, CompareHit, list(hits.values()), keep=True)
    put(session, CompareDoubt, list(doubts.values()), keep=True)
    return doubled


def record_of(session: Session, matter: str) -> str:
    """The fingerprint of what a register says: the same words give the same one for ever."""
    return keyring_of(session).blind_index(f"record:{matter}")


def _common(which: Which, row: RegisterRow, held: Held, on: date) -> dict[str, Any]:
    return {
        **which.key,
        "case_no": held.case_no,
        "member": held.member,
        "township": held.township,
        "row": row.row,
        "event_on": row.since,
        "found_on": on,
        "count": row.count,
        "fen": row.fen,
        "about": row.about,
        "proof": row.proof,
    }


def _hit(session: Session, which: Which, name: tuple[str, str]) -> dict[str, Any] | None:
    row = session.get(CompareHit, (*which, *name))
    return {"record": row.record, "row": row.row} if row else None


def _doubled(row: int) -> RowFault:
    zh = f"第{row}行“{NUMBER}”：与前面一行重复，只采用一次。"
    return RowFault(row=row, column=NUMBER, zh=zh)


def _faults(session: Session, which: Which, faults: Sequence[RowFault], before: int) -> None:
    kept = faults[: max(FAULTS_KEPT - before, 0)]
    put(session, CompareFault, [{**which.key, **f.model_dump()} for f in kept], keep=True)


def _id(which: Which, *parts: str) -> str:
    return hashlib.sha256("/".join((*which, *parts)).encode()).hexdigest()[:20]


def counts(session: Session, which: Which) -> Counts:
    """What the list held, once it was read to its end."""
    at = session.get(CompareProgress, tuple(which))
    if at is None:
        return Counts()
    return Counts(
        rows=at.rows,
        hits=_count(session, CompareHit, which),
        doubts=doubts_open(session, which),
        faults=at.faults,
        strangers=at.strangers,
        shown=at.shown,
    )


def doubts_open(session: Session, which: Which) -> int:
    return _count(session, CompareDoubt, which, "open")


def _count(session: Session, table: Any, which: Which, state: str = "") -> int:
    query = select(func.count()).select_from(table).where(*of_list(table, which))
    if state:
        query = query.where(table.state == state)
    return int(session.exec(query).one())


def of_list(table: Any, which: Which) -> list[Any]:
    return [
        col(table.place) == which.place,
        col(table.month) == which.month,
        col(table.part) == which.part,
    ]
