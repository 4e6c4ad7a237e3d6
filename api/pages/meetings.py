"""Pages of meetings: the list with the year's reminder, a new one, one meeting, its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.offered import first_of, offered
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.v1.acts import MeetingNo, PlaceCode
from api.v1.cases import paper
from api.work.meetings.opening import ALL_CALLERS, MeetingBody, open_meeting
from api.work.meetings.shown import (
    line_of,
    meetings_of,
    minutes_html,
    seen_meeting,
    year_view,
)
from api.work.targets import Target
from domain.assembly.file import MAIL_ZH, MeetingFile
from domain.assembly.lifecycle import (
    BY_MEETING_ACT,
    CALLING_CLAUSE,
    MEETING_KIND_ZH,
    MEETING_STAGE_ZH,
)
from domain.assembly.points import GRADE_ZH, OUTCOME_ZH, STAND_ZH, Point
from domain.assembly.sight import KEEP_SECRET_ZH, READERS, READS_ALL
from domain.assembly.tasks import meeting_next_zh, meeting_waiting_zh, open_meeting_tasks
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@router.get("/meetings")
async def meetings(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, READERS, "查看会议", "TR-59")
    page = await meetings_of(door, caller, "", None, 100, "")
    year = (
        await year_view(door, caller.place) if caller.place and caller.role in READS_ALL else None
    )
    return await show(
        request,
        "meetings.html",
        lines=[line_of(row) for row in page.rows],
        year=year,
        notice=KEEP_SECRET_ZH,
        may_call=caller.role in ALL_CALLERS,
    )


@router.api_route("/meetings/new", methods=["GET", "POST"])
async def new_meeting(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, ALL_CALLERS, "召开会议", CALLING_CLAUSE)
    form = Form("open_meeting", MeetingBody.model_json_schema(), {}, ["place"])

    async def do(body: MeetingBody, key: str) -> BaseModel:
        return await open_meeting(door, caller, body, key)

    page = Page("召开会议", "/meetings", "联席会议", CALLING_CLAUSE, form, {"kind": "ordinary"})
    return await filled(
        request, door, caller, page, "open_meeting", "", MeetingBody, do, _to_meeting
    )


def _to_meeting(document: Mapping[str, Any]) -> str:
    return f"/meetings/{document['place']}/{document['number']}"


@router.get("/meetings/{place}/{number}")
async def meeting(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: MeetingNo,
    done: Done = "",
) -> Response:  # fmt: skip
    file, seen = await seen_meeting(door, caller, place, number, request_id_of(request))
    target = Target(kind="meeting", workflow_id=file.id, place=place, township=file.order.township)
    acts = await offered(door, caller, target)
    wanted = [t.act for t in open_meeting_tasks(file) if t.role is caller.role]
    primary = first_of(acts, wanted)
    move = BY_MEETING_ACT.get(done)
    today = max(await door.today(), file.latest)
    issued = bool(file.minutes and file.minutes.number)
    return await show(
        request,
        "meeting.html",
        title=f"{file.body.body_zh if file.order.township and file.members else ''}{number}号会议",
        kind_zh=MEETING_KIND_ZH[file.order.kind],
        stage_zh=MEETING_STAGE_ZH[file.stage],
        notice=KEEP_SECRET_ZH,
        why=meeting_waiting_zh(file, today),
        after=meeting_next_zh(file, today),
        acts=acts,
        primary=primary,
        done=move.zh if move else "",
        minutes=file.minutes.number if file.minutes and issued else "",
        minutes_href=f"/meetings/{place}/{number}/minutes",
        tables=_tables(seen),
    )


@router.get("/meetings/{place}/{number}/minutes")
async def minutes(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: MeetingNo
) -> Response:
    file, _ = await seen_meeting(door, caller, place, number, request_id_of(request))
    html = await minutes_html(door, caller, file)
    if not html:
        raise not_found("会议纪要")
    return paper(html)


def _tables(file: MeetingFile) -> list[Table]:
    """The agenda, the answers to the notice, each sitting, what was sent, the record."""
    tables: list[Table] = [
        (
            "会议议程",
            ("编号", "议题", "知悉范围", "各单位意见", "回避", "结果"),
            [
                (
                    p.key,
                    p.head(),
                    GRADE_ZH[p.grade],
                    "；".join(f"{v.unit}{STAND_ZH[v.stand]}" for v in p.voices) or "—",
                    "、".join(p.recused_units) or "—",
                    _result(p),
                )
                for p in file.points
            ],
        )
    ]
    if file.call is not None:
        coming = [
            (r.unit, "参会" if r.coming else "不能参会", r.post, r.mandate, r.on)
            for r in file.replies
        ]
        tables.append(("通知回执", ("单位", "答复", "参会人职务", "委托文件", "日期"), coming))
    tables += [_sitting(file, n) for n in range(len(file.sittings))]
    if file.mail:
        sent = [
            (MAIL_ZH[m.kind], f"{len(m.units)}个单位", m.sent_on or "正在送达") for m in file.mail
        ]
        tables.append(("送达各单位", ("文书", "范围", "送达日期"), sent))
    tables.append(
        (
            "办理记录",
            ("日期", "事项", "办理人", "说明"),
            [
                (
                    e.on,
                    e.zh,
                    e.officer.zh if e.officer else "系统",
                    e.text,
                )
                for e in reversed(file.journal)
            ],
        )
    )
    return tables


def _sitting(file: MeetingFile, index: int) -> Table:
    sitting = file.sittings[index]
    rows = [
        (
            p.who.unit,
            p.who.post + ("（代）" if p.who.substitute else ""),
            p.who.mandate,
            ("迟到" if p.late else "到会") if p.here else "已离会",
        )
        for p in sitting.presences
    ]
    if sitting.absent is not None:
        rows.append((f"缺席{len(sitting.absent)}个单位", "、".join(sitting.absent), "", ""))
    chair = sitting.chair_post or ROLE_ZH[Role(sitting.chair_role)]
    title = f"{sitting.on}到会情况（主持：{chair}）"
    return title, ("单位", "参会人职务", "委托文件", "情况"), rows


def _result(point: Point) -> str:
    if point.hidden:
        return "已办" if point.done else "未议"
    if point.put_off:
        return f"缓议：{point.put_off}"
    settled = point.settled
    if settled is None:
        return "未议"
    said = OUTCOME_ZH[settled.outcome]
    if settled.resolution is not None and settled.resolution.approved:
        said += f"，{yuan(settled.resolution.total_fen)}元"
    owner = f"；{settled.owner}落实" if settled.owner else ""
    due = f"，期限{settled.due}" if settled.due else ""
    return f"{said}。{settled.text}{owner}{due}"
