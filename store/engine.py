"""A database and its transactions. SQLite and PostgreSQL behave alike to whoever uses `Store`.

On SQLite a writing transaction takes the write lock when it begins: two writers then wait for
each other instead of failing half-way. The journal is WAL, so readers never wait.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

from runtime.keys import KeyRing
from store.types import give_keys

_WRITES = "doudi_writes"
_BUSY_MS = 20_000
_PAUSE_SECONDS = 0.12
_TRIES = 40


class Store:
    """One database with its key ring; `read` and `write` give a transaction each."""

    def __init__(self, url: str, keyring: KeyRing) -> None:
        self.engine = make_engine(url)
        self._writing = self.engine.execution_options(**{_WRITES: True})
        give_keys(self.engine, keyring)
        self.keyring = keyring

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing; what was read stays usable afterwards."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or undone when anything is raised."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def give_way(self) -> None:
        """Between two of many transactions: SQLite lets in one writer at a time, and whoever waits
        for it looks again every tenth of a second; without a pause he might never get in."""
        if self.engine.dialect.name == "sqlite":
            time.sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…` (psycopg 3). ValueError for any other."""
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        psycopg = parsed.set(drivername="postgresql+psycopg")
        return create_engine(psycopg, pool_pre_ping=True, hide_parameters=True)
    if kind != "sqlite":
        raise ValueError("the database must be SQLite or PostgreSQL")
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # What was to be written about a household must not stand in the log of its failure.
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late; `_begin_sqlite` begins them instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    _keep_a_journal_apart(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _keep_a_journal_apart(cursor: Any) -> None:
    """WAL. On a new file two processes may ask at once, and SQLite tells one of them at once that the
    file is locked, whatever time it was given to wait: it asks again."""
    for left in reversed(range(_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
