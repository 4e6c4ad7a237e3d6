"""The credit record of people in aid (YC-31)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "credit_record",
        _text("place", 20),
        _text("number", 40),
        _text("person", 64),
        _text("case_no", 20),
        _text("member", 20),
        _text("ground", 20),
        _text("stage", 20),
        _text("decision", 60),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        _text("consequences", 200),
        _text("ended_as", 20),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    op.create_index("ix_credit_record_person", "credit_record", ["place", "person"], unique=False)


def downgrade() -> None:
    op.drop_table("credit_record")
