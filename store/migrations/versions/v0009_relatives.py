"""近亲属备案: the register, what both sides are compared by, and which matches were dealt with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relatives_register",
        sa.Column("official", sa.String(24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kinship", sa.String(), nullable=False),
        sa.Column("id_index", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("bank_account", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("official", "n"),
    )
    op.create_index(
        "ix_relatives_register_where", "relatives_register", ["place", "township"], unique=False
    )
    op.create_table(
        "register_traces",
        sa.Column("official", sa.String(24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(12), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("official", "n", "signal"),
    )
    op.create_index("ix_register_traces_value", "register_traces", ["value"], unique=False)
    op.create_table(
        "case_traces",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("member", sa.String(8), nullable=False),
        sa.Column("signal", sa.String(12), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "member", "signal", "value"),
    )
    op.create_index("ix_case_traces_value", "case_traces", ["value"], unique=False)
    op.create_table(
        "relative_marks",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("official", sa.String(24), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "key"),
    )
    op.create_index("ix_relative_marks_official", "relative_marks", ["official"], unique=False)
