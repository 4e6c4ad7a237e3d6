"""长期公示：各村（社区）正在享受救助的家庭，张贴和撤下的记录。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from api.work import roll

router = APIRouter(prefix=V1, tags=["长期公示"])

_READ = problems(401, 403, 404, 422, 503)
_MISTAKES = problems(401, 403, 404, 409, 413, 422, 503)
_POSTING = {"village": "第一村", "digest": "0" * 64, "where": "村务公开栏"}
_DOWN = {"village": "第一村", "why": "本村已无享受救助的家庭"}
Township = Annotated[
    str, Query(max_length=40, description="乡镇（街道）代码；乡镇人员不填为本人所在地")
]
Village = Annotated[str, Query(min_length=1, max_length=40, description="村（社区）")]


@router.get("/rolls/{place}", summary="各村（社区）的长期公示", responses=_READ)
async def get_rolls(door: DoorOf, caller: CallerOf, place: PlaceCode) -> roll.RollsView:
    return await roll.rolls_view(door, caller, place)


@router.get(
    "/rolls/{place}/sheet",
    summary="一个村（社区）某日应当公示的内容",
    description="由当日正在享受救助的案件得出；姓名按本地规定隐去，未成年申请人不公示。",
    responses=_READ,
)
async def get_sheet(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    village: Village,
    township: Township = "",
    on: Annotated[date | None, Query(description="日期；不填为今天")] = None,
) -> roll.SheetView:
    return await roll.sheet_view(door, caller, place, township, village, on)


@router.get("/rolls/{place}/versions", summary="张贴过的长期公示", responses=_READ)
async def get_versions(
    door: DoorOf, caller: CallerOf, place: PlaceCode, village: Village, township: Township = ""
) -> list[roll.VersionView]:
    return await roll.versions_view(door, caller, place, township, village)


@router.post("/rolls/{place}/postings", summary="登记张贴长期公示", responses=_MISTAKES)
async def put_posting(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[roll.PostBody, Body(examples=[_POSTING])],
) -> list[roll.VersionView]:
    return await roll.post(door, caller, place, sent, request_id_of(request))


@router.post("/rolls/{place}/removals", summary="登记撤下长期公示", responses=_MISTAKES)
async def put_removal(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[roll.DownBody, Body(examples=[_DOWN])],
) -> list[roll.VersionView]:
    return await roll.take_down(door, caller, place, sent, request_id_of(request))
