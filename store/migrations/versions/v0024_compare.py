"""每月比对: the roll, the departments' lists, leads on living cases and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = (
    "roll",
    "department_links",
    "compare_months",
    "compare_parts",
    "compare_progress",
    "compare_hits",
    "compare_doubts",
    "compare_faults",
    "case_hits",
)


def _text(*names: str, length: int | None = None) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length), nullable=False) for name in names]


def _days(*names: str, empty: bool = True) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=empty) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _sums(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _sealed(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=False) for name in names]


def _of_month() -> list[sa.Column[str]]:
    return [*_text("place", length=20), *_text("month"), *_text("part", length=60)]


def upgrade() -> None:
    op.create_table(
        "roll",
        *_text("case_no", length=20),
        *_text("member", length=8),
        *_text("place", "township", "programme", "klass"),
        *_text("person", "likeness", "record", length=64),
        *_sealed("name", "id_no"),
        sa.PrimaryKeyConstraint("case_no", "member"),
    )
    op.create_index("ix_roll_person", "roll", ["place", "person"])
    op.create_index("ix_roll_likeness", "roll", ["place", "likeness"])
    op.create_table(
        "department_links",
        *_text("place", length=20),
        *_text("department", length=40),
        *_numbers("seq"),
        sa.Column("connected", sa.Boolean(), nullable=False),
        *_days("on", empty=False),
        *_text("paper", "by"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", "department", "seq"),
    )
    op.create_table(
        "compare_months",
        *_text("place", length=20),
        *_text("month"),
        *_text("stage"),
        *_numbers("version"),
        *_days("opened_on", empty=False),
        *_numbers("parts", "done", "missed"),
        *_days("due_on"),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        *_days("closed_on"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *_sealed("waiting"),
        sa.PrimaryKeyConstraint("place", "month"),
    )
    op.create_table(
        "compare_parts",
        *_of_month(),
        *_text("department", "zh", "subject", "state"),
        *_days("due", empty=False),
        *_days("done_on"),
        sa.Column("late", sa.Boolean(), nullable=False),
        *_numbers("tries"),
        *_text("trouble"),
        *_numbers("rows", "hits", "doubts", "doubts_open", "faults", "strangers", "shown"),
        *_numbers("told", "known", "past", "left"),
        *_sealed("explained"),
        sa.PrimaryKeyConstraint("place", "month", "part"),
    )
    op.create_table(
        "compare_progress",
        *_of_month(),
        *_text("digest"),
        *_numbers("after", "rows", "faults", "strangers", "shown"),
        sa.PrimaryKeyConstraint("place", "month", "part"),
    )
    op.create_table(
        "compare_hits",
        *_of_month(),
        *_text("case_no", length=20),
        *_text("key", length=64),
        *_text("id", length=40),
        *_text("member", "township"),
        *_numbers("row"),
        *_text("record"),
        *_days("event_on"),
        *_days("found_on", empty=False),
        *_numbers("count"),
        *_sums("fen"),
        *_text("state"),
        *_days("told_on"),
        *_sealed("about", "proof"),
        sa.PrimaryKeyConstraint("place", "month", "part", "case_no", "key"),
    )
    op.create_index("ix_compare_hits_state", "compare_hits", ["place", "month", "part", "state"])
    op.create_table(
        "compare_doubts",
        *_of_month(),
        *_text("id", length=40),
        *_numbers("row"),
        *_text("reason", "case_no", "member", "township", "record"),
        *_days("event_on"),
        *_days("found_on", empty=False),
        *_numbers("count"),
        *_sums("fen"),
        *_text("state"),
        *_days("settled_on"),
        *_text("settled_by"),
        *_sealed("about", "proof", "name", "number"),
        sa.PrimaryKeyConstraint("place", "month", "part", "id"),
    )
    op.create_index("ix_compare_doubts_open", "compare_doubts", ["place", "month", "part", "state"])
    op.create_table(
        "compare_faults",
        *_of_month(),
        *_numbers("row"),
        *_text("column", "zh"),
        sa.PrimaryKeyConstraint("place", "month", "part", "row"),
    )
    op.create_table(
        "case_hits",
        *_text("case_no", length=20),
        *_text("id", length=40),
        *_text("place", "township", "village", "programme", "member", "departments"),
        *_days("event_on"),
        *_days("found_on", "told_on", empty=False),
        *_days("due"),
        *_text("state"),
        *_days("looked_on"),
        *_text("looked_by", "how", "outcome"),
        *_days("closed_on", "effective"),
        *_sums("stake_month_fen", "stake_day_fen"),
        *_days("held_from"),
        *_sums("held_fen"),
        *_days("held_until", "released_on"),
        *_sealed("about", "reason"),
        *_text("clause"),
        sa.PrimaryKeyConstraint("case_no", "id"),
    )
    op.create_index("ix_case_hits_where", "case_hits", ["place", "township", "state"])
    op.create_index("ix_case_hits_held", "case_hits", ["case_no", "held_from"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
