"""Affairs of the office: the list, a new one of each kind, one affair, its paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.pages.choices import Options
from api.pages.choices_desk import OFFICE_ITSELF
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, typed
from api.pages.offered import first_of, offered
from api.pages.web import PageCaller, show
from api.scope import Caller, must_be
from api.v1.acts import AffairNo, PlaceCode
from api.v1.cases import paper
from api.work.desk.opening import AffairBody, open_affair
from api.work.desk.shown import affair_line, affairs_of, paper_html, seen_affair
from api.work.targets import Target
from domain.desk.file import AffairFile
from domain.desk.lifecycle import (
    AFFAIR_KIND_ZH,
    AFFAIR_STAGE_ZH,
    BY_AFFAIR_ACT,
    KIND_CLAUSE,
    OPENERS,
    AffairKind,
)
from domain.desk.tasks import affair_waiting_zh, open_affair_tasks
from store import body as bodies

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
_SHOWN: Final[dict[AffairKind, tuple[str, ...]]] = {
    AffairKind.TASK: ("owner", "due"),
    AffairKind.PROBLEM: ("owner", "due"),
    AffairKind.SUGGESTION: ("addressee",),
    AffairKind.CONSULTATION: ("document", "units", "due"),
    AffairKind.TOPIC: (),
    AffairKind.URGENT: (),
    AffairKind.CIRCULAR: ("about",),
    AffairKind.BRIEFING: ("about", "addressee"),
}
"""What a form asks besides title and text."""
_MORE: Final = ("owner", "due", "units", "addressee", "document", "about")


@router.get("/affairs")
async def affairs(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    page = await affairs_of(door, caller, limit=100, cursor=cursor)
    lines = [affair_line(row) for row in page.rows]
    return await show(
        request,
        "lists.html",
        title="办公室事项",
        start=None,
        links=(("/desk", "联席会议办公室"),),
        heads=("编号", "类别", "标题", "承办单位", "阶段", "期限", "文号"),
        rows=[
            {
                "href": f"/affairs/{x.place}/{x.number}",
                "late": x.overdue,
                "cells": (
                    x.number,
                    x.kind_zh + ("（重要）" if x.important else ""),
                    x.title,
                    x.owner or "联席会议办公室",
                    x.stage_zh,
                    x.due_on or "",
                    x.paper,
                ),
            }
            for x in lines
        ],
    )


@router.api_route("/affairs/new", methods=["GET", "POST"])
async def new_affair(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: Annotated[AffairKind, Query()] = AffairKind.TOPIC,
) -> Response:
    must_be(caller, OPENERS[kind], f"提出{AFFAIR_KIND_ZH[kind]}", KIND_CLAUSE[kind])
    hidden = ("kind", *(name for name in _MORE if name not in _SHOWN[kind]))
    schema = AffairBody.model_json_schema()
    form = Form("open_affair", schema, await _options(door, caller), hidden)

    async def do(body: AffairBody, key: str) -> BaseModel:
        return await open_affair(door, caller, body, key)

    async def read(raw: Mapping[str, Any]) -> AffairBody:
        return typed(form, {**raw, "kind": kind.value}, AffairBody)

    page = Page(
        f"提出{AFFAIR_KIND_ZH[kind]}", "/desk", "联席会议办公室", KIND_CLAUSE[kind], form, {}
    )
    return await filled(request, door, caller, page, "open_affair", "affair", read, do, _to_affair)


async def _options(door: Door, caller: Caller) -> Options:
    if not caller.place:
        return {}
    body = await door.read(bodies.body_on, door.place(caller.place), await door.today())
    units = {s.zh: s.zh for s in body.seats}
    return {"owner": {"": OFFICE_ITSELF, **units}, "units": units}


def _to_affair(document: Mapping[str, Any]) -> str:
    return f"/affairs/{document['place']}/{document['number']}"


@router.get("/affairs/{place}/{number}")
async def affair(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: AffairNo,
    done: Done = "",
) -> Response:  # fmt: skip
    file = await seen_affair(door, caller, place, number, request_id_of(request))
    target = Target(kind="affair", workflow_id=file.id, place=place)
    acts = await offered(door, caller, target)
    today = max(await door.today(), file.latest)
    wanted = [t.act for t in open_affair_tasks(file, today) if t.role is caller.role]
    move = BY_AFFAIR_ACT.get(done)
    return await show(
        request,
        "affair.html",
        title=f"{AFFAIR_KIND_ZH[file.kind]} {number}",
        subject=file.order.title,
        stage_zh=AFFAIR_STAGE_ZH[file.stage],
        important=file.important,
        why=affair_waiting_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        done=move.zh if move else "",
        paper=file.paper,
        paper_href=f"/affairs/{place}/{number}/paper",
        tables=_tables(file),
    )


@router.get("/affairs/{place}/{number}/paper")
async def affair_paper(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: AffairNo
) -> Response:
    file = await seen_affair(door, caller, place, number, request_id_of(request))
    html = await paper_html(door, caller, file)
    if not html:
        raise not_found("文稿")
    return paper(html)


def _tables(file: AffairFile) -> list[Table]:
    order = file.order
    opener = order.opened_by
    lines = (
        ("提出单位", opener.unit if opener else f"{order.meeting}号会议议定"),
        ("提出日期", order.opened_on),
        ("情况和建议", "" if file.written else order.text),
        ("会商的文件", order.document),
        ("向谁提出", order.addressee),
        ("承办单位", "" if file.written or order.units else file.owner or "联席会议办公室"),
        ("期限", file.due),
        ("列入会议", file.meeting),
        ("重要事项", file.important),
        ("通报文号", file.circular),
        ("办理结果", file.result),
        ("会商结论", file.conclusion),
        ("报送文号", file.submitted_as),
        ("答复", _answer(file)),
    )
    tables: list[Table] = [
        ("基本情况", ("项目", "内容"), [(head, text) for head, text in lines if text])
    ]
    if order.units:
        said = [
            (
                o.unit,
                ("同意" if o.agrees else "有不同意见") + ("（逾期）" if o.late else ""),
                o.text,
            )
            for o in file.opinions
        ]
        said += [(unit, "未答复", "") for unit in file.silent]
        tables.append(("各单位意见", ("单位", "意见", "内容"), said))
    if file.drafts:
        drafts = [(f"第{d.number}稿", d.on, d.by, d.text) for d in reversed(file.drafts)]
        tables.append(("文稿", ("版本", "日期", "起草人", "内容"), drafts))
    record = [
        (
            e.on,
            e.zh,
            e.officer.zh if e.officer else "系统",
            e.text,
        )
        for e in reversed(file.journal)
    ]
    tables.append(("办理记录", ("日期", "事项", "办理人", "说明"), record))
    return tables


def _answer(file: AffairFile) -> str:
    answer = file.answer
    if answer is None:
        return ""
    return (
        f"{'采纳' if answer.accepted else '不予采纳'}：{answer.text}（{answer.on} {answer.paper}）"
    )
