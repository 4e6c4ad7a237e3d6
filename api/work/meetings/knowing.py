"""What an act on a meeting records besides what was typed: items, what they resolved, minutes.

Settling a household's point goes to its item first, with this meeting's number: the item decides by
its own rules, and the meeting records what the item has recorded. Sent again after a crash, the
item is found decided by this meeting and only recorded.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from api.acts import Gone, ask, send
from api.frame.door import Door
from api.scope import Caller
from api.work.joint.known import known_of_item
from api.work.registry import ITEM, MEETING, Body
from domain.assembly import engine
from domain.assembly.acts import AddPoints, DecidePoint, DraftMinutes, Known, KnownItem
from domain.assembly.file import MeetingFile
from domain.assembly.points import Brief, Point, PointOutcome
from domain.base import CaseRefusal
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ItemStage
from domain.meeting.resolution import Resolution
from store import assembly
from store import meeting as items
from workflows import ids

_AT_ONCE = 8


async def known_of_meeting(
    door: Door, caller: Caller, subject: str, act: str, body: Body, today: date, id: str
) -> dict[str, Any]:
    """The facts an act on this meeting needs, by field. CaseRefusal when the item refuses."""
    file = await ask(door, subject, "file", MeetingFile)
    match MEETING.acts[act]:
        case kind if kind is AddPoints:
            wanted = [p.item for p in getattr(body, "points", ()) if p.item]
            known = Known(items=await _items(door, file, wanted))
        case kind if kind is DraftMinutes:
            numbers = [a.number for a in getattr(body, "amends", ())]
            found = await door.read(assembly.known_minutes, file.order.place, numbers)
            known = Known(minutes=found)
        case kind if kind is DecidePoint:
            known = await _settled(door, caller, file, body, today, id)
        case _:
            known = Known()
    return {"known": known}


async def _items(door: Door, file: MeetingFile, wanted: list[str]) -> tuple[KnownItem, ...]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(text: str) -> KnownItem | None:
        async with gate:
            return await _item(door, file, text)

    found = await asyncio.gather(*(one(text) for text in dict.fromkeys(wanted)))
    return tuple(item for item in found if item is not None)


async def _item(door: Door, file: MeetingFile, text: str) -> KnownItem | None:
    case_no, _, tail = text.partition("/")
    if not tail.isdigit():
        return None
    number = int(tail)
    row = await door.read(items.get_item, case_no, number)
    if row is None or row.place != file.order.place:
        return None
    try:
        item = await ask(door, ids.item_id(case_no, number), "file", ItemFile)
    except Gone:
        return None
    elsewhere = await door.read(assembly.meeting_with, case_no, number)
    order = item.order
    return KnownItem(
        item=f"item/{text}",
        case_no=case_no,
        number=number,
        place=row.place,
        stage=item.stage.value,
        ready=item.stage is ItemStage.MEETING,
        units=tuple(u for u in item.concerned if file.body.unit(u) is not None),
        brief=Brief(
            cause=_cause(item),
            summary=order.summary,
            need_fen=order.need_fen,
            gap_fen=order.gap_fen,
            tried=order.tried,
            preliminary=item.preparatory.opinion,
        ),
        elsewhere=elsewhere if elsewhere != file.id else "",
    )


def _cause(item: ItemFile) -> str:
    name = "escalation.causes"
    if item.policy is None or not item.policy.has(name):
        return item.order.cause
    return str(item.policy.table(name).get(item.order.cause, item.order.cause))


async def _settled(
    door: Door, caller: Caller, file: MeetingFile, body: Body, today: date, id: str
) -> Known:
    point = file.point(str(getattr(body, "point", "")))
    if point is None or not point.item:
        return Known()
    outcome = PointOutcome(getattr(body, "outcome", PointOutcome.APPROVED))
    _would_be_lawful(caller, file, point, body, today)
    item = await _item_file(door, point)
    number = file.order.number
    if outcome is PointOutcome.GOVERNMENT:
        if item.meeting is None:
            why = getattr(body, "text", "")
            sent = {"meeting": number, "major": True, "major_because": why[:300]}
            await _tell(door, caller, file, point, "hold_meeting", sent, body, today, id)
        return Known()
    if item.resolution is None:
        sent = {
            "meeting": number,
            "approved": outcome is PointOutcome.APPROVED,
            "measures": getattr(body, "measures", ()),
            "reason": getattr(body, "text", ""),
        }
        await _tell(door, caller, file, point, "decide_item", sent, body, today, id)
        item = await _item_file(door, point)
    ours = item.resolution is not None and item.resolution.meeting == number
    return Known(resolution=item.resolution if ours else None)


async def _item_file(door: Door, point: Point) -> ItemFile:
    try:
        return await ask(door, point.item, "file", ItemFile)
    except Gone:
        raise _item_over(point) from None


async def _tell(
    door: Door,
    caller: Caller,
    file: MeetingFile,
    point: Point,
    act: str,
    sent: dict[str, Any],
    body: Body,
    today: date,
    id: str,
) -> None:
    """The item's own act, under this caller; the same command can never do it twice."""
    place = file.order.place
    of_item = ITEM.body(act).model_validate({**sent, "on": getattr(body, "on", None)})
    known = await known_of_item(door, place, point.item, of_item, today)
    message = ITEM.message(act, of_item, caller.officer(place), today, known)
    try:
        await send(door, point.item, act, message, f"{id}-item")
    except Gone:
        raise _item_over(point) from None


def _item_over(point: Point) -> CaseRefusal:
    return CaseRefusal(
        "item_over",
        f"{point.head()}已经办结或者撤回，本项议题请登记缓议并说明情况。",
        "TR-13",
    )


def _would_be_lawful(
    caller: Caller, file: MeetingFile, point: Point, body: Body, today: date
) -> None:
    """CaseRefusal if the meeting itself would refuse, before the item is told anything."""
    supposed = Resolution(
        item=point.item,
        number="",
        approved=getattr(body, "outcome", "") == PointOutcome.APPROVED,
        decided_on=getattr(body, "on", None) or today,
    )
    known = {"known": Known(resolution=supposed)}
    act = MEETING.message("decide_point", body, caller.officer(file.order.place), today, known)
    latest = max(today, file.latest)
    engine.apply_to_meeting(file, "decide_point", act, latest, file.journal[-1].at)
