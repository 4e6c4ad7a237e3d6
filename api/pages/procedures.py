"""Pages of joint-meeting items, what was decided there, and the monthly payment runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.acts import Gone, ask
from api.frame.door import Door, DoorOf
from api.frame.problems import LawfulAct, not_found
from api.labels import AIDS
from api.pages.choices import cause_word
from api.pages.web import PageCaller, show
from api.scope import MEETING_ROLES, Caller, must_be
from api.v1.acts import Number, SubjectNo
from api.work.casework import Target, child_target, lawful_now
from api.work.registry import KINDS
from domain.case.lifecycle import ROLE_ZH
from domain.measures.file import MeasuresFile
from domain.measures.lifecycle import MEASURE_STAGE_ZH
from domain.measures.tasks import measures_waiting_zh
from domain.meeting.item import ItemFile, ItemOrder
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from domain.meeting.tasks import item_waiting_zh
from domain.money import yuan
from domain.raising.order import SOURCE_ZH
from store import meeting

router = APIRouter(include_in_schema=False)

Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


def _raised(order: ItemOrder) -> list[tuple[str, Any]]:
    """What stands on an item that no case has raised; who the family is does not."""
    facts = order.facts
    lines = (
        ("议题", order.topic),
        ("提出单位", order.raised_by.unit if order.raised_by else ""),
        ("交办文件", order.paper),
        ("线索", order.lead_no),
        ("所涉家庭", f"{facts.persons or '不详'}人；{facts.situation}" if facts else ""),
        ("所涉案件", order.known_case),
        ("解决建议", order.solution),
        ("建议牵头单位", order.owner),
    )
    return [(head, text) for head, text in lines if text]


@router.get("/items")
async def items(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, MEETING_ROLES, "查看一事一议议题")
    page = await door.read(meeting.list_items, caller.place, limit=100)
    rows = [r for r in page.rows if not caller.bound_to_township or r.township == caller.township]
    return await show(
        request,
        "lists.html",
        title="一事一议",
        start=None,
        links=(("/body", "联席会议成员"),),
        heads=("案件", "件次", "阶段", "期限", "会议纪要"),
        rows=[
            {
                "href": f"/items/{r.case_no}/{r.number}",
                "late": r.overdue,
                "cells": (
                    r.case_no,
                    r.number,
                    ITEM_STAGE_ZH[ItemStage(r.stage)],
                    r.due_on or "",
                    r.minutes,
                ),
            }
            for r in rows
        ],
    )


@router.get("/items/{case_no}/{number}")
async def item(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number,
    done: Done = "",
) -> Response:  # fmt: skip
    target = await child_target(door, caller, "item", case_no, number)
    file = await state_of(door, target, ItemFile)
    order, resolution = file.order, file.resolution
    info = door.place(target.place)
    words = AIDS | {u.code: u.zh for u in info.units}
    tables: list[Table] = [
        (
            "提请情况",
            ("项目", "内容"),
            [
                ("来源", SOURCE_ZH[order.source]),
                *_raised(order),
                ("情形", order.cause and cause_word(door, info, order.cause, order.ordered_on)),
                ("需要救助", f"{yuan(order.need_fen)}元"),
                ("单项救助后缺口", f"{yuan(order.gap_fen)}元"),
                ("情况说明", order.summary),
            ],
        ),
        (
            "已实施或者测算的单项救助",
            ("单位", "项目", "限额（元）", "已给（元）"),
            [
                (
                    words.get(t.unit, t.unit),
                    words.get(t.programme, t.programme),
                    yuan(t.ceiling_fen),
                    yuan(t.granted_fen),
                )
                for t in order.tried
            ],
        ),
        (
            "单位意见",
            ("单位", "意见", "内容"),
            [
                (
                    o.unit,
                    f"{'同意' if o.agrees else '不同意'}{'（逾期）' if o.late else ''}",
                    o.text,
                )
                for o in file.opinions
            ]
            + [(unit, "未答复", "") for unit in file.silent],
        ),
    ]
    if resolution is not None:
        tables.append(
            (
                f"议定措施（{resolution.number or '纪要制发中'}）",
                ("编号", "单位", "内容", "金额（元）"),
                [(m.code, m.unit, m.manner, yuan(m.amount_fen)) for m in resolution.measures],
            )
        )
        tables.append(("后续", ("落实",), [(f"见议定事项{case_no}第{number}件",)]))
    tables.append(journal_table(file.journal))
    title = f"一事一议 · {case_no} · 第{number}件"
    why = item_waiting_zh(file, file.latest)
    stage_zh = ITEM_STAGE_ZH[file.stage]
    return await procedure_page(request, door, caller, target, title, stage_zh, why, tables, done)


@router.get("/measures/{case_no}/{number}")
async def measures(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number,
    done: Done = "",
) -> Response:  # fmt: skip
    target = await child_target(door, caller, "measures", case_no, number)
    file = await state_of(door, target, MeasuresFile)
    tables: list[Table] = [
        (
            "各单位任务",
            ("序号", "单位", "措施", "金额（元）", "期限", "状态"),
            [
                (
                    t.key,
                    t.measure.unit,
                    t.measure.manner,
                    yuan(t.measure.amount_fen),
                    t.due,
                    MEASURE_STAGE_ZH[t.stage] + ("（逾期）" if t.late else ""),
                )
                for t in file.tasks
            ],
        ),
        journal_table(file.journal),
    ]
    title = f"议定事项 · {case_no} · 第{number}件"
    why = measures_waiting_zh(file, file.latest)
    stage_zh = "已办结" if file.closed else "落实中"
    return await procedure_page(request, door, caller, target, title, stage_zh, why, tables, done)


async def procedure_page(
    request: Request,
    door: Door,
    caller: Caller,
    target: Target,
    title: str,
    stage_zh: str,
    why: str,
    tables: Sequence[Table],
    done: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    extra: dict[str, str] | None = None,
) -> Response:
    acts = [
        a.model_copy(update={"href": a.href.removeprefix("/api/v1")})
        for a in await lawful_now(door, caller, target)
    ]
    move = KINDS[target.kind].moves.get(done)
    back = "/pay" if target.kind == "pay" else "/items"
    return await show(
        request,
        "procedure.html",
        title=title,
        back=back,
        back_zh="资金发放" if target.kind == "pay" else "一事一议",
        stage_zh=stage_zh,
        why=why,
        acts=acts,
        primary=_primary(acts),
        tables=tables,
        links=links,
        extra=extra,
        done=move.zh if move else "",
    )


def _primary(acts: Sequence[LawfulAct]) -> LawfulAct | None:
    return next((a for a in acts if a.act != "refresh_policy"), None)


def journal_table(journal: Sequence[Any]) -> Table:
    lines = [
        (
            e.on,
            e.zh,
            f"{ROLE_ZH[e.officer.role]}（{e.officer.id}）" if e.officer else "系统",
            e.text,
        )
        for e in reversed(journal)
    ]
    return "办理记录", ("日期", "事项", "办理人", "说明"), lines


async def state_of(door: Door, target: Target, kind: type[Any]) -> Any:
    try:
        return await ask(door, target.workflow_id, "file", kind)
    except Gone:
        raise not_found({"pay": "发放批次", "item": "议题"}.get(target.kind, "事项")) from None
