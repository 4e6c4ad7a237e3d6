"""Two statements that SQLite and PostgreSQL both know and the ORM does not: insert-or-update."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from domain.base import CaseRefusal

Row = Mapping[str, Any]
T = TypeVar("T")


def put(session: Session, table: type[SQLModel], rows: Sequence[Row], *, keep: bool = False) -> int:
    """Writes rows; one that stands under the same primary key is overwritten, or kept if `keep`.

    Gives how many were written. Every row names the same columns. On PostgreSQL a second writer
    of a key waits for the first.
    """
    if not rows:
        return 0
    session.flush()
    statement = _statement(table, tuple(rows[0]), session.get_bind().dialect.name, keep)
    result = session.connection().execute(statement, [dict(row) for row in rows])
    # The drivers count rows of such a statement each in its own way; what it returns is certain.
    return len(result.all()) if keep else len(rows)


@lru_cache(maxsize=256)
def _statement(
    table: type[SQLModel], names: tuple[str, ...], dialect: str, keep: bool
) -> Executable:
    """Built once for each form of row, so that the database layer compiles it once."""
    keys = list(table.__table__.primary_key)  # type: ignore[attr-defined]
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = build(table.__table__)  # type: ignore[attr-defined]
    if keep:
        return statement.on_conflict_do_nothing(index_elements=keys).returning(*keys)
    changed = {
        name: statement.excluded[name] for name in names if name not in {k.name for k in keys}
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def next_number(session: Session, counter: type[SQLModel], **key: Any) -> int:
    """The next number of a counter row, from 1 without gaps: undone with the transaction."""
    lock(session, counter, **key)
    row = session.get_one(counter, tuple(key.values()), populate_existing=True)
    number = int(row.next)  # type: ignore[attr-defined]
    row.next = number + 1
    session.flush()
    return number


def lock(session: Session, counter: type[SQLModel], **key: Any) -> None:
    """Holds a counter row, made first if need be, until the transaction ends."""
    put(session, counter, [{**key, "next": 1}], keep=True)
    session.get_one(counter, tuple(key.values()), with_for_update=True, populate_existing=True)


def cursor_of(*values: Any) -> str:
    """An opaque cursor that stands after the row with these sort values."""
    text = json.dumps([str(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_values(cursor: str, count: int) -> list[str]:
    """What `cursor_of` was given. CaseRefusal when it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != count:
        raise CaseRefusal("cursor_unknown", "翻页标记无效，请从第一页重新查询。")
    return [str(value) for value in values]


_CHUNK = 500
"""Rows a statement: SQLite counts every value."""


def in_chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """The rows in parts a statement can take."""
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def by_bytes(session: Session, column: Any) -> Any:
    """The column as an order that both databases and Python give: PostgreSQL's own follows a
    language."""
    dialect = session.get_bind().dialect.name
    return column.collate("C") if dialect == "postgresql" else column
