"""`doudi items`: what goes before the joint meeting, and what each unit still owes after it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from domain.measures.lifecycle import MEASURE_STAGE_ZH, MeasureStage
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from domain.money import yuan
from runtime.terminal import known_place, stop
from store import meeting
from store.commands.tables import (
    AsJson,
    CaseNo,
    Cursor,
    Limit,
    Place,
    as_json,
    desk,
    show_page,
    table,
)
from store.journals import record_of
from store.tables import ItemRow, MeasureTaskRow, MeetingLine
from workflows.ids import item_id, measures_id

items_app = typer.Typer(
    help="一事一议：议题办到哪一步，各单位还有什么没有落实。", no_args_is_help=True
)

_ITEM_FIELDS = (
    "case_no", "number", "place", "township", "stage", "ordered_on", "planned_on", "met_on",
    "decided_on", "approved", "minutes", "need_fen", "gap_fen", "granted_fen", "units", "silent",
    "dissent", "due_on", "overdue", "waiting",
)  # fmt: skip
_TASK_FIELDS = (
    "case_no", "number", "key", "unit", "unit_code", "stage", "due", "amount_fen",
    "delivered_fen", "accepted_on", "completed_on", "late", "settled", "orders", "order_due",
)  # fmt: skip


@items_app.command("list")
def list_items(
    place: Place = "",
    open_only: Annotated[bool, typer.Option("--open", help="只列还没有议定的。")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
    json_: AsJson = False,
) -> None:
    """列出议题：阶段、期限、缺口和会议纪要。"""
    with desk() as at:
        code = known_place(at.places, place).code if place else ""
        page = meeting.list_items(
            at.session, code, open_only=True if open_only else None, limit=limit, cursor=cursor
        )
        show_page(
            page,
            _item,
            as_text=not json_,
            none="没有符合条件的议题。",
            heads=(
                "案件编号",
                "件次",
                "地区",
                "阶段",
                "期限",
                "缺口（元）",
                "议定（元）",
                "会议纪要",
            ),
            cells=lambda row: (
                row.case_no,
                str(row.number),
                at.place(row.place),
                _stage(row),
                f"{row.due_on or ''}{'（超期）' if row.overdue else ''}",
                yuan(row.gap_fen),
                yuan(row.granted_fen) if row.approved else "",
                row.minutes,
            ),
        )


@items_app.command("show")
def show(
    case_no: CaseNo,
    number: Annotated[int, typer.Argument(help="第几件；不填为最近一件。")] = 0,
    json_: AsJson = False,
) -> None:
    """显示一个议题：现状、各单位任务和办理经过。"""
    with desk() as at:
        case = at.case_no(case_no)
        rows = meeting.items_of(at.session, case)
        if not rows:
            stop(f"案件{case}没有提请过一事一议。")
        found = [row for row in rows if row.number == number] if number else [rows[-1]]
        if not found:
            stop(f"案件{case}没有第{number}件议题；有：{'、'.join(str(r.number) for r in rows)}。")
        [row] = found
        tasks = [
            task
            for task in meeting.measure_tasks(at.session, case_no=case)
            if task.number == row.number
        ]
        record = (
            *record_of(at.session, item_id(case, row.number)),
            *record_of(at.session, measures_id(case, row.number)),
        )
        if json_:
            as_json(
                {
                    **_item(row),
                    "tasks": [_task(task) for task in tasks],
                    "record": [_line(line) for line in record],
                }
            )
            return
        where = f"{at.place(row.place)}{at.township(row.place, row.township)}"
        typer.echo(f"{case} 第{row.number}件　{_stage(row)}　{where}")
        typer.echo(f"需要{yuan(row.need_fen)}元，单项救助后缺口{yuan(row.gap_fen)}元")
        typer.echo(row.waiting)
        _print_tasks(tasks)
        table(
            ("日期", "办理事项", "经办账号", "单位", "依据"),
            [(str(x.on), x.zh, x.officer or "系统", x.unit, x.clause) for x in record],
            title="办理经过",
        )


@items_app.command("tasks")
def tasks_of_units(
    place: Place = "",
    unit: Annotated[str, typer.Option("--unit", help="单位代码或者名称。")] = "",
    json_: AsJson = False,
) -> None:
    """列出各单位还没有落实或者正在督办的任务，最紧急的在前。"""
    with desk() as at:
        code = known_place(at.places, place).code if place else ""
        rows = [
            row
            for row in meeting.measure_tasks(at.session, code, open_only=True)
            if not unit or unit in (row.unit, row.unit_code)
        ]
        if json_:
            as_json({"tasks": [_task(row) for row in rows]})
        elif rows:
            _print_tasks(rows)
        else:
            typer.echo("没有未落实的任务。")


def _print_tasks(rows: list[MeasureTaskRow]) -> None:
    if not rows:
        return
    table(
        ("案件编号", "单位", "情况", "期限", "金额（元）", "已落实（元）", "督办"),
        [
            (
                row.case_no,
                row.unit,
                MEASURE_STAGE_ZH[MeasureStage(row.stage)],
                f"{row.due}{'（逾期）' if row.late else ''}",
                yuan(row.amount_fen),
                yuan(row.delivered_fen),
                f"{row.orders}次" if row.orders else "",
            )
            for row in rows
        ],
        title="各单位任务",
    )


def _stage(row: ItemRow) -> str:
    if row.approved is False:
        return f"{ITEM_STAGE_ZH[ItemStage(row.stage)]}（未通过）"
    return ITEM_STAGE_ZH[ItemStage(row.stage)]


def _item(row: ItemRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ITEM_FIELDS}


def _task(row: MeasureTaskRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TASK_FIELDS}


def _line(line: MeetingLine) -> dict[str, Any]:
    names = ("seq", "on", "at", "act", "zh", "officer", "role", "unit", "clause")
    return {name: getattr(line, name) for name in names}
