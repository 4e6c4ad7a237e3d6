"""`doudi cases`, `doudi items`, `doudi pay`: what the lists show, for a person at a terminal.

Read from the tables, masked as on the pages; nothing here acts on a case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from activities.pay_commands import pay_app
from api.scope import Sight
from api.views import case_line, task_line
from domain.case.lifecycle import STAGE_ZH
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import load_settings
from store import cases, meeting
from store.engine import Store

__all__ = ["cases_app", "items_app", "pay_app"]

cases_app = typer.Typer(help="案件：查询列表、为什么没有往下走、待办。", no_args_is_help=True)
items_app = typer.Typer(help="一事一议：议题列表和各单位未办结任务。", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象。")]
Place = Annotated[str, typer.Option("--place", help="地区代码；不填为全部地区。")]


@cases_app.command("list")
def list_cases(
    place: Place = "",
    township: Annotated[str, typer.Option("--township", help="乡镇（街道）代码。")] = "",
    stage: Annotated[str, typer.Option("--stage", help="阶段代码。")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列超期的。")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="最多条数。")] = 50,
    as_json: Json = False,
) -> None:
    """列出案件。"""
    if stage and stage not in STAGE_ZH:
        raise typer.BadParameter(f"阶段代码应当为：{'、'.join(STAGE_ZH)}。")
    which = cases.CaseFilter(
        place=_known(place), township=township, stage=stage, overdue=overdue or None
    )
    with _tables() as session:
        rows = cases.list_cases(session, which, limit=limit).rows
        lines = [case_line(row, Sight.MASKED) for row in rows]
    if as_json:
        _json([line.model_dump(mode="json") for line in lines])
        return
    _table(
        ("案件编号", "申请人", "乡镇（街道）", "阶段", "期限", "正在等待"),
        [
            (
                line.case_no,
                line.applicant,
                line.township,
                line.outcome_zh or line.stage_zh,
                f"{line.due_on or ''}{'（超期）' if line.overdue else ''}",
                line.next,
            )
            for line in lines
        ],
    )


@cases_app.command("why")
def why(case_no: Annotated[str, typer.Argument(help="案件编号，例如 JZ2026000001。")]) -> None:
    """一个案件为什么没有往下走：在等谁、等什么、自哪天起。"""
    with _tables() as session:
        row = cases.get_case(session, case_no.upper())
        if row is None:
            typer.echo("没有找到这个案件，请核对编号。", err=True)
            raise typer.Exit(1)
        typer.echo(row.waiting)


@cases_app.command("tasks")
def tasks(place: Place = "", as_json: Json = False) -> None:
    """全部待办，最紧急的在前。"""
    with _tables() as session:
        rows = cases.list_tasks(session, cases.TaskFilter(place=_known(place)), limit=200).rows
        today = max((row.since for row in rows), default=None)
        lines = [task_line(row, today or row.since) for row in rows]
    if as_json:
        _json([line.model_dump(mode="json", exclude={"days_left"}) for line in lines])
        return
    _table(
        ("案件", "办理人", "要办的事", "期限"),
        [(t.case_no or t.subject, t.role_zh, t.zh, str(t.due or "")) for t in lines],
    )


@items_app.command("list")
def list_items(place: Place = "", as_json: Json = False) -> None:
    """列出一事一议议题。"""
    with _tables() as session:
        rows = meeting.list_items(session, _known(place), limit=200).rows
        found = [
            {
                "case_no": row.case_no,
                "number": row.number,
                "stage": row.stage,
                "due_on": str(row.due_on or ""),
                "minutes": row.minutes,
            }
            for row in rows
        ]
    if as_json:
        _json(found)
        return
    _table(
        ("案件", "件次", "阶段", "期限", "会议纪要"),
        [
            (
                str(f["case_no"]),
                str(f["number"]),
                ITEM_STAGE_ZH[ItemStage(str(f["stage"]))],
                str(f["due_on"]),
                str(f["minutes"]),
            )
            for f in found
        ],
    )


@items_app.command("measures")
def measures(place: Place = "", as_json: Json = False) -> None:
    """各单位尚未办结的议定任务，最紧急的在前。"""
    with _tables() as session:
        rows = meeting.measure_tasks(session, _known(place), open_only=True)
        found = [
            {
                "case_no": row.case_no,
                "unit": row.unit,
                "manner": row.manner,
                "due": str(row.due),
                "late": row.late,
            }
            for row in rows
        ]
    if as_json:
        _json(found)
        return
    _table(
        ("案件", "单位", "措施", "期限"),
        [
            (
                str(f["case_no"]),
                str(f["unit"]),
                str(f["manner"]),
                f"{f['due']}{'（逾期）' if f['late'] else ''}",
            )
            for f in found
        ],
    )


def _known(place: str) -> str:
    codes = packs.places(load_settings().policy_overlays)
    if place and place not in codes:
        raise typer.BadParameter(f"地区代码应当为：{'、'.join(codes)}。")
    return place


@contextmanager
def _tables() -> Iterator[Session]:
    settings = load_settings()
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.read() as session:
            yield session
    finally:
        store.close()


def _json(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        typer.echo("没有记录。")
        return
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    Console().print(table)
