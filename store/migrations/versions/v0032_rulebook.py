"""What the rulebook found, night by night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rulebook_cases",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_table(
        "rulebook_breaches",
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("zh", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_rulebook_breaches_where", "rulebook_breaches", ["place", "rule", "gone_on"])
    op.create_index("ix_rulebook_breaches_case", "rulebook_breaches", ["case_no"])
    op.create_table(
        "rulebook_nights",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("township", sa.String(40), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("breaches", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("by_rule", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("on", "place", "township"),
    )


def downgrade() -> None:
    op.drop_table("rulebook_nights")
    op.drop_table("rulebook_breaches")
    op.drop_table("rulebook_cases")
