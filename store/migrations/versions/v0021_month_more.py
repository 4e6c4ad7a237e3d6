"""Who keeps an account, whom a list counted as it was frozen, and decisions about a shortfall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts",
        sa.Column("custodian_index", sa.String(64), nullable=False, server_default=""),
    )
    op.create_index("ix_accounts_custodian", "accounts", ["custodian_index"])
    op.add_column(
        "obligations", sa.Column("persons", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("obligations", sa.Column("area", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_obligations_run", "obligations")
    op.create_index("ix_obligations_run", "obligations", ["run", "state", "id"])
    op.create_table(
        "shortfalls",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("missing_fen", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "number"),
    )
    op.create_index("ix_shortfalls_month", "shortfalls", ["place", "month"])


def downgrade() -> None:
    op.drop_table("shortfalls")
    op.drop_index("ix_obligations_run", "obligations")
    op.create_index("ix_obligations_run", "obligations", ["run", "state"])
    op.drop_column("obligations", "area")
    op.drop_column("obligations", "persons")
    op.drop_index("ix_accounts_custodian", "accounts")
    op.drop_column("accounts", "custodian_index")
