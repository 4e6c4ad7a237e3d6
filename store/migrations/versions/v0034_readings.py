"""Every read of an auditor with the leave it was made under, and which list with how many cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("engagement", "detail"):
        op.add_column("audit_log", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index("ix_audit_log_engagement", "audit_log", ["engagement", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_log_engagement", "audit_log")
    for name in ("detail", "engagement"):
        op.drop_column("audit_log", name)
