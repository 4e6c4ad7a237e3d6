"""Fund accounts with a balance the database holds, matters of money, statements, rounds, rises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("area", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "fund_accounts",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("aids", sa.JSON(), nullable=False),
        sa.Column("basic", sa.Boolean(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("low_fen", sa.BigInteger(), nullable=False),
        sa.Column("below_zero", sa.Boolean(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("balance_fen >= 0 OR below_zero", name="ck_fund_accounts_covered"),
        sa.PrimaryKeyConstraint("place", "account"),
    )
    op.create_table(
        "matters",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index("ix_matters_where", "matters", ["place", "kind", "key"], unique=False)
    op.create_table(
        "matter_notes",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "seq"),
    )
    _sheets()
    _lines()


def _sheets() -> None:
    op.create_table(
        "fund_sheets",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("place", "period", "version"),
    )
    op.create_table(
        "sheet_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ("fund_sheets", "matter_notes"):
        for statement in _append_only(table)[op.get_bind().dialect.name]:
            op.execute(statement)


def _lines() -> None:
    op.create_table(
        "price_lines",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("person_class", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", "month", "person"),
    )
    op.create_table(
        "rise_lines",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("was_fen", sa.BigInteger(), nullable=False),
        sa.Column("now_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "case_no"),
    )
    op.create_index("ix_rise_lines_state", "rise_lines", ["subject", "state"], unique=False)


def _append_only(table: str) -> dict[str, tuple[str, ...]]:
    return {
        "sqlite": tuple(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            for verb in ("UPDATE", "DELETE")
        ),
        "postgresql": (
            f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{table} is append only'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()",
        ),
    }
