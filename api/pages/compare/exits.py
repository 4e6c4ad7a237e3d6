"""从变化到退出: the late ones first, beside 从预警到处置 and for the same readers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.work.compare.reading import ChangeLine, alerts_of
from domain.money import yuan

router = APIRouter(include_in_schema=False)


@router.get("/alerts/changes")
async def changes(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: Annotated[str, Query(max_length=20)] = "",
    township: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    where = place or caller.place or door.places()[0]
    view = await alerts_of(door, caller, where, township)
    names = {t.code: t.zh for t in door.place(where).townships}
    days = f"退出天数中位{view.exit_days_median}天、最长{view.exit_days_most}天"
    return await show(
        request,
        "lists.html",
        title=f"{door.place(where).short}从变化到退出（{view.on}，{days}）",
        start=None,
        links=[("/alerts", "从预警到处置")],
        heads=(
            "案件", "乡镇（街道）", "变化原因", "发生日期", "报告日期", "期限", "结果", "决定日期",
            "天数", "逾期", "停减发首月", "其间多发放（元）",
        ),
        rows=[_row(line, names.get(line.township, line.township)) for line in view.changes],
    )  # fmt: skip


def _row(line: ChangeLine, township: str) -> dict[str, Any]:
    cells = (
        line.case_no, township, line.cause_zh or "不显示", line.happened_on, line.reported_on,
        line.due or "未设定", line.result_zh, line.closed_on or "", line.days, _late(line),
        f"{line.effective:%Y-%m}" if line.effective else "", yuan(line.between_fen),
    )  # fmt: skip
    return {"href": f"/cases/{line.case_no}", "late": line.late, "cells": cells}


def _late(line: ChangeLine) -> str:
    if line.told_late:
        return "超过规定期限才报告"
    return "逾期" if line.late else "未逾期"
