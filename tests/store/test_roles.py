"""S19: on PostgreSQL the application changes no table's form, and no row of the log or the ledger."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from store import freezing
from store.audit_log import record
from store.engine import Store
from store.roles import APP, APPEND_ONLY, AUDIT, REPORT, NotPostgres, give_roles
from tests.paying import Bank, Month, household_in
from tests.store.samples import NOW
from tests.store.test_money import paid_through


def _as(session: Session, role: str, statement: str) -> None:
    session.connection().execute(text(f"SET LOCAL ROLE {role}"))
    session.connection().execute(text(statement))


def test_roles_are_given_twice_and_each_may_do_its_own_and_nothing_else(
    store: Store, url: str
) -> None:
    if store.engine.dialect.name != "postgresql":
        with pytest.raises(NotPostgres):
            give_roles(url)
        return
    household_in(store, 1)
    paid_through(store, Month(), Bank())
    with store.write() as session:
        record(session, at=NOW, who="a", what="confirm", result="done")
    assert give_roles(url) == give_roles(url) == (APP, AUDIT, REPORT)
    refused = [
        (APP, "CREATE TABLE mine (id integer)"),
        (APP, "ALTER TABLE obligations ADD COLUMN more integer"),
        (APP, "DROP TABLE ledger"),
        (APP, "DROP TRIGGER ledger_append_only ON ledger"),
        (APP, "UPDATE alembic_version SET version_num = '0001'"),
        (AUDIT, "SELECT * FROM audit_log"),
        (AUDIT, "UPDATE audit_log SET result = 'x'"),
        (AUDIT, "SELECT * FROM obligations"),
        (REPORT, "SELECT * FROM accounts"),
        (REPORT, "SELECT * FROM cases"),
        (REPORT, "INSERT INTO ledger (event) VALUES ('x')"),
    ]
    for table in APPEND_ONLY:
        refused += [(APP, f"DELETE FROM {table}"), (APP, f"TRUNCATE {table}")]  # noqa: S608
    refused += [(APP, "UPDATE ledger SET fen = 0"), (APP, "UPDATE audit_log SET result = 'x'")]
    for role, statement in refused:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):  # noqa: SIM117
            with store.write() as session:
                _as(session, role, statement)
    for role, statement in (
        (APP, "UPDATE obligations SET returns = returns"),
        (APP, "SELECT * FROM ledger"),
        (REPORT, "SELECT * FROM obligations"),
    ):
        with store.write() as session:
            _as(session, role, statement)


def test_the_application_pays_a_month_with_no_more_than_its_role(store: Store, url: str) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no users")
    household_in(store, 1)
    give_roles(url)
    with store.write() as session:
        session.connection().execute(text(f"SET LOCAL ROLE {APP}"))
        assert freezing.freeze_list(session, Month().freeze()).count == 1
        record(session, at=NOW, who="a", what="confirm", result="done")
