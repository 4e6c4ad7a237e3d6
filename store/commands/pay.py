"""`doudi pay`: a month of a county, and what every county has paid so far. Figures from the tables."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.pay.acts import PAY_MOVES, PAY_STAGE_ZH, PayStage
from domain.pay.ledger import ACCOUNT_ZH, LEVEL_ZH
from domain.pay.lists import GROUPS
from runtime.terminal import known_place, stop
from store import money_views
from store.commands.tables import AsJson, as_json, desk
from store.tables.pay import Obligation, PayRunRow

pay_app = typer.Typer(help="每月发放：查询一个月的办理情况和各地累计。", no_args_is_help=True)

STEP_ZH = {"confirm_credit": "银行到账", **{move.act: move.zh for move in PAY_MOVES}}
STATE_ZH = {
    "due": "待发放",
    "sent": "银行代发中",
    "paid": "已到账",
    "returned": "退回待处理",
    "zero": "不予发放",
}


@pay_app.command("show")
def show(
    place: Annotated[str, typer.Argument(help="地区代码，例如 jiaozuo。")],
    month: Annotated[str, typer.Argument(help="月份，例如 2026-10。")],
    group: Annotated[str, typer.Option("--group", help="救助项目组。")] = "dibao",
    lines: Annotated[bool, typer.Option("--lines", help="逐笔列出。")] = False,
    json_: AsJson = False,
) -> None:
    """显示某地某月的发放：期限、经办、批次、资金来源、退回和未办结明细。"""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(\.[1-9]\d?)?", month):
        stop(f"月份“{month}”应当写成2026-10的样子。")
    if group not in GROUPS:
        stop(f"没有救助项目组“{group}”，应当为：{'、'.join(GROUPS)}。")
    out = Console()
    with desk() as at:
        session, run = at.session, f"{known_place(at.places, place).code}/{group}/{month}"
        row = money_views.run_of(session, run)
        if row is None:
            stop(f"{at.place(place)}{month}的发放还没有开始。")
        if json_:
            as_json(_run(session, row, lines, at.today))
            return
        out.print(_head(row, at.place(place)))
        out.print(_steps(session, row))
        out.print(_sources(session, run))
        _exceptions(out, session, run, at.today)
        if lines:
            out.print(_lines(session, run))


@pay_app.command("totals")
def totals(
    place: Annotated[str, typer.Argument(help="地区代码；不填为全部地区。")] = "",
    json_: AsJson = False,
) -> None:
    """各地累计发放、退回和补发，以及总账试算平衡；不平衡时退出码为1。"""
    out = Console()
    with desk() as at:
        codes = [known_place(at.places, place).code] if place else sorted(at.places)
        views = [money_views.place_totals(at.session, code) for code in codes]
        balance = money_views.trial_balance(at.session, place)
        if json_:
            as_json({"places": [view.model_dump() for view in views], "ledger_fen": balance})
        else:
            table = Table(
                "地区", "发放（元）", "笔数", "月数", "户数", "退回", "补发", "不发", "未办结"
            )
            for view in views:
                counts = (view.paid_lines, view.months, view.households, view.returned)
                ends = (view.repaid, view.zero, view.open)
                figures = (str(n) for n in (*counts, *ends))
                table.add_row(at.place(view.place), yuan(view.paid_fen), *figures)
            out.print(table)
            ledger = Table("总账科目", "余额（元）")
            for account, fen in balance.items():
                ledger.add_row(ACCOUNT_ZH.get(account, account), yuan(fen))
            ledger.add_row("合计", yuan(sum(balance.values())))
            out.print(ledger)
        if sum(balance.values()):
            raise typer.Exit(1)


_RUN_FIELDS = (
    "run", "place", "month", "stage", "count", "total_fen", "data_due", "submitted_on",
    "submitted_by", "transfer_due", "released_on", "released_by", "credit_due", "credited_on",
    "provisional", "returned_open", "overdue", "closed_on", "waiting",
)  # fmt: skip
_LINE_FIELDS = ("case_no", "month", "fen", "state", "paid_on", "returns")


def _run(session: Session, row: PayRunRow, lines: bool, today: date) -> dict[str, Any]:
    def shown(line: Obligation) -> dict[str, Any]:
        return {name: getattr(line, name) for name in _LINE_FIELDS}

    found: dict[str, Any] = {
        **{name: getattr(row, name) for name in _RUN_FIELDS},
        "sources": [level.model_dump() for level in money_views.sources(session, row.run)],
        "short": [shown(line) for line in money_views.short_lines(session, row.run, today)],
    }
    if lines:
        found["lines"] = [shown(line) for line in money_views.lines_of(session, row.run)]
    return found


def _head(row: PayRunRow, place: str) -> str:
    stage = PAY_STAGE_ZH[PayStage(row.stage)]
    return (
        f"[bold]{place} {row.month:%Y-%m}[/bold]　{stage}　{row.count}笔　"
        f"{yuan(row.total_fen)}元　新增{row.joined}户　退出{row.left}户　变动{row.changed}户\n"
        f"{escape(row.waiting)}"
    )


def _steps(session: Session, row: PayRunRow) -> Table:
    table = Table("环节", "期限", "办理日期", "经办账号")
    provisional = "（暂定）" if row.provisional else ""
    rows = (
        ("民政报送", row.data_due, row.submitted_on, row.submitted_by),
        ("财政拨付", row.transfer_due, row.released_on, row.released_by),
        ("银行到账", row.credit_due, row.credited_on, ""),
    )
    for zh, due, done, by in rows:
        table.add_row(zh, f"{due or ''}{provisional if due else ''}", str(done or ""), escape(by))
    for batch in money_views.batches_of(session, row.run):
        sums = f"{batch.paid_count}/{batch.count}笔　{yuan(batch.paid_fen)}元"
        days = f"{batch.delivered_on or ''}　{batch.credited_on or ''}"
        table.add_row(f"第{batch.number}批 {batch.batch_no}", sums, days, "")
    return table


def _sources(session: Session, run: str) -> Table:
    table = Table("资金来源", "应发（元）", "已发（元）", "差额（元）")
    for level in money_views.sources(session, run):
        short = level.due_fen - level.paid_fen
        table.add_row(LEVEL_ZH[level.level], yuan(level.due_fen), yuan(level.paid_fen), yuan(short))
    return table


def _exceptions(out: Console, session: Session, run: str, today: date) -> None:
    for late in money_views.lateness_of(session, run):
        days = f"逾期{late.days}天" if late.days else "逾期未办"
        step = STEP_ZH.get(late.step.split(":")[0], late.step)
        out.print(f"迟延：{ROLE_ZH[Role(late.role)]}，{step}，期限{late.due}，{days}。")
    for line in money_views.short_lines(session, run, today):
        state = STATE_ZH[line.state]
        paid = f"，{line.paid_on}到账" if line.paid_on else ""
        out.print(f"短发、迟发：{line.case_no}，{yuan(line.fen)}元，{state}{paid}。")
    for change in money_views.changes_of(session, run):
        out.print(f"变动：{change.zh}")


def _lines(session: Session, run: str) -> Table:
    table = Table("案号", "月份", "金额（元）", "状态", "到账日期")
    for line in money_views.lines_of(session, run):
        paid = str(line.paid_on or "")
        table.add_row(
            line.case_no, f"{line.month:%Y-%m}", yuan(line.fen), STATE_ZH[line.state], paid
        )
    return table
