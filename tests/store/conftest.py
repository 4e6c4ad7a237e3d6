"""The same tests on SQLite and on PostgreSQL, each on tables of its own, made by the migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.keys import KeyRing
from store.engine import Store
from tests import tables

VARIABLE = "DOUDI_TEST_POSTGRES_URL"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database: migrated for those that use `store`, empty for others."""
    empty = "store" not in request.fixturenames
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path}/doudi.db"
        if not empty:
            tables.migrated(made)
        yield made
        return
    server = os.environ.get(VARIABLE)
    if not server:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{VARIABLE} is not set: the tables must be tested on PostgreSQL too")
        pytest.skip(f"{VARIABLE} is not set")
    made = tables.postgres(server, empty=empty)
    try:
        yield made
    finally:
        tables.drop_postgres(server, made)


@pytest.fixture
def store(url: str, keyring: KeyRing) -> Iterator[Store]:
    """A migrated, empty store."""
    opened = Store(url, keyring)
    yield opened
    opened.close()
