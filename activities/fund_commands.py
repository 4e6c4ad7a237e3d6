"""`doudi funds`: accounts and their balance, what a rise of the standards would change, bulletins."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from activities.funds import Rising
from activities.tools import Tools
from documents.bulletin import MONTH_HEADS, month_book, month_cells
from domain.funds.matter import Errand
from domain.money import yuan
from domain.pay.ledger import LEVEL_ZH
from domain.programme import PROGRAMME_ZH, Programme
from domain.reports.bulletin import faults_of
from runtime.keys import KeyRing
from runtime.settings import load_settings
from runtime.temporal import connect
from runtime.terminal import known_place, stop
from store import bulletins
from store.commands.tables import AsJson, as_json, desk, table
from store.funds import rises, views
from workflows.fund_steps import ErrandOrder

funds_app = typer.Typer(help="资金账户、标准提高测算、月报。", no_args_is_help=True)

PlaceArg = Annotated[str, typer.Argument(help="地区代码，例如 jiaozuo。")]
MonthArg = Annotated[str, typer.Argument(help="月份，例如 2026-12。")]


@funds_app.command("show")
def show(
    place: PlaceArg,
    year: Annotated[int, typer.Argument(help="年度，例如 2026。")],
    json_: AsJson = False,
) -> None:
    """显示一个年度的资金账户、余额和下月需求。"""
    with desk() as at:
        info = known_place(at.places, place)
        accounts = views.account_views(at.session, info.code, year)
        advances = views.advances(at.session, info.code)
        if json_:
            found = [row.model_dump(mode="json") for row in accounts]
            as_json({"accounts": found, "advances_fen": advances})
            return
        table(
            (
                "账户",
                "级次",
                "乡镇（街道）",
                "预算（元）",
                "收入（元）",
                "支出（元）",
                "余额（元）",
            ),
            (
                (
                    row.zh,
                    LEVEL_ZH.get(row.level, ""),
                    at.township(info.code, row.township) if row.township else "",
                    yuan(row.budget_fen),
                    yuan(row.allotted_fen),
                    yuan(row.paid_fen),
                    yuan(row.balance_fen),
                )
                for row in accounts
            ),
            title=f"{info.short}{year}年资金账户",
        )
        for town, fen in advances.items():
            typer.echo(f"{at.township(info.code, town)}备用金不足，县级已垫付{yuan(fen)}元。")


@funds_app.command("rise")
def rise(
    place: PlaceArg,
    month: MonthArg,
    programme: Annotated[str, typer.Option("--programme", help="救助项目代码。")] = "dibao",
    json_: AsJson = False,
) -> None:
    """测算：自某月起的标准会使哪些在保家庭的金额变动、变动多少。只测算，不改变任何家庭。"""
    since = _first(month)
    with desk() as at:
        code, short, today = known_place(at.places, place).code, at.place(place), at.today
    found = asyncio.run(_counted(code, programme, since, today))
    changed = [one for one in found if one.now_fen != one.was_fen]
    total = sum(one.now_fen - one.was_fen for one in changed)
    if json_:
        as_json(
            {
                "households": len(found),
                "changed": [one.model_dump() for one in changed],
                "monthly_fen": total,
            }
        )
        return
    table(
        ("案件", "项目", "现月补助（元）", "按新标准（元）", "增加（元）"),
        (
            (
                one.case_no,
                PROGRAMME_ZH[Programme(one.programme)],
                yuan(one.was_fen),
                yuan(one.now_fen),
                yuan(one.now_fen - one.was_fen),
            )
            for one in changed
        ),
        title=f"{short}{month}起标准提高测算",
    )
    typer.echo(
        f"在保{len(found)}户，{len(changed)}户金额变动，每月增加{yuan(total)}元。没有改变任何家庭。"
    )


async def _counted(place: str, programme: str, since: date, today: date) -> list[rises.Counted]:
    settings = load_settings()
    ring = KeyRing.load(settings.key_file)
    tools = Tools.of(settings, ring)
    try:
        client = await connect(settings, ring)
        errand = Errand(
            key="dry",
            what="preview_rise",
            on=today,
            seq=0,
            details=(
                ("by", ""),
                ("paper", ""),
                ("programmes", programme),
                ("since", since.isoformat()),
            ),
        )
        order = ErrandOrder(
            place=place,
            subject=f"rise/{place}/{since:%Y-%m}",
            errand=errand,
            accounts=(),
            on=max(today, since),
            cause="dry run",
        )
        return await Rising(tools, client, order).counted()
    finally:
        tools.store.close()


@funds_app.command("bulletin")
def bulletin(
    place: PlaceArg,
    month: MonthArg,
    book: Annotated[Path | None, typer.Option("--book", help="另存为电子表格。")] = None,
    json_: AsJson = False,
) -> None:
    """一个月的社会救助月报；合计不相符时逐条说明，退出码为1。"""
    first = _first(month)
    with desk() as at:
        info = known_place(at.places, place)
        rows = bulletins.bulletin(at.session, info.code, first)
        late = bulletins.source_lines(at.session, info.code, first, at.today)
    if book is not None:
        book.write_bytes(month_book(info.short, first, rows, late))
    faults = faults_of(rows)
    if json_:
        as_json({"rows": [row.model_dump() for row in rows], "faults": list(faults)})
    else:
        cells = (
            [f"{c:,.2f}" if isinstance(c, float) else str(c) for c in month_cells(row)]
            for row in rows
        )
        table(MONTH_HEADS, cells, title=f"{info.short}{month}社会救助月报")
        for fault in faults:
            typer.echo(fault)
    if faults:
        raise typer.Exit(1)


def _first(month: str) -> date:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        stop(f"月份“{month}”应当写成2026-12的样子。")
    return date.fromisoformat(f"{month}-01")
