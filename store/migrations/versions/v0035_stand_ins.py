"""Who stands in for whom, and for whom each line of a case's record was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_ins",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("absent", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("officer_role", sa.String(), nullable=False),
        sa.Column("officer_unit", sa.String(), nullable=False),
        sa.Column("officer_township", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("ended_because", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    op.create_index("ix_stand_ins_deputy", "stand_ins", ["place", "deputy", "until"])
    op.add_column("timeline", sa.Column("behalf", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("timeline", "behalf")
    op.drop_table("stand_ins")
