"""The office's year: what stands still, what the convener directed, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.offered import first_of, offered
from api.pages.web import PageCaller, show
from api.v1.acts import PlaceCode, YearNo
from api.work.desk.acting import year_file
from api.work.targets import Target
from domain.officeyear.file import BY_YEAR_ACT, YEAR_STAGE_ZH, Stall, YearFile
from domain.officeyear.tasks import open_year_tasks, year_waiting_zh

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@router.get("/years/{place}/{year}")
async def year(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, year: YearNo,
    done: Done = "",
) -> Response:  # fmt: skip
    file = await year_file(door, caller, place, year)
    target = Target(kind="year", workflow_id=file.id, place=place)
    acts = await offered(door, caller, target)
    wanted = [t.act for t in open_year_tasks(file) if t.role is caller.role]
    move = BY_YEAR_ACT.get(done)
    return await show(
        request,
        "affair.html",
        title=f"{year}年年度跟踪",
        subject=door.place(place).short,
        stage_zh=YEAR_STAGE_ZH[file.stage],
        important="",
        why=year_waiting_zh(file, max(await door.today(), file.latest)),
        acts=acts,
        primary=first_of(acts, wanted),
        done=move.zh if move else "",
        paper="",
        paper_href="",
        tables=_tables(file),
    )


def _tables(file: YearFile) -> list[Table]:
    heads = ("编号", "事项", "等待谁", "自", "期限", "报召集人", "批示", "情况")
    record = [
        (
            e.on,
            e.zh,
            e.officer.zh if e.officer else "系统",
            e.text,
        )
        for e in reversed(file.journal)
    ]
    return [
        ("停滞事项", heads, [_row(s) for s in reversed(file.stalls)]),
        ("办理记录", ("日期", "事项", "办理人", "说明"), record),
    ]


def _row(stall: Stall) -> tuple[object, ...]:
    state = f"{stall.ended_on}结束" if stall.ended_on else "等待批示" if stall.waits else "已批示"
    return (
        stall.number,
        stall.thing.subject,
        stall.thing.who,
        stall.thing.since,
        stall.thing.due or "",
        stall.told_on,
        stall.direction,
        state,
    )
