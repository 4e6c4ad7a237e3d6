"""Who sits at a terminal: by the own password and, where the account has one, the second factor."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from runtime.terminal import stop
from store import audit_log
from store.engine import Store
from store.tables import UserRow
from store.users import SignIn, sign_in

_TO_SET = ("password_to_set", "password_weak")


def signed_in(store: Store, who: str) -> UserRow:
    """The account, after its password, its code and, for one that was handed over, a new password were
    asked for. Each try stands in the operators' log. Ends with 2 when refused."""
    password = typer.prompt(f"{who}的密码", hide_input=True, err=True)
    found = _tried(store, who, password)
    code = new = ""
    if found.code == "second_needed":
        code = typer.prompt(f"{who}的动态口令", err=True)
        found = _tried(store, who, password, code)
    while found.code in _TO_SET:
        typer.echo(found.message, err=True)
        new = typer.prompt(
            "新密码", hide_input=True, confirmation_prompt="再填一次新密码", err=True
        )
        found = _tried(store, who, password, code, new)
    if found.user is None:
        stop(found.message)
    return found.user


def _now() -> datetime:
    return datetime.now(UTC)


def _tried(store: Store, who: str, password: str, code: str = "", new: str = "") -> SignIn:
    found = sign_in(store, who, password, _now(), code=code, new_password=new)
    user = found.user
    with store.write() as session:
        audit_log.record(
            session,
            at=datetime.now(UTC),
            # Only an account that exists is written down: people type passwords into the wrong field.
            who=who if session.get(UserRow, who) else "",
            role=user.role if user else "",
            place=user.place if user else "",
            what="sign_in",
            result="done" if user else found.code,
        )
    return found
