"""Meetings of the departments: state, agenda, minutes, and what each unit got of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_numbers",
        sa.Column("series", sa.String(10), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "place", "year"),
    )
    op.create_table(
        "meeting_intakes",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "meetings",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    op.create_index("ix_meetings_where", "meetings", ["place", "stage", "number"], unique=False)
    op.create_table(
        "meeting_points",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("key", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("item_number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("put_off", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number", "key"),
    )
    op.create_index(
        "ix_meeting_points_item", "meeting_points", ["case_no", "item_number"], unique=False
    )
    _papers()


def _papers() -> None:
    op.create_table(
        "meeting_mail",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("html", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number", "key", "unit"),
    )
    op.create_index("ix_meeting_mail_unit", "meeting_mail", ["place", "unit"], unique=False)
    op.create_table(
        "meeting_minutes",
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("number", sa.String(10), nullable=False),
        sa.Column("paper", sa.String(40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("amends", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("html", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number"),
        sa.UniqueConstraint("paper"),
    )
