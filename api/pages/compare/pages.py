"""每月比对 for the county, 疑点线索 for the township, 从预警到处置 for both; all without script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, Problem, bad_input
from api.pages.fields import Form
from api.pages.forms import ActName, of_target, problem_of
from api.pages.leads.filled import Page, filled
from api.pages.procedures import journal_table, procedure_page
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import Caller, must_be
from api.v1.acts import ComparedMonth, PlaceCode
from api.work.casework import perform
from api.work.compare.opening import (
    LINKERS,
    LinkBody,
    MonthBody,
    departments_of,
    links_of,
    open_month,
    put_list,
    say_linked,
)
from api.work.compare.reading import (
    ALERT_READERS,
    CLAUSE,
    HIT_READERS,
    READERS,
    AlertView,
    PartLine,
    alerts_of,
    compare_file,
    compare_target,
    doubts_of,
    faults_of_list,
    hits_of,
    month_of,
    months_of,
)
from api.work.compare.risks import HANDLERS, RiskAnswer, answer_risk, risks_of
from api.work.compare.risks import READERS as RISK_READERS
from api.work.registry import KINDS
from domain.compare.acts import PART
from domain.compare.lifecycle import COMPARERS
from domain.compare.tasks import compare_waiting_zh
from domain.money import yuan

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
PartCode = Annotated[str, Path(pattern=PART)]
_BOTH = ["GET", "POST"]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@router.get("/comparisons")
async def choose(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, READERS, "查看每月比对", CLAUSE)
    return await _months(request, door, caller, caller.place or door.places()[0])


@router.api_route("/comparisons/new", methods=_BOTH)
async def new_month(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, COMPARERS, "开展每月比对", CLAUSE)
    form = Form("open_comparison", MonthBody.model_json_schema(), {})

    async def do(body: MonthBody, key: str) -> BaseModel:
        return await open_month(door, caller, body)

    started = {"month": f"{await door.today():%Y-%m}"}
    page = Page("开展一个月的比对", "/comparisons", "每月比对", CLAUSE, form, started)
    return await filled(
        request, door, caller, page, "open_comparison", "comparison", MonthBody, do, _to_month
    )


def _to_month(document: Mapping[str, Any]) -> str:
    return f"/comparisons/{document['place']}/{document['month']}"


@router.get("/comparisons/{place}")
async def months(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    return await _months(request, door, caller, place)


async def _months(request: Request, door: Door, caller: Caller, place: str) -> Response:
    lines = await months_of(door, caller, place)
    links = [("/alerts", "从预警到处置"), (f"/department-links/{place}", "部门共享对接登记")]
    if caller.role in COMPARERS:
        links.append(("/comparisons/new", "开展一个月的比对"))
    return await show(
        request,
        "lists.html",
        title=f"{door.place(place).short}每月比对",
        start=None,
        links=links,
        heads=("月份", "阶段", "应比对", "已比对", "当月未比对", "期限", "办结日期"),
        rows=[
            {
                "href": f"/comparisons/{x.place}/{x.month}",
                "late": x.overdue,
                "cells": (
                    x.month,
                    x.stage_zh,
                    x.parts,
                    x.done,
                    x.missed,
                    x.due_on or "",
                    x.closed_on or "",
                ),
            }
            for x in lines
        ],
    )


@router.get("/comparisons/{place}/{month}")
async def one_month(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    month: ComparedMonth,
    done: Done = "",
) -> Response:
    _, parts = await month_of(door, caller, place, month)
    target = await compare_target(door, caller, place, month)
    file = await compare_file(door, target.workflow_id)
    today = max(await door.today(), file.latest)
    return await procedure_page(
        request,
        door,
        caller,
        target,
        f"{month}比对",
        "",
        compare_waiting_zh(file, today),
        [_parts(parts), journal_table(file.journal)],
        done,
        links=[(f"/comparisons/{place}/{month}/{p.part}", f"{p.zh}{p.subject_zh}") for p in parts],
        back=(f"/comparisons/{place}", "每月比对"),
    )


def _parts(parts: Sequence[PartLine]) -> Table:
    heads = (
        "部门", "内容", "进度", "期限", "完成日期", "名单行数", "匹配", "疑似待核对",
        "不能识别", "已转案件", "已核实过", "待转",
    )  # fmt: skip
    rows = [
        (
            p.zh, p.subject_zh, _state(p), p.due, p.done_on or "", p.rows, p.hits,
            f"{p.doubts_open}/{p.doubts}", p.faults, p.told, p.known, p.left,
        )
        for p in parts
    ]  # fmt: skip
    return "各部门比对情况", heads, rows


def _state(part: PartLine) -> str:
    word = part.state_zh + ("（逾期补做）" if part.late else "")
    why = part.trouble_zh or part.explained
    return f"{word}：{why}" if why else word


@router.api_route("/comparisons/{place}/{month}/acts/{act}", methods=_BOTH)
async def month_act(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    month: ComparedMonth,
    act: str = ActName,
) -> Response:
    target = await compare_target(door, caller, place, month)
    return await of_target(request, door, caller, target, act)


@router.get("/comparisons/{place}/{month}/{part}")
async def one_part(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    month: ComparedMonth,
    part: PartCode,
) -> Response:
    return await _part(request, door, caller, place, month, part)


@router.post("/comparisons/{place}/{month}/{part}/list")
async def hand_in(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    month: ComparedMonth,
    part: PartCode,
) -> Response:
    form = await checked_form(request, door, caller)
    file = form.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise bad_input((FieldFault(field="file", message="请选择部门报送的名单工作簿。"),))
        target = await compare_target(door, caller, place, month)
        taken = await put_list(door, caller, place, month, part, file)  # type: ignore[arg-type]
        body = KINDS["compare"].body("receive_register").model_validate(taken.model_dump())
        key, request_id = str(form.get("_key", "")), request_id_of(request)
        done = await perform(door, caller, target, "receive_register", body, key, request_id)
        if done.status >= 400:
            raise problem_of(done.document)
    except Problem as problem:
        return await _part(request, door, caller, place, month, part, problem)
    return go(f"/comparisons/{place}/{month}?done=receive_register")


async def _part(
    request: Request,
    door: Door,
    caller: Caller,
    place: str,
    month: str,
    part: str,
    problem: Problem | None = None,
) -> Response:
    _, parts = await month_of(door, caller, place, month)
    line = next((p for p in parts if p.part == part), None)
    works = caller.role in COMPARERS
    doubts = await doubts_of(door, caller, place, month, part) if works else []
    faults = await faults_of_list(door, caller, place, month, part)
    return await show(
        request,
        "compare_part.html",
        status=problem.status if problem else 200,
        title=f"{month}{line.zh if line else part}{line.subject_zh if line else ''}",
        county=place,
        key=str(uuid.uuid4()),
        month=month,
        part=part,
        line=line,
        state=_state(line) if line else "",
        doubts=doubts,
        faults=faults,
        problem=problem,
        hands_in=works and line is not None and line.state in ("pending", "missed"),
        settles=works and bool(doubts),
    )


@router.get("/hits")
async def hits(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    township: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The leads of my township, with what is at stake a day."""
    must_be(caller, HIT_READERS, "查看疑点线索", CLAUSE)
    page = await hits_of(door, caller, caller.place, township)
    return await show(
        request,
        "hits.html",
        v=page,
        names=_names(door, caller.place),
        departments=departments_of(door, caller.place, await door.today()) if caller.place else {},
        alerts=caller.role in ALERT_READERS,
        risks=await risks_of(door, caller, caller.place, township)
        if caller.role in RISK_READERS
        else [],
        handles=caller.role in HANDLERS,
    )


