"""Cases with their tasks, timeline and entitlements; what is given out once at intake."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("single_person", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason_codes", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("next_recheck", sa.Date(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=False),
        sa.Column("applicant_name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index(
        "ix_cases_where", "cases", ["place", "township", "stage", "case_no"], unique=False
    )
    op.create_table(
        "tasks",
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("zh", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", "since"),
    )
    op.create_index("ix_tasks_case", "tasks", ["case_no"], unique=False)
    op.create_index("ix_tasks_todo", "tasks", ["place", "role", "closed_on", "by"], unique=False)
    op.create_table(
        "timeline",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("procedure", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "seq"),
    )
    op.create_index("ix_timeline_act", "timeline", ["act"], unique=False)
    op.create_table(
        "entitlements",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "seq"),
    )
    op.create_table(
        "accounts",
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("holder_key", sa.String(), nullable=False),
        sa.Column("number_index", sa.String(), nullable=False),
        sa.Column("bound", sa.String(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("holder_name", sa.LargeBinary(), nullable=False),
        sa.Column("custodian_agreement", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_accounts_number", "accounts", ["number_index"], unique=False)
    op.create_table(
        "case_numbers",
        sa.Column("place", sa.String(2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "year"),
    )
    op.create_table(
        "intakes",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("case_no"),
    )
    op.create_table(
        "claims",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_index("ix_claims_case_no", "claims", ["case_no"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_imports_digest", "imports", ["digest"], unique=False)
    op.create_table(
        "import_lines",
        sa.Column("import_id", sa.String(40), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
        ),
        sa.PrimaryKeyConstraint("import_id", "row"),
    )
