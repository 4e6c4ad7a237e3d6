"""Signing in and out, and who the caller is. One place for the API and the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.frame.auditing import log_command
from api.frame.door import Door, door_of
from api.frame.problems import Problem, signed_out
from api.reading.admission import admitted
from api.scope import Caller
from domain.case.lifecycle import Role
from domain.delegation import StandIn
from runtime.sessions import COOKIE, SessionUser
from store import providers, users
from store import standin as stand_ins
from store.tables import ContractRow, UserRow


async def sign_in(
    door: Door,
    request: Request,
    user_id: str,
    password: str,
    code: str = "",
    new_password: str = "",
) -> Caller:
    """The caller, with a new session on the answer. Problem when refused; both are logged."""
    found = await run_in_threadpool(
        users.sign_in,
        door.store,
        user_id.strip(),
        password,
        datetime.now(UTC),
        code=code,
        new_password=new_password,
    )
    request_id = getattr(request.state, "request_id", "")
    if found.user is not None and found.user.demo and not door.settings.demo_users:
        found = users.SignIn(None, "wrong", "用户名或者密码不正确，请重新输入。")
    if found.user is not None and found.user.role == Role.SYSTEM:
        told = "系统、安全、审计管理员只在服务器终端办理（doudi account），不登录本系统。"
        found = users.SignIn(None, "administrator", told)
    if found.user is None:
        # Only an account that exists is written down: people type passwords into the wrong field.
        known = await door.read(users.get_user, user_id.strip())
        subject = known.id if known else ""
        await log_command(door, None, "sign_in", subject, found.code, "", request_id)
        status = 423 if found.code == "locked" else 401
        raise Problem(status, f"sign_in_{found.code}", found.message)
    user = SessionUser(
        id=found.user.id,
        roles=(found.user.role,),
        place=found.user.place,
        townships=(found.user.township,) if found.user.township else (),
    )
    caller = _caller(found.user, user.session)
    request.state.renewed_session = door.sessions.issue(user)
    await log_command(door, caller, "sign_in", caller.id, "done", caller.place, request_id)
    return caller


async def sign_out(door: Door, request: Request, caller: Caller) -> None:
    """Ends the session on our side too: the token is dead wherever it was copied."""
    until = datetime.now(UTC) + timedelta(hours=door.settings.session_hours)
    await door.write(users.revoke_session, caller.session, caller.id, until)
    request.state.renewed_session = ""
    request_id = getattr(request.state, "request_id", "")
    await log_command(door, caller, "sign_out", caller.id, "done", caller.place, request_id)


async def caller_or_none(request: Request, door: Door) -> Caller | None:
    """Who the cookie stands for, with the session's idle time begun anew. Problem for an auditor whose
    leave does not cover what is asked for."""
    user = door.sessions.read(request.cookies.get(COOKIE))
    return await _of_session(request, door, user) if user else None


async def stood_in(request: Request, door: Door, number: int) -> Caller:
    """The session goes on under this record of 岗位代行, 0 for the own post. Problem 401 without one."""
    user = door.sessions.read(request.cookies.get(COOKIE))
    chosen = user.model_copy(update={"standin": number}) if user else None
    caller = await _of_session(request, door, chosen) if chosen else None
    if caller is None:
        raise signed_out()
    return caller


async def _of_session(request: Request, door: Door, user: SessionUser) -> Caller | None:
    today = await door.today()

    def look(session: Session) -> tuple[UserRow | None, tuple[ContractRow, ...]]:
        if users.is_revoked(session, user.session):
            return None, ()
        if users.ended(session, user.id, user.issued_at, today):
            return None, ()
        return users.get_user(session, user.id), providers.contracts_of(session, user.id)

    row, contracts = await door.read(look)
    if row is None or not row.active or row.role == Role.SYSTEM:
        return None
    if row.demo and not door.settings.demo_users:
        return None
    contract = ""
    if contracts:  # bought services: access ends with the contract (HB-15)
        running = [c.number for c in contracts if providers.runs_on(c, today)]
        if not running:
            return None
        contract = running[-1]
    caller = _caller(row, user.session, contract)
    if user.standin and caller.role is not Role.AUDITOR:  # who reads by leave stands in for nobody
        standing = await standing_in(door, caller, user.standin)
        if standing is None:  # it has ended: back in the own post
            user = user.model_copy(update={"standin": 0})
        caller = standing or caller
    request.state.caller = caller
    request.state.renewed_session = door.sessions.issue(user)
    if caller.role is Role.AUDITOR:  # in whatever way he came to the post
        return await admitted(request, door, caller, row.demo and caller.behalf is None)
    return caller


async def standing_in(door: Door, caller: Caller, number: int) -> Caller | None:
    """The same person in the post of whom he stands in for; None when that does not hold today."""
    today = await door.today()

    def look(session: Session) -> tuple[StandIn, UserRow] | None:
        found = stand_ins.running(session, caller.place, caller.id, today)
        one = next((one for one in found if one.number == number), None)
        row = users.get_user(session, one.absent) if one else None
        return (one, row) if one and row and row.role == one.role.value else None

    found = await door.read(look)
    if found is None:
        return None
    one, row = found
    return caller.model_copy(
        update={
            "role": one.role,
            "township": row.township,
            "village": row.village,
            "unit": row.unit,
            "behalf": one.behalf,
        }
    )


async def signed_in(request: Request) -> Caller:
    """The caller of an endpoint that needs one: 401 otherwise."""
    caller = await caller_or_none(request, door_of(request))
    if caller is None:
        raise signed_out()
    return caller


CallerOf = Annotated[Caller, Depends(signed_in)]


def _caller(row: UserRow, session: str, contract: str = "") -> Caller:
    return Caller(
        id=row.id,
        role=Role(row.role),
        place=row.place,
        township=row.township,
        village=row.village,
        unit=row.unit,
        name=row.display_name,
        session=session,
        contract=contract,
    )
