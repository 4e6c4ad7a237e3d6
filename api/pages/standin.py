"""岗位代行 on pages: who stands in for whom, naming and ending it, and taking up the post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.pages.choices import Options, accounts_of
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import Caller, in_scope, must_be
from api.work import standin as work
from domain.delegation import CLAUSE

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=99999)]
_HOME: Final = "/stand-ins"
_ZH: Final = "岗位代行"


@router.get(_HOME)
async def listed(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    found = await work.list_of(door, caller, caller.place)
    staff = {u.id: u.display_name for u in await accounts_of(door, caller.place)}
    return await show(request, "stand_ins.html", v=found, staff=staff)


@router.api_route(f"{_HOME}/new", methods=["GET", "POST"])
async def named(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, work.READERS, "指定代行人员", CLAUSE)
    form = Form("name_stand_in", work.StandInBody.model_json_schema(), await _choices(door, caller))

    async def do(body: work.StandInBody, key: str) -> BaseModel:
        return await work.name(door, caller, caller.place, body, request_id_of(request))

    today = (await door.today()).isoformat()
    page = Page("指定代行人员", _HOME, _ZH, CLAUSE, form, {"since": today, "until": today})
    return await filled(
        request, door, caller, page, "name_stand_in", "", work.StandInBody, do, _back
    )


@router.api_route(f"{_HOME}/{{number}}/end", methods=["GET", "POST"])
async def ended(request: Request, door: DoorOf, caller: PageCaller, number: Number) -> Response:
    must_be(caller, work.READERS, "结束代行", CLAUSE)
    form = Form("end_stand_in", work.EndBody.model_json_schema(), {})

    async def do(body: work.EndBody, key: str) -> BaseModel:
        return await work.end(door, caller, caller.place, number, body, request_id_of(request))

    page = Page(f"结束第{number}号代行", _HOME, _ZH, CLAUSE, form, {})
    subject = f"stand-in/{number}"
    return await filled(
        request, door, caller, page, "end_stand_in", subject, work.EndBody, do, _back
    )


@router.post(f"{_HOME}/use")
async def used(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    posted = await checked_form(request, door, caller)
    said = str(posted.get("number", ""))
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    await work.use(door, caller, request, number, request_id_of(request))
    return go("/tasks")


def _back(document: Mapping[str, Any]) -> str:
    return _HOME


async def _choices(door: Door, caller: Caller) -> Options:
    """People of the caller's own reach; whom he may name for shows when it is sent."""
    posts = set((await work.list_of(door, caller, caller.place)).may_name)
    ours = [
        u
        for u in await accounts_of(door, caller.place)
        if not u.township or in_scope(caller, u.place, u.township)
    ]
    return {
        "absent": {u.id: u.display_name for u in ours if u.role in posts},
        "deputy": {u.id: u.display_name for u in ours if u.id != caller.id},
    }
