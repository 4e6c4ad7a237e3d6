"""Whose account it is, how far it is opened, its last day and its second factor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_holders",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("slot", sa.String(140), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("wants_second", sa.Boolean(), nullable=False),
        sa.Column("second_step", sa.Integer(), nullable=False),
        sa.Column("one_time_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sessions_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
        sa.UniqueConstraint("slot"),
    )
    op.create_index("ix_account_holders_person", "account_holders", ["person"])


def downgrade() -> None:
    op.drop_table("account_holders")
