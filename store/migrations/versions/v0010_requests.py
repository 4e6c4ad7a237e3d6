"""One request opens several cases; a person is claimed once in each programme group.

What stands in the two tables was written when there was 低保 alone, and is kept as such.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE intakes_before AS SELECT * FROM intakes")
    op.drop_table("intakes")
    op.create_table(
        "intakes",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "seq"),
        sa.UniqueConstraint("case_no"),
    )
    op.execute(
        "INSERT INTO intakes (key, seq, case_no, name, place, at)"
        " SELECT key, 0, case_no, 'dibao', place, at FROM intakes_before"
    )
    op.drop_table("intakes_before")
    op.execute("CREATE TABLE claims_before AS SELECT * FROM claims")
    op.drop_table("claims")
    op.create_table(
        "claims",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("circle", sa.String(20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "circle"),
    )
    op.execute(
        "INSERT INTO claims (person, circle, name, case_no, member, place)"
        " SELECT person, 'means', 'dibao', case_no, member, place FROM claims_before"
    )
    op.drop_table("claims_before")
    op.create_index("ix_claims_case_no", "claims", ["case_no"], unique=False)
