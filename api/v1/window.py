"""一个窗口：本地开展哪些救助，面向哪些群体。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.scope import SIGHT, must_be
from api.v1 import V1
from api.v1.answers import problems
from api.work.shapes import CaseLine
from api.work.views import case_line
from api.work.window import ProgrammeFacts, catalogue_at, idle_requests, programme_at
from domain.case.lifecycle import Stage
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH, Programme
from domain.window.catalogue import NO_ENTRY, Catalogue

router = APIRouter(prefix=V1, tags=["救助事项"])


class ProgrammeView(BaseModel):
    code: str
    zh: str


class AidView(BaseModel):
    """一种救助类型。"""

    code: str
    zh: str
    tier: str
    tier_zh: str
    entry: str = Field(description="文件写明的申请条件")
    also: tuple[str, ...] = Field(description="本地文件的其他叫法，同样可以查到")
    clause: str
    programmes: list[ProgrammeView] = Field(
        description="可以申请的救助项目；为空表示尚未设定办理程序"
    )


class GroupView(BaseModel):
    """一个救助群体。"""

    code: str
    zh: str
    entry: str
    clause: str
    types: list[str] = Field(description="救助类型代码")
    aid_zh: str = Field(description="没有救助类型时为“未设定救助类型”")
    programmes: list[ProgrammeView]


class AidList(BaseModel):
    """一个地区的救助事项，按基本、专项、急难、补充的次序。"""

    place: str
    place_zh: str
    types: list[AidView]
    recognitions: list[ProgrammeView] = Field(description="可以单独申请认定的身份")
    groups: list[GroupView]


@router.get(
    "/aids",
    summary="本地开展的救助类型和救助群体",
    description="文件没有列名的救助类型不在本地开展；没有救助类型的群体写明“未设定救助类型”。",
    responses=problems(401, 403, 404, 409, 422),
)
async def list_aids(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[
        str, Query(max_length=20, description="县（市、区）代码；不填为本人所在地")
    ] = "",
    word: Annotated[
        str, Query(max_length=20, description="只看名称或者本地其他叫法中有这几个字的救助类型")
    ] = "",
) -> AidList:
    return aids_view(catalogue_at(door, place or caller.place, await door.today()), word)


class IdleList(BaseModel):
    """登记后超过规定时间仍未受理、转办或者书面不予受理的申请。"""

    items: list[CaseLine]


@router.get(
    "/requests/idle",
    summary="登记后久未受理的申请",
    description="每一项申请都要有结果：受理、转办或者书面不予受理（ZH-21）。",
    responses=problems(401, 403, 409, 422),
)
async def list_idle(door: DoorOf, caller: CallerOf) -> IdleList:
    must_be(caller, tuple(SIGHT), "查看久未受理的申请", "ZH-21")
    return IdleList(
        items=[case_line(row, caller.role) for row in await idle_requests(door, caller)]
    )


class AskedPaper(BaseModel):
    """一份材料，以及为什么需要它。"""

    code: str
    zh: str
    why: str
    clause: str
    from_department: str = Field(description="由该部门核对取得，不要求家庭提交")
    promise: bool = Field(description="可以告知承诺代替")


class ProgrammeList(BaseModel):
    """一个救助项目的一次性告知清单：材料、步骤、时限。"""

    place: str
    programme: str
    programme_zh: str
    papers: list[AskedPaper]
    perhaps: list[AskedPaper] = Field(description="视家庭情况需要的材料")
    steps: list[str]
    limit: str = Field(description="办理时限；没有设定的为空")
    limit_clause: str


@router.get(
    "/aids/{programme}",
    summary="一个救助项目的材料、步骤和时限",
    description="受理时只核对清单上的材料；能够通过部门核对取得的证明不要求家庭提交。",
    responses=problems(401, 403, 404, 409, 422),
)
async def get_programme(
    door: DoorOf,
    caller: CallerOf,
    programme: Annotated[Programme, Path(description="救助项目代码", examples=["dibao"])],
    place: Annotated[
        str, Query(max_length=20, description="县（市、区）代码；不填为本人所在地")
    ] = "",
) -> ProgrammeList:
    at = place or caller.place
    found = programme_at(door, at, await door.today(), programme)
    return programme_view(door.place(at), found)


def programme_view(place: PlaceInfo, found: ProgrammeFacts) -> ProgrammeList:
    return ProgrammeList(
        place=place.code,
        programme=found.programme.value,
        programme_zh=PROGRAMME_ZH[found.programme],
        papers=[AskedPaper(**paper.model_dump()) for paper in found.papers],
        perhaps=[AskedPaper(**paper.model_dump()) for paper in found.perhaps],
        steps=[place.stage_label(Stage(stage)) for stage in found.stages],
        limit=f"{found.limit}{found.limit_unit}" if found.limit is not None else "",
        limit_clause=found.limit_clause,
    )


def aids_view(found: Catalogue, word: str = "") -> AidList:
    return AidList(
        place=found.place,
        place_zh=found.place_zh,
        types=[
            AidView(
                **aid.model_dump(exclude={"programmes", "entry"}),
                entry=aid.entry or NO_ENTRY,
                programmes=_named(aid.programmes),
            )
            for aid in found.called(word)
        ],
        recognitions=_named(found.recognitions),
        groups=[
            GroupView(
                **group.model_dump(exclude={"programmes", "types"}),
                types=list(group.types),
                aid_zh=group.aid_zh,
                programmes=_named(group.programmes),
            )
            for group in found.groups
        ],
    )


def _named(programmes: tuple[Programme, ...]) -> list[ProgrammeView]:
    return [ProgrammeView(code=p.value, zh=PROGRAMME_ZH[p]) for p in programmes]
