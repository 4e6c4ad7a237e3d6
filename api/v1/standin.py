"""岗位代行：有人缺岗时由谁代行、从哪一天到哪一天。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from api.v1.session import Me
from api.work import standin as work

router = APIRouter(prefix=V1, tags=["登录"])
Number = Annotated[int, Path(ge=1, le=99999, description="代行编号", examples=[1])]
_MISTAKES = problems(401, 403, 404, 409, 422)
_NAMED = {
    "absent": "jz-wangdian.reviewer",
    "deputy": "jz-wangdian.intake",
    "since": "2026-12-01",
    "until": "2026-12-10",
    "paper": "王店政办授〔2026〕1号",
    "reason": "外出培训，不在岗",
}


@router.get(
    "/places/{place}/stand-ins", summary="查看岗位代行", responses=problems(401, 403, 404, 422)
)
async def list_stand_ins(door: DoorOf, caller: CallerOf, place: PlaceCode) -> work.StandInList:
    return await work.list_of(door, caller, place)


@router.post(
    "/places/{place}/stand-ins",
    status_code=201,
    summary="指定代行人员",
    description="写明缺岗人员、代行人员、起止日期、授权文书和原因；到期自动失效。",
    responses=_MISTAKES,
)
async def name_stand_in(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[work.StandInBody, Body(examples=[_NAMED])],
) -> work.StandInView:
    return await work.name(door, caller, place, sent, request_id_of(request))


@router.post(
    "/places/{place}/stand-ins/{number}/end",
    status_code=201,
    summary="提前结束代行",
    responses=_MISTAKES,
)
async def end_stand_in(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    number: Number,
    sent: Annotated[work.EndBody, Body(examples=[{"reason": "本人已返岗"}])],
) -> work.StandInView:
    return await work.end(door, caller, place, number, sent, request_id_of(request))


@router.post(
    "/session/stand-in",
    summary="以代行身份办理，或者回到本人岗位",
    description="代行期间的每一项办理都同时记录办理人和被代行人；代行到期后自动回到本人岗位。",
    responses=_MISTAKES,
)
async def use_stand_in(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[work.UseBody, Body(examples=[{"number": 0}])],
) -> Me:
    return Me.of(await work.use(door, caller, request, sent.number, request_id_of(request)))
