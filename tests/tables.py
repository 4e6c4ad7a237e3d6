"""Migrated, empty tables for a test: the migrations run once a process, what they made is copied."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from store.migrate import upgrade


def migrated(url: str) -> None:
    """What `store.migrate.upgrade` makes at the address of an SQLite file that is not there yet."""
    path = Path(str(make_url(url).database))
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_sqlite(), path)


@cache
def _sqlite() -> Path:
    folder = tempfile.mkdtemp(prefix="doudi-tables-")
    atexit.register(shutil.rmtree, folder)
    upgrade(f"sqlite:///{folder}/doudi.db")
    return Path(folder) / "doudi.db"


_idle: dict[str, list[str]] = {}
"""By server the migrated databases no test uses now. To copy one takes half a second of files."""


def postgres(server: str, *, empty: bool) -> str:
    """The address of a database of a test's own, `empty` or migrated; `drop_postgres` ends it."""
    if not empty and _idle.get(server):
        return _idle[server].pop()
    name = f"test_{uuid.uuid4().hex}"
    _order(server, f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _template(server)}")
    if not empty:
        atexit.register(_drop, server, name)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_postgres(server: str, url: str) -> None:
    """Also if a test left a connection open. One that is as the migrations made it, but for its
    rows, is emptied and kept for the next test; one whose tables a test changed is not.
    """
    name = str(make_url(url).database)
    if _template.cache_info().currsize == 0 or _shape(url) != _shape_made(server):
        _drop(server, name)
        return
    _order(
        server,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608 - a name made here
    )
    _order(url, _EMPTIED)
    _idle.setdefault(server, []).append(url)


@cache
def _shape_made(server: str) -> str:
    return _shape(str(make_url(server).set(database=_template(server)).render_as_string(False)))


def _drop(server: str, name: str) -> None:
    _order(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


_EMPTIED = """
DO $$
DECLARE one record;
BEGIN
  SET LOCAL session_replication_role = replica;  -- neither what is append-only nor who refers asks
  FOR one IN SELECT tablename FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', one.tablename); END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences
             WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename); END LOOP;
END $$
"""


@cache
def _template(server: str) -> str:
    url = postgres(server, empty=True)
    name = str(make_url(url).database)
    atexit.register(_drop, server, name)
    upgrade(url)
    return name


_SHAPE = """
SELECT md5(string_agg(one, E'\\n' ORDER BY one)) FROM (
  SELECT concat_ws(' ', relname, relkind, relacl, attname, atttypid, attnotnull) AS one
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc)
  FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', nspname, nspacl) FROM pg_namespace WHERE nspname = 'public'
  UNION ALL SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS shape
"""


def _shape(url: str) -> str:
    """Digest of tables, columns, rights, triggers and functions."""
    return str(_order(url, _SHAPE))


def _order(server: str, command: str) -> object:
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        done = connection.execute(text(command))
        told = done.scalar() if done.returns_rows else None
    admin.dispose()
    return told
