"""重点任务和实施方案：本地文件列明的任务，各责任单位的进展。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from api.work import keytasks as work

router = APIRouter(prefix=V1, tags=["联席会议"])
TaskCode = Annotated[
    str, Path(max_length=20, pattern=r"^[A-Za-z0-9_-]+$", description="任务编号", examples=["T3"])
]
_READ = problems(401, 403, 404, 422)
_MISTAKES = problems(401, 403, 404, 409, 422)


@router.get("/places/{place}/key-tasks", summary="重点任务和各单位进展", responses=_READ)
async def get_key_tasks(door: DoorOf, caller: CallerOf, place: PlaceCode) -> work.KeyTasksView:
    return await work.view_of(door, caller, place)


@router.get(
    "/places/{place}/key-tasks/{task}", summary="一项重点任务的全部进展报告", responses=_READ
)
async def get_key_task(
    door: DoorOf, caller: CallerOf, place: PlaceCode, task: TaskCode
) -> list[work.StatementView]:
    return await work.history_of(door, caller, place, task)


@router.post(
    "/places/{place}/key-tasks",
    status_code=201,
    summary="报告一项重点任务的进展",
    description="只能报告本单位的任务；每次报告都保留，不覆盖以前的报告。",
    responses=_MISTAKES,
)
async def report_key_task(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[
        work.ProgressBody,
        Body(examples=[{"task": "T3", "text": "已在各镇街设立社会救助服务站。"}]),
    ],
) -> work.StatementView:
    return await work.report(door, caller, place, sent, request_id_of(request))


@router.post(
    "/places/{place}/plans",
    status_code=201,
    summary="登记本单位的实施方案",
    responses=_MISTAKES,
)
async def register_plan(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[
        work.PlanBody,
        Body(
            examples=[
                {
                    "title": "教育救助实施方案",
                    "paper": "峄教体字〔2021〕5号",
                    "issued_on": "2021-03-01",
                }
            ]
        ),
    ],
) -> work.StatementView:
    return await work.register_plan(door, caller, place, sent, request_id_of(request))
