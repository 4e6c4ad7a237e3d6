"""救助事项: what the window offers, as a page a clerk can open and read out."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.v1.window import aids_view, list_idle, programme_view
from api.work.window import catalogue_at, programme_at
from domain.programme import Programme

router = APIRouter(include_in_schema=False)


@router.get("/aids")
async def aids(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    found = aids_view(catalogue_at(door, place or caller.place, await door.today()))
    return await show(
        request,
        "aids.html",
        v=found,
        tiers=[(zh, list(rows)) for zh, rows in groupby(found.types, lambda aid: aid.tier_zh)],
        named={aid.code: aid.zh for aid in found.types},
    )


@router.get("/aids/{programme}")
async def programme(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    programme: Annotated[Programme, Path()],
    place: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    at = place or caller.place
    found = programme_view(door.place(at), programme_at(door, at, await door.today(), programme))
    return await show(request, "programme.html", v=found)


@router.get("/requests/idle")
async def idle(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    found = await list_idle(door, caller)
    rows = [
        {
            "cells": (line.case_no, line.applicant, line.applied_on.isoformat(), line.next),
            "href": f"/cases/{line.case_no}",
            "late": True,
        }
        for line in found.items
    ]
    heads = ("案件编号", "申请人", "登记日期", "正在等待")
    title = "登记后久未受理的申请"
    return await show(request, "lists.html", title=title, rows=rows, heads=heads, start=None)
