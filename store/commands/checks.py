"""`doudi checks`: which department answers how fast, and what is still out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from runtime import packs
from runtime.terminal import known_place
from store import checks
from store.commands.tables import AsJson, Desk, Place, as_json, desk, table

checks_app = typer.Typer(
    help="信息核对：各部门答复快慢，哪些查询还没有答复。", no_args_is_help=True
)

_TROUBLE_ZH = {
    "down": "接口无应答",
    "nonsense": "答复格式不符",
    "no_rule": "没有查询办法",
    "not_authorised": "尚未授权",
}
_TABLES = ("check.items", "check.group_items")
Department = Annotated[str, typer.Option("--department", help="部门代码，例如 tax。")]


@checks_app.command("delays")
def list_delays(place: Place = "", json_: AsJson = False) -> None:
    """各部门答复核对请求的情况：用时、逾期、可用情况、最近一次答复。"""
    with desk() as at:
        codes = _places(at, place)
        names = {code: _names(at, code) for code in codes}
        shorts = {code: at.place(code) for code in codes}
        rows = [r for code in codes for r in checks.delays(at.session, code, on=at.today)]
    if json_:
        as_json([asdict(row) for row in rows])
        return
    table(
        ("地区", "部门", "请求", "答复", "未答复", "逾期", "用时（日）", "最长（日）",
         "可用", "最近答复", "情况"),
        (
            (
                shorts[r.place], names[r.place].get(r.department, r.department),
                str(r.asked), str(r.answered),
                str(r.queue), str(r.late), _or_dash(r.median_days), _or_dash(r.longest_days),
                f"{r.availability}%" if r.availability is not None else "—",
                str(r.last_answer or "—"), _TROUBLE_ZH.get(r.trouble, ""),
            )
            for r in rows
        ),
    )  # fmt: skip


@checks_app.command("open")
def list_open(
    place: Place = "",
    department: Department = "",
    older_than: Annotated[
        int, typer.Option("--older-than", min=0, help="只列等待超过这么多天的。")
    ] = 0,
    json_: AsJson = False,
) -> None:
    """还没有答复的查询，等得最久的在前。"""
    with desk() as at:
        codes = _places(at, place)
        names = {code: _names(at, code) for code in codes}
        rows = [
            row
            for code in codes
            for row in checks.open_asks(
                at.session, code, at.today, department=department, older_than=older_than
            )
        ]
    if json_:
        as_json([asdict(row) for row in rows])
        return
    if not rows:
        typer.echo("没有尚未答复的查询。")
        return
    table(
        ("案件", "部门", "询问日期", "期限", "已等（日）", "超期（日）", "询问次数", "情况"),
        (
            (
                r.case_no, names[r.place].get(r.department, r.department), str(r.asked_on), str(r.due),
                str(r.waiting_days), str(r.days_late), str(r.attempts),
                _TROUBLE_ZH.get(r.trouble, ""),
            )
            for r in rows
        ),
    )  # fmt: skip


def _places(at: Desk, place: str) -> tuple[str, ...]:
    return (known_place(at.places, place).code,) if place else tuple(sorted(at.places))


def _names(at: Desk, place: str) -> dict[str, str]:
    """Departments as the place calls them."""
    law = packs.snapshot(place, at.today, _TABLES, production=False)
    rows = [row for name in _TABLES if law.has(name) for row in law.table(name).items()]
    return {code: str(row["zh"]) for code, row in rows if isinstance(row, dict)}


def _or_dash(number: int | None) -> str:
    return "—" if number is None else str(number)
