"""定期工作: the rounds, a new one by hand, one round with what each township did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.watch.shown import Columns, Table, list_page, proceeding_page, to_proceeding
from api.pages.web import PageCaller
from api.scope import must_be
from api.v1.acts import PlaceCode, ProceedingNo
from api.work.watch.rounds import OPENERS, RoundBody, open_round
from api.work.watch.shown import seen
from domain.reporting.period import nth_zh
from domain.rounds.file import RoundFile
from domain.rounds.lifecycle import KIND_ZH

router = APIRouter(include_in_schema=False)
_KIND = "round"
_COLUMNS: Columns = {
    "期次": lambda x: nth_zh(x.number.split("-", 1)[1]),
    "事项": lambda x: x.topic_zh,
    "开始": lambda x: x.opened_on,
    "阶段": lambda x: x.stage_zh,
    "期限": lambda x: x.due_on or "",
    "尚未完成": lambda x: f"{x.count}个乡镇（街道）",
}


@router.get("/rounds")
async def rounds(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await list_page(request, door, caller, _KIND, "开始一期定期工作", OPENERS, _COLUMNS)


@router.api_route("/rounds/new", methods=["GET", "POST"])
async def new_round(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, OPENERS, "开始定期工作", "JZ-49; JZ-45")
    form = Form("open_round", RoundBody.model_json_schema(), {}, ())

    async def do(body: RoundBody, key: str) -> BaseModel:
        return await open_round(door, caller, body)

    page = Page("开始一期定期工作", "/rounds", "定期工作", "JZ-49; JZ-45", form, {})
    return await filled(
        request, door, caller, page, "open_round", "round", RoundBody, do, to_proceeding(_KIND)
    )


@router.get("/rounds/{place}/{number}")
async def one_round(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: ProceedingNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    file = await seen(door, caller, _KIND, place, number, request_id_of(request))
    assert isinstance(file, RoundFile)  # noqa: S101  (narrowing for the type checker)
    return await proceeding_page(
        request,
        door,
        caller,
        _KIND,
        file,
        title=f"{KIND_ZH[file.order.kind]}（{file.period.zh}）" if file.period else "",
        subject=f"期限{file.due}" if file.due else "",
        marks=["超期"] if file.late else [],
        tables=[_table(file)],
        links=[("/relatives", "近亲属备案")] if file.order.kind == "relatives" else [],
        done=done,
    )


def _table(file: RoundFile) -> Table:
    parts = {p.township: p for p in file.parts}
    rows = []
    for code, zh in file.order.townships.items():
        part = parts.get(code)
        if part is None:
            rows.append((zh, "尚未完成", "", ""))
            continue
        when = f"{part.on}{'（超期）' if part.late else ''}"
        rows.append((zh, when, f"{part.entries}人" if part.entries else "", part.text))
    return "各乡镇（街道）", ("乡镇（街道）", "完成日期", "核查人数", "情况"), rows
