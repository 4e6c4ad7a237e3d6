"""What units say of the tasks and plans of their place's document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_task_statements",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("officer_role", sa.String(), nullable=False),
        sa.Column("officer_unit", sa.String(), nullable=False),
        sa.Column("behalf", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number"),
    )


def downgrade() -> None:
    op.drop_table("key_task_statements")
