"""From a change in a family's life to its exit: each look at a change, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_changes",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("told_late", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("was_fen", sa.BigInteger(), nullable=False),
        sa.Column("less_fen", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "number"),
    )
    op.create_index("ix_case_changes_where", "case_changes", ["place", "township", "reported_on"])


def downgrade() -> None:
    op.drop_table("case_changes")
