"""A county's month of any size: what is owed besides, changes and warnings as rows, how far a list is."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_owed",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("pay_month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_no", "programme", "month", "purpose", name="uq_pay_owed_once"),
        sa.CheckConstraint("fen > 0", name="ck_pay_owed_positive"),
    )
    op.create_index("ix_pay_owed_where", "pay_owed", ["place", "pay_month"], unique=False)
    op.create_table(
        "pay_freezing",
        sa.Column("run", sa.String(60), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("looked_at", "joined", "left", "changed", "arrears")
        ),
        sa.PrimaryKeyConstraint("run"),
    )
    op.create_table(
        "pay_changes",
        sa.Column("run", sa.String(60), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("was_fen", sa.BigInteger(), nullable=False),
        sa.Column("now_fen", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run", "case_no"),
    )
    op.create_table(
        "pay_warnings",
        sa.Column("run", sa.String(60), nullable=False),
        sa.Column("case_no", sa.String(20), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("run", "case_no", "code"),
    )
    _lists()


def _lists() -> None:
    """What each list said of its changes becomes rows, of which there may be any number."""
    with op.batch_alter_table("pay_lists") as table:
        for name in ("joined", "left", "changed"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    told = op.get_bind().execute(sa.text("SELECT run, changes, warnings FROM pay_lists")).all()
    for run, changes, warnings in told:
        _one(run, _read(changes), _read(warnings))
    with op.batch_alter_table("pay_lists") as table:
        table.drop_column("changes")
        table.drop_column("warnings")
        for name in ("joined", "left", "changed"):
            table.alter_column(name, server_default=None)


def _one(run: str, changes: list[Any], warnings: list[Any]) -> None:
    kinds = {"joined": 0, "left": 0, "changed": 0}
    bind = op.get_bind()
    for change in changes:
        was, now = change["was_fen"], change["now_fen"]
        kinds["joined" if not was else "changed" if now else "left"] += 1
        bind.execute(
            sa.text("INSERT INTO pay_changes VALUES (:run, :case_no, :was_fen, :now_fen, :cause)"),
            {"run": run, **change},
        )
    for case_no, code in warnings:
        bind.execute(
            sa.text("INSERT INTO pay_warnings VALUES (:run, :case_no, :code)"),
            {"run": run, "case_no": case_no, "code": code},
        )
    bind.execute(
        sa.text(
            'UPDATE pay_lists SET joined = :joined, "left" = :left, changed = :changed'
            " WHERE run = :run"
        ),
        {"run": run, **kinds},
    )


def _read(value: Any) -> list[Any]:
    found: list[Any] = json.loads(value) if isinstance(value, str) else value
    return found
