"""一事一议议题、议定事项、每月发放批次：查看和启动。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from api.acts import FrozenT, Gone, ask
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import Command, once
from api.frame.problems import LawfulAct, Problem, not_found, unavailable
from api.scope import MEETING_ROLES, Caller, in_place, must_be
from api.v1.acts import Month, Number, PlaceCode, SubjectNo
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.v1.cases import request_id_of
from api.work.casework import Target, child_target, lawful_now, pay_target
from domain.case.lifecycle import Role
from domain.measures.file import MeasuresFile
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from domain.pay.acts import PAY_STAGE_ZH
from domain.pay.file import PayFile
from domain.pay.lists import PayOrder
from store import meeting
from workflows import visible
from workflows.payrun import DisbursementRunWorkflow

router = APIRouter(tags=["一事一议与发放"])

_MEASURES_ZH = {"following": "落实中", "closed": "已办结"}


class ProcedureView(BaseModel):
    """议题、议定事项或者发放批次现在的状态。"""

    subject: str
    stage: str
    stage_zh: str
    version: int
    latest: date
    allowed: list[LawfulAct] = Field(description="您现在可以办理的事项")
    file: dict[str, Any] = Field(description="全部登记内容（不含政策快照）")


class ItemLine(BaseModel):
    """议题列表中的一行。"""

    case_no: str
    number: int
    stage: str
    stage_zh: str
    due_on: date | None
    overdue: bool
    approved: bool | None
    minutes: str


class ItemPage(BaseModel):
    items: list[ItemLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


class RunStarted(BaseModel):
    """发放批次已启动（或者早已启动）。"""

    subject: str
    href: str


@router.get("/items", summary="一事一议议题列表", responses=problems(401, 403, 404, 422, 503))
async def list_items(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    open: Annotated[bool | None, Query(description="只看在办的")] = None,
    cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> ItemPage:
    must_be(caller, MEETING_ROLES, "查看一事一议议题")
    if place and not in_place(caller, place):
        raise not_found("地区")
    page = await door.read(
        meeting.list_items,
        place or caller.place,
        open_only=open,
        limit=limit,
        cursor=cursor,
    )
    rows = [r for r in page.rows if not caller.bound_to_township or r.township == caller.township]
    return ItemPage(
        items=[
            ItemLine(
                case_no=r.case_no,
                number=r.number,
                stage=r.stage,
                stage_zh=ITEM_STAGE_ZH[ItemStage(r.stage)],
                due_on=r.due_on,
                overdue=r.overdue,
                approved=r.approved,
                minutes=r.minutes,
            )
            for r in rows
        ],
        next=page.next,
    )


@router.get("/items/{case_no}/{number}", summary="查看一个议题", responses=OF_CASE)
async def get_item(
    door: DoorOf, caller: CallerOf, case_no: SubjectNo, number: Number
) -> ProcedureView:
    target = await child_target(door, caller, "item", case_no, number)
    file = await _asked(door, target, ItemFile)
    stage_zh = ITEM_STAGE_ZH[file.stage]
    return await _view(door, caller, target, file, file.stage, stage_zh)


@router.get("/measures/{case_no}/{number}", summary="查看一次议定的全部事项", responses=OF_CASE)
async def get_measures(
    door: DoorOf, caller: CallerOf, case_no: SubjectNo, number: Number
) -> ProcedureView:
    target = await child_target(door, caller, "measures", case_no, number)
    file = await _asked(door, target, MeasuresFile)
    return await _view(door, caller, target, file, file.stage, _MEASURES_ZH[file.stage])


@router.get("/pay/{place}/{month}", summary="查看一个月的发放批次", responses=OF_CASE)
async def get_pay(door: DoorOf, caller: CallerOf, place: PlaceCode, month: Month) -> ProcedureView:
    target = pay_target(caller, place, month)
    file = await _asked(door, target, PayFile)
    return await _view(door, caller, target, file, file.stage, PAY_STAGE_ZH[file.stage])


@router.post(
    "/pay/{place}/{month}",
    status_code=201,
    summary="启动一个月的发放",
    description="平时由日程自动启动；重复启动不会重复发放。",
    response_model=RunStarted,
    responses=OF_ACT,
)
async def start_pay(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    month: Month,
    key: IdempotencyKey,
) -> Response:
    target = pay_target(caller, place, month)
    command = Command(
        caller=caller,
        key=key,
        what="start_pay",
        subject=target.workflow_id,
        body="",
        place=place,
        request_id=request_id_of(request),
    )

    async def do() -> RunStarted:
        must_be(caller, (Role.PAY_OFFICER,), "启动发放", "JZ-28")
        return await start_run(door, target)

    return told(await once(door, command, do, 201))


async def start_run(door: Door, target: Target) -> RunStarted:
    """The run of a month, begun now unless it was begun before."""
    if target.place not in door.places():
        raise not_found("地区")
    today = await door.today()
    month = date.fromisoformat(f"{target.month}-01")
    if month > today:
        raise Problem(
            409,
            "too_early",
            f"{target.month}尚未到来，不能启动发放，请到当月再启动。",
            clause="JZ-28",
        )
    try:
        await door.temporal.start_workflow(
            DisbursementRunWorkflow.run,
            PayOrder(place=target.place, month=month, starts_on=today),
            id=target.workflow_id,
            task_queue=door.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"资金发放 · {door.place(target.place).short} · {target.month}",
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(visible.PLACE, target.place),
                    SearchAttributePair(visible.PROGRAMME, "dibao"),
                    SearchAttributePair(visible.OVERDUE, False),
                ]
            ),
        )
    except WorkflowAlreadyStartedError:
        pass
    except RPCError:
        raise unavailable() from None
    return RunStarted(subject=target.workflow_id, href=f"/api/v1/pay/{target.place}/{target.month}")


async def _asked(door: Door, target: Target, kind: type[FrozenT]) -> FrozenT:
    try:
        return await ask(door, target.workflow_id, "file", kind)
    except Gone:
        raise not_found({"pay": "发放批次", "item": "议题"}.get(target.kind, "事项")) from None


_NOT_SHOWN: Any = {
    "policy": True,
    "rules": True,
    "law": True,
    "members": True,
    "order": {"facts": {"name", "id_no"}, "barred": True},
}
"""Rules and lists have addresses of their own; who a family is nobody reads here."""


async def _view(
    door: Door,
    caller: Caller,
    target: Target,
    file: ItemFile | MeasuresFile | PayFile,
    stage: str,
    stage_zh: str,
) -> ProcedureView:
    return ProcedureView(
        subject=target.workflow_id,
        stage=stage,
        stage_zh=stage_zh,
        version=file.version,
        latest=file.latest,
        allowed=list(await lawful_now(door, caller, target)),
        file=file.model_dump(mode="json", exclude=_NOT_SHOWN),
    )
