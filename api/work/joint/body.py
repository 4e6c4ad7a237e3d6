"""The body of a place on a day for whoever may see it, and its changes: proposed and decided."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import MEETING_ROLES, Caller, in_place, must_be
from domain.base import CaseRefusal, Frozen
from domain.body.change import (
    CHANGE_ZH,
    Change,
    ChangeKind,
    DecideChange,
    Decision,
    ProposeChange,
)
from domain.body.composition import BodyOn
from domain.body.deciding import (
    BODY_NEEDS,
    DECIDER_ZH,
    DECIDERS,
    MEETING,
    PROPOSERS,
    decided,
    proposed,
)
from domain.case.lifecycle import ROLE_ZH, Role
from domain.places import BodyKind
from domain.policy import Snapshot
from runtime import packs
from store import body as bodies

SEES_BODY: Final = (*MEETING_ROLES, Role.COUNTY_APPROVER, Role.POLICY_ADMIN)
ALL_PROPOSERS: Final = tuple(dict.fromkeys(r for roles in PROPOSERS.values() for r in roles))
ALL_DECIDERS: Final = tuple(dict.fromkeys(r for roles in DECIDERS.values() for r in roles))
KIND_ZH: Final = {
    BodyKind.JOINT_MEETING: "联席会议",
    BodyKind.LEADING_GROUP: "领导小组",
    BodyKind.TOWNSHIP_MEETING: "乡镇（街道）联席会或者领导小组",
}


class SeatView(BaseModel):
    """一个成员单位，用当日的名称。"""

    code: str
    zh: str
    aliases: list[str] = Field(description="曾用名和别称")
    group: bool = Field(description="一类单位的统称，例如各保险公司")
    inferred: bool = Field(description="原文残缺，由职责段落推断")
    since: date | None = Field(description="何日起为成员单位；为空表示自文件施行之日起")
    holder: str = Field(description="成员账号")
    person: str = Field(description="成员职务")
    liaison: str = Field(description="联络员账号")


class GoneView(BaseModel):
    """曾是成员单位。"""

    code: str
    zh: str
    until: date
    successor: str


class StandInView(BaseModel):
    """代行职责。"""

    post: str
    post_zh: str
    account: str
    since: date
    until: date
    paper: str


class ChangeView(BaseModel):
    """一次调整。"""

    number: int
    kind: str
    kind_zh: str
    township: str
    unit: str
    zh: str
    account: str
    since: date
    until: date | None
    proposed_on: date
    by: str
    waits_for: str = Field(description="等待谁决定；为空表示不需要决定或者已经决定")
    clause: str
    approved: bool | None
    decided_on: date | None
    paper: str = Field(description="依据的文件、决定或者会议纪要编号")


class BodyView(BaseModel):
    """某一天的联席会议（领导小组）。"""

    place: str
    township: str
    on: date
    known: date | None = Field(description="按哪一天已知的情况；为空表示按现在所知")
    kind: str
    kind_zh: str
    zh: str
    head: str
    head_zh: str
    conveners: list[str]
    office: str = Field(description="办公室设在")
    director: str = Field(description="办公室主任")
    invites: bool = Field(description="可以邀请其他部门参加")
    clause: str
    certain: bool = Field(description="成员名单是否确定；不确定的不得计算出席和缺席")
    seats: list[SeatView]
    gone: list[GoneView]
    stand_ins: list[StandInView]
    without_liaison: list[str] = Field(description="尚未确定联络员的成员单位")
    pending: list[int] = Field(description="等待决定的调整编号")
    changes: list[ChangeView]


class Proposal(Frozen):
    """提出一次调整。"""

    kind: ChangeKind
    since: date = Field(description="从哪一天起")
    township: str = Field(default="", max_length=40)
    unit: str = Field(default="", max_length=40, description="单位代码")
    zh: str = Field(default="", max_length=40, description="单位名称（增加、更名时）")
    account: str = Field(default="", max_length=60, description="接任或者代行职责人员的账号")
    person: str = Field(default="", max_length=60, description="职务")
    post: str = Field(default="", max_length=40, description="代行哪一职责")
    until: date | None = None
    successor: str = Field(default="", max_length=40, description="承接职责的单位代码")
    paper: str = Field(default="", max_length=120, description="依据的文件")
    reason: str = Field(default="", max_length=300)


class Verdict(Frozen):
    """登记决定。"""

    approved: bool
    paper: str = Field(min_length=4, max_length=120, description="政府决定或者会议纪要的编号")
    decided_on: date
    reason: str = Field(default="", max_length=300)


async def body_view(
    door: Door, caller: Caller, place: str, on: date | None, township: str, known: date | None
) -> BodyView:
    must_be(caller, SEES_BODY, "查看联席会议成员")
    _must_exist(door, caller, place)
    day = on or await door.today()
    try:
        found = await door.read(
            bodies.body_on, door.place(place), day, township=township, known=known
        )
    except (KeyError, ValueError):
        raise not_found("乡镇（街道）联席会议") from None
    changes = await door.read(bodies.changes_of, place)
    ours = [c for c in changes if c.township == township]
    if known is not None:
        ours = [c for c in ours if c.proposed_on <= known]
    return _shown(door, found, ours, known)


def _must_exist(door: Door, caller: Caller, place: str) -> None:
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")


async def propose(
    door: Door, caller: Caller, place: str, sent: Proposal, request_id: str
) -> ChangeView:
    """The change as it was kept. Problem when it is not lawful."""
    _must_exist(door, caller, place)
    must_be(caller, ALL_PROPOSERS, "提出成员调整")
    today = await door.today()
    act = ProposeChange(officer=caller.officer(place), on=today, **sent.model_dump())
    info = door.place(place)
    try:
        changes = await door.read(bodies.changes_of, place)
        body = await door.read(bodies.body_on, info, act.since, township=act.township)
        change = proposed(body, changes, _law(door, place, today), act, today)
        await door.write(bodies.keep_proposed, change)
    except (KeyError, ValueError):
        raise not_found("乡镇（街道）联席会议") from None
    except CaseRefusal as refusal:
        problem = of_refusal(refusal)
        await log_command(door, caller, "change_body", place, problem.code, place, request_id)
        raise problem from None
    await log_command(door, caller, "change_body", place, "done", place, request_id)
    return _change(change)


async def decide(
    door: Door, caller: Caller, place: str, number: int, sent: Verdict, request_id: str
) -> ChangeView:
    """The change with its decision. 404 for an unknown one, Problem when it is not lawful."""
    _must_exist(door, caller, place)
    must_be(caller, ALL_DECIDERS, "登记成员调整的决定")
    today = await door.today()
    changes = await door.read(bodies.changes_of, place)
    change = next((c for c in changes if c.number == number), None)
    if change is None:
        raise not_found("成员调整")
    act = DecideChange(officer=caller.officer(place), on=today, number=number, **sent.model_dump())
    try:
        said = decided(change, act, today)
        await _minutes_must_exist(door, change, said)
        await door.write(bodies.keep_decided, change, said)
    except CaseRefusal as refusal:
        problem = of_refusal(refusal)
        await log_command(door, caller, "decide_body", place, problem.code, place, request_id)
        raise problem from None
    await log_command(door, caller, "decide_body", place, "done", place, request_id)
    return _change(change.model_copy(update={"decision": said}))


async def _minutes_must_exist(door: Door, change: Change, said: Decision) -> None:
    """What the meeting decides stands in minutes of ours (TR-05)."""
    if change.decider != MEETING or await door.read(bodies.minutes_exist, change.place, said.paper):
        return
    raise CaseRefusal(
        "minutes_unknown",
        f"没有编号为“{said.paper}”的会议纪要。本地由联席会议确定成员，请填写作出决定的会议纪要编号。",
        change.clause,
    )


def _law(door: Door, place: str, today: date) -> Snapshot:
    return packs.snapshot(
        place,
        today,
        BODY_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


def _shown(door: Door, body: BodyOn, changes: list[Change], known: date | None) -> BodyView:
    units = {s.code: s.zh for s in body.seats}
    office = units.get(body.office, body.office)
    return BodyView(
        place=body.place,
        township=body.township,
        on=body.on,
        known=known,
        kind=body.kind.value,
        kind_zh=KIND_ZH[body.kind],
        zh=body.zh,
        head=body.head,
        head_zh=body.head_zh,
        conveners=list(body.conveners),
        office=office,
        director=body.director,
        invites=body.invites,
        clause=body.clause,
        certain=body.certain,
        seats=[
            SeatView(**s.model_dump(exclude={"aliases", "change"}), aliases=list(s.aliases))
            for s in body.seats
        ],
        gone=[GoneView(**g.model_dump()) for g in body.gone],
        stand_ins=[StandInView(**s.model_dump(), post_zh=ROLE_ZH[s.post]) for s in body.stand_ins],
        without_liaison=list(body.without_liaison()),
        pending=list(body.pending),
        changes=[_change(c) for c in changes],
    )


def _change(change: Change) -> ChangeView:
    said = change.decision
    return ChangeView(
        number=change.number,
        kind=change.kind.value,
        kind_zh=CHANGE_ZH[change.kind],
        township=change.township,
        unit=change.unit,
        zh=change.zh,
        account=change.account,
        since=change.since,
        until=change.until,
        proposed_on=change.proposed_on,
        by=change.by.id,
        waits_for=DECIDER_ZH[change.decider] if change.pending else "",
        clause=change.clause,
        approved=said.approved if said else None,
        decided_on=said.on if said else None,
        paper=said.paper if said else change.paper,
    )
