"""The office's first page, the register by unit and age, and what a unit has received."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.pages.web import PageCaller, show
from api.scope import Caller, must_be
from api.v1.cases import paper
from api.work.desk.reading import (
    INBOX_READERS,
    REGISTER_READERS,
    TOWNSHIP_READERS,
    OpenThing,
    inbox_of,
    letter_of,
    register_of,
    townships_of,
    year_of_office,
)
from domain.assembly.sight import READS_ALL
from domain.desk.lifecycle import AFFAIR_KIND_ZH, OPENERS
from domain.desk.sight import AFFAIR_READERS
from domain.reporting.sight import REPORT_READERS

router = APIRouter(include_in_schema=False)


@router.get("/desk")
async def office(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, AFFAIR_READERS, "查看联席会议办公室", "TR-18")
    today = await door.today()
    year = None
    if caller.place and caller.role in READS_ALL:
        year = await year_of_office(door, caller, caller.place, today.year)
    return await show(
        request,
        "desk.html",
        links=[*_links(caller, today.year), *_second_level(door, caller)],
        new=[
            (f"/affairs/new?kind={kind}", AFFAIR_KIND_ZH[kind])
            for kind, roles in OPENERS.items()
            if caller.role in roles
        ],
        year=year,
        own=await _own(door, caller),
    )


def _links(caller: Caller, year: int) -> list[tuple[str, str]]:
    found = [("/affairs", "办公室事项")]
    if caller.role in REPORT_READERS:
        found.append(("/reports", "单位报告"))
    if caller.role in REGISTER_READERS:
        found.append(("/register", "未办结事项台账"))
    if caller.place and caller.role in READS_ALL:
        found.append((f"/years/{caller.place}/{year}", "年度跟踪和停滞事项"))
    if caller.role in INBOX_READERS:
        found.append(("/inbox", "收到的通知和文件"))
    return found


def _second_level(door: Door, caller: Caller) -> list[tuple[str, str]]:
    """Where the place's document gives townships a joint meeting of their own (HB-26)."""
    if not caller.place or caller.role not in TOWNSHIP_READERS:
        return []
    second = door.place(caller.place).body.second
    return [("/township-meetings", "乡镇（街道）联席会议")] if second else []


async def _own(door: Door, caller: Caller) -> list[tuple[OpenThing, str]]:
    """What the caller's own unit has open, the oldest first."""
    if caller.role not in REGISTER_READERS or caller.role in READS_ALL:
        return []
    found = await register_of(door, caller, caller.place)
    return [(thing, path_of(thing)) for unit in found for thing in unit.things]


@router.get("/register")
async def register(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    units = await register_of(door, caller, caller.place)
    return await show(
        request,
        "register.html",
        units=[(u, [(t, path_of(t)) for t in u.things]) for u in units],
    )


def path_of(thing: OpenThing) -> str:
    """The page of what is open."""
    kind, _, tail = thing.subject.partition("/")
    many = {"item": "items", "meeting": "meetings", "affair": "affairs", "report": "reports"}
    return f"/{many.get(kind, kind)}/{tail}"


@router.get("/township-meetings")
async def township_meetings(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    lines = await townships_of(door, caller, caller.place)
    return await show(
        request,
        "lists.html",
        title="乡镇（街道）联席会议",
        start=None,
        links=(("/meetings", "联席会议"),),
        heads=("乡镇（街道）", "最近开会", "已召开", "未议定议题", "在办一事一议", "提请上级"),
        rows=[
            {
                "href": f"/body?township={x.township}",
                "late": False,
                "cells": (
                    x.township_zh,
                    x.last_met or "没有开过",
                    f"{x.meetings}次",
                    x.points,
                    x.items,
                    x.passed_up,
                ),
            }
            for x in lines
        ],
    )


@router.get("/inbox")
async def inbox(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await show(request, "inbox.html", letters=await inbox_of(door, caller))


@router.get("/inbox/letter")
async def letter(
    door: DoorOf,
    caller: PageCaller,
    subject: Annotated[str, Query(max_length=60)] = "",
    key: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    found = await letter_of(door, caller, subject, key)
    if not found.html:
        raise not_found("文件原文")
    return paper(found.html)
