"""监督看板：超期和停滞、风险提示、应救未救、不作为慢作为、年度审计。"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_CASE
from api.work.boards import (
    audits_missing,
    inaction_now,
    must_watch,
    overlooked_now,
    signal_view,
    signals_now,
    stalls_now,
)
from domain.watching.inaction import FORM_ZH
from domain.watching.overlooked import OVERLOOKED_ZH
from store.watching.stalls import Stalls

router = APIRouter(prefix=V1, tags=["监督"])


class SignalView(BaseModel):
    """一条风险提示：看到了什么，依据哪一条，涉及哪些案件。"""

    code: str
    zh: str
    clause: str
    township: str
    cases: tuple[str, ...] = Field(description="涉及的案件，最多50个")
    number: str = Field(description="系统据此登记的监督事项编号")


class SignalBoard(BaseModel):
    signals: list[SignalView]
    unset: dict[str, tuple[str, ...]] = Field(
        description="因参数未设定而没有判断的提示和缺少的参数"
    )


class OverlookedView(BaseModel):
    """可能应救未救的一户或者一条线索。"""

    what: str
    what_zh: str
    number: str
    township: str
    programme: str
    on: date
    days: int


class InactionView(BaseModel):
    """一个乡镇（街道）的四类情形；空值为参数未设定，不作判断。"""

    township: str
    idle: int | None = Field(description=FORM_ZH["idle"])
    backdated: int | None = Field(description=FORM_ZH["backdated"])
    reversed: int = Field(description=FORM_ZH["reversed"])
    late: int = Field(description=FORM_ZH["late"])


class AuditYears(BaseModel):
    """没有审计报告的预算年度。"""

    missing: tuple[int, ...]


@router.get("/boards/{place}/stalls", summary="超期和停滞的事项", responses=OF_CASE)
async def stall_board(door: DoorOf, caller: CallerOf, place: PlaceCode) -> Stalls:
    must_watch(caller, door, place)
    return await stalls_now(door, caller, place)


@router.get("/boards/{place}/signals", summary="风险提示", responses=OF_CASE)
async def signal_board(door: DoorOf, caller: CallerOf, place: PlaceCode) -> SignalBoard:
    must_watch(caller, door, place)
    found, unset = await signals_now(door, caller, place)
    today = await door.today()
    return SignalBoard(
        signals=[SignalView.model_validate(signal_view(s, place, today)) for s in found],
        unset=dict(unset),
    )


@router.get("/boards/{place}/overlooked", summary="应救未救", responses=OF_CASE)
async def overlooked_board(
    door: DoorOf, caller: CallerOf, place: PlaceCode
) -> list[OverlookedView]:
    must_watch(caller, door, place)
    return [
        OverlookedView(what_zh=OVERLOOKED_ZH[one.what], **one.model_dump())
        for one in await overlooked_now(door, caller, place)
    ]


@router.get("/boards/{place}/inaction", summary="不作为、假作为、乱作为、慢作为", responses=OF_CASE)
async def inaction_board(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[InactionView]:
    must_watch(caller, door, place)
    return [
        InactionView.model_validate(row.model_dump())
        for row in await inaction_now(door, caller, place)
    ]


@router.get("/boards/{place}/audits", summary="没有审计报告的年度", responses=OF_CASE)
async def audit_board(door: DoorOf, caller: CallerOf, place: PlaceCode) -> AuditYears:
    must_watch(caller, door, place)
    return AuditYears(missing=await audits_missing(door, place))
