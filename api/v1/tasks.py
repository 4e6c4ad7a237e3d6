"""待办。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.scope import Caller, in_callers_scope
from api.v1 import V1
from api.v1.answers import EVERY
from api.work.joint.sight import unit_words
from api.work.relatives_due import county_task
from api.work.shapes import TaskLine
from api.work.views import task_line
from api.work.watch.inspection import inspection_tasks
from domain.case.lifecycle import Role
from domain.oversight.file import OversightKind
from domain.oversight.moves import READERS
from store import cases

router = APIRouter(prefix=V1, tags=["待办"])

SOON: Final = timedelta(days=3)
"""How near a due day is shown as near. A help for the eye, no rule."""

Which = Literal["mine", "all", "overdue", "soon"]
_SEE_ALL: Final = (
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.TOWNSHIP_LEADER,
    Role.REVIEWER,
    Role.INTAKE,
)


class Counts(BaseModel):
    """四个数：我的待办、辖区待办、已超期、三日内到期。"""

    mine: int
    all: int
    overdue: int
    soon: int


class TaskPage(BaseModel):
    """一页待办和四个数。"""

    today: date
    counts: Counts
    items: list[TaskLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


@router.get(
    "/tasks",
    summary="查看待办",
    description="`mine` 我的岗位，`all` 辖区全部，`overdue` 已超期，`soon` 三日内到期。",
    responses=EVERY,
)
async def list_tasks(
    door: DoorOf,
    caller: CallerOf,
    which: Annotated[Which, Query(description="看哪一类")] = "mine",
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    case_no: Annotated[str, Query(max_length=20, description="案件编号")] = "",
    cursor: Annotated[str, Query(max_length=400, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> TaskPage:
    return await task_page(door, caller, which, place, township, case_no, cursor, limit)


async def task_page(
    door: Door,
    caller: Caller,
    which: Which = "mine",
    place: str = "",
    township: str = "",
    case_no: str = "",
    cursor: str = "",
    limit: int = 50,
) -> TaskPage:
    """The caller's 待办. Asking for another township's finds nothing."""
    today = await door.today()
    scoped = in_callers_scope(caller, place, township)
    if scoped is None:
        return TaskPage(
            today=today, counts=Counts(mine=0, all=0, overdue=0, soon=0), items=[], next=""
        )
    mine = cases.TaskFilter(
        place=scoped[0],
        township=scoped[1],
        village=caller.village,
        roles=(caller.role.value,),
        unit=caller.unit if caller.role is Role.UNIT_LIAISON else "",
        also=await unit_words(door, caller) or (),
        case_no=case_no,
        townships=caller.narrowed.townships if caller.narrowed else (),
        violations=caller.role in READERS[OversightKind.VIOLATION],
    )
    sees_all = caller.role in _SEE_ALL and not caller.narrowed
    wide = mine.model_copy(update={"roles": ()}) if sees_all else mine
    filters: dict[str, cases.TaskFilter] = {
        "mine": mine,
        "all": wide,
        "overdue": wide.model_copy(update={"late_on": today}),
        "soon": mine.model_copy(update={"due_until": today + SOON}),
    }

    counts = {name: await door.read(cases.count_tasks, f) for name, f in filters.items()}
    page = await door.read(cases.list_tasks, filters[which], limit=limit, cursor=cursor)
    made = () if case_no else await _made(door, caller, today)
    own = {name: [t for t in made if _belongs(t, name, today)] for name in filters}
    return TaskPage(
        today=today,
        counts=Counts(**{name: count + len(own[name]) for name, count in counts.items()}),
        items=[*([] if cursor else own[which]), *(task_line(row, today) for row in page.rows)],
        next=page.next,
    )


async def _made(door: Door, caller: Caller, today: date) -> tuple[TaskLine, ...]:
    """What stands in no table of tasks: it is made from other rows when its post asks."""
    return (
        *await inspection_tasks(door, caller, today),
        *await county_task(door, caller, today),
    )


def _belongs(line: TaskLine, which: str, today: date) -> bool:
    soon = line.due is not None and line.due <= today + SOON
    return {"overdue": line.overdue, "soon": soon}.get(which, True)
