"""The lists: 待办, cases, figures, the public notice board."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.frame.auth import standing_in
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.pages.links import name_of, page_of
from api.pages.web import PageCaller, show
from api.scope import REPORT_ROLES, SIGHT, Caller, must_be
from api.v1.cases import case_page
from api.v1.course import READERS
from api.v1.places import report_of
from api.v1.tasks import Which, task_page
from api.work.shapes import TaskLine
from domain.case.lifecycle import STAGE_ZH
from domain.places import PlaceInfo
from store import notices
from store import standin as stand_ins
from store.cases import CaseFilter
from store.tables import PublicitySheet

router = APIRouter(include_in_schema=False)

REPORT_ROWS: Final = (
    ("applications", "申请"),
    ("accepted", "受理"),
    ("corrected", "一次性告知补正"),
    ("not_accepted", "不予受理"),
    ("withdrawn", "撤回"),
    ("objections", "公示异议"),
    ("escalations", "提请一事一议"),
    ("escalations_with_measures", "议定措施（件）"),
    ("measures", "议定措施（项）"),
    ("confirmed", "确认"),
    ("refused_total", "不予确认"),
    ("living", "在保户"),
    ("paid_yuan", "已发放（元）"),
    ("paid_months", "已发放（户月）"),
    ("returned", "银行退回（笔）"),
    ("repaid", "退回后补发（笔）"),
    ("rechecks", "启动复核"),
    ("gradual_exits", "渐退期"),
    ("increases_and_decreases", "增发、减发"),
    ("stops", "停发"),
    ("scattered", "分散供养特困人员"),
    ("agreements", "其中已签订委托照料服务协议"),
)


@router.get("/tasks")
async def tasks(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    which: Annotated[str, Query(max_length=10)] = "mine",
    cursor: Annotated[str, Query(max_length=400)] = "",
    moved: Annotated[str, Query(pattern=r"^([A-Z]{2}\d{10})?$")] = "",
) -> Response:
    chosen: Which = which if which in get_args(Which) else "mine"  # type: ignore[assignment]
    page = await task_page(door, caller, chosen, cursor=cursor)
    return await show(
        request,
        "tasks.html",
        posts=[] if caller.behalf else await _posts(door, caller),
        page=page,
        which=chosen,
        moved=moved,
        sees_cases=caller.role in SIGHT,
        links=[_link(caller, task) for task in page.items],
        names=[
            name_of(door, task.kind, task.subject, task.place, task.township) for task in page.items
        ],
    )


async def _posts(door: Door, caller: Caller) -> list[dict[str, object]]:
    """The posts the caller stands in for today, and how much waits in each (OPN-34)."""
    found = []
    running = await door.read(stand_ins.running, caller.place, caller.id, await door.today())
    for one in running:
        standing = await standing_in(door, caller, one.number)
        if standing is not None:
            page = await task_page(door, standing, "mine")
            found.append(
                {
                    "number": one.number,
                    "zh": standing.role_zh,
                    "absent": one.absent,
                    "until": one.until,
                    "open": page.counts.mine,
                }
            )
    return found


def _link(caller: Caller, task: TaskLine) -> str:
    """Where the caller does this task; empty for somebody else's."""
    if task.role != caller.role:
        return ""
    match task.kind:
        case "case":
            return f"/cases/{task.case_no}/acts/{task.act}"
        case "check":
            return f"/checks/{task.subject}/acts/{task.act}"
    return page_of(task.kind, task.subject, task.place, task.since)


@router.get("/cases")
async def cases(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    q: Annotated[str, Query(max_length=20)] = "",
    place: Annotated[str, Query(max_length=20)] = "",
    township: Annotated[str, Query(max_length=40)] = "",
    stage: Annotated[str, Query(max_length=20)] = "",
    overdue: Annotated[str, Query(max_length=5)] = "",
    open: Annotated[str, Query(max_length=5)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    which = CaseFilter(
        place=place,
        township=township,
        stage=stage if stage in STAGE_ZH else "",
        overdue=_flag(overdue),
        open=_flag(open),
        case_no=q.strip().upper(),
    )
    page = await case_page(door, caller, which, 50, cursor)
    infos = _places(door, caller)
    shown = next((i for i in infos if i.code == (place or caller.place)), None)
    return await show(
        request,
        "cases.html",
        page=page,
        filters={
            "q": q,
            "place": place,
            "township": township,
            "stage": stage,
            "overdue": overdue,
            "open": open,
        },
        places=[(i.code, i.short) for i in infos],
        townships=_townships(caller, shown),
        stages=[(s.value, zh) for s, zh in STAGE_ZH.items()],
        township_zh=lambda at, code: township_zh(door, at, code),
    )


@router.get("/report")
async def report(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, REPORT_ROLES, "查看办理情况")
    codes = (caller.place,) if caller.place else door.places()
    reports = [(await report_of(door, caller, code)).model_dump() for code in codes]
    return await show(
        request, "report.html", reports=reports, rows=REPORT_ROWS, counted=caller.role in READERS
    )


@router.get("/board/{place}")
async def board(
    request: Request,
    door: DoorOf,
    place: Annotated[str, Path(max_length=20)],
    township: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """For everybody, without signing in: only what the sheet itself holds."""
    if place not in door.places():
        raise not_found("地区")
    info = door.place(place)
    rows = await door.read(notices.board, place, await door.today(), township=township)
    answer = await show(
        request,
        "board.html",
        place_zh=info.short,
        township=township,
        townships=[(t.code, t.zh) for t in info.townships],
        sheets=[_sheet(info, row) for row in rows],
    )
    answer.headers["cache-control"] = "public, max-age=60"
    return answer


def _sheet(info: PlaceInfo, row: PublicitySheet) -> dict[str, object]:
    fields = row.fields
    return {
        "township_zh": info.township(row.township).zh,
        "village": row.village,
        "cells": [tuple(cell) for cell in fields.get("cells", ())],
        "posted_on": row.posted_on,
        "until": row.until,
        "object_at": fields.get("object_at", ""),
    }


def township_zh(door: Door, place: str, code: str) -> str:
    try:
        return door.place(place).township(code).zh
    except KeyError:
        return code


def _places(door: Door, caller: Caller) -> list[PlaceInfo]:
    return [door.place(code) for code in ((caller.place,) if caller.place else door.places())]


def _townships(caller: Caller, info: PlaceInfo | None) -> list[tuple[str, str]]:
    if info is None or caller.bound_to_township:
        return []
    return [(t.code, t.zh) for t in info.townships]


def _flag(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)
