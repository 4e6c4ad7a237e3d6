"""Brings a database to the present version: the same steps on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from store.engine import make_engine

_LOCK = 0x646F756469
"""Any number: whoever migrates a PostgreSQL database holds this advisory lock."""


def upgrade(url: str, to: str = "head") -> None:
    """Runs every step the database has not seen. Safe to call twice and from two processes."""
    engine = make_engine(url)
    try:
        _upgrade(engine, to)
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The revision the database is at, None for an empty one."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _upgrade(engine: Engine, to: str) -> None:
    config = _config()
    with engine.execution_options(doudi_writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
