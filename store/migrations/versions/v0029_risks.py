"""What insurers paid, and the households somebody should look in on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insurer_payouts",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("self_paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("lead_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "person", "period"),
    )
    op.create_index("ix_insurer_payouts_person", "insurer_payouts", ["place", "person"])
    op.create_table(
        "risk_entries",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "rule", "since"),
    )
    op.create_index("ix_risk_entries_open", "risk_entries", ["place", "township", "closed_on"])


def downgrade() -> None:
    op.drop_table("risk_entries")
    op.drop_table("insurer_payouts")
