"""Column types: text that is encrypted with the key ring, and moments that keep their zone.

An encrypted value carries the id of its key, so that old rows stay readable after a rotation, and
is bound to its table and column: moved elsewhere, or with a bit changed, it is refused. An engine
without a key ring neither writes nor reads such a column.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, DateTime, Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session

from runtime.keys import KeyFault, KeyRing

_rings: WeakKeyDictionary[Dialect, KeyRing] = WeakKeyDictionary()


def give_keys(engine: Engine, keyring: KeyRing) -> None:
    """From now on this engine's encrypted columns use the ring."""
    _rings[engine.dialect] = keyring


def keyring_of(session: Session) -> KeyRing:
    """The ring of the session's engine. KeyFault when it was given none."""
    return _ring(session.get_bind().dialect)


def _ring(dialect: Dialect) -> KeyRing:
    ring = _rings.get(dialect)
    if ring is None:
        raise KeyFault("this engine has no key ring: encrypted columns cannot be used")
    return ring


class EncryptedText(TypeDecorator[str]):
    """Text that stands encrypted. `place` (`table.column`) must be the same to read it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return _ring(dialect).encrypt(value.encode(), self.place.encode())

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _ring(dialect).decrypt(bytes(value), self.place.encode()).decode()


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC. SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def sealed(place: str) -> Any:
    """A required encrypted column; `place` is `table.column`."""
    return Field(default="", sa_column=Column(EncryptedText(place), nullable=False))


def moment(*, optional: bool = False) -> Any:
    """A column of type `Moment`, required unless `optional`."""
    column: Column[Any] = Column(Moment(), nullable=optional)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)
