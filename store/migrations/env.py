"""What Alembic runs; `store.migrate` hands it the open connection."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import store.tables

assert store.tables  # noqa: S101  imported for its tables
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
