"""联席会议：召开、列表、查看、会议纪要、本年召开情况。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.examples_meeting import MEETING_EXAMPLE
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import not_found
from api.scope import must_be, must_be_of
from api.v1 import V1
from api.v1.acts import MeetingNo, PlaceCode
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.v1.cases import paper
from api.work.meetings.opening import MeetingBody, MeetingOpened, open_meeting
from api.work.meetings.shown import (
    MeetingLineView,
    MeetingView,
    line_of,
    meeting_view,
    meetings_of,
    minutes_html,
    seen_meeting,
    year_view,
)
from domain.assembly.sight import KEEP_SECRET_ZH, READERS, READS_ALL
from domain.assembly.tasks import YearOfMeetings

router = APIRouter(prefix=V1, tags=["联席会议"])


class MeetingPage(BaseModel):
    """一页会议，最近的在前。"""

    items: list[MeetingLineView]
    notice: str = Field(description="保密提示")
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


@router.post(
    "/meetings",
    status_code=201,
    summary="召开一次会议",
    description="例行会议或者临时会议；临时会议须写明事由，不计入每年的例行次数。",
    response_model=MeetingOpened,
    responses=OF_ACT,
)
async def create_meeting(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[MeetingBody, Body(examples=[MEETING_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_meeting", sent)
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: open_meeting(door, caller, sent, own), 201))


@router.get("/meetings", summary="查询会议列表", responses=problems(401, 403, 409, 422, 503))
async def list_meetings(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    open: Annotated[bool | None, Query(description="只看未办结（或者已办结）的")] = None,
    cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> MeetingPage:
    must_be(caller, READERS, "查看会议", "TR-59")
    page = await meetings_of(door, caller, place, open, limit, cursor)
    return MeetingPage(
        items=[line_of(row) for row in page.rows], notice=KEEP_SECRET_ZH, next=page.next
    )


@router.get(
    "/places/{place}/meetings",
    summary="本年会议召开情况和提醒",
    responses=problems(401, 403, 404, 422, 503),
)
async def meetings_of_year(door: DoorOf, caller: CallerOf, place: PlaceCode) -> YearOfMeetings:
    must_be(caller, READS_ALL, "查看会议召开情况", "TR-50")
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")
    return await year_view(door, place)


@router.get("/meetings/{place}/{number}", summary="查看一次会议", responses=OF_CASE)
async def get_meeting(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: MeetingNo
) -> MeetingView:
    return await meeting_view(door, caller, place, number, request_id_of(request))


@router.get(
    "/meetings/{place}/{number}/minutes",
    summary="查看会议纪要（网页）",
    description="成员单位看到的是分送给本单位的一份。",
    response_class=HTMLResponse,
    responses=OF_CASE,
)
async def get_minutes(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, number: MeetingNo
) -> Response:
    file, _ = await seen_meeting(door, caller, place, number, request_id_of(request))
    html = await minutes_html(door, caller, file)
    if not html:
        raise not_found("会议纪要")
    return paper(html)
