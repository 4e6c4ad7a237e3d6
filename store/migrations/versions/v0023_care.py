"""Care, long-term publicity, and what does not move.

Supported people as lists show them, institutions and inspections, visits of departments; posted
sheets, and whose applicant is a child; steps towards the outside that are tried again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_people",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("institution", sa.String(80), nullable=False),
        sa.Column("visit_days", sa.Integer(), nullable=False),
        sa.Column("next_visit", sa.Date(), nullable=True),
        sa.Column("last_visit", sa.Date(), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("missed", sa.String(), nullable=False),
        sa.Column("agreed_since", sa.Date(), nullable=True),
        sa.Column("agreed_until", sa.Date(), nullable=True),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("band", sa.LargeBinary(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index(
        "ix_care_people_where", "care_people", ["place", "township", "manner"], unique=False
    )
    op.create_table(
        "care_institutions",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "code"),
    )
    op.create_table(
        "care_inspections",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("institution", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.Column("finding", sa.LargeBinary(), nullable=False),
        sa.Column("mending", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "institution", "seq"),
    )
    op.create_table(
        "visit_plans",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "unit", "number"),
    )
    op.create_table(
        "visit_lines",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("finding", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "unit", "number", "case_no"),
    )
    op.create_index("ix_visit_lines_case", "visit_lines", ["case_no"], unique=False)
    op.add_column(
        "cases", sa.Column("minor", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "roll_sheets",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(40), nullable=False),
        sa.Column("village", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("where", sa.String(80), nullable=False),
        sa.Column("photo", sa.String(64), nullable=False),
        sa.Column("down_on", sa.Date(), nullable=True),
        sa.Column("down_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "township", "village", "version"),
    )
    op.create_table(
        "struggles",
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("subject", "step"),
    )


def downgrade() -> None:
    op.drop_table("struggles")
    op.drop_table("roll_sheets")
    op.drop_column("cases", "minor")
    op.drop_index("ix_visit_lines_case", table_name="visit_lines")
    op.drop_table("visit_lines")
    op.drop_table("visit_plans")
    op.drop_table("care_inspections")
    op.drop_table("care_institutions")
    op.drop_index("ix_care_people_where", table_name="care_people")
    op.drop_table("care_people")
