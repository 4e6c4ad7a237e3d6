"""Social forces, what they are granted, contracts for bought services and the orders under them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "providers",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "code"),
    )
    op.create_table(
        "provider_incentives",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "provider", "seq"),
    )
    op.create_table(
        "service_contracts",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("services", sa.String(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    op.create_index("ix_service_contracts_account", "service_contracts", ["account"], unique=False)
    op.create_table(
        "service_orders",
        sa.Column("order", sa.String(120), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("order"),
    )
    op.create_index(
        "ix_service_orders_contract", "service_orders", ["place", "contract"], unique=False
    )
