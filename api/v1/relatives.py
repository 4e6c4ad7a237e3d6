"""近亲属备案：登记、核查、导入和比中的案件。"""

from typing import Annotated

from fastapi import APIRouter, Body, File, Path, Request, UploadFile
from pydantic import BaseModel

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.v1 import V1
from api.v1.answers import problems
from api.work.relatives import (
    MatchView,
    OfficialBody,
    OfficialView,
    RegisterImported,
    import_book,
    keep,
    listed,
    matched,
    settle,
)
from api.work.relatives_due import Coverage, coverage

router = APIRouter(prefix=V1, tags=["近亲属备案"])

_EXAMPLE = {
    "township": "jz-wangdian",
    "kind": "village",
    "title": "第一村村委会委员",
    "name": "李四四",
    "id_no": "990101197002020017",
    "relatives": [{"kinship": "sibling", "name": "李五五", "id_no": "990101197303030016"}],
}
_MISTAKES = problems(401, 403, 404, 413, 422, 503)
OfficialId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{16}$", description="备案编号", examples=["0" * 16])
]


class Register(BaseModel):
    """本地备案，超过核查周期的在前。"""

    items: list[OfficialView]


class Matches(BaseModel):
    """比中的案件，新的在前。"""

    items: list[MatchView]


@router.get("/relatives", summary="近亲属备案", responses=_MISTAKES)
async def list_relatives(door: DoorOf, caller: CallerOf) -> Register:
    return Register(items=await listed(door, caller))


@router.post(
    "/relatives",
    status_code=201,
    summary="登记或者更新一名工作人员的近亲属",
    description="同一人再次登记即整体更新；随即与全部在办、在保案件比对。",
    responses=_MISTAKES,
)
async def register_relatives(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[OfficialBody, Body(examples=[_EXAMPLE])],
) -> OfficialView:
    return await keep(door, caller, sent, request_id_of(request))


@router.post("/relatives/import", summary="导入近亲属备案表", responses=_MISTAKES)
async def import_relatives(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    file: Annotated[UploadFile, File(description="Excel 工作簿")],
) -> RegisterImported:
    data = await file.read(UPLOAD_LIMIT + 1)
    if len(data) > UPLOAD_LIMIT:
        raise too_large(UPLOAD_LIMIT)
    return await import_book(door, caller, data, request_id_of(request))


@router.get("/relatives/matches", summary="与案件比中的备案", responses=_MISTAKES)
async def relative_matches(door: DoorOf, caller: CallerOf) -> Matches:
    return Matches(items=await matched(door, caller))


@router.get("/relatives/coverage", summary="备案核查覆盖率", responses=_MISTAKES)
async def relative_coverage(door: DoorOf, caller: CallerOf) -> Coverage:
    return await coverage(door, caller)


@router.post("/relatives/{official}/check", summary="登记已逐一核查", responses=_MISTAKES)
async def check_relatives(
    request: Request, door: DoorOf, caller: CallerOf, official: OfficialId
) -> OfficialView:
    return await settle(door, caller, official, False, request_id_of(request))


@router.post("/relatives/{official}/leave", summary="登记已离任", responses=_MISTAKES)
async def leave_office(
    request: Request, door: DoorOf, caller: CallerOf, official: OfficialId
) -> OfficialView:
    return await settle(door, caller, official, True, request_id_of(request))
