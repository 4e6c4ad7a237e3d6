"""核对规则：每夜逐案核对的结果。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_CASE
from api.work.rulebook import RulebookView, rulebook_of

router = APIRouter(prefix=V1, tags=["监督"])


@router.get("/rulebook/{place}", summary="核对规则的结果", responses=OF_CASE)
async def get_rulebook(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    rule: Annotated[
        str, Query(pattern=r"^(A\d\d)?$", description="规则编号；填写后逐处列出", examples=["A05"])
    ] = "",
) -> RulebookView:
    """34项规则各有多少处不符、办到哪一步，各乡镇（街道）的比例怎样变化。"""
    return await rulebook_of(door, caller, place, rule)
