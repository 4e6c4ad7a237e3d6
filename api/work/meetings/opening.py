"""Calling a meeting: numbered, its workflow started; and finding one for a caller (TR-59)."""

from __future__ import annotations

import asyncio
from typing import Final

from pydantic import BaseModel, Field
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, in_place, must_be
from api.work.starting import begin
from api.work.targets import Target
from domain.assembly import engine
from domain.assembly.file import MeetingFile, MeetingOrder
from domain.assembly.lifecycle import (
    CALLING_CLAUSE,
    MEETING_KIND_ZH,
    MEETING_STAGE_ZH,
    MeetingKind,
    MeetingStage,
)
from domain.assembly.sight import READERS, may_read
from domain.assembly.township import POSTS
from domain.base import CaseRefusal, Frozen
from store import assembly
from workflows import ids, visible
from workflows.assembly import MeetingWorkflow

_READY_TRIES: Final = 160
ALL_CALLERS: Final = (*engine.CALLERS, *POSTS)


class MeetingBody(Frozen):
    """召开一次会议：例行会议或者临时会议。"""

    place: str = Field(default="", max_length=20, description="县（市、区）代码；不填为本人所在地")
    kind: MeetingKind = Field(default=MeetingKind.ORDINARY, description="例行会议或者临时会议")
    reason: str = Field(default="", max_length=300, description="召开临时会议的事由")


class MeetingOpened(BaseModel):
    """The meeting was begun."""

    place: str
    number: str = Field(description="会议编号，例如2026-01")
    stage: str
    stage_zh: str
    href: str


async def open_meeting(door: Door, caller: Caller, body: MeetingBody, key: str) -> MeetingOpened:
    """A new meeting. Problem when this caller may not call it."""
    must_be(caller, ALL_CALLERS, "召开会议", CALLING_CLAUSE)
    place = body.place or caller.place
    if not in_place(caller, place) or place not in door.places():
        raise not_found("地区")
    on, officer = await door.today(), caller.officer(place)
    township = caller.township if caller.role in POSTS else ""
    _must_have_one(door, place, township)
    count = await door.read(assembly.count_year, place, on.year, township)
    order = MeetingOrder(
        place=place,
        number=f"{on.year}-00",
        kind=body.kind,
        reason=body.reason.strip(),
        opened_on=on,
        opened_by=officer,
        ordinary_before=count.ordinary,
        township=township,
    )
    try:
        engine.may_call(officer, order)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    number = await door.write(assembly.number_meeting, key=key, place=place, on=on)
    order = order.model_copy(update={"number": number})
    await _start(door, order, key)
    return MeetingOpened(
        place=place,
        number=number,
        stage=MeetingStage.PREPARING,
        stage_zh=MEETING_STAGE_ZH[MeetingStage.PREPARING],
        href=f"/api/v1/meetings/{place}/{number}",
    )


def _must_have_one(door: Door, place: str, township: str) -> None:
    if township and door.place(place).body.second is None:
        refusal = CaseRefusal(
            "no_second_level",
            "本地文件没有规定乡镇（街道）联席会议，请通过议题建议向县级联席会议办公室提出。",
            "HB-26",
        )
        raise of_refusal(refusal)


async def _start(door: Door, order: MeetingOrder, key: str) -> None:
    short = door.place(order.place).short
    await begin(
        door,
        MeetingWorkflow.run,
        order,
        id=ids.meeting_id(order.place, order.number),
        summary=f"{MEETING_KIND_ZH[order.kind]} · {short} · {order.number}",
        attributes=TypedSearchAttributes(
            [
                SearchAttributePair(visible.PLACE, order.place),
                SearchAttributePair(visible.STAGE, MeetingStage.PREPARING.value),
                SearchAttributePair(visible.OVERDUE, False),
            ]
        ),
        once=key,
    )
    for _ in range(_READY_TRIES):
        row = await door.read(assembly.get_meeting, order.place, order.number)
        if row is not None:
            return
        await asyncio.sleep(0.05)


async def meeting_file(door: Door, caller: Caller, place: str, number: str) -> MeetingFile:
    """The whole meeting, for a caller who may know of it; 404 for anybody else."""
    if caller.role not in READERS or not in_place(caller, place):
        raise not_found("会议")
    try:
        file = await ask(door, ids.meeting_id(place, number), "file", MeetingFile)
    except Gone:
        raise not_found("会议") from None
    if not may_read(file, caller.role, caller.unit, caller.township):
        raise not_found("会议")
    return file


async def meeting_target(door: Door, caller: Caller, place: str, number: str) -> Target:
    """Where an act on this meeting goes; 404 for whoever may not know of it."""
    file = await meeting_file(door, caller, place, number)
    return Target(
        kind="meeting",
        workflow_id=ids.meeting_id(place, number),
        place=place,
        township=file.order.township,
    )
