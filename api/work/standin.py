"""岗位代行 at the door: naming and ending a stand-in, and taking up the post one stands in for."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import Request
from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.auth import stood_in
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, in_place, in_scope, must_be
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import ROLE_ZH, Role
from domain.delegation import (
    CLAUSE,
    STANDIN_NEEDS,
    EndStandIn,
    NameStandIn,
    StandIn,
    ended,
    named,
    setters,
)
from domain.policy import PolicyNotSet, Snapshot, Status
from runtime import packs
from store import standin as stand_ins

READERS: Final = (
    Role.INTAKE, Role.VILLAGE, Role.SURVEYOR, Role.REVIEWER, Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER, Role.CHECKING_CENTRE, Role.PAY_OFFICER,
    Role.GOVERNMENT_OFFICE, Role.SUPERVISOR, Role.AUDITOR, Role.DISCIPLINE,
)  # fmt: skip
"""Who sees who stands in for whom: the staff among whom it happens, and who looks at their work."""


class StandInBody(Frozen):
    """指定代行：谁缺岗、谁代行、从哪一天到哪一天、依据和原因。"""

    absent: str = Field(min_length=2, max_length=60, description="缺岗人员的账号")
    deputy: str = Field(min_length=2, max_length=60, description="代行人员的账号")
    since: date = Field(description="从哪一天起")
    until: date = Field(description="到哪一天止（含当日）")
    paper: str = Field(min_length=2, max_length=80, description="授权文书编号")
    reason: str = Field(min_length=4, max_length=200, description="缺岗原因")


class EndBody(Frozen):
    """提前结束一次代行。"""

    reason: str = Field(min_length=4, max_length=200, description="提前结束的原因")


class UseBody(Frozen):
    """以代行身份办理，或者回到本人岗位。"""

    number: int = Field(ge=0, le=99999, description="代行编号；0表示回到本人岗位")


class StandInView(BaseModel):
    """一次代行。"""

    number: int
    place: str
    township: str
    role: str
    role_zh: str
    absent: str
    deputy: str
    since: date
    until: date
    paper: str
    reason: str
    set_on: date
    set_by: str
    ended_on: date | None
    ended_by: str
    running: bool = Field(description="今天是否有效；到期自动失效")
    mine: bool = Field(description="由您代行，今天可以以该岗位办理")
    may_end: bool = Field(description="您可以提前结束")


class StandInList(BaseModel):
    """一个地区的代行安排，新的在前。"""

    items: list[StandInView]
    may_name: list[str] = Field(description="您可以为哪些岗位指定代行人员；为空表示不能指定")
    unset: str = Field(description="本地尚未设定代行规则时的说明")
    demo: bool = Field(description="代行规则为演示数据")


async def list_of(door: Door, caller: Caller, place: str) -> StandInList:
    must_be(caller, READERS, "查看岗位代行", CLAUSE)
    _here(door, caller, place)
    today = await door.today()
    rows = await door.read(stand_ins.of_place, place)
    law = _law(door, place, today)
    unset = ""
    posts: list[Role] = []
    try:
        posts = [role for role in Role if caller.role in setters(law, role)]
    except PolicyNotSet as missing:
        unset = missing.message
    seen = [r for r in rows if not r.township or in_scope(caller, place, r.township)]
    return StandInList(
        items=[_view(one, caller, today, posts) for one in reversed(seen)],
        may_name=[role.value for role in posts] if caller.behalf is None else [],
        unset=unset,
        demo=any(law.has(n) and law.get(n).status is Status.DEMO for n in STANDIN_NEEDS),
    )


async def name(
    door: Door, caller: Caller, place: str, sent: StandInBody, request_id: str
) -> StandInView:
    """The record as it was kept. Problem when it is not lawful."""
    must_be(caller, READERS, "指定代行人员", CLAUSE)
    _here(door, caller, place)
    today = await door.today()
    act = NameStandIn(officer=caller.officer(place), on=today, **sent.model_dump())
    try:
        kept = named(
            _law(door, place, today),
            act,
            await door.read(stand_ins.holder, act.absent.strip()),
            await door.read(stand_ins.holder, act.deputy.strip()),
            await door.read(stand_ins.of_place, place),
        )
        await door.write(stand_ins.keep, kept)
    except CaseRefusal as refusal:
        await log_command(door, caller, "name_stand_in", place, refusal.code, place, request_id)
        raise of_refusal(refusal) from None
    subject = f"{place}/{kept.number}"
    await log_command(door, caller, "name_stand_in", subject, "done", place, request_id)
    return _view(kept, caller, today, (kept.role,))


async def end(
    door: Door, caller: Caller, place: str, number: int, sent: EndBody, request_id: str
) -> StandInView:
    """The record with its early end. 404 for an unknown one, Problem when it is not lawful."""
    must_be(caller, READERS, "结束代行", CLAUSE)
    _here(door, caller, place)
    today = await door.today()
    one = await _one(door, place, number)
    act = EndStandIn(officer=caller.officer(place), on=today, number=number, reason=sent.reason)
    subject = f"{place}/{number}"
    try:
        done = ended(_law(door, place, today), one, act)
        await door.write(stand_ins.keep_ended, done)
    except CaseRefusal as refusal:
        await log_command(door, caller, "end_stand_in", subject, refusal.code, place, request_id)
        raise of_refusal(refusal) from None
    await log_command(door, caller, "end_stand_in", subject, "done", place, request_id)
    return _view(done, caller, today, ())


async def use(door: Door, caller: Caller, request: Request, number: int, request_id: str) -> Caller:
    """From now on this session acts in the post somebody stands in for, or in its own again.

    404 for a record that is not his or does not hold today. What he does in it stands in the log
    and in every record under his own account, with the person he stands in for.
    """
    mine: StandIn | None = None
    if number:
        found = await door.read(stand_ins.running, caller.place, caller.id, await door.today())
        mine = next((one for one in found if one.number == number), None)
        if mine is None:
            raise not_found("代行安排")
    now = await stood_in(request, door, number)
    subject = f"{caller.place}/{number}"
    await log_command(door, now, "use_stand_in", subject, "done", caller.place, request_id)
    return now


def _here(door: Door, caller: Caller, place: str) -> None:
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")


async def _one(door: Door, place: str, number: int) -> StandIn:
    rows = await door.read(stand_ins.of_place, place)
    one = next((row for row in rows if row.number == number), None)
    if one is None:
        raise not_found("代行安排")
    return one


def _law(door: Door, place: str, today: date) -> Snapshot:
    return packs.snapshot(
        place,
        today,
        STANDIN_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


def _view(
    one: StandIn, caller: Caller, today: date, posts: tuple[Role, ...] | list[Role]
) -> StandInView:
    running = one.holds_on(today)
    over = one.ended_on is not None or today > one.until
    return StandInView(
        number=one.number,
        place=one.place,
        township=one.township,
        role=one.role.value,
        role_zh=ROLE_ZH[one.role],
        absent=one.absent,
        deputy=one.deputy,
        since=one.since,
        until=one.until,
        paper=one.paper,
        reason=one.reason,
        set_on=one.set_on,
        set_by=one.by.zh,
        ended_on=one.ended_on,
        ended_by=one.ended_by,
        running=running,
        mine=running and one.deputy == caller.id,
        may_end=not over and (one.role in posts or one.absent == caller.id),
    )
