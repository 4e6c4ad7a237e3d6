"""Who may act, what they did, and the calendar of a rehearsal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class UserRow(SQLModel, table=True):
    """An account of a deployment with local users. `demo`: refused in production."""

    __tablename__ = "users"

    id: str = Field(primary_key=True, max_length=60)
    role: str
    place: str = ""
    township: str = ""
    village: str = ""
    unit: str = ""
    unit_code: str = ""
    active: bool = True
    demo: bool = False
    failed: int = 0
    locked_until: datetime | None = moment(optional=True)
    password_hash: str
    display_name: str = sealed("users.display_name")


class HolderRow(SQLModel, table=True):
    """Whose account it is, of accounts that are no demonstration's, and how far it is opened.

    `state`: waiting (for the security administrator), open, locked, closed. `person`: blind index of
    the staff number; `slot` is unique: a person holds one duty of an administrator, and one account of
    a place. `duty`: system, security or audit; empty for everybody else. `until`: the last day.
    `one_time_until`: the password was handed over and is good until then, once. `sessions_from`: what
    was signed in before has ended.
    """

    __tablename__ = "account_holders"
    __table_args__ = (Index("ix_account_holders_person", "person"),)

    account: str = Field(primary_key=True, max_length=60)
    person: str = Field(max_length=64)
    slot: str = Field(unique=True, max_length=140)
    duty: str = ""
    state: str
    until: date | None = None
    made_by: str
    confirmed_by: str = ""
    wants_second: bool = True
    second_step: int = 0
    one_time_until: datetime | None = moment(optional=True)
    sessions_from: datetime | None = moment(optional=True)
    second: str = sealed("account_holders.second")


class SessionRevoked(SQLModel, table=True):
    """A sign-in that was ended. Rows may go once `until` is past: the token is dead by then."""

    __tablename__ = "sessions_revoked"

    session: str = Field(primary_key=True, max_length=64)
    user: str
    until: datetime = moment()


class IdempotencyRow(SQLModel, table=True):
    """One command a user sent: the second time it gives the first answer.

    `body`: digest of method, path and body. `response` is None until `state` is done.
    """

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_case", "case_no"),)

    user: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=200)
    body: str
    state: str
    status: int = 0
    case_no: str = ""
    created: datetime = moment()
    response: str = sealed("idempotency.response")


class AuditRow(SQLModel, table=True):
    """One command and what came of it, refused ones included. The database refuses changes.

    Of an auditor's read `engagement` is the leave it was made under (`jiaozuo/2026-001`), `detail` the
    filter in codes and the number of cases the answer named.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_subject", "subject"),
        Index("ix_audit_log_who", "who", "at"),
        Index("ix_audit_log_engagement", "engagement", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment()
    who: str
    role: str = ""
    place: str = ""
    what: str
    subject: str = ""
    result: str
    request_id: str = ""
    engagement: str = Field(default="", sa_column_kwargs={"server_default": ""})
    detail: str = Field(default="", sa_column_kwargs={"server_default": ""})


class RehearsalClock(SQLModel, table=True):
    """One row: the day of a rehearsal."""

    __tablename__ = "rehearsal_clock"

    id: int = Field(default=1, primary_key=True)
    today: date
