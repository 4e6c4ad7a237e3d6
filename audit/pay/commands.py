"""`doudi pay prove`: a month recomputed, one line for each household that fails."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Annotated

import typer
from temporalio.service import RPCError

from audit.archive.source import source_of
from audit.archive.where import space_of
from audit.pay.gather import NoSuchMonth, proved
from audit.pay.proof import Proof
from domain.pay.lists import GROUPS, PayOrder
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import load_settings
from runtime.temporal import TemporalUnreachable, connect
from runtime.terminal import stop
from store.commands.pay import pay_app
from store.engine import Store

__all__ = ["pay_app"]

_MONTH = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2]))(?:\.([1-9]\d?))?")
_EVERY = 100
_SHOWN = 1000


@pay_app.command("prove")
def prove_command(
    place: Annotated[str, typer.Argument(help="地区代码，例如 jiaozuo。")],
    month: Annotated[str, typer.Argument(help="月份，例如 2026-10；补充批次写 2026-10.1。")],
    group: Annotated[str, typer.Option("--group", help="救助项目组。")] = "dibao",
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """由办理历史、锁定名单、银行文件和台账重算一个月的发放；有一户不符即逐户列出并以退出码1结束。"""
    found = _MONTH.fullmatch(month)
    if not found:
        stop(f"月份“{month}”应当写成2026-10的样子。")
    if group not in GROUPS:
        stop(f"没有救助项目组“{group}”，应当为：{'、'.join(GROUPS)}。")
    if place not in packs.places():
        stop(f"没有代码为“{place}”的地区，应当为：{'、'.join(packs.places())}。")
    first = date.fromisoformat(f"{found[1]}-01")
    order = PayOrder(
        place=place, group=group, month=first, starts_on=first, extra=int(found[2] or 0)
    )
    try:
        proof = asyncio.run(_proved(order))
    except NoSuchMonth:
        stop(f"{month}的发放名单尚未锁定，没有可以重算的内容。")
    except (TemporalUnreachable, RPCError, OSError):
        stop("无法连接办理服务，没有办理历史就不能重算，请稍后再试。")
    if json_:
        typer.echo(proof.model_dump_json(indent=2))
    else:
        for fault in proof.faults[:_SHOWN]:
            typer.echo(fault.line)
        typer.echo(proof.zh)
    if not proof.exact:
        raise typer.Exit(1)


async def _proved(order: PayOrder) -> Proof:
    settings = load_settings()
    client = await connect(settings)
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        source = source_of(client, space_of(settings))
        return await proved(store, source, order, _told)
    finally:
        store.close()


def _told(done: int, all_: int) -> None:
    if done % _EVERY == 0 or done == all_:
        typer.echo(f"\r已重算{done}/{all_}户", err=True, nl=done == all_)
