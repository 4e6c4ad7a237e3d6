"""The same tests on SQLite and on PostgreSQL, each on tables of its own, made by the migrations."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from runtime.keys import KeyRing
from store.engine import Store
from store.migrate import upgrade

VARIABLE = "DOUDI_TEST_POSTGRES_URL"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/doudi.db"
        return
    server = os.environ.get(VARIABLE)
    if not server:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{VARIABLE} is not set: the tables must be tested on PostgreSQL too")
        pytest.skip(f"{VARIABLE} is not set")
    schema = f"test_{uuid.uuid4().hex}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"))
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        inside = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
        yield inside.render_as_string(hide_password=False)
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()


@pytest.fixture
def store(url: str, keyring: KeyRing) -> Iterator[Store]:
    """A migrated, empty store."""
    upgrade(url)
    opened = Store(url, keyring)
    yield opened
    opened.close()
