"""The migrations make exactly the tables the code uses, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, InternalError
from sqlmodel import SQLModel

import store.tables
from store.audit_log import record
from store.engine import Store, make_engine
from store.migrate import current, head, upgrade
from store.tables import CaseNumber
from tests.store.samples import NOW

assert store.tables


def test_an_empty_database_is_brought_to_the_newest_version_and_stays_there(url: str) -> None:
    assert current(url) is None
    upgrade(url)
    upgrade(url)
    assert current(url) == head()


def test_two_processes_may_migrate_at_once(url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(upgrade, url) for _ in range(2)]:
            done.result()
    assert current(url) == head()


def test_migrated_tables_and_code_agree(url: str) -> None:
    upgrade(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("change", ["UPDATE audit_log SET result = 'x'", "DELETE FROM audit_log"])
def test_the_database_itself_refuses_to_change_the_audit_log(store: Store, change: str) -> None:
    with store.write() as session:
        record(session, at=NOW, who="a", what="confirm", result="done")
    with pytest.raises((DatabaseError, InternalError), match="append only"):  # noqa: SIM117
        with store.write() as session:
            session.connection().execute(text(change))


@pytest.mark.parametrize("url", ["mysql://u@h/d"], indirect=False)
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SQLite or PostgreSQL"):
        make_engine(url)


def test_writers_that_read_first_wait_for_each_other_and_lose_nothing(store: Store) -> None:
    with store.write() as session:
        session.add(CaseNumber(place="JZ", year=2026, next=0))

    def count_on(_: int) -> None:
        with store.write() as session:
            row = session.get_one(CaseNumber, ("JZ", 2026), with_for_update=True)
            row.next += 1
            session.add(row)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_on, range(64)))
    with store.read() as session:
        assert session.get_one(CaseNumber, ("JZ", 2026)).next == 64


def test_claims_and_intakes_written_before_there_were_programmes_are_kept(url: str) -> None:
    upgrade(url, "0009")
    engine = make_engine(url)
    with engine.execution_options(doudi_writes=True).begin() as connection:
        connection.execute(
            text("INSERT INTO claims (person, case_no, member, place) VALUES ('p', 'c', 'm1', 'x')")
        )
        connection.execute(
            text("INSERT INTO intakes (key, case_no, place, at) VALUES ('k', 'c', 'x', :at)"),
            {"at": NOW},
        )
    upgrade(url)
    with engine.connect() as connection:
        claim = connection.execute(text("SELECT person, circle, name, case_no FROM claims")).one()
        taken = connection.execute(text("SELECT key, seq, case_no, name FROM intakes")).one()
    engine.dispose()
    assert tuple(claim) == ("p", "means", "dibao", "c")
    assert tuple(taken) == ("k", 0, "c", "dibao")
