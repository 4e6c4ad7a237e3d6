"""联席会议办公室：事项、单位报告、未办结事项台账、收件、年度安排。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.examples_desk import AFFAIR_EXAMPLE, REPORTS_EXAMPLE
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import not_found
from api.v1 import V1
from api.v1.acts import AffairNo, PeriodNo, PlaceCode, YearNo
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.v1.cases import paper
from api.work.desk.opening import (
    AffairBody,
    AffairOpened,
    ReportBody,
    ReportOpened,
    YearOpened,
    open_affair,
    open_reports,
    open_year,
)
from api.work.desk.reading import (
    Letter,
    TownshipLine,
    UnitOpen,
    YearOfOffice,
    inbox_of,
    letter_of,
    register_of,
    townships_of,
    year_of_office,
)
from api.work.desk.shown import (
    AffairLine,
    AffairView,
    ReportLine,
    ReportView,
    YearView,
    affair_line,
    affair_view,
    affairs_of,
    paper_html,
    report_line,
    report_view,
    reports_of,
    seen_affair,
    seen_report,
    year_view_of,
)

router = APIRouter(prefix=V1, tags=["联席会议办公室"])
_LISTED = problems(401, 403, 404, 409, 422, 503)
_READ = problems(401, 403, 404, 422, 503)


class AffairPage(BaseModel):
    """一页事项，最近的在前。"""

    items: list[AffairLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


@router.post(
    "/affairs",
    status_code=201,
    summary="提出一件办公室事项",
    description="交办任务、困难和问题、决策建议、会商、议题建议、重要情况报送、通报、汇报材料。",
    response_model=AffairOpened,
    responses=OF_ACT,
)
async def create_affair(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[AffairBody, Body(examples=[AFFAIR_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_affair", sent, subject="affair")
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: open_affair(door, caller, sent, own), 201))


@router.get("/affairs", summary="办公室事项列表", responses=_LISTED)
async def list_affairs(
    door: DoorOf,
    caller: CallerOf,
    kind: Annotated[str, Query(max_length=20, description="事项类别")] = "",
    open: Annotated[bool | None, Query(description="只看未办结（或者已办结）的")] = None,
    cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> AffairPage:
    page = await affairs_of(door, caller, kind, open, limit, cursor)
    return AffairPage(items=[affair_line(row) for row in page.rows], next=page.next)


@router.get("/affairs/{place}/{number}", summary="查看一件事项", responses=OF_CASE)
async def get_affair(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: AffairNo
) -> AffairView:
    return await affair_view(door, caller, place, number, request_id_of(request))


@router.get(
    "/affairs/{place}/{number}/paper",
    summary="查看印发的通报或者汇报（网页）",
    response_class=HTMLResponse,
    responses=OF_CASE,
)
async def get_affair_paper(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: AffairNo
) -> Response:
    file = await seen_affair(door, caller, place, number, request_id_of(request))
    html = await paper_html(door, caller, file)
    if not html:
        raise not_found("文稿")
    return paper(html)


@router.post(
    "/reports",
    status_code=201,
    summary="开始收集一期单位报告",
    description="平时由日程自动开始；重复开始不会重复布置。",
    response_model=ReportOpened,
    responses=OF_ACT,
)
async def create_reports(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[ReportBody, Body(examples=[REPORTS_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_reports", sent, subject="report")
    return told(await once(door, command, lambda: open_reports(door, caller, sent), 201))


@router.get("/reports", summary="各期单位报告", responses=_READ)
async def list_reports(door: DoorOf, caller: CallerOf) -> list[ReportLine]:
    return [report_line(row) for row in await reports_of(door, caller)]


@router.get("/reports/{place}/{period}", summary="查看一期单位报告", responses=OF_CASE)
async def get_report(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, period: PeriodNo
) -> ReportView:
    return await report_view(door, caller, place, period, request_id_of(request))


@router.get(
    "/reports/{place}/{period}/paper",
    summary="查看向政府的工作报告（网页）",
    response_class=HTMLResponse,
    responses=OF_CASE,
)
async def get_report_paper(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, period: PeriodNo
) -> Response:
    file = await seen_report(door, caller, place, period, request_id_of(request))
    html = await paper_html(door, caller, file)
    if not html:
        raise not_found("工作报告")
    return paper(html)


@router.get(
    "/places/{place}/register",
    summary="未办结事项，按单位和时间",
    description="成员单位只看到本单位的。",
    responses=_READ,
)
async def get_register(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[UnitOpen]:
    return await register_of(door, caller, place)


@router.get(
    "/places/{place}/township-meetings",
    summary="各乡镇（街道）联席会议的情况",
    responses=_READ,
)
async def get_townships(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[TownshipLine]:
    return await townships_of(door, caller, place)


@router.get("/places/{place}/office-year", summary="办公室年度安排", responses=_READ)
async def get_year(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    year: Annotated[int, Query(ge=2000, le=2100, description="年份")],
) -> YearOfOffice:
    return await year_of_office(door, caller, place, year)


@router.post(
    "/places/{place}/office-year",
    status_code=201,
    summary="启动当年的年度跟踪",
    description="平时由系统自动启动；重复启动不会重复跟踪。",
    response_model=YearOpened,
    responses=OF_ACT,
)
async def create_year(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, key: IdempotencyKey
) -> Response:
    command = command_of(request, caller, key, "open_year", "", subject="year", place=place)
    return told(await once(door, command, lambda: open_year(door, caller, place), 201))


@router.get("/years/{place}/{year}", summary="查看年度跟踪", responses=OF_CASE)
async def get_office_year(
    door: DoorOf, caller: CallerOf, place: PlaceCode, year: YearNo
) -> YearView:
    return await year_view_of(door, caller, place, year)


@router.get("/inbox", summary="本单位收到的通知和文件", responses=_READ)
async def get_inbox(door: DoorOf, caller: CallerOf) -> list[Letter]:
    return await inbox_of(door, caller)


@router.get(
    "/inbox/letter",
    summary="收到的文件原文（网页）",
    response_class=HTMLResponse,
    responses=_READ,
)
async def get_letter(
    door: DoorOf,
    caller: CallerOf,
    subject: Annotated[str, Query(max_length=60, description="所属事项")],
    key: Annotated[str, Query(max_length=40, description="文件标识")],
) -> Response:
    found = await letter_of(door, caller, subject, key)
    if not found.html:
        raise not_found("文件原文")
    return paper(found.html)
