"""停滞事项 on a page, and the form pages by which two people set a stuck run back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.web import PageCaller, go, show
from api.v1.stuck import NAME
from api.work import restarting, stuck
from domain.resetting import CLAUSE
from domain.stuck import STUCK_ZH

router = APIRouter(include_in_schema=False)
Subject = Annotated[str, Query(pattern=f"^({NAME})?$", max_length=120)]
_ZH = "系统运行回退"


@router.get("/stuck")
async def listed(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    view = await stuck.stuck_view(door, caller)
    speaks = caller.role in restarting.SPEAKERS
    return await show(request, "stuck.html", view=view, kinds=STUCK_ZH, speaks=speaks)


@router.get("/stuck/reset")
async def reset(
    request: Request, door: DoorOf, caller: PageCaller, subject: Subject = ""
) -> Response:
    if not subject:
        return go("/stuck")  # which procedure is chosen there
    view = await restarting.reset_view(door, caller, subject)
    return await show(request, "reset.html", v=view)


@router.api_route("/stuck/reset/propose", methods=["GET", "POST"])
async def proposed(
    request: Request, door: DoorOf, caller: PageCaller, subject: Subject = ""
) -> Response:
    if not subject and request.method == "GET":
        return go("/stuck")
    form = Form("propose_reset", restarting.ProposeResetBody.model_json_schema(), {})

    async def do(body: restarting.ProposeResetBody, key: str) -> BaseModel:
        return await restarting.propose(door, caller, subject, body, request_id_of(request))

    started = {"until": (await door.today()).isoformat()}
    page = Page(f"提出{_ZH}", _there(subject), _ZH, CLAUSE, form, started)
    return await filled(
        request, door, caller, page, "propose_reset", subject, restarting.ProposeResetBody, do,
        lambda _: _there(subject),
    )  # fmt: skip


@router.api_route("/stuck/reset/confirm", methods=["GET", "POST"])
async def confirmed(
    request: Request, door: DoorOf, caller: PageCaller, subject: Subject = ""
) -> Response:
    if not subject and request.method == "GET":
        return go("/stuck")
    form = Form("confirm_reset", restarting.ConfirmResetBody.model_json_schema(), {})

    async def do(body: restarting.ConfirmResetBody, key: str) -> BaseModel:
        return await restarting.confirm(door, caller, subject, body, request_id_of(request))

    page = Page(f"复核{_ZH}", _there(subject), _ZH, CLAUSE, form, {"opinion": "情况属实，同意"})
    return await filled(
        request, door, caller, page, "confirm_reset", subject, restarting.ConfirmResetBody, do,
        lambda _: "/stuck",
    )  # fmt: skip


def _there(subject: str) -> str:
    return f"/stuck/reset?subject={subject}"
