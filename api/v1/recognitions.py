"""低收入家庭认定：其他单位查询认定类别和期限。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.scope import must_be_of
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from api.work.recognised import Recognised, RecognitionQuery, recognised

router = APIRouter(prefix=V1, tags=["低收入家庭认定"])

_EXAMPLE = {"id_no": "990101196005010119", "purpose": "assistance"}


@router.post(
    "/places/{place}/recognitions/query",
    summary="查询低收入家庭认定",
    description="只答复认定类别和起止日期；每次查询连同用途记入审计日志。",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def query_recognition(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[RecognitionQuery, Body(examples=[_EXAMPLE])],
) -> Recognised:
    must_be_of(caller, place)
    return await recognised(door, caller, place, sent, request_id_of(request))
