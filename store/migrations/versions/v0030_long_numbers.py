"""A number that tells nothing of its order, as a report against staff has, is longer than ten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_intakes") as table:
        table.alter_column("number", type_=sa.String(20), existing_type=sa.String(10))


def downgrade() -> None:
    with op.batch_alter_table("meeting_intakes") as table:
        table.alter_column("number", type_=sa.String(10), existing_type=sa.String(20))
