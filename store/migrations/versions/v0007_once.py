"""Help given once, by person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "once_aids",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("helped_on", sa.Date(), nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "case_no"),
    )
