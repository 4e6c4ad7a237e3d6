"""停滞事项：流程失败、对外环节重试、超期未办、已确认未发放。"""

from __future__ import annotations

from fastapi import APIRouter

from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.answers import EVERY
from api.work import stuck

router = APIRouter(prefix=V1, tags=["运行"])


@router.get(
    "/stuck",
    summary="查看停滞事项",
    description="每次查询时实时得出，没有统计间隔；乡镇（街道）只看到本辖区。",
    responses=EVERY,
)
async def get_stuck(door: DoorOf, caller: CallerOf) -> stuck.StuckView:
    return await stuck.stuck_view(door, caller)
