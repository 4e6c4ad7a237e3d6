"""联席会议（领导小组）：某一天的成员、成员调整，以及不由案件提请的一事一议议题。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response

from api.examples import RAISE_EXAMPLE
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_ACT, IdempotencyKey, problems, told
from api.work.joint.body import (
    BodyView,
    ChangeView,
    Proposal,
    Verdict,
    body_view,
    decide,
    propose,
)
from api.work.joint.raising import ItemRaised, RaiseBody, raise_item

router = APIRouter(prefix=V1, tags=["联席会议"])

_MISTAKES = problems(401, 403, 404, 409, 422)
ChangeNo = Annotated[int, Path(ge=1, le=9999, description="调整编号", examples=[1])]
_PROPOSAL = {
    "kind": "liaison",
    "since": "2026-11-22",
    "unit": "medical",
    "account": "tr.unit_liaison.medical",
}
_VERDICT = {"approved": True, "paper": "汉政函〔2026〕8号", "decided_on": "2026-11-22"}


@router.get(
    "/places/{place}/body",
    summary="某一天的联席会议（领导小组）成员",
    responses=problems(401, 403, 404, 422),
)
async def get_body(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    on: Annotated[date | None, Query(description="哪一天；不填为县（市、区）当日")] = None,
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    known: Annotated[date | None, Query(description="按哪一天已知的情况")] = None,
) -> BodyView:
    return await body_view(door, caller, place, on, township, known)


@router.post(
    "/places/{place}/body/changes",
    status_code=201,
    summary="提出成员调整",
    description="按本地规定需要决定的，在决定登记以前不生效。",
    responses=_MISTAKES,
)
async def propose_change(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[Proposal, Body(examples=[_PROPOSAL])],
) -> ChangeView:
    return await propose(door, caller, place, sent, request_id_of(request))


@router.post(
    "/places/{place}/body/changes/{number}/decision",
    status_code=201,
    summary="登记对成员调整的决定",
    responses=_MISTAKES,
)
async def decide_change(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    number: ChangeNo,
    sent: Annotated[Verdict, Body(examples=[_VERDICT])],
) -> ChangeView:
    return await decide(door, caller, place, number, sent, request_id_of(request))


@router.post(
    "/items",
    status_code=201,
    summary="提出一件不由案件提请的议题",
    description="成员单位、民政部门（重大特殊事件）、监测预警、联席会议办公室或者交办。",
    response_model=ItemRaised,
    responses=OF_ACT,
)
async def raise_new_item(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[RaiseBody, Body(examples=[RAISE_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "raise_item", sent, subject="item")
    return told(
        await once(
            door,
            command,
            lambda: raise_item(door, caller, sent, command.id, request_id_of(request)),
            201,
        )
    )
