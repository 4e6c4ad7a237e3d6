"""一事一议议题、议定事项、每月发放批次：查看和启动。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.acts import FrozenT, Gone, ask
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import LawfulAct, not_found
from api.scope import MEETING_ROLES, Caller, in_place, must_be
from api.v1 import V1
from api.v1.acts import Number, SubjectNo
from api.v1.answers import OF_CASE, problems
from api.v1.cases import paper
from api.work.casework import lawful_now
from api.work.joint.sight import looked_at, minutes_of, unit_words
from api.work.targets import Target, child_target
from domain.measures.file import MeasuresFile
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from domain.pay.file import PayFile
from store import meeting

router = APIRouter(prefix=V1, tags=["一事一议与发放"])

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
        units=await unit_words(door, caller),
        township=caller.township if caller.bound_to_township else "",
        limit=limit,
        cursor=cursor,
    )
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
            for r in page.rows
        ],
        next=page.next,
    )


@router.get("/items/{case_no}/{number}", summary="查看一个议题", responses=OF_CASE)
async def get_item(
    request: Request, door: DoorOf, caller: CallerOf, case_no: SubjectNo, number: Number
) -> ProcedureView:
    target = await child_target(door, caller, "item", case_no, number)
    file = await asked(door, target, ItemFile)
    await looked_at(door, caller, file, request_id_of(request))
    stage_zh = ITEM_STAGE_ZH[file.stage]
    return await view(door, caller, target, file, file.stage, stage_zh)


@router.get(
    "/items/{case_no}/{number}/minutes",
    summary="查看一个议题的会议纪要（网页）",
    response_class=HTMLResponse,
    responses=OF_CASE,
)
async def get_item_minutes(
    request: Request, door: DoorOf, caller: CallerOf, case_no: SubjectNo, number: Number
) -> Response:
    target = await child_target(door, caller, "item", case_no, number)
    return paper(await minutes_of(door, caller, target.workflow_id, request_id_of(request)))


@router.get("/measures/{case_no}/{number}", summary="查看一次议定的全部事项", responses=OF_CASE)
async def get_measures(
    door: DoorOf, caller: CallerOf, case_no: SubjectNo, number: Number
) -> ProcedureView:
    target = await child_target(door, caller, "measures", case_no, number)
    file = await asked(door, target, MeasuresFile)
    return await view(door, caller, target, file, file.stage, _MEASURES_ZH[file.stage])


async def asked(door: Door, target: Target, kind: type[FrozenT]) -> FrozenT:
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


async def view(
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
