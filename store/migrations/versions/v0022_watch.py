"""Proceedings of supervision and the sealed words of complaints (HB-22, JZ-45, JZ-55)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "proceedings",
        _text("place", 20),
        _text("kind", 20),
        _text("number", 40),
        _text("stage", 20),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("topic", 40),
        _text("result", 40),
        _text("flags", 200),
        _text("township", 40),
        _text("unit", 60),
        _text("unit_zh", 60),
        _text("case_no", 20),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _sealed("waiting"),
        sa.PrimaryKeyConstraint("place", "kind", "number"),
    )
    op.create_index(
        "ix_proceedings_where", "proceedings", ["kind", "place", "stage", "number"], unique=False
    )
    op.create_table(
        "spot_draws",
        _text("place", 20),
        _text("period", 10),
        _text("stratum", 20),
        _text("case_no", 20),
        _text("township", 40),
        sa.Column("checked_on", sa.Date(), nullable=True),
        _text("checked_by", 60),
        sa.Column("correct", sa.Boolean(), nullable=True),
        _text("fault", 20),
        _text("back", 40),
        sa.PrimaryKeyConstraint("place", "period", "stratum", "case_no"),
    )
    op.create_index("ix_spot_draws_case", "spot_draws", ["case_no"], unique=False)
    op.create_table(
        "complaint_words",
        _text("place", 20),
        _text("number", 40),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        _text("same", 64),
        _text("same_phone", 64),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _sealed("name"),
        _sealed("id_no"),
        _sealed("phone"),
        _sealed("content"),
        _sealed("concerned"),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    for name in ("same", "same_phone"):
        index = f"ix_complaint_words_{name}"
        op.create_index(index, "complaint_words", ["place", name], unique=False)


def downgrade() -> None:
    op.drop_table("complaint_words")
    op.drop_table("spot_draws")
    op.drop_table("proceedings")
