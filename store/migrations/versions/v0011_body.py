"""Who is in the coordinating body, by change; items that no case has raised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_changes",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("officer_unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "seq"),
    )
    op.create_index("ix_body_changes_number", "body_changes", ["place", "number"], unique=False)
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    _items()


def _items() -> None:
    for table, column, length in (
        ("items", "source", 20),
        ("items", "person", 64),
        ("items", "raised_by", 60),
        ("items", "meeting", 60),
        ("measure_tasks", "fund", 60),
    ):
        default = "case" if column == "source" else ""
        op.add_column(
            table,
            sa.Column(column, sa.String(length), nullable=False, server_default=default),
        )
    op.add_column("items", sa.Column("topic", sa.LargeBinary(), nullable=True))
    op.create_index("ix_items_person", "items", ["person"], unique=False)
    op.create_table(
        "item_numbers",
        sa.Column("place", sa.String(2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "year"),
    )
    op.create_table(
        "item_intakes",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("item_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


_APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER body_changes_no_{verb} BEFORE {verb} ON body_changes"
        " BEGIN SELECT RAISE(ABORT, 'the history of the body is append only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION body_changes_keep() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the history of the body is append only'; END $$",
        "CREATE TRIGGER body_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON body_changes FOR EACH STATEMENT EXECUTE FUNCTION body_changes_keep()",
    ),
}
