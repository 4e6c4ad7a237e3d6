"""重点任务 on pages: who answers for which task and what he last said, his plan, reporting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, typed
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.work import keytasks as work

router = APIRouter(include_in_schema=False)
_HOME: Final = "/key-tasks"
_ZH: Final = "重点任务"


@router.get(_HOME)
async def listed(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    view = await work.view_of(door, caller, caller.place)
    return await show(request, "key_tasks.html", v=view)


@router.api_route(f"{_HOME}/report", methods=["GET", "POST"])
async def reported(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, work.REPORTERS, "报告重点任务进展", work.CLAUSE)
    view = await work.view_of(door, caller, caller.place)
    mine = {t.code: f"{t.code} {t.zh}" for t in view.tasks if t.mine}
    form = Form("report_key_task", work.ProgressBody.model_json_schema(), {"task": mine})

    async def do(body: work.ProgressBody, key: str) -> BaseModel:
        return await work.report(door, caller, caller.place, body, request_id_of(request))

    async def read(raw: Mapping[str, Any]) -> work.ProgressBody:
        return typed(form, raw, work.ProgressBody)

    started = {"task": request.query_params.get("task", "")}
    page = Page("报告重点任务进展", _HOME, _ZH, work.CLAUSE, form, started)
    return await filled(request, door, caller, page, "report_key_task", "", read, do, _back)


@router.api_route(f"{_HOME}/plan", methods=["GET", "POST"])
async def planned(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, work.REPORTERS, "登记实施方案", "YC-34")
    form = Form("register_plan", work.PlanBody.model_json_schema(), {})

    async def do(body: work.PlanBody, key: str) -> BaseModel:
        return await work.register_plan(door, caller, caller.place, body, request_id_of(request))

    async def read(raw: Mapping[str, Any]) -> work.PlanBody:
        return typed(form, raw, work.PlanBody)

    page = Page("登记实施方案", _HOME, _ZH, "YC-34", form, {})
    return await filled(request, door, caller, page, "register_plan", "", read, do, _back)


@router.get(f"{_HOME}/{{task}}")
async def one(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    task: Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9_-]+$")],
) -> Response:
    found = await work.history_of(door, caller, caller.place, task)
    return await show(
        request,
        "lists.html",
        title=f"{task}的进展报告",
        start=None,
        links=[(_HOME, _ZH)],
        heads=("报告日期", "单位", "进展情况", "报告人"),
        rows=[
            {"href": _HOME, "late": False, "cells": (s.said_on, s.unit_zh, s.text, s.said_by)}
            for s in found
        ],
    )


def _back(document: Mapping[str, Any]) -> str:
    return _HOME
