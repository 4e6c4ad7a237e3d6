"""每月比对、疑点线索、从预警到处置、部门共享对接。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, File, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from api.examples import LINK_EXAMPLE, MONTH_EXAMPLE
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import LawfulAct
from api.v1 import V1
from api.v1.acts import ComparedMonth, PlaceCode
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.work.casework import lawful_now, perform
from api.work.compare.opening import (
    LinkBody,
    LinkLine,
    MonthBody,
    MonthOpened,
    links_of,
    open_month,
    put_list,
    say_linked,
)
from api.work.compare.reading import (
    AlertView,
    DoubtLine,
    HitPage,
    MonthLine,
    PartLine,
    alerts_of,
    compare_target,
    doubts_of,
    faults_of_list,
    hits_of,
    month_of,
    months_of,
    must_read,
)
from api.work.registry import KINDS
from domain.compare.acts import PART

router = APIRouter(prefix=V1, tags=["每月比对"])
_READ = problems(401, 403, 404, 422, 503)
PartCode = Annotated[
    str, Path(pattern=PART, description="部门和比对内容", examples=["police.death"])
]


class MonthView(BaseModel):
    """一个月的比对：各部门的进度和结果。"""

    month: MonthLine
    parts: list[PartLine]
    allowed: list[LawfulAct] = Field(description="您现在可以办理的事项")


class FaultLine(BaseModel):
    """名单中不能识别的一行。"""

    row: int
    column: str
    zh: str


@router.post(
    "/comparisons",
    status_code=201,
    summary="开展一个月的比对",
    response_model=MonthOpened,
    responses=OF_ACT,
)
async def create_month(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[MonthBody, Body(examples=[MONTH_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_comparison", sent, subject=sent.month)
    return told(await once(door, command, lambda: open_month(door, caller, sent), 201))


@router.get("/comparisons/{place}", summary="各月比对情况", responses=_READ)
async def list_months(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[MonthLine]:
    return await months_of(door, caller, place)


@router.get("/comparisons/{place}/{month}", summary="查看一个月的比对", responses=OF_CASE)
async def get_month(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: ComparedMonth
) -> MonthView:
    line, parts = await month_of(door, caller, place, month)
    target = await compare_target(door, caller, place, month)
    allowed = list(await lawful_now(door, caller, target))
    return MonthView(month=line, parts=parts, allowed=allowed)


@router.get(
    "/comparisons/{place}/{month}/{part}/doubts",
    summary="待核对的疑似匹配（姓名、号码已脱敏）",
    responses=OF_CASE,
)
async def list_doubts(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: ComparedMonth, part: PartCode
) -> list[DoubtLine]:
    return await doubts_of(door, caller, place, month, part)


@router.get(
    "/comparisons/{place}/{month}/{part}/faults",
    summary="名单中不能识别的行，按行、列",
    responses=OF_CASE,
)
async def list_faults(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: ComparedMonth, part: PartCode
) -> list[FaultLine]:
    rows = await faults_of_list(door, caller, place, month, part)
    return [FaultLine(row=row.row, column=row.column, zh=row.zh) for row in rows]


@router.post(
    "/comparisons/{place}/{month}/{part}/list",
    summary="报送部门名单（Excel 工作簿）",
    description="名单随即与在保名册比对；匹配只产生待核实的疑点线索，不停发、不减发。",
    responses=OF_ACT,
)
async def put_register(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    month: ComparedMonth,
    part: PartCode,
    key: IdempotencyKey,
    file: Annotated[UploadFile, File(description="比对名单工作簿（.xlsx）")],
) -> Response:
    target = await compare_target(door, caller, place, month)
    taken = await put_list(door, caller, place, month, part, file)
    body = KINDS["compare"].body("receive_register").model_validate(taken.model_dump())
    done = await perform(
        door, caller, target, "receive_register", body, key, request_id_of(request)
    )
    return told(done)


@router.get("/hits", summary="在保案件的疑点线索", responses=_READ)
async def list_hits(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
) -> HitPage:
    return await hits_of(door, caller, place, township)


@router.get(
    "/alerts",
    summary="从预警到处置：每种原因的天数和其间发放的金额",
    responses=_READ,
)
async def get_alerts(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    since: Annotated[date | None, Query(description="线索登记日期不早于")] = None,
    until: Annotated[date | None, Query(description="线索登记日期不晚于")] = None,
) -> AlertView:
    return await alerts_of(door, caller, place, township, since, until)


@router.get("/department-links/{place}", summary="部门共享对接登记", responses=_READ)
async def list_links(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[LinkLine]:
    must_read(caller, place)
    return await links_of(door, place)


@router.post(
    "/department-links",
    status_code=201,
    summary="登记部门实现（或者中断）共享对接",
    description="自登记之日起免除每月信息比对；死亡比对不免除。",
    response_model=LinkLine,
    responses=OF_ACT,
)
async def create_link(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[LinkBody, Body(examples=[LINK_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "link_department", sent, subject=sent.department)
    return told(await once(door, command, lambda: say_linked(door, caller, sent), 201))
