"""A meeting as a caller may read it; every look is logged (TR-59)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import LawfulAct
from api.scope import Caller
from api.work.casework import lawful_now
from api.work.meetings.opening import meeting_file
from api.work.shapes import View
from api.work.targets import Target
from domain.assembly.file import MeetingFile, totals_of
from domain.assembly.lifecycle import (
    MEETING_KIND_ZH,
    MEETING_STAGE_ZH,
    MeetingKind,
    MeetingStage,
)
from domain.assembly.sight import KEEP_SECRET_ZH, READERS, READS_ALL, seen_by
from domain.assembly.tasks import (
    YEAR_NEEDS,
    YearOfMeetings,
    meeting_waiting_zh,
    year_of_meetings,
)
from domain.assembly.township import POSTS
from domain.case.lifecycle import Role
from runtime import packs
from store import assembly
from store import body as bodies
from store.cases import Page
from store.tables import MeetingRow
from workflows import ids


class MeetingLineView(View):
    """会议列表中的一行；不含议题内容。"""

    place: str
    number: str
    township: str = Field(description="乡镇（街道）代码；为空表示县级联席会议")
    kind_zh: str
    stage: str
    stage_zh: str
    meets_on: date | None
    points: int = Field(description="议题数")
    settled: int = Field(description="已议定的议题数")
    called: int = Field(description="通知的单位数")
    confirmed: int = Field(description="已确认的单位数")
    attended: int = Field(description="到会的单位数")
    minutes: str = Field(description="会议纪要文号")
    due_on: date | None
    overdue: bool


class MeetingView(View):
    """一次会议：议程、通知、到会、议定和纪要；知悉范围以外的议题只列编号。"""

    subject: str
    place: str
    number: str
    kind_zh: str
    stage: str
    stage_zh: str
    version: int
    why: str = Field(description="为什么没有往下走")
    notice: str = Field(description="保密提示")
    allowed: tuple[LawfulAct, ...]
    totals: dict[str, int] = Field(description="户数和金额（分）；只对可以查看全部议题的人显示")
    amended_by: tuple[str, ...] = Field(description="修改本次会议纪要的以后的会议纪要")
    file: dict[str, Any]


def line_of(row: MeetingRow) -> MeetingLineView:
    names = set(MeetingLineView.model_fields) - {"kind_zh", "stage_zh"}
    return MeetingLineView(
        **{name: getattr(row, name) for name in names},
        kind_zh=MEETING_KIND_ZH[MeetingKind(row.kind)],
        stage_zh=MEETING_STAGE_ZH[MeetingStage(row.stage)],
    )


async def meetings_of(
    door: Door, caller: Caller, place: str, open_only: bool | None, limit: int, cursor: str
) -> Page[MeetingRow]:
    """Meetings this caller may know of: a member unit sees its place's, another only those that
    invited it."""
    unit, township = "", None
    if caller.role in POSTS:
        township = caller.township or "-"
    if caller.role is Role.UNIT_LIAISON:
        place, today = caller.place, await door.today()
        body = await door.read(bodies.body_on, door.place(place), today)
        member = any(caller.unit in (s.code, s.zh, *s.aliases) for s in body.seats)
        unit = "" if member else caller.unit or "-"
        township = "" if member else None
    if caller.role not in READERS or (caller.place and place not in ("", caller.place)):
        return Page((), "")
    where = place or caller.place
    return await door.read(
        assembly.list_meetings,
        where,
        unit=unit,
        township=township,
        open_only=open_only,
        limit=limit,
        cursor=cursor,
    )


async def seen_meeting(
    door: Door, caller: Caller, place: str, number: str, request_id: str
) -> tuple[MeetingFile, MeetingFile]:
    """The meeting as it is, and as this caller may read it; the look is logged."""
    file = await meeting_file(door, caller, place, number)
    await log_command(
        door, caller, "read_meeting", ids.meeting_id(place, number), "done", place, request_id
    )
    return file, seen_by(file, caller.role, caller.unit)


async def meeting_view(
    door: Door, caller: Caller, place: str, number: str, request_id: str
) -> MeetingView:
    file, seen = await seen_meeting(door, caller, place, number, request_id)
    target = Target(kind="meeting", workflow_id=file.id, place=place, township=file.order.township)
    today = max(await door.today(), file.latest)
    paper = file.minutes.number if file.minutes else ""
    amended = await door.read(assembly.amended_by, place, paper) if paper else ()
    return MeetingView(
        subject=file.id,
        place=place,
        number=number,
        kind_zh=MEETING_KIND_ZH[file.order.kind],
        stage=file.stage.value,
        stage_zh=MEETING_STAGE_ZH[file.stage],
        version=file.version,
        why=meeting_waiting_zh(file, today),
        notice=KEEP_SECRET_ZH,
        allowed=await lawful_now(door, caller, target),
        totals=totals_of(file).model_dump() if caller.role in READS_ALL else {},
        amended_by=amended,
        file=seen.model_dump(mode="json", exclude={"policy", "members"}),
    )


async def year_view(door: Door, place: str) -> YearOfMeetings:
    """How the place stands with its meetings of this year (HB-31, TR-50)."""
    today = await door.today()
    count = await door.read(assembly.count_year, place, today.year)
    law = packs.snapshot(
        place,
        today,
        YEAR_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    return year_of_meetings(count.held, count.extra, today, law)


async def minutes_html(door: Door, caller: Caller, file: MeetingFile) -> str:
    """The minutes as issued: whole, or the copy this unit got. Empty when there is none yet."""
    place, number = file.order.place, file.order.number
    if caller.role in READS_ALL:
        row = await door.read(assembly.minutes_of, place, number)
        return row.html if row else ""
    mails = await door.read(assembly.mail_of, place, number, _unit(file, caller))
    return next((m.html for m in mails if m.kind == "minutes"), "")


def _unit(file: MeetingFile, caller: Caller) -> str:
    member = file.body.unit(caller.unit)
    return member.zh if member else caller.unit
