"""`doudi pay`: a month of a county, and what every county has paid so far. Figures from the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.pay.acts import PAY_MOVES, PAY_STAGE_ZH, PayStage
from domain.pay.ledger import ACCOUNT_ZH, LEVEL_ZH
from domain.pay.lists import GROUPS, Change
from runtime.keys import KeyRing
from runtime.packs import places
from runtime.settings import Settings, load_settings
from store import money_views
from store.engine import Store
from store.tables.pay import PayRunRow

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
) -> None:
    """显示某地某月的发放：期限、经办、批次、资金来源、退回和未办结明细。"""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise typer.BadParameter("月份应当写成 2026-10 的样子。")
    if group not in GROUPS:
        raise typer.BadParameter(f"救助项目组应当为：{'、'.join(GROUPS)}。")
    out = Console()
    with _tables() as (session, settings):
        known = places(settings.policy_overlays)
        if place not in known:
            raise typer.BadParameter(f"地区代码应当为：{'、'.join(known)}。")
        run = f"{place}/{group}/{month}"
        row = money_views.run_of(session, run)
        if row is None:
            out.print(f"{place} {month}还没有开始发放。")
            raise typer.Exit(1)
        out.print(_head(row))
        out.print(_steps(session, row))
        out.print(_sources(session, run))
        _exceptions(out, session, run)
        if lines:
            out.print(_lines(session, run))


@pay_app.command("totals")
def totals(
    place: Annotated[str, typer.Argument(help="地区代码；不填为全部地区。")] = "",
) -> None:
    """各地累计发放、退回和补发，以及总账试算平衡。"""
    out = Console()
    with _tables() as (session, settings):
        known = places(settings.policy_overlays)
        if place and place not in known:
            raise typer.BadParameter(f"地区代码应当为：{'、'.join(known)}。")
        table = Table(
            "地区",
            "发放（元）",
            "笔数",
            "月数",
            "户数",
            "退回",
            "补发",
            "不发",
            "未办结",
        )
        for code in (place,) if place else known:
            view = money_views.place_totals(session, code)
            counts = (view.paid_lines, view.months, view.households, view.returned)
            ends = (view.repaid, view.zero, view.open)
            table.add_row(code, yuan(view.paid_fen), *(str(n) for n in (*counts, *ends)))
        out.print(table)
        balance = money_views.trial_balance(session, place)
        ledger = Table("总账科目", "余额（元）")
        for account, fen in balance.items():
            ledger.add_row(ACCOUNT_ZH.get(account, account), yuan(fen))
        ledger.add_row("合计", yuan(sum(balance.values())))
        out.print(ledger)
        if sum(balance.values()):
            raise typer.Exit(1)


@contextmanager
def _tables() -> Iterator[tuple[Session, Settings]]:
    settings = load_settings()
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.read() as session:
            yield session, settings
    finally:
        store.close()


def _head(row: PayRunRow) -> str:
    stage = PAY_STAGE_ZH[PayStage(row.stage)]
    return (
        f"[bold]{row.place} {row.month:%Y-%m}[/bold]　{stage}　{row.count}笔　"
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


def _exceptions(out: Console, session: Session, run: str) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for late in money_views.lateness_of(session, run):
        days = f"逾期{late.days}天" if late.days else "逾期未办"
        step = STEP_ZH.get(late.step.split(":")[0], late.step)
        out.print(f"迟延：{ROLE_ZH[Role(late.role)]}，{step}，期限{late.due}，{days}。")
    for line in money_views.short_lines(session, run, today):
        state = STATE_ZH[line.state]
        paid = f"，{line.paid_on}到账" if line.paid_on else ""
        out.print(f"短发、迟发：{line.case_no}，{yuan(line.fen)}元，{state}{paid}。")
    head = money_views.list_of(session, run)
    for change in head.changes if head else []:
        out.print(f"变动：{Change.model_validate(change).zh}")


def _lines(session: Session, run: str) -> Table:
    table = Table("案号", "月份", "金额（元）", "状态", "到账日期")
    for line in money_views.lines_of(session, run):
        paid = str(line.paid_on or "")
        table.add_row(
            line.case_no, f"{line.month:%Y-%m}", yuan(line.fen), STATE_ZH[line.state], paid
        )
    return table
