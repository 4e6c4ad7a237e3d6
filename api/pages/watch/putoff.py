"""集中暂缓复核: the decisions, a new one, one with how far it has come in each township."""

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
from api.work.watch.putoff import PutOffBody, open_put_off
from api.work.watch.shown import seen
from domain.postponing.file import PutOffFile
from domain.postponing.lifecycle import CLAUSE, OPENERS, RESULT_ZH, PutOffStage

router = APIRouter(include_in_schema=False)
_KIND = "putoff"
WHY_ZH = {
    "review_open": "正在核实家庭变化",
    "relative_must_withdraw": "提出人与该户有近亲属关系",
    "no_emergency": "案件所在地不在突发事件期间",
    "not_ready": "正在读取政策参数",
    "ended": "已经终止",
    "date_not_lawful": "案件还没有进行到办理日期，请稍后再次办理",
}
_COLUMNS: Columns = {
    "编号": lambda x: x.number,
    "区域": lambda x: x.topic_zh,
    "提出": lambda x: x.opened_on,
    "阶段": lambda x: x.stage_zh,
    "已暂缓": lambda x: f"{x.count}户",
    "结果": lambda x: x.result_zh,
}


@router.get("/postponements")
async def postponements(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await list_page(request, door, caller, _KIND, "提出集中暂缓复核", OPENERS, _COLUMNS)


@router.api_route("/postponements/new", methods=["GET", "POST"])
async def new_postponement(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, OPENERS, "提出集中暂缓复核", CLAUSE)
    towns = {t.code: t.zh for t in door.place(caller.place).townships}
    form = Form("open_put_off", PutOffBody.model_json_schema(), {"townships": towns}, ())

    async def do(body: PutOffBody, key: str) -> BaseModel:
        return await open_put_off(door, caller, body, key)

    page = Page("提出集中暂缓复核", "/postponements", "集中暂缓复核", CLAUSE, form, {})
    return await filled(
        request, door, caller, page, "open_put_off", "putoff", PutOffBody, do, to_proceeding(_KIND)
    )


@router.get("/postponements/{place}/{number}")
async def one_postponement(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: ProceedingNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    file = await seen(door, caller, _KIND, place, number, request_id_of(request))
    assert isinstance(file, PutOffFile)  # noqa: S101  (narrowing for the type checker)
    tables = [_progress(file)]
    if file.failed:
        rows = [
            (no, WHY_ZH.get(why, "该案不能暂缓，请到案件中查看")) for no, why in file.failed.items()
        ]
        tables.append(("未能暂缓的案件", ("案件编号", "原因"), rows))
    return await proceeding_page(
        request,
        door,
        caller,
        _KIND,
        file,
        subject=f"{'、'.join(file.order.townships.values())}：暂缓至{file.order.until}，{file.order.reason}",
        marks=[RESULT_ZH[file.result]] if file.result else [],
        tables=tables,
        done=done,
    )


def _progress(file: PutOffFile) -> Table:
    counted = (
        file.stage in (PutOffStage.RETURNING, PutOffStage.DONE) and file.counted_on is not None
    )
    rows = [
        (
            zh,
            f"{file.counts.get(code, 0)}户",
            f"{file.left.get(code, 0)}户" if counted else "期满后清点",
        )
        for code, zh in file.order.townships.items()
    ]
    rows.append(
        (
            "合计",
            f"{file.put_off}户",
            f"{file.remaining}户（{file.counted_on}清点）" if counted else "",
        )
    )
    if file.recalled:
        rows.append(("已撤销暂缓", f"{file.recalled}户", ""))
    return "办理进度", ("乡镇（街道）", "已暂缓", "尚未完成复核"), rows
