"""The tables of one procedure as its histories give them, held against the tables as they stand.

The truth of a case, a meeting, a month's run is its workflow; what lists show is a projection. So
what a procedure once told the tables is told again to an empty scratch database, and every row that
differs, is missing or should not be there is found, and put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col

from domain.base import Frozen
from runtime.keys import KeyFault, KeyRing
from store.engine import Store
from store.rebuild.shares import Kind, Seen, Share
from store.sql import put
from store.tables import ProceedingRow
from store.types import EncryptedText, keyring_of

UNREADABLE: Final = "（不能解密）"


class Difference(Frozen):
    """One row that is not what the histories give. `what`: changed, missing or extra. `columns`:
    names only, never what stands in them."""

    table: str
    what: str
    key: str
    columns: tuple[str, ...] = ()


class Scratch:
    """An empty database in memory, with the key ring of the real one: indexes come out the same."""

    def __init__(self, keyring: KeyRing) -> None:
        self._store = Store("sqlite://", keyring)
        SQLModel.metadata.create_all(self._store.engine)

    def rows(self, kind: Kind, name: str, told: Sequence[Any], stands: Seen) -> Seen:
        """The tables after the procedure told them all this, oldest first. Nothing of it is kept.

        Of rows that are records of their own, those that stand are taken as they were at first.
        """
        with self._emptied() as session:
            for share in kind.shares:
                if share.columns:
                    rows = stands.of(share.table).values()
                    put(session, share.table, [{**row, **share.columns} for row in rows])
            kind.tell(session, told)
            session.flush()
            return rows_of(session, kind, name)

    @contextmanager
    def _emptied(self) -> Iterator[Session]:
        with self._store.read() as session:
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        self._store.close()


def rows_of(session: Session, kind: Kind, name: str) -> Seen:
    """Every row of the procedure. What was sealed and does not open any more reads as `UNREADABLE`."""
    ring = keyring_of(session)
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for share in kind.shares:
        query = sa.select(*_columns(share.table)).where(*share.of(name))
        rows = [
            _opened(share.table, r._asdict(), ring) for r in session.connection().execute(query)
        ]
        found[share.name] = {tuple(row[key] for key in share.keys): row for row in rows}
    return Seen(rows=found)


def _columns(table: type[SQLModel]) -> Sequence[Any]:
    return [
        sa.type_coerce(column, sa.LargeBinary).label(column.name)
        if isinstance(column.type, EncryptedText)
        else column
        for column in table.__table__.columns  # type: ignore[attr-defined]
    ]


def _opened(table: type[SQLModel], row: dict[str, Any], ring: KeyRing) -> dict[str, Any]:
    for column in table.__table__.columns:  # type: ignore[attr-defined]
        if isinstance(column.type, EncryptedText) and row[column.name] is not None:
            place = column.type.place.encode()
            try:
                row[column.name] = ring.decrypt(bytes(row[column.name]), place).decode()
            except KeyFault:
                row[column.name] = UNREADABLE
    return row


def differences(kind: Kind, wanted: Seen, stands: Seen) -> tuple[Difference, ...]:
    """What must change for the tables to say what the histories do."""
    found: list[Difference] = []
    for share in kind.shares:
        right, there = wanted.of(share.table), stands.of(share.table)
        for key, row in right.items():
            if key not in there:
                found.append(_difference(share, "missing", key))
            elif other := share.differing(row, there[key]):
                found.append(_difference(share, "changed", key, other))
        found += [_difference(share, "extra", key) for key in there if key not in right]
    return tuple(found)


def lost(kind: Kind, name: str, stands: Seen) -> tuple[Difference, ...]:
    """Records every such procedure has, that are gone: its history gives only a part of them."""
    return tuple(
        Difference(table=share.name, what="missing", key="/".join(map(str, share.at(name))))
        for share in kind.shares
        if share.needed and not stands.of(share.table)
    )


def put_right(session: Session, kind: Kind, name: str, wanted: Seen, stands: Seen) -> bool:
    """Makes the procedure's rows what `wanted` says. False, and nothing done, when somebody has
    written since `stands` was read: then it must be looked at again."""
    first = kind.shares[0]
    held = sa.select(*(col(getattr(first.table, key)) for key in first.keys)).where(*first.of(name))
    session.connection().execute(held.with_for_update())
    if rows_of(session, kind, name) != stands:
        return False
    for share in kind.shares:
        right, there = wanted.of(share.table), stands.of(share.table)
        for key in there:
            if key not in right:
                session.execute(delete(share.table).where(*_by_key(share, key)))
        for key, row in right.items():
            if key not in there or share.differing(row, there[key]):
                _write(session, share, key, row, there.get(key))
    return True


def _write(
    session: Session,
    share: Share,
    key: tuple[Any, ...],
    right: Mapping[str, Any],
    stands: Mapping[str, Any] | None,
) -> None:
    if share.columns:
        told = {name: right[name] for name in share.columns}
        session.execute(update(share.table).where(*_by_key(share, key)).values(told))
    else:
        all_key = set(share.keys) == set(right)
        put(session, share.table, [share.mend(right, stands)], keep=all_key)


def strangers(
    session: Session, kind: Kind, known: Sequence[str], place: str = ""
) -> dict[tuple[Any, ...], tuple[Share, ...]]:
    """What names procedures of this kind that no history knows, and the tables that name them so."""
    found: dict[tuple[Any, ...], tuple[Share, ...]] = {}
    for share in kind.shares:
        for told in share.strangers(session, known, place):
            found[told] = (*found.get(told, ()), share)
    return found


def remove(session: Session, share: Share, told: tuple[Any, ...]) -> None:
    """Takes out the rows of a procedure no history knows."""
    query = sa.select(*(col(getattr(share.table, c)) for c in share.by)).where(*share.ours())
    for row in set(session.connection().execute(query.distinct())):
        if share.read(tuple(row)) == told:
            pairs = zip(share.by, row, strict=True)
            mine = [col(getattr(share.table, c)) == value for c, value in pairs]
            session.execute(delete(share.table).where(*mine, *share.ours()))


def _by_key(share: Share, key: tuple[Any, ...]) -> Sequence[Any]:
    return [
        col(getattr(share.table, name)) == value
        for name, value in zip(share.keys, key, strict=True)
    ]


def _difference(
    share: Share, what: str, key: tuple[Any, ...], columns: tuple[str, ...] = ()
) -> Difference:
    return Difference(table=share.name, what=what, key=_shown(share, key), columns=columns)


def _shown(share: Share, key: tuple[Any, ...]) -> str:
    """Of a proceeding without its kind: that somebody reported staff is not for operators."""
    if share.table is ProceedingRow:
        key = tuple(part for name, part in zip(share.keys, key, strict=True) if name != "kind")
    return "/".join(map(str, key))
