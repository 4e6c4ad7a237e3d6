"""Half-yearly reports: the periods, one period with every unit's report, the report sent."""

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
from api.v1.acts import PeriodNo, PlaceCode
from api.v1.cases import paper
from api.work.desk.opening import ReportBody, open_reports
from api.work.desk.shown import (
    headings_of,
    paper_html,
    report_line,
    reports_of,
    seen_report,
)
from api.work.targets import Target
from domain.reporting.engine import OPENERS
from domain.reporting.file import ReportFile, UnitReport
from domain.reporting.lifecycle import BY_REPORT_ACT, REPORT_STAGE_ZH
from domain.reporting.tasks import open_report_tasks, report_waiting_zh

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@router.get("/reports")
async def reports(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    lines = [report_line(row) for row in await reports_of(door, caller)]
    links = [("/desk", "联席会议办公室")]
    if caller.role in OPENERS:
        links.append(("/reports/new", "开始收集一期单位报告"))
    return await show(
        request,
        "lists.html",
        title="单位报告",
        start=None,
        links=links,
        heads=("报告期", "阶段", "报送期限", "已报送", "逾期", "未报送", "报送政府"),
        rows=[
            {
                "href": f"/reports/{x.place}/{x.period}",
                "late": x.overdue,
                "cells": (
                    x.period,
                    x.stage_zh,
                    x.due_on or "未设定",
                    f"{x.filed}/{x.units}",
                    x.late,
                    x.missing,
                    f"{x.sent_on} {x.paper}" if x.sent_on else "",
                ),
            }
            for x in lines
        ],
    )


@router.api_route("/reports/new", methods=["GET", "POST"])
async def new_reports(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, OPENERS, "开始收集单位报告", "TR-52")
    form = Form("open_reports", ReportBody.model_json_schema(), {})

    async def do(body: ReportBody, key: str) -> BaseModel:
        return await open_reports(door, caller, body)

    page = Page("开始收集单位报告", "/reports", "单位报告", "TR-52", form, {})
    return await filled(
        request, door, caller, page, "open_reports", "report", ReportBody, do, _to_report
    )


def _to_report(document: Mapping[str, Any]) -> str:
    return f"/reports/{document['place']}/{document['period']}"


@router.get("/reports/{place}/{period}")
async def report(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, period: PeriodNo,
    done: Done = "",
) -> Response:  # fmt: skip
    file = await seen_report(door, caller, place, period, request_id_of(request))
    target = Target(kind="report", workflow_id=file.id, place=place)
    acts = await offered(door, caller, target)
    today = max(await door.today(), file.latest)
    wanted = [t.act for t in open_report_tasks(file, today) if t.role is caller.role]
    move = BY_REPORT_ACT.get(done)
    return await show(
        request,
        "affair.html",
        title=f"{period}单位报告",
        subject=file.period.zh if file.period else "",
        stage_zh=REPORT_STAGE_ZH[file.stage],
        important="",
        why=report_waiting_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        done=move.zh if move else "",
        paper=file.paper,
        paper_href=f"/reports/{place}/{period}/paper",
        tables=_tables(file),
    )


@router.get("/reports/{place}/{period}/paper")
async def report_paper(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, period: PeriodNo
) -> Response:
    file = await seen_report(door, caller, place, period, request_id_of(request))
    html = await paper_html(door, caller, file)
    if not html:
        raise not_found("工作报告")
    return paper(html)


def _tables(file: ReportFile) -> list[Table]:
    headings = headings_of(file)
    tables: list[Table] = [
        (
            "报送情况",
            ("单位", "期限", "报送日期", "逾期", "次数", "提醒"),
            [
                (
                    r.unit,
                    r.due or "未设定",
                    r.filed_on or ("已退回" if r.returned else "未报送"),
                    f"{r.late_days}日" if r.late_days else "",
                    r.versions or "",
                    f"{len(r.reminders)}次" if r.reminders else "",
                )
                for r in sorted(file.reports, key=_missing_first)
            ],
        )
    ]
    for r in file.reports:
        if r.sections:
            rows = [(headings.get(s.heading, s.heading), s.text) for s in r.sections]
            tables.append((f"{r.unit}的报告", ("部分", "内容"), rows))
    if file.drafts:
        drafts = [(f"第{d.number}稿", d.on, d.by, d.text) for d in reversed(file.drafts)]
        tables.append(("向政府的报告文稿", ("版本", "日期", "起草人", "内容"), drafts))
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


def _missing_first(report: UnitReport) -> tuple[bool, int, str]:
    return report.filed_on is not None, -report.late_days, report.unit
