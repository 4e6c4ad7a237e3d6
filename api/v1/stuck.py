"""停滞事项：流程失败、对外环节重试、超期未办、已确认未发放；停住的流程由两人回退。"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Query, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.answers import EVERY, problems
from api.work import restarting, stuck

router = APIRouter(prefix=V1, tags=["运行"])
NAME: Final = r"[a-z]+(/[A-Za-z0-9.-]+){2,4}"
"""The name of a procedure on the server."""
Subject = Annotated[
    str,
    Query(
        pattern=f"^{NAME}$",
        max_length=120,
        description="流程名称，见停滞事项",
        examples=["case/jiaozuo/JZ2026000001"],
    ),
]
_MISTAKES = problems(401, 403, 404, 409, 422, 503)
_PROPOSED = {"reason": "误上的程序版本多记了一次定时，现行程序不能继续", "until": "2026-12-10"}


@router.get(
    "/stuck",
    summary="查看停滞事项",
    description="每次查询时实时得出，没有统计间隔；乡镇（街道）只看到本辖区。",
    responses=EVERY,
)
async def get_stuck(door: DoorOf, caller: CallerOf) -> stuck.StuckView:
    return await stuck.stuck_view(door, caller)


@router.get(
    "/stuck/reset",
    summary="查看停住的流程可以回退到哪里",
    description="位置由重算得出，不能选择；其后已有办理、文书、询问的，不能回退。",
    responses=_MISTAKES,
)
async def get_reset(door: DoorOf, caller: CallerOf, subject: Subject) -> restarting.ResetView:
    return await restarting.reset_view(door, caller, subject)


@router.post(
    "/stuck/reset/proposal",
    status_code=201,
    summary="提出系统运行回退",
    description="由一人提出，另一人复核以前不改动任何内容。",
    responses=_MISTAKES,
)
async def propose_reset(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    subject: Subject,
    sent: Annotated[restarting.ProposeResetBody, Body(examples=[_PROPOSED])],
) -> restarting.ResetDone:
    return await restarting.propose(door, caller, subject, sent, request_id_of(request))


@router.post(
    "/stuck/reset/confirmation",
    status_code=201,
    summary="复核同意系统运行回退",
    description="复核人不得为提出人；同意后运行回退，办理记录没有丢失。",
    responses=_MISTAKES,
)
async def confirm_reset(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    subject: Subject,
    sent: Annotated[restarting.ConfirmResetBody, Body(examples=[{"opinion": "情况属实，同意"}])],
) -> restarting.ResetDone:
    return await restarting.confirm(door, caller, subject, sent, request_id_of(request))
