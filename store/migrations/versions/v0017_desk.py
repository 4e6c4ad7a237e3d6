"""The office's desk: affairs, half-yearly reports, papers, each unit's mail, attendance by unit."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _day(name: str, *, needed: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=not needed)


def _at(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "affairs",
        _text("place", 20),
        _text("number", 20),
        _text("kind"),
        _text("stage"),
        _int("version"),
        _day("opened_on", needed=True),
        _text("opened_by", 60),
        _day("stage_since", needed=True),
        _text("owner", 60),
        _text("meeting", 20),
        _text("township", 40),
        _flag("important"),
        _text("circular", 40),
        _text("paper", 40),
        _day("due_on"),
        _flag("late"),
        _flag("overdue"),
        _day("closed_on"),
        _at("updated_at"),
        _sealed("title"),
        _sealed("waiting"),
        sa.PrimaryKeyConstraint("place", "number"),
    )
    op.create_index("ix_affairs_where", "affairs", ["place", "stage", "number"], unique=False)
    op.create_table(
        "affair_units",
        _text("place", 20),
        _text("number", 20),
        _text("unit", 60),
        sa.PrimaryKeyConstraint("place", "number", "unit"),
    )
    op.create_index("ix_affair_units_unit", "affair_units", ["place", "unit"], unique=False)
    _reports()
    _papers()


def _reports() -> None:
    op.create_table(
        "desk_reports",
        _text("place", 20),
        _text("period", 10),
        _text("stage"),
        _int("version"),
        _day("opened_on", needed=True),
        _day("stage_since", needed=True),
        _day("due_on"),
        _int("units"),
        _int("filed"),
        _int("late"),
        _int("missing"),
        _text("paper", 40),
        _day("sent_on"),
        _flag("overdue"),
        _at("updated_at"),
        _sealed("waiting"),
        sa.PrimaryKeyConstraint("place", "period"),
    )
    op.create_table(
        "unit_reports",
        _text("place", 20),
        _text("period", 10),
        _text("unit", 60),
        _text("unit_code", 40),
        _day("due_on"),
        _day("filed_on"),
        _int("late_days"),
        _int("versions"),
        _flag("returned"),
        _int("reminders"),
        sa.PrimaryKeyConstraint("place", "period", "unit"),
    )
    op.create_index("ix_unit_reports_unit", "unit_reports", ["place", "unit"], unique=False)


def _papers() -> None:
    op.create_table(
        "desk_papers",
        _text("subject", 60),
        _text("place", 20),
        _text("paper", 40),
        _text("kind"),
        _day("issued_on", needed=True),
        _text("digest"),
        _text("edition"),
        _text("about"),
        _at("at"),
        _sealed("html"),
        sa.PrimaryKeyConstraint("subject"),
        sa.UniqueConstraint("paper"),
    )
    op.create_table(
        "unit_mail",
        _text("subject", 60),
        _text("key", 40),
        _text("unit", 60),
        _text("place", 20),
        _text("kind"),
        _int("seq"),
        _text("paper", 40),
        _day("on", needed=True),
        _at("at"),
        _text("digest"),
        _sealed("title"),
        _sealed("text"),
        _sealed("html"),
        sa.PrimaryKeyConstraint("subject", "key", "unit"),
    )
    op.create_index("ix_unit_mail_unit", "unit_mail", ["place", "unit", "on"], unique=False)
    op.create_table(
        "meeting_presences",
        _text("place", 20),
        _text("number", 10),
        _int("sitting"),
        _text("unit", 60),
        _day("on", needed=True),
        _flag("came"),
        _flag("substitute"),
        sa.PrimaryKeyConstraint("place", "number", "sitting", "unit"),
    )
    op.create_index(
        "ix_meeting_presences_unit", "meeting_presences", ["place", "unit", "on"], unique=False
    )