@router.api_route("/hits/risk", methods=_BOTH)
async def risk(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    """What somebody found who looked in on a household of the risk list (YC-28)."""
    must_be(caller, HANDLERS, "登记风险处置结果", "YC-28")
    form = Form("answer_risk", RiskAnswer.model_json_schema(), {})

    async def do(body: RiskAnswer, key: str) -> BaseModel:
        return await answer_risk(door, caller, body)

    page = Page("登记风险处置结果", "/hits", "疑点线索", "YC-28", form, dict(request.query_params))
    return await filled(
        request, door, caller, page, "answer_risk", "risk", RiskAnswer, do, lambda _: "/hits"
    )


def _names(door: Door, place: str) -> dict[str, str]:
    return {t.code: t.zh for t in door.place(place).townships} if place else {}


@router.get("/alerts")
async def alerts(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    where = place or caller.place or door.places()[0]
    view = await alerts_of(door, caller, where)
    return await show(
        request,
        "lists.html",
        title=f"{door.place(where).short}从预警到处置（{view.on}）",
        start=None,
        links=[
            ("/alerts/changes", "从变化到退出"),
            *([("/hits", "疑点线索")] if caller.role in HIT_READERS else []),
        ],
        heads=(
            "原因", "属实并处置", "天数（中位）", "最长天数", "其间已发放（元）", "不属实",
            "核实天数（中位）", "未处置", "未处置最长天数", "未处置已发放（元）",
        ),
        rows=_alert_rows(view),
    )  # fmt: skip


def _alert_rows(view: AlertView) -> list[dict[str, Any]]:
    causes = [
        {
            "href": "/hits",
            "late": False,
            "cells": (
                c.cause_zh, c.right, c.days_median, c.days_most, yuan(c.between_fen), c.wrong,
                c.wrong_days_median, c.open, c.open_days, yuan(c.open_fen),
            ),
        }
        for c in view.causes
    ]  # fmt: skip
    dead = [
        {
            "href": f"/cases/{d.case_no}",
            "late": not d.recovery,
            "cells": (
                f"{d.case_no}死亡后仍发放", "", "", "", yuan(d.fen), "", "", "",
                "、".join(d.months), f"追回{d.recovery}" if d.recovery else "尚未立案追回",
            ),
        }
        for d in view.after_death
    ]  # fmt: skip
    return causes + dead


@router.api_route("/department-links/new", methods=_BOTH)
async def new_link(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, LINKERS, "登记部门共享对接", CLAUSE)
    names = departments_of(door, caller.place, await door.today())
    form = Form("link_department", LinkBody.model_json_schema(), {"department": names})

    async def do(body: LinkBody, key: str) -> BaseModel:
        return await say_linked(door, caller, body)

    page = Page("登记部门共享对接", "/comparisons", "每月比对", CLAUSE, form, {})
    back = f"/department-links/{caller.place}"
    return await filled(
        request, door, caller, page, "link_department", "department", LinkBody, do, lambda _: back
    )


@router.get("/department-links/{place}")
async def links(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    must_be(caller, READERS, "查看部门共享对接", CLAUSE)
    rows = await links_of(door, place)
    more = [("/comparisons", "每月比对")]
    if caller.role in LINKERS:
        more.append(("/department-links/new", "登记部门共享对接"))
    return await show(
        request,
        "lists.html",
        title=f"{door.place(place).short}部门共享对接登记",
        start=None,
        links=more,
        heads=("部门", "情况", "自哪一日起", "依据", "登记人"),
        rows=[
            {
                "href": f"/comparisons/{place}",
                "late": False,
                "cells": (
                    row.zh,
                    "已实现共享对接" if row.connected else "已中断",
                    row.on,
                    row.paper,
                    row.by,
                ),
            }
            for row in rows
        ],
    )
