"""近亲属备案 on a page: the register, one official's form, the workbook, the cases that matched."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.frame.problems import Problem, bad_input, faults_of
from api.frame.workbooks import workbook_answer
from api.pages.fields import Form
from api.pages.forms import names_of
from api.pages.web import PageCaller, checked_form, clause_of, go, pairs_of, show
from api.scope import Caller, must_be
from api.v1.relatives import OfficialId
from api.work.relatives import (
    KEEPERS,
    OfficialBody,
    RegisterImported,
    circle,
    import_book,
    keep,
    listed,
    matched,
    settle,
)
from api.work.relatives_due import coverage
from documents import relatives as book

router = APIRouter(include_in_schema=False)

_KINDS = {"handler": "经办人员", "village": "村（居）委会成员"}


@router.get("/relatives")
async def register(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _page(request, door, caller)


@router.get("/relatives/new")
async def blank_form(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, KEEPERS, "近亲属备案", "57号 Art 11")
    return await _form_page(request, await _form(door, caller), {})


@router.post("/relatives/new")
async def put_in(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    posted = await checked_form(request, door, caller)
    form = await _form(door, caller)
    raw = form.read(pairs_of(posted))
    if "_add" in posted:
        return await _form_page(request, form, raw, more=str(posted["_add"]))
    try:
        values, faults = form.typed(raw)
        if faults:
            raise bad_input(faults)
        body = OfficialBody.model_validate(values)
        await keep(door, caller, body, request_id_of(request))
    except ValidationError as error:
        return await _form_page(request, form, raw, bad_input(faults_of(error.errors())))
    except Problem as problem:
        return await _form_page(request, form, raw, problem)
    return go("/relatives")


@router.get("/relatives/template.xlsx")
async def template(door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, KEEPERS, "近亲属备案", "57号 Art 11")
    data = await run_in_threadpool(book.blank, await circle(door, caller.place))
    return workbook_answer(data, "relatives.xlsx")


@router.post("/relatives/import")
async def import_now(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    form = await checked_form(request, door, caller)
    file = form.get("file")
    try:
        data = await file.read(UPLOAD_LIMIT + 1) if isinstance(file, UploadFile) else b""
        if len(data) > UPLOAD_LIMIT:
            raise too_large(UPLOAD_LIMIT)
        done = await import_book(door, caller, data, request_id_of(request))
    except Problem as problem:
        return await _page(request, door, caller, problem)
    return await _page(request, door, caller, done=done)


@router.post("/relatives/{official}/{what}")
async def go_through(
    request: Request, door: DoorOf, caller: PageCaller, official: OfficialId, what: str
) -> Response:
    await checked_form(request, door, caller)
    await settle(door, caller, official, what == "leave", request_id_of(request))
    return go("/relatives")


async def _page(
    request: Request,
    door: Door,
    caller: Caller,
    problem: Problem | None = None,
    done: RegisterImported | None = None,
) -> Response:
    return await show(
        request,
        "relatives.html",
        status=problem.status if problem else 200,
        entries=await listed(door, caller),
        coverage=await coverage(door, caller),
        matches=await matched(door, caller),
        kinds=_KINDS,
        towns={t.code: t.zh for t in door.place(caller.place).townships},
        problem=problem,
        done=done,
    )


async def _form(door: Door, caller: Caller) -> Form:
    info = door.place(caller.place)
    towns = {t.code: t.zh for t in info.townships}
    if caller.township:
        towns = {caller.township: towns.get(caller.township, caller.township)}
    options: dict[str, Mapping[str, str]] = {
        "township": {"": "（全县）", **towns} if not caller.township else towns,
        "kind": _KINDS,
        "relatives.kinship": await circle(door, caller.place),
    }
    return Form("register_relatives", OfficialBody.model_json_schema(), options)


async def _form_page(
    request: Request,
    form: Form,
    raw: Mapping[str, Any],
    problem: Problem | None = None,
    more: str = "",
) -> Response:
    controls = form.controls(raw, problem.errors if problem else (), more)
    return await show(
        request,
        "act.html",
        status=problem.status if problem else 200,
        title="近亲属备案登记",
        verb="登记",
        basis=clause_of(request, "57号 Art 11", request.state.caller.place),
        back="/relatives",
        back_zh="近亲属备案",
        controls=controls,
        linked=dict(names_of(controls)),
        problem=problem,
        key=str(uuid.uuid4()),
        assessment=None,
        files_href="",
        seen=None,
        why="",
    )
