"""What each process may do to the tables on PostgreSQL: roles without a login, given to the users.

`doudi_app` reads and writes, but changes no table's form, and neither the audit log nor the ledger
once written: those it may only read and add to. `doudi_audit` only adds to the audit log.
`doudi_report` reads the money without a name, an account or a reason in it. The owner migrates.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from store.engine import make_engine

APP: Final = "doudi_app"
AUDIT: Final = "doudi_audit"
REPORT: Final = "doudi_report"
APPEND_ONLY: Final = ("audit_log", "ledger")
"""Tables nobody changes a row of; triggers say the same to the owner."""
REPORTED: Final = ("obligations", "pay_lists", "pay_changes", "pay_lateness", "ledger")


class NotPostgres(Exception):
    """SQLite has no users; who may open its file may do everything."""


def give_roles(url: str) -> tuple[str, ...]:
    """Makes the roles that are missing and gives each its rights anew. NotPostgres elsewhere."""
    engine = make_engine(url)
    try:
        if engine.dialect.name != "postgresql":
            raise NotPostgres
        with engine.begin() as connection:
            return _give(connection)
    finally:
        engine.dispose()


def _give(connection: Connection) -> tuple[str, ...]:
    def run(statement: str) -> None:
        connection.execute(text(statement))

    schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    known = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    for role in (APP, AUDIT, REPORT):
        if role not in known:
            run(f"CREATE ROLE {role} NOLOGIN")
        run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}")
        run(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}")
        run(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
    run(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {APP}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {APP}")
    for table in APPEND_ONLY:
        run(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}")
    run(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {APP}")
    run(f"GRANT INSERT ON audit_log TO {AUDIT}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {AUDIT}")
    for table in REPORTED:
        run(f"GRANT SELECT ON {table} TO {REPORT}")
    return APP, AUDIT, REPORT
