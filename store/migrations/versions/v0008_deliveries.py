"""Proof of delivery: what each channel said, and the version of each paper's template."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "key", "channel"),
    )
    op.add_column("notices", sa.Column("edition", sa.String(), nullable=False, server_default=""))
    op.add_column("notices", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("notices", sa.Column("evidence", sa.String(), nullable=False, server_default=""))
