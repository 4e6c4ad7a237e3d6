"""出生、死亡告知；告知医疗保障部门和报送省级系统的人员变动。"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel

from api.examples import CONFIRM_EXAMPLE, VITAL_EXAMPLE
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import command_of, once
from api.scope import Caller
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_ACT, IdempotencyKey, problems, told
from api.work.compare.telling import (
    ConfirmBody,
    Confirmed,
    ExportMade,
    ProvinceView,
    StatusView,
    VitalBody,
    VitalTaken,
    confirm_now,
    export_now,
    province_of,
    status_of,
    take_vital,
)

router = APIRouter(prefix=V1, tags=["每月比对"])
_READ = problems(401, 403, 404, 422, 503)


async def _once(
    request: Request,
    door: Door,
    caller: Caller,
    key: str,
    what: str,
    body: str,
    do: Callable[[], Awaitable[BaseModel]],
) -> Response:
    command = command_of(request, caller, key, what, body, subject=caller.place)
    return told(await once(door, command, do, 201))


@router.post(
    "/vital-notices",
    status_code=201,
    summary="登记医疗机构告知的出生、死亡（附证明）",
    description="作为疑点线索登记在该人员的在保案件中，由乡镇（街道）核实；不直接停发、减发。",
    response_model=VitalTaken,
    responses=OF_ACT,
)
async def create_vital(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[VitalBody, Body(examples=[VITAL_EXAMPLE])],
) -> Response:
    body = sent.model_dump_json()
    return await _once(
        request, door, caller, key, "vital_notice", body, lambda: take_vital(door, caller, sent)
    )


@router.get("/status-notices/{place}", summary="告知医疗保障部门的救助对象变动", responses=_READ)
async def get_status(door: DoorOf, caller: CallerOf, place: PlaceCode) -> StatusView:
    return await status_of(door, caller, place)


@router.get("/province/{place}", summary="低收入人口分类和省级系统未确认的变动", responses=_READ)
async def get_province(door: DoorOf, caller: CallerOf, place: PlaceCode) -> ProvinceView:
    return await province_of(door, caller, place)


@router.post(
    "/province/exports",
    status_code=201,
    summary="报送省级系统：新增、变更、退出",
    response_model=ExportMade,
    responses=OF_ACT,
)
async def create_export(
    request: Request, door: DoorOf, caller: CallerOf, key: IdempotencyKey
) -> Response:
    return await _once(
        request, door, caller, key, "export_roll", "", lambda: export_now(door, caller)
    )


@router.post(
    "/province/confirmations",
    status_code=201,
    summary="登记省级系统的确认",
    response_model=Confirmed,
    responses=OF_ACT,
)
async def create_confirmation(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[ConfirmBody, Body(examples=[CONFIRM_EXAMPLE])],
) -> Response:
    body = sent.model_dump_json()
    return await _once(
        request, door, caller, key, "confirm_roll", body, lambda: confirm_now(door, caller, sent)
    )
