"""Other departments' lists with their faults by row and column, and the figures of a place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.frame.problems import Problem
from api.frame.workbooks import workbook_answer
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import Caller, must_be
from api.v1.discoveries import ListView, figures_of
from api.work.discovery.lists import CLAUSE as LIST_CLAUSE
from api.work.discovery.lists import LIST_ROLES, import_list, list_of
from api.work.discovery.reporting import law_of
from documents.leads import write_list
from domain.discovery.file import channels_of, problems_of
from store import discovery
from store.discovery import LeadFilter

router = APIRouter(include_in_schema=False)


@router.get("/discoveries/figures")
async def figures(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    township: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """For a period, as the township's summary by type of hardship is made (HB-29)."""
    first, last = _day(since), _day(until)
    which = LeadFilter(township=township, since=first, until=last)
    found = await figures_of(door, caller, which)
    words: dict[str, str] = {}
    for code in (caller.place,) if caller.place else door.places():
        law = law_of(door, code, await door.today())
        words |= channels_of(law) | problems_of(law)
        words |= {t.code: t.zh for t in door.place(code).townships}
    return await show(
        request,
        "lead_figures.html",
        v=found,
        words=words,
        since=first or "",
        until=last or "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get("/discoveries/imports")
async def lists(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _lists(request, door, caller)


@router.get("/discoveries/imports/template.xlsx")
async def blank_list(door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, LIST_ROLES, "导入部门名单", LIST_CLAUSE)
    problems = problems_of(law_of(door, caller.place, await door.today()))
    data = await run_in_threadpool(
        write_list, (), caller.place, problems, door.settings.policy_overlays
    )
    return workbook_answer(data, "leads.xlsx")


@router.post("/discoveries/imports")
async def import_now(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    form = await checked_form(request, door, caller)
    file = form.get("file")
    try:
        data = await file.read(UPLOAD_LIMIT + 1) if isinstance(file, UploadFile) else b""
        if len(data) > UPLOAD_LIMIT:
            raise too_large(UPLOAD_LIMIT)
        channel, source = str(form.get("channel", "")), str(form.get("source", ""))
        list_id = await import_list(door, caller, data, channel, source, request_id_of(request))
    except Problem as problem:
        return await _lists(request, door, caller, problem)
    return go(f"/discoveries/imports/{list_id}")


@router.get("/discoveries/imports/{import_id}")
async def one_list(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    import_id: Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")],
) -> Response:
    view = ListView.of(*await list_of(door, caller, import_id))
    return await show(request, "lead_list.html", v=view)


async def _lists(
    request: Request, door: Door, caller: Caller, problem: Problem | None = None
) -> Response:
    must_be(caller, LIST_ROLES, "导入部门名单", LIST_CLAUSE)
    rows = await door.read(discovery.lists_of, caller.place, caller.township)
    channels = channels_of(law_of(door, caller.place, await door.today()))
    return await show(
        request,
        "lead_lists.html",
        status=problem.status if problem else 200,
        rows=rows,
        channels=channels,
        problem=problem,
    )
