"""抽查: the rounds, a new one by hand, one round with its shares, its drawn cases, its report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.watch.shown import Columns, Table, facts, list_page, proceeding_page, to_proceeding
from api.pages.web import PageCaller
from api.scope import must_be
from api.v1.acts import PlaceCode, ProceedingNo
from api.v1.cases import paper
from api.work.watch.kinds import file_for
from api.work.watch.shown import seen
from api.work.watch.spots import SpotBody, newest_period, open_spot
from domain.case.lifecycle import TOWNSHIP_ROLES
from domain.places import PlaceInfo
from domain.sampling.drawing import STRATUM_ZH
from domain.sampling.file import SpotFile
from domain.sampling.lifecycle import FAULT_ZH, OPENERS
from store.desk import affairs

router = APIRouter(include_in_schema=False)
_KIND = "spot"
_COLUMNS: Columns = {
    "周期": lambda x: x.number,
    "时间": lambda x: x.topic,
    "阶段": lambda x: x.stage_zh,
    "完成期限": lambda x: x.due_on or "",
    "比例": lambda x: x.result_zh,
    "认定有误": lambda x: f"{x.count}件",
}


@router.get("/spot-checks")
async def rounds(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await list_page(request, door, caller, _KIND, "开始一期抽查", OPENERS, _COLUMNS)


@router.api_route("/spot-checks/new", methods=["GET", "POST"])
async def new_round(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, OPENERS, "开始抽查", "JZ-24")
    form = Form("open_spot", SpotBody.model_json_schema(), {}, ())

    async def do(body: SpotBody, key: str) -> BaseModel:
        return await open_spot(door, caller, body)

    first = {"period": newest_period(door, caller.place, await door.today())}
    page = Page("开始一期抽查", "/spot-checks", "抽查", "JZ-24; JZ-25; JZ-51", form, first)
    return await filled(
        request, door, caller, page, "open_spot", "spot", SpotBody, do, to_proceeding(_KIND)
    )


@router.get("/spot-checks/{place}/{number}")
async def one_round(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: ProceedingNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    file = await seen(door, caller, _KIND, place, number, request_id_of(request))
    assert isinstance(file, SpotFile)  # noqa: S101  (narrowing for the type checker)
    short = sum(s.shortfall for s in file.shares)
    mark = ("未达到比例" if short else "已达到比例") if file.draws else ""
    href = f"/spot-checks/{place}/{number}/paper"
    papers = [(href, file.paper)] if file.paper and caller.role not in TOWNSHIP_ROLES else []
    return await proceeding_page(
        request,
        door,
        caller,
        _KIND,
        file,
        subject=file.period.zh if file.period else "",
        marks=[mark] if mark else [],
        tables=_tables(file, door.place(place)),
        papers=papers,
        done=done,
    )


def _tables(file: SpotFile, place: PlaceInfo) -> list[Table]:
    names = {t.code: t.zh for t in place.townships}
    shares = [
        (
            names.get(s.township, s.township),
            STRATUM_ZH[s.stratum],
            f"{s.size}件",
            f"{s.percent}%",
            f"{s.required}件",
            f"{s.done}件" + ("" if s.kept else f"（尚缺{s.shortfall}件）"),
        )
        for s in file.shares
    ]
    checked = [
        (
            c.case_no,
            names.get(c.township, c.township),
            c.visited_on or "未入户",
            "已查阅" if c.papers else "",
            c.finding,
            FAULT_ZH[c.fault] if c.fault else "决定正确",
            c.back,
            c.answer,
        )
        for c in file.checks
    ]
    open_ = [(case, names.get(file.townships[case], ""), "", "", "", "待抽查", "", "") for case in
             file.open_cases]  # fmt: skip
    unset = "、".join(STRATUM_ZH[s] for s in file.unset)
    return [
        facts(
            "范围和抽取",
            (
                ("抽查范围", f"{file.size}件" if file.population_digest else ""),
                ("种子摘要（先行确定）", file.seed_digest),
                ("随机种子", file.seed),
                ("范围名单摘要", file.population_digest),
                ("尚未设定比例的类别", unset),
                ("完成期限", file.due),
                ("抽查结论", file.conclusion),
            ),
        ),
        (
            "各乡镇（街道）抽查比例",
            ("乡镇（街道）", "类别", "范围", "比例", "应查", "已查"),
            shares,
        ),
        (
            "抽中的案件",
            ("案件", "乡镇（街道）", "入户", "案卷", "情况", "认定", "退回办理", "整改"),
            [*open_, *checked],
        ),
    ]


@router.get("/spot-checks/{place}/{number}/paper")
async def report_paper(
    door: DoorOf, caller: PageCaller, place: PlaceCode, number: ProceedingNo
) -> Response:
    file = await file_for(door, caller, _KIND, place, number)
    if caller.role in TOWNSHIP_ROLES:
        raise not_found("抽查情况报告")
    row = await door.read(affairs.paper_of, file.id)
    if row is None:
        raise not_found("抽查情况报告")
    return paper(row.html)
