"""Meetings of townships beside those of the county (HB-26)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "meetings", sa.Column("township", sa.String(40), nullable=False, server_default="")
    )
