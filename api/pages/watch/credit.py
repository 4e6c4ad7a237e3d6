"""诚信事项: the matters, a new one, one matter, and the record of the people of a case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.watch.shown import (
    Columns,
    Table,
    facts,
    list_page,
    proceeding_page,
    to_proceeding,
)
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.v1.acts import PlaceCode, ProceedingNo
from api.v1.cases import CaseNo
from api.work.watch.credit import CreditBody, open_credit, record_for
from api.work.watch.shown import seen
from domain.case.lifecycle import Role
from domain.credit.file import CreditFile, Referred
from domain.credit.lifecycle import END_ZH, GROUND_ZH, OPENERS, POLICE_ZH

router = APIRouter(include_in_schema=False)
_KIND, _CLAUSE = "credit", "YC-31; YC-32"


@router.get("/credit")
async def matters(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    columns: Columns = {
        "编号": lambda x: x.number,
        "案件": lambda x: x.case_no if caller.role is not Role.UNIT_LIAISON else "",
        "情形": lambda x: x.topic_zh,
        "登记日期": lambda x: x.opened_on,
        "阶段": lambda x: x.stage_zh,
        "标记": lambda x: "、".join(x.marks),
        "结果": lambda x: x.result_zh,
    }
    return await list_page(request, door, caller, _KIND, "登记诚信事项", OPENERS, columns)


@router.api_route("/credit/new", methods=["GET", "POST"])
async def new_matter(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    case_no: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    must_be(caller, OPENERS, "登记诚信事项", _CLAUSE)
    form = Form("open_credit", CreditBody.model_json_schema(), {}, ())

    async def do(body: CreditBody, key: str) -> BaseModel:
        return await open_credit(door, caller, body, key)

    page = Page("登记诚信事项", "/credit", "诚信事项", _CLAUSE, form, {"case_no": case_no})
    return await filled(
        request, door, caller, page, "open_credit", "credit", CreditBody, do, to_proceeding(_KIND)
    )


@router.get("/credit/{place}/{number}")
async def matter(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: ProceedingNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    file = await seen(door, caller, _KIND, place, number, request_id_of(request))
    assert isinstance(file, CreditFile)  # noqa: S101  (narrowing for the type checker)
    links = []
    if caller.role is not Role.UNIT_LIAISON:
        case_no = file.order.case_no
        links = [
            (f"/cases/{case_no}", f"案件{case_no}"),
            (f"/cases/{case_no}/credit", "该户的诚信记录"),
        ]
    return await proceeding_page(
        request,
        door,
        caller,
        _KIND,
        file,
        subject=GROUND_ZH[file.order.ground],
        marks=["已移送公安机关"] if file.police else [],
        tables=_tables(file),
        links=links,
        done=done,
    )


def _tables(file: CreditFile) -> list[Table]:
    heard, found, entry = file.heard, file.found, file.entry
    lines = (
        ("登记日期", file.opened_on),
        ("家庭成员编号", file.order.member),
        ("发现的情况", file.order.facts),
        ("当事人陈述", f"{heard.on}：{heard.statement}" if heard else ""),
        ("认定", f"{found.paper}，{found.on}：{found.facts}" if found else ""),
        ("追回事项", found.recovery if found else ""),
        ("诚信记录", f"自{entry.since}至{entry.until}" if entry else ""),
        ("终止", END_ZH[file.ended_as] + file.end_paper if file.ended_as else ""),
    )
    tables = [facts("基本情况", lines)]
    if file.police:
        heads = ("移送日期", "涉嫌的事实", "证据材料", "回执", "处理结果")
        tables.append(("移送公安机关", heads, [_referred(r) for r in file.police]))
    return tables


def _referred(r: Referred) -> tuple[object, ...]:
    outcome = (
        f"{POLICE_ZH[r.outcome]}（{r.outcome_paper}，{r.outcome_on}）" if r.outcome else "等待"
    )
    proofs = [*(d[:12] for d in r.evidence), *r.papers]
    return (r.on, r.facts, "、".join(proofs), r.receipt, outcome)


@router.get("/cases/{case_no}/credit")
async def record(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    found = await record_for(door, caller, case_no, request_id_of(request))
    links = [(f"/cases/{case_no}", f"案件{case_no}")]
    if caller.role in OPENERS:
        links.append((f"/credit/new?case_no={case_no}", "登记诚信事项"))
    return await show(
        request,
        "lists.html",
        title=f"诚信记录 {case_no}",
        start=None,
        links=links,
        heads=("编号", "成员", "情形", "依据的决定", "自", "至", "后果", "状态"),
        rows=[
            {
                "href": x.href.removeprefix("/api/v1"),
                "late": False,
                "cells": (
                    x.number,
                    f"{x.member} {x.name}",
                    ("守信：" if x.good else "失信：") + x.ground_zh,
                    x.decision,
                    x.since,
                    x.until,
                    "、".join(x.consequences),
                    "有效" if x.in_force else x.ended_zh or "期满",
                ),
            }
            for x in found.items
        ],
    )
