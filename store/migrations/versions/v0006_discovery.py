"""主动发现: leads, lists, villages with their grids and rounds; an account may be of one village."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("users", "tasks"):
        op.add_column(table, sa.Column("village", sa.String(), nullable=False, server_default=""))
    _leads()
    _lists()
    _villages()


def _leads() -> None:
    op.create_table(
        "lead_numbers",
        sa.Column("place", sa.String(2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "year"),
    )
    op.create_table(
        "lead_intakes",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("lead_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("lead_no"),
    )
    op.create_table(
        "leads",
        sa.Column("lead_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("visit_due", sa.Date(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("late_by", sa.String(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lead_no"),
    )
    op.create_index("ix_leads_case", "leads", ["case_no"], unique=False)
    op.create_index("ix_leads_person", "leads", ["person"], unique=False)
    op.create_index(
        "ix_leads_where", "leads", ["place", "township", "stage", "lead_no"], unique=False
    )
    op.create_table(
        "lead_lines",
        sa.Column("lead_no", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lead_no", "seq"),
    )


def _lists() -> None:
    op.create_table(
        "lead_imports",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lead_import_lines",
        sa.Column("import_id", sa.String(40), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("lead_no", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["lead_imports.id"]),
        sa.PrimaryKeyConstraint("import_id", "row"),
    )


def _villages() -> None:
    op.create_table(
        "villages",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("township", sa.String(40), nullable=False),
        sa.Column("village", sa.String(40), nullable=False),
        sa.Column("round_every", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("secretary", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "township", "village"),
    )
    op.create_table(
        "grids",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("township", sa.String(40), nullable=False),
        sa.Column("village", sa.String(40), nullable=False),
        sa.Column("grid", sa.String(40), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("worker", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "township", "village", "grid"),
    )
    op.create_table(
        "village_rounds",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("township", sa.String(40), nullable=False),
        sa.Column("village", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "township", "village", "number"),
    )
