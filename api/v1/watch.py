"""监督事项：信访件、抽查、诚信事项、定期工作的列表和查看；登记信访件。"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field

from api.examples_watch import (
    COMPLAINT_EXAMPLE,
    CREDIT_EXAMPLE,
    PUT_OFF_EXAMPLE,
    ROUND_EXAMPLE,
    SPOT_EXAMPLE,
)
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.lead_examples import LEAD_EXAMPLE
from api.v1 import V1
from api.v1.acts import PlaceCode, ProceedingNo
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.v1.cases import CaseNo
from api.work.discovery.reporting import LeadBody, LeadOpened, report_lead
from api.work.watch.complaints import (
    Complainant,
    ComplaintBody,
    ComplaintOpened,
    ComplaintWordsView,
    complainant,
    open_complaint,
    words_for,
)
from api.work.watch.credit import (
    CreditBody,
    CreditOpened,
    CreditRecord,
    open_credit,
    record_for,
)
from api.work.watch.kinds import WATCHES
from api.work.watch.linking import record_lead
from api.work.watch.putoff import PutOffBody, PutOffOpened, open_put_off
from api.work.watch.rounds import RoundBody, RoundOpened, open_round
from api.work.watch.shown import (
    ProceedingPage,
    ProceedingView,
    line_of,
    listed_for,
    view_of,
)
from api.work.watch.spots import SpotBody, SpotOpened, open_spot
from domain.privacy import Purpose

router = APIRouter(prefix=V1, tags=["监督"])
_LISTED = problems(401, 403, 409, 422, 503)
Endpoint = Callable[..., Coroutine[Any, Any, Any]]


class ComplaintLead(BaseModel):
    """由信访件产生的线索。"""

    lead: LeadOpened
    recorded: bool = Field(description="线索编号已记入信访件")


@router.post(
    "/complaints",
    status_code=201,
    summary="登记一件信访、投诉或者举报",
    description="身份和内容单独加密保存；反映工作人员违纪违法的，只由纪检监察机构办理和知悉。",
    response_model=ComplaintOpened,
    responses=OF_ACT,
)
async def create_complaint(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[ComplaintBody, Body(examples=[COMPLAINT_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_complaint", sent, subject="complaint")
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: open_complaint(door, caller, sent, own), 201))


@router.get("/complaints/{place}/{number}/words", summary="查看反映的内容", responses=OF_CASE)
async def get_words(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: ProceedingNo
) -> ComplaintWordsView:
    return await words_for(door, caller, place, number, request_id_of(request))


@router.get(
    "/complaints/{place}/{number}/complainant",
    summary="查看信访人身份原文",
    description="须写明目的；每次查看都记入审计日志。",
    responses=OF_CASE,
)
async def get_complainant(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    number: ProceedingNo,
    purpose: Annotated[Purpose, Query(description="查看目的", examples=["contact"])],
) -> Complainant:
    return await complainant(door, caller, place, number, purpose, request_id_of(request))


@router.post(
    "/complaints/{place}/{number}/lead",
    status_code=201,
    summary="由信访件上报主动发现线索",
    response_model=ComplaintLead,
    responses=OF_ACT,
)
async def create_lead(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    number: ProceedingNo,
    key: IdempotencyKey,
    sent: Annotated[LeadBody, Body(examples=[LEAD_EXAMPLE])],
) -> Response:
    command = command_of(
        request, caller, key, "report_lead", sent, subject="complaint", place=place
    )

    async def do() -> ComplaintLead:
        lead = await report_lead(door, caller, sent, f"{caller.id}:{command.id}")
        done = await record_lead(
            door, caller, place, number, lead.lead_no, f"{key}.lead", request_id_of(request)
        )
        return ComplaintLead(lead=lead, recorded=done)

    return told(await once(door, command, do, 201))


@router.post(
    "/spot-checks",
    status_code=201,
    summary="开始一期抽查",
    description="平时由日程自动开始；先确定种子，再确定范围，然后抽取。重复开始不会重复抽取。",
    response_model=SpotOpened,
    responses=OF_ACT,
)
async def create_spot(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[SpotBody, Body(examples=[SPOT_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_spot", sent, subject="spot")
    return told(await once(door, command, lambda: open_spot(door, caller, sent), 201))


@router.post(
    "/credit",
    status_code=201,
    summary="登记一件诚信事项",
    description="登记和移送公安机关都不影响其享受救助；记入、减停、追回均须依决定办理。",
    response_model=CreditOpened,
    responses=OF_ACT,
)
async def create_credit(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[CreditBody, Body(examples=[CREDIT_EXAMPLE])],
) -> Response:
    command = command_of(
        request, caller, key, "open_credit", sent, subject="credit", case_no=sent.case_no
    )
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: open_credit(door, caller, sent, own), 201))


@router.get("/cases/{case_no}/credit", summary="查看家庭成员的诚信记录", responses=OF_CASE)
async def get_credit_record(
    request: Request, door: DoorOf, caller: CallerOf, case_no: CaseNo
) -> CreditRecord:
    return await record_for(door, caller, case_no, request_id_of(request))


@router.post(
    "/rounds",
    status_code=201,
    summary="开始一期定期工作",
    description="平时由系统自动开始；重复开始不会重复布置。本地没有设定间隔的，不能开始。",
    response_model=RoundOpened,
    responses=OF_ACT,
)
async def create_round(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[RoundBody, Body(examples=[ROUND_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_round", sent, subject="round")
    return told(await once(door, command, lambda: open_round(door, caller, sent), 201))


@router.post(
    "/postponements",
    status_code=201,
    summary="提出集中暂缓一个区域的定期复核",
    description="只在登记的重大突发事件期间、受影响的乡镇（街道）可以提出；由另一人审批，逐户办理并记入各案。",
    response_model=PutOffOpened,
    responses=OF_ACT,
)
async def create_postponement(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[PutOffBody, Body(examples=[PUT_OFF_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_put_off", sent, subject="putoff")

    async def opened() -> PutOffOpened:
        return await open_put_off(door, caller, sent, f"{caller.id}:{command.id}")

    return told(await once(door, command, opened, 201))


def _list(kind: str) -> Endpoint:
    async def list_them(
        door: DoorOf,
        caller: CallerOf,
        open: Annotated[bool | None, Query(description="只看未办结（或者已办结）的")] = None,
        cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
        limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
    ) -> ProceedingPage:
        page = await listed_for(door, caller, kind, open, limit, cursor)
        return ProceedingPage(items=[line_of(row) for row in page.rows], next=page.next)

    return list_them


def _get(kind: str) -> Endpoint:
    async def get_one(
        request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: ProceedingNo
    ) -> ProceedingView:
        return await view_of(door, caller, kind, place, number, request_id_of(request))

    return get_one


for _kind, _watch in WATCHES.items():
    _zh = _watch.procedure.zh
    router.add_api_route(
        f"/{_watch.path}",
        _list(_kind),
        methods=["GET"],
        name=f"list_{_watch.path}",
        operation_id=f"list_{_watch.path.replace('-', '_')}",
        summary=f"{_zh}列表",
        response_model=ProceedingPage,
        responses=_LISTED,
    )
    router.add_api_route(
        f"/{_watch.path}/{{place}}/{{number}}",
        _get(_kind),
        methods=["GET"],
        name=f"get_{_kind}",
        operation_id=f"get_{_kind}",
        summary=f"查看一件{_zh}",
        response_model=ProceedingView,
        responses=OF_CASE,
    )
