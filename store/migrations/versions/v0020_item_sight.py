"""Which units an item concerns: who may find it in the list (TR-59)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("involved", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("items", "involved")
